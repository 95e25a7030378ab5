"""Lists of activities, composed for a screen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from wagtail.models import Page, Site

from home.models import HomePage, WijkPage
from home.visibility import public

from . import dates
from .models import AgendaPage, EventPage, EventTheme, Occurrence

SHOWN = 6  # dates on a page that is about something else
OF_MANY = (HomePage, WijkPage)  # what the first dates to come are nearly all of


@dataclass(frozen=True)
class Item:
    """One date of an activity in a list."""

    starts_on: date
    title: str
    href: str
    summary: str
    when: str
    where: str
    status: str
    status_kind: str
    reason: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Month:
    """The items of one month."""

    name: str
    anchor: str
    items: tuple[Item, ...]


def scope(page: Page) -> Page:
    """Return the page whose activities a page shows: an agenda those of the page above it, any other its own."""
    return page.get_parent() if page.specific_class is AgendaPage else page


def city_agenda(site: Site | None) -> AgendaPage | None:
    """Return the public agenda nearest to the root of a site."""
    if site is None:
        return None
    return AgendaPage.objects.filter(public()).descendant_of(site.root_page).order_by("depth", "path").first()


def upcoming(page: Page, count: int) -> list[Item]:
    """Return the next dates of the activities of `page`, at most `count`; asked once of a page."""
    known = page.__dict__.setdefault("_upcoming", {})
    if count not in known:
        dates = Occurrence.objects
        listed = dates.listed_on(page) if page.specific_class in OF_MANY else dates.few_on(page)
        known[count] = items(listed.between(timezone.localdate())[:count])
    return known[count]


def items(occurrences: Iterable[Occurrence]) -> list[Item]:
    """Return what a list shows of each date. The number of queries does not depend on the number of dates."""
    found = list(occurrences)
    events = {occurrence.event_id for occurrence in found}
    words = defaultdict(list)
    in_wijken = EventPage.wijken.through.objects.filter(public("wijkpage__"), eventpage__in=events)
    with_theme = EventTheme.objects.filter(content_object__in=events)
    rows = in_wijken.values_list("eventpage", Value(1), "wijkpage__title").union(
        with_theme.values_list("content_object", Value(2), "tag__name")
    )
    for event, _kind, word in sorted(rows):
        words[event].append(word)
    return [item(occurrence, tuple(words[occurrence.event_id])) for occurrence in found]


def item(occurrence: Occurrence, tags: tuple[str, ...]) -> Item:
    event = occurrence.event
    venue = occurrence.venue or event.venue
    return Item(
        starts_on=occurrence.starts_at.astimezone(timezone.get_default_timezone()).date(),
        title=event.title,
        href=href(occurrence),
        summary=event.summary,
        when=dates.brief(occurrence.starts_at, occurrence.ends_at, event.all_day),
        where=venue.name if venue else "",
        status=status(occurrence.status),
        status_kind=status_kind(occurrence.status),
        reason=occurrence.reason,
        tags=tags,
    )


def href(occurrence: Occurrence) -> str:
    """Return the address of the activity; of a series the place on its page where this date stands."""
    event = occurrence.event
    return f"{event.url or ''}#{anchor(occurrence.on)}" if event.repeats else event.url or ""


def anchor(on: date) -> str:
    """Return the name of one date on the page of a series. It stays when that date is moved."""
    return f"datum-{on:%Y-%m-%d}"


def status(value: str) -> str:
    """Return in a word what is the matter with a date; nothing when it goes ahead."""
    return "" if value == Occurrence.Status.PLANNED else str(Occurrence.Status(value).label)


def status_kind(value: str) -> str:
    """Return the kind of badge for that word."""
    return "error" if value == Occurrence.Status.CANCELLED else "warning"


def months(shown: Iterable[Item], today: date | None = None) -> list[Month]:
    """Return items by the month they start in; by the month of `today` when that is later, because what lasts from
    before stands with what is on now."""
    grouped: dict[date, list[Item]] = {}
    for one in shown:
        starts_on = max(one.starts_on, today) if today else one.starts_on
        grouped.setdefault(starts_on.replace(day=1), []).append(one)
    return [
        Month(capfirst(date_format(first, "F Y")), f"m{first:%Y-%m}", tuple(group)) for first, group in grouped.items()
    ]
