"""Under which addresses a reader follows the activities of a page, and takes one of them along."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from home.models import HomePage, Theme, WijkPage

from . import agenda, programs
from .choice import Choice
from .models import AgendaPage, EventPage, FeedEntry, Listing, Occurrence
from .models.occurrence import midnight


@dataclass(frozen=True)
class Subscription:
    """The feeds of one page, as whole addresses; `webcal` opens the calendar program of the reader. `compose` is the
    path below `origin` of the page where the same choice can be made wider or narrower."""

    name: str
    origin: str
    ical: str
    atom: str
    json: str
    compose: str

    @property
    def webcal(self) -> str:
        return "webcal://" + self.ical.split("://", 1)[-1]

    @property
    def page(self) -> str:
        """The whole address of the ways to subscribe: what a phone opens, because not each of them knows webcal."""
        return f"{self.origin}{self.compose}#kalender"

    @property
    def ways(self) -> tuple[programs.Way, ...]:
        return programs.subscribe(self.webcal, self.ical, self.name)


def has_feed(page: Page) -> bool:
    """Say whether a page shows its feed: the front door, wijken, agendas, and what has or had an activity."""
    if isinstance(page, EventPage):
        return False
    if isinstance(page, HomePage | WijkPage | AgendaPage):
        return True
    if not page.specific_class.clean_subpage_models():
        return False  # A kind of page below which nothing can stand.
    # The head of a page and its section both ask. What is to come is shown, and mostly says enough.
    known = page.__dict__
    if "_has_feed" not in known:
        known["_has_feed"] = bool(agenda.upcoming(page, agenda.SHOWN)) or Listing.objects.filter(page=page.pk).exists()
    return known["_has_feed"]


def of(page: Page, request: HttpRequest, theme: Theme | None = None) -> Subscription | None:
    """Return the feeds of a page, perhaps of one theme; None for a page that has no address."""
    return narrowed(page, request, Choice(themes=(theme,) if theme else ()))


def narrowed(page: Page, request: HttpRequest, chosen: Choice) -> Subscription | None:
    """Return the feeds of what is chosen of a page; None for a page that has no address."""
    scope = agenda.scope(page)
    parts = scope.get_url_parts(request)
    if not scope.pk or not parts or not parts[1]:
        return None
    query = f"?{chosen.query}" if chosen.query else ""
    ical, atom, json = (
        f"{parts[1]}{reverse(f'events:{kind}', args=[scope.pk])}{query}" for kind in ("calendar", "atom", "json")
    )
    name = " · ".join([scope.title, *chosen.words])
    return Subscription(name, parts[1], ical, atom, json, compose=compose(scope, request, chosen))


def compose(scope: Page, request: HttpRequest, chosen: Choice) -> str:
    """Return the path of the page where a reader composes an address, with `chosen` filled in.

    Of a wijk that is the page of the whole city, where other wijken can be added.
    """
    site = Site.find_for_request(request)
    root = site.root_page if site else None
    query = chosen.query
    if root and scope.specific_class is WijkPage and scope.path.startswith(root.path):
        query = Choice(wijken=(scope,)).query + (f"&{query}" if query else "")
        scope = root
    path = reverse("events:compose") if root and scope.pk == root.pk else reverse("events:compose", args=[scope.pk])
    return f"{path}?{query}" if query else path


def ways(page: EventPage) -> tuple[programs.Way, ...]:
    """Return how web calendars take the next date of an activity, with the rest of its series where that is possible.

    The number of queries does not depend on the number of dates. A series with exceptions to come goes as its next
    date alone, because a link cannot hold them.
    """
    today = midnight(timezone.localdate())
    held = (row for row in page.occurrences.all() if row.status != Occurrence.Status.CANCELLED)
    next_date = next((row for row in held if row.ends_at >= today), None)
    venue = (next_date and next_date.venue) or page.venue
    return programs.add(
        programs.Date(
            title=page.title,
            starts_at=next_date.starts_at if next_date else page.starts_at,
            ends_at=next_date.ends_at if next_date else page.ends_at,
            all_day=page.all_day,
            text="\n\n".join(part for part in (page.summary, page.full_url) if part),
            location=venue.location if venue else page.online_url,
            recurs=rest_of_series(page, next_date) if next_date else "",
        )
    )


def rest_of_series(page: EventPage, since: Occurrence) -> str:
    """Return the RRULE of a series from the date `since` on; empty when that is no series, or one with exceptions.

    It reads what publication stored for the feeds; nothing is expanded here.
    """
    stored = FeedEntry.objects.filter(event=page.pk).values_list("json", flat=True).first() if page.rule else None
    if page.rule is None or not stored:
        return ""
    told = json.loads(bytes(stored))["_event"]
    exceptions = [*told.get("skipped", []), *(change["of"] for change in told.get("changes", []))]
    left = sum(_day(start) >= since.on for start in told.get("dates", []))
    if left < 2 or any(_day(start) >= since.on for start in exceptions):
        return ""
    return page.rule.text(since.on, f"COUNT={left}")


def _day(start: str) -> date:
    return datetime.fromisoformat(start).date()
