"""Feeds of a page and of one event: ordinary addresses with a page id, because subscriptions live for years."""

import hashlib
import logging
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Feed:
    """A feed that was asked for: of which page, under which name and addresses, narrowed to what."""

    page: Page
    name: str
    source: str
    url: str
    chosen: choice.Choice

    def read(self, *columns: str) -> list[tuple]:
        """Return columns of the entries in order of time. One query."""
        entries = FeedEntry.objects.listed_on(agenda.scope(self.page)).public().current(timezone.localdate())
        return list(self.chosen.apply(entries).order_by("starts_at", "uid").values_list(*columns))


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


def fit(feed: Feed, fragments: list[bytes]) -> list[bytes]:
    """Return the fragments that fit in a feed, from the nearest on; log how many do not."""
    kept = ical.fitting(fragments, ical.MAX_BYTES)
    if kept < len(fragments):
        logger.warning("feed of page %s is cut: %s activities left out", feed.page.pk, len(fragments) - kept)
    return fragments[:kept]


@require_safe
def calendar(request: HttpRequest, page_id: int) -> HttpResponse:
    """The events of a page as iCalendar."""
    feed = find(request, page_id)
    fragments = [ics for (ics,) in feed.read("ical")]
    kept = fit(feed, fragments)
    body = ical.feed(feed.name, feed.source, feed.url, kept, left_out=len(fragments) - len(kept))
    return respond(request, body, "text/calendar; charset=utf-8", f"kalender-{page_id}.ics")


@require_safe
def atom(request: HttpRequest, page_id: int) -> HttpResponse:
    """The events of a page as Atom."""
    feed = find(request, page_id)
    rows = feed.read("atom", "changed_at")
    updated_at = max([changed_at for _fragment, changed_at in rows] or [feed.page.last_published_at or timezone.now()])
    kept = fit(feed, [fragment for fragment, _changed_at in rows])
    language = feed.page.locale.language_code
    body = syndication.atom_feed(page_id, feed.name, feed.source, feed.url, language, updated_at, kept)
    return respond(request, body, "application/atom+xml; charset=utf-8", f"kalender-{page_id}.atom")


@require_safe
def json(request: HttpRequest, page_id: int) -> HttpResponse:
    """The events of a page as JSON Feed."""
    feed = find(request, page_id)
    kept = fit(feed, [fragment for (fragment,) in feed.read("json")])
    body = syndication.json_feed(feed.name, feed.source, feed.url, feed.page.locale.language_code, kept)
    return respond(request, body, "application/feed+json; charset=utf-8", f"kalender-{page_id}.json")


@require_safe
def event(request: HttpRequest, uid) -> HttpResponse:
    """One event as a file. A withdrawn one says so as long as the feeds do; after that it is gone."""
    entries = FeedEntry.objects.public().filter(Q(is_withdrawn=False) | Q(leaves_on__gt=timezone.localdate()))
    entry = get_object_or_404(entries, uid=uid)
    return respond(
        request, ical.file(bytes(entry.ical)), "text/calendar; charset=utf-8", f"{uid}.ics", as_attachment=True
    )
