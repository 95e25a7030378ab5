"""What the page of an activity tells: when, where, for whom; of a series every date; of a venue how to get in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Site

from home import navigation

from . import agenda, dates, series
from .agenda_filters import FACTS
from .models import AgendaPage, EventPage, LanguagesField, Occurrence, Venue

FIRST = 5


@dataclass(frozen=True)
class Date:
    """One date of a series. `anchor` is the name lists link to; `was` the day it was moved from."""

    anchor: str
    starts_on: date
    when: str
    status: str
    status_kind: str
    reason: str
    where: str
    was: str
    is_over: bool


@dataclass(frozen=True)
class Dates:
    """The dates of a series: the `first` few to come, `later` ones, and what has been, latest first."""

    first: tuple[Date, ...]
    later: tuple[Date, ...]
    past: tuple[Date, ...]


@dataclass(frozen=True)
class Answer:
    """What is known of a venue: `is_so` is yes or no."""

    text: str
    is_so: bool


@dataclass(frozen=True)
class Particulars:
    """`headline` says when it is, of a series when it is next."""

    headline: str
    facts: list[tuple[str, str]]
    dates: Dates | None
    answers: tuple[Answer, ...]
    unknown: str
    elsewhere: str


def collect(page: EventPage, request: HttpRequest) -> Particulars:
    """Return what the page of an activity tells. A draft or preview tells what it would when published.

    One query for the dates of a series; of a draft a few more.
    """
    rows: list[Any] = []  # of `Occurrence`, or what `series` makes of a draft
    if page.repeats:
        is_published = page.live and not getattr(request, "is_preview", False)
        rows = list(page.occurrences.all()) if is_published else series.dates(page)
    answers, unknown = accessibility(page.venue) if page.venue else ((), "")
    return Particulars(
        headline=headline(page, rows),
        facts=facts(page),
        dates=of_series(page, rows) if rows else None,
        answers=answers,
        unknown=unknown,
        elsewhere=at_venue(page, request),
    )


def headline(page: EventPage, rows: Iterable[Any]) -> str:
    """Return when the activity is; of a series when it is next, or that it is over."""
    if not page.repeats:
        return dates.span(page.starts_at, page.ends_at, page.all_day)
    today = timezone.localdate()
    coming = (row for row in rows if row.status != Occurrence.Status.CANCELLED and last_day(row) >= today)
    soonest = min(coming, key=lambda row: row.starts_at, default=None)
    if soonest is None:
        return _("No dates are planned any more")
    return _("Next: %(when)s") % {"when": dates.span(soonest.starts_at, soonest.ends_at, page.all_day)}


def of_series(page: EventPage, rows: Iterable[Any]) -> Dates:
    lines = [line(page, row) for row in sorted(rows, key=lambda row: row.starts_at)]
    coming = [one for one in lines if not one.is_over]
    past = [one for one in reversed(lines) if one.is_over]
    return Dates(tuple(coming[:FIRST]), tuple(coming[FIRST:]), tuple(past))


def line(page: EventPage, row: Any) -> Date:
    starts_on = row.starts_at.astimezone(timezone.get_default_timezone()).date()
    is_elsewhere = row.venue and row.venue.pk != page.venue_id
    return Date(
        anchor=agenda.anchor(row.on),
        starts_on=starts_on,
        when=dates.span(row.starts_at, row.ends_at, page.all_day),
        status=agenda.status(row.status),
        status_kind=agenda.status_kind(row.status),
        reason=row.reason,
        where=row.venue.location if is_elsewhere else "",
        was=date_format(row.on, "l j F") if starts_on != row.on else "",
        is_over=last_day(row) < timezone.localdate(),
    )


def last_day(row: Any) -> date:
    return row.ends_at.astimezone(timezone.get_default_timezone()).date()


def facts(page: EventPage) -> list[tuple[str, str]]:
    """Return what to know about an activity as pairs of a word and its value; a value may be empty."""
    venue = page.venue
    spoken = dict(LanguagesField.CHOICES)
    return [
        (_("When"), when(page)),
        (_("Where"), venue.location if venue else ""),
        (_("Online"), format_html('<a href="{0}" rel="noopener">{0}</a>', page.online_url) if page.online_url else ""),
        (_("Wijken"), ", ".join(wijk.title for wijk in page.public_wijken()) or _("The whole city")),
        (_("For whom"), capfirst(page.get_audience_display())),
        (_("Languages spoken"), capfirst(", ".join(str(spoken[code]) for code in page.languages if code in spoken))),
        (_("Costs"), _("Free") if page.is_free else page.price or _("Not free")),
        (_("Organiser"), page.organiser),
        (_("Contact"), page.contact),
    ]


def when(page: EventPage) -> str:
    """Return when an activity is; of a series how it repeats and at which hours."""
    rule = page.rule
    if rule is None:
        return dates.span(page.starts_at, page.ends_at, page.all_day)
    words = capfirst(dates.repeats(rule, series.first_on(page)))
    hours = "" if page.all_day else dates.clock(page.starts_at, page.ends_at)
    return "; ".join(part for part in (words, hours, _("not in the holidays") if page.skips_holidays else "") if part)


def accessibility(venue: Venue) -> tuple[tuple[Answer, ...], str]:
    """Return what is known of how to get in and take part, and in one sentence what is not known.

    Of a venue that nobody looked at neither: a list of unknowns helps nobody.
    """
    found = [(str(getattr(Venue, name).field.verbose_name), getattr(venue, name)) for name in FACTS.values()]
    answers = tuple(Answer(capfirst(words), is_so) for words, is_so in found if is_so is not None)
    unknown = [words for words, is_so in found if is_so is None]
    return answers, dates.enumeration(unknown) if answers else ""


def at_venue(page: EventPage, request: HttpRequest) -> str:
    """Return the address of the agenda with everything at the venue of `page`; empty without venue or agenda."""
    if page.venue_id is None:
        return ""
    city = navigation.first_of(request, page, AgendaPage) or agenda.city_agenda(Site.find_for_request(request))
    href = city.get_url(request) if city else None
    return f"{href}?plaats={page.venue_id}" if href else ""
