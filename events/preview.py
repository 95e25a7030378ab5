"""What an activity that is being written will look like: its dates in words, and its entry in a calendar."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import announcement, dates, ical, rich_text, series, wording
from .models import EventPage
from .series import Day

NUMBER = 10


@dataclass(frozen=True)
class Line:
    """One date: when it is, and what is different on it."""

    on: date
    when: str
    note: str
    is_held: bool
    is_skipped: bool


@dataclass(frozen=True)
class Dates:
    """The rule in words, the next dates of an event and how many come after those."""

    repeats: str
    lines: tuple[Line, ...]
    after: int
    total: int


@dataclass(frozen=True)
class Entry:
    """An event as a calendar program shows it, and the bytes of which it does so."""

    summary: str
    when: str
    repeats: str
    where: str
    text: str
    vevent: str


def upcoming(event: EventPage, today: date | None = None, number: int = NUMBER) -> Dates:
    """Return the next `number` dates of `event`, saved or not, from `today` in the site's time zone.

    Dates that are skipped stand between them and do not count.
    """
    midnight = timezone.localdate() if today is None else today
    zone = timezone.get_default_timezone()
    days = series.dates(event, with_skipped=True)
    coming = [day for day in days if max(day.ends_at, day.planned_until).astimezone(zone).date() >= midnight]
    shown: list[Day] = []
    held = 0
    for day in coming:
        if held == number:
            break
        shown.append(day)
        held += not day.is_skipped
    rule = event.rule if days else None
    return Dates(
        repeats=capfirst(dates.repeats(rule, series.first_on(event))) if rule else "",
        lines=tuple(_line(event, day) for day in shown),
        after=sum(not day.is_skipped for day in coming[len(shown) :]),
        total=sum(not day.is_skipped for day in days),
    )


def _line(event: EventPage, day: Day) -> Line:
    note = ""
    if day.is_skipped:
        note = _("not held")
    elif day.is_cancelled:
        note = _("cancelled: %s") % day.reason if day.reason else _("cancelled")
    elif day.is_moved:
        planned = dates.span(day.planned_at, day.planned_until, event.all_day)
        note = _("moved; it was %s") % planned
    if not day.is_cancelled and day.venue and day.venue != event.venue:
        note = ", ".join(part for part in (note, _("at %s") % day.venue.name) if part)
    return Line(
        on=day.on,
        when=capfirst(dates.span(day.starts_at, day.ends_at, event.all_day)),
        note=note,
        is_held=not day.is_skipped and not day.is_cancelled,
        is_skipped=day.is_skipped,
    )


def entry(event: EventPage) -> Entry | None:
    """Return how calendars will show `event`, a draft too; None for a page without dates or without an id yet."""
    days = series.dates(event, with_skipped=True) if event.pk else []
    if not days:
        return None
    told = announcement.of(event, days)
    return Entry(
        summary=told.headline,
        when=capfirst(dates.span(told.starts_at, told.ends_at, told.all_day)),
        repeats=told.repeats,
        where=told.location,
        text=told.text,
        vevent=ical.fragment(told).decode(),
    )


def hints(event: EventPage) -> list[tuple[str, str]]:
    """Return the places in an activity for residents where it speaks of loneliness: the field's name and the words."""
    if event.audience == EventPage.Audience.PROFESSIONALS:
        return []
    texts = [
        (_("Title"), event.title or ""),
        (_("In one sentence"), event.summary or ""),
        (_("Description"), rich_text.plain(event.description or "")),
    ]
    return [(place, ", ".join(words)) for place, text in texts if (words := wording.lonely(text))]
