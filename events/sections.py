"""What events hang on pages of lower floors, and of higher ones that never heard of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from home import navigation
from home.models import HomePage, WijkPage

from . import agenda, subscription
from .models import AgendaPage, EventPage

COUNT_AT_HOME = 3  # the front door has more to say


def upcoming(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """Return the next activities of a page and the way to all of them; None where activities have no place."""
    if isinstance(page, AgendaPage | EventPage) or not subscription.has_feed(page):
        return None
    city = navigation.first_of(request, page, AgendaPage) or agenda.city_agenda(Site.find_for_request(request))
    more = city.get_url(request) if city else ""
    if more and isinstance(page, WijkPage):
        more += f"?wijk={page.slug}"
    return {
        "items": agenda.upcoming(page, COUNT_AT_HOME if isinstance(page, HomePage) else agenda.SHOWN),
        "subscription": subscription.of(page, request),
        "more_href": more or "",
        "more_text": _("All activities in this wijk") if isinstance(page, WijkPage) else _("All activities"),
    }


def feed_links(page: Page, request: HttpRequest) -> SafeString:
    """Return the `<link>` elements of the feeds of a page."""
    if isinstance(page, EventPage):
        address = reverse("events:event", args=[page.uid])
        links = [("text/calendar", address)] if page.live and not page.alias_of_id else []
    else:
        feeds = subscription.of(page, request) if subscription.has_feed(page) else None
        links = (
            [
                ("text/calendar", feeds.ical),
                ("application/atom+xml", feeds.atom),
                ("application/feed+json", feeds.json),
            ]
            if feeds
            else []
        )
    title = format_html("{} · {}", agenda.scope(page).title, _("Activities"))
    return format_html_join(
        "\n", '<link rel="alternate" type="{}" href="{}" title="{}">', ((kind, href, title) for kind, href in links)
    )
