"""The news of a coalition as Atom (RFC 4287). The address has the id of the page, because a slug may be renamed."""

from datetime import datetime
from uuid import uuid5
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from events.feeds import respond
from events.ical import one_line
from events.syndication import atom_feed, stamp

from . import news as told
from .models import CoalitionPage, NewsPage

MOST = 50


@require_safe
def news(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest news of a public coalition."""
    coalition = CoalitionPage.objects.published().find(page_id)
    parts = coalition.get_url_parts(request) if coalition else None
    if coalition is None or not parts or not parts[1]:
        raise Http404(_("There is no such coalition."))
    found = list(told.of(coalition)[:MOST])
    with override(coalition.locale.language_code):
        name = f"{coalition.title} · {_('News')}"
    body = atom_feed(
        page_id,
        name,
        parts[1] + request.path,
        parts[1] + parts[2],
        coalition.locale.language_code,
        max([changed_at(one) for one in found], default=coalition.last_published_at or timezone.now()),
        [entry(one) for one in found],
        about="nieuws",
    )
    return respond(request, body, "application/atom+xml; charset=utf-8", f"nieuws-{page_id}.atom")


def changed_at(page: NewsPage) -> datetime:
    return page.last_published_at or page.latest_revision_created_at or timezone.now()


def entry(page: NewsPage) -> bytes:
    """Return the `<entry>` of a piece of news. Its id stays when the page is renamed or moved."""
    href = page.full_url or ""
    parts = [
        # A translation has the same key, and is another text.
        f"<id>urn:uuid:{uuid5(page.translation_key, page.locale.language_code)}</id>",
        f"<title>{escape(one_line(page.title))}</title>",
        f'<link rel="alternate" href={quoteattr(href)}/>' if href else "",
        f"<published>{stamp(page.first_published_at or changed_at(page))}</published>",
        f"<updated>{stamp(changed_at(page))}</updated>",
        f"<summary>{escape(one_line(page.summary))}</summary>",
    ]
    return f"<entry>{''.join(parts)}</entry>\n".encode()
