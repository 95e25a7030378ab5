"""The activities of one month as a calendar: weeks of days, for a real table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from . import agenda, periods
from .agenda_filters import Asked
from .models import Occurrence

PER_DAY = 4
COLUMNS = (
    *("starts_at", "ends_at", "on", "status", "event__title", "event__url_path", "event__locale"),
    *("event__all_day", "event__repeats"),
)


@dataclass(frozen=True)
class Entry:
    """An activity on one day. `note` says which day of several it is."""

    title: str
    href: str
    time: str
    note: str
    status: str
    status_kind: str


@dataclass(frozen=True)
class Day:
    """A day of the table; one of the month before or after holds nothing. `more` did not fit, and stands in a list."""

    on: date
    is_in_month: bool
    is_today: bool
    entries: tuple[Entry, ...]
    more: int
    href: str


@dataclass(frozen=True)
class MonthTable:
    """`previous` and `next` are the months beside it: their name and the end of their address.

    `this` is the end of the address of the present month, empty when it is this one; `words` say how much there is.
    """

    name: str
    weeks: tuple[tuple[Day, ...], ...]
    previous: tuple[str, str] | None
    next: tuple[str, str] | None
    this: str
    words: str

    @property
    def weekdays(self) -> list[date]:
        """Seven days, for their names."""
        return [day.on for day in self.weeks[0]]


def collect(page: Page, asked: Asked) -> MonthTable:
    """Return the month that was asked for, with the activities of `page`. One query."""
    first, last = asked.days
    dates = asked.dates(page).select_related("event").only(*COLUMNS).between(first, last)
    found = list(dates)
    on_day = by_day(found, first, last or first)
    words = ngettext("%(count)d activity", "%(count)d activities", len(found)) % {"count": len(found)} if found else ""
    weeks = tuple(
        tuple(
            Day(
                on=on,
                is_in_month=on.month == first.month,
                is_today=on == asked.today,
                entries=tuple(on_day[on][:PER_DAY]),
                more=len(on_day[on][PER_DAY:]),
                href=asked.address(weergave="", maand="", periode="", van=on.isoformat(), tot=on.isoformat()),
            )
            for on in week
        )
        for week in periods.weeks_of(first)
    )
    beside = [
        (name_of(month), asked.address(maand=f"{month:%Y-%m}")) if month else None
        for month in (periods.month_from(first, -1), periods.month_from(first, 1))
    ]
    this = "" if first == asked.today.replace(day=1) else asked.address(maand="")
    return MonthTable(name_of(first), weeks, beside[0], beside[1], this, words)


def by_day(dates: Iterable[Occurrence], first: date, last: date) -> dict[date, list[Entry]]:
    """Return the entries of each day from `first` to `last`; what lasts several days stands on each of them."""
    zone = timezone.get_default_timezone()
    found: dict[date, list[Entry]] = defaultdict(list)
    for occurrence in dates:
        starts, ends = occurrence.starts_at.astimezone(zone), occurrence.ends_at.astimezone(zone)
        href, length = agenda.href(occurrence), (ends.date() - starts.date()).days + 1
        for number in range(max(0, (first - starts.date()).days), min(length, (last - starts.date()).days + 1)):
            hours = f"{starts:%H:%M}" if number == 0 and not occurrence.event.all_day else ""
            note = _("day %(number)d of %(total)d") % {"number": number + 1, "total": length} if length > 1 else ""
            found[starts.date() + timedelta(days=number)].append(
                Entry(
                    title=occurrence.event.title,
                    href=href,
                    time=hours,
                    note=note,
                    status=agenda.status(occurrence.status),
                    status_kind=agenda.status_kind(occurrence.status),
                )
            )
    return found


def name_of(month: date) -> str:
    return capfirst(date_format(month, "F Y"))
