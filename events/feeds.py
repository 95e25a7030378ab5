"""Feeds of a page and of one event: ordinary addresses with a page id, because subscriptions live for years."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from . import agenda, choice, ical, syndication
from .models import FeedEntry

logger = logging.getLogger(__name__)

MOST = 3_000  # more fragments than fit in a feed: the smallest there is takes some 350 bytes


@dataclass(frozen=True)
class Contents:
    """What a feed holds: fragments in order of time, how many later ones it does not hold, and its last change."""

    fragments: list[bytes]
    left_out: int
    changed_at: datetime


@dataclass(frozen=True)
class Feed:
    """A feed that was asked for: of which page, under which name and addresses, narrowed to what."""

    page: Page
    name: str
    source: str
    url: str
    chosen: choice.Choice

    def read(self, kind: str) -> Contents:
        """Return the fragments of one kind that fit in a feed, from the nearest on; log how many do not.

        One query for what fits, and one more for the number that does not: fragments that are left out stay unread.
        """
        entries = FeedEntry.objects.listed_on(agenda.scope(self.page)).public().current(timezone.localdate())
        entries = self.chosen.apply(entries).order_by("starts_at", "uid")
        rows = list(entries.values_list(kind, "changed_at")[:MOST])
        kept = rows[: ical.fitting([fragment for fragment, _changed_at in rows], ical.MAX_BYTES)]
        left_out = entries.count() - len(kept) if len(rows) == MOST or len(kept) < len(rows) else 0
        if left_out:
            logger.warning("feed of page %s is cut: %s activities left out", self.page.pk, left_out)
        changed_at = max([changed_at for _fragment, changed_at in kept], default=self.page.last_published_at)
        return Contents([fragment for fragment, _changed_at in kept], left_out, changed_at or timezone.now())


def find(request: HttpRequest, page_id: int) -> Feed:
    """Return the feed of a public page. Refuses a page that is private, a draft or not there with 404."""
    page = get_object_or_404(Page.objects.live().public().filter(depth__gt=1).select_related("locale"), pk=page_id)
    parts = page.get_url_parts(request)
    if not parts or not parts[1]:
        raise Http404(_("This page has no address."))
    chosen = choice.read(request.GET)
    return Feed(
        page=page,
        name=" · ".join([agenda.scope(page).title, *chosen.words]),
        # Without the order in which the reader happened to write it, so that one choice has one source.
        source=parts[1] + request.path + (f"?{chosen.query}" if chosen.query else ""),
        url=parts[1] + parts[2],
        chosen=chosen,
    )


def respond(
    request: HttpRequest, body: bytes, content_type: str, filename: str, as_attachment: bool = False
) -> HttpResponse:
    """Return `body`, or 304 when the reader has it, with the headers of a feed."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    response["Content-Disposition"] = content_disposition_header(as_attachment, filename)
    response = get_conditional_response(request, etag=etag, response=response)
    response["Cache-Control"] = "public, max-age=900"
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def calendar(request: HttpRequest, page_id: int) -> HttpResponse:
    """The events of a page as iCalendar."""
    feed = find(request, page_id)
    found = feed.read("ical")
    body = ical.feed(feed.name, feed.source, feed.url, found.fragments, found.left_out)
    return respond(request, body, "text/calendar; charset=utf-8", f"kalender-{page_id}.ics")


@require_safe
def atom(request: HttpRequest, page_id: int) -> HttpResponse:
    """The events of a page as Atom."""
    feed = find(request, page_id)
    found = feed.read("atom")
    language = feed.page.locale.language_code
    body = syndication.atom_feed(
        page_id, feed.name, feed.source, feed.url, language, found.changed_at, found.fragments
    )
    return respond(request, body, "application/atom+xml; charset=utf-8", f"kalender-{page_id}.atom")


@require_safe
def json(request: HttpRequest, page_id: int) -> HttpResponse:
    """The events of a page as JSON Feed."""
    feed = find(request, page_id)
    found = feed.read("json")
    body = syndication.json_feed(feed.name, feed.source, feed.url, feed.page.locale.language_code, found.fragments)
    return respond(request, body, "application/feed+json; charset=utf-8", f"kalender-{page_id}.json")


@require_safe
def event(request: HttpRequest, uid) -> HttpResponse:
    """One event as a file. A withdrawn one says so as long as the feeds do; after that it is gone."""
    entries = FeedEntry.objects.public().filter(Q(is_withdrawn=False) | Q(leaves_on__gt=timezone.localdate()))
    entry = get_object_or_404(entries, uid=uid)
    return respond(
        request, ical.file(bytes(entry.ical)), "text/calendar; charset=utf-8", f"{uid}.ics", as_attachment=True
    )
