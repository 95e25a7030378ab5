"""What happens on days, for whoever asks without knowing the app that has it: search.

An app offers one in its `wagtail_hooks`:

    @hooks.register("register_timetable")
    def activities():
        return Timetable(kind=EventPage, days=…, between=…, upcoming=…)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from wagtail import hooks
from wagtail.models import Page


@dataclass(frozen=True)
class Timetable:
    """The pages of one type that happen on days, in the site's time zone.

    `days` gives the first and last day of a published page, or None when it does not happen; `between` the ids of the
    pages with a date on at least one of the days from the first to the last, inclusive; `upcoming` the start of the
    first date, from a day on, of each of the pages that have one.
    """

    kind: type[Page]
    days: Callable[[Page], tuple[date, date] | None]
    between: Callable[[date, date | None], QuerySet]
    upcoming: Callable[[Iterable[int], date], Mapping[int, datetime]]


def offered() -> list[Timetable]:
    """Return the timetables of all installed apps."""
    return [register() for register in hooks.get_hooks("register_timetable")]


def days_of(page: Page) -> tuple[date, date] | None:
    """Return the first and last day of `page` (specific), or None when it is about no day."""
    return next((table.days(page) for table in offered() if isinstance(page, table.kind)), None)
