"""Under which addresses a reader follows the activities of a page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from home.models import HomePage, Theme, WijkPage

from . import agenda
from .models import AgendaPage, EventPage, Listing


@dataclass(frozen=True)
class Subscription:
    """The feeds of one page, as whole addresses; `webcal` opens the calendar program of the reader."""

    name: str
    ical: str
    atom: str
    json: str

    @property
    def webcal(self) -> str:
        return "webcal://" + self.ical.split("://", 1)[-1]


def has_feed(page: Page) -> bool:
    """Say whether a page shows its feed: the front door, wijken, agendas, and what has or had an activity."""
    if isinstance(page, EventPage):
        return False
    return isinstance(page, HomePage | WijkPage | AgendaPage) or Listing.objects.filter(page=page.pk).exists()


def of(page: Page, request: HttpRequest, theme: Theme | None = None) -> Subscription | None:
    """Return the feeds of a page, perhaps of one theme; None for a page that has no address."""
    scope = agenda.scope(page)
    parts = scope.get_url_parts(request)
    if not scope.pk or not parts or not parts[1]:
        return None
    query = f"?{urlencode({'thema': theme.slug})}" if theme else ""
    ical, atom, json = (
        f"{parts[1]}{reverse(f'events:{kind}', args=[scope.pk])}{query}" for kind in ("calendar", "atom", "json")
    )
    return Subscription(name=scope.title, ical=ical, atom=atom, json=json)
