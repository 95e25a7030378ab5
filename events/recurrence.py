"""Which dates a series has: a rule of the few kinds on which all calendar programs agree, and no others.

Everything here is about local dates. A series keeps its wall-clock time: 19:30 stays 19:30 when the clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

MAX_DATES = 750  # two years of every day; a longer promise is made anew
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(StrEnum):
    """How a series repeats. What falls on which day follows from its first date, which is always one of its dates."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_DAY = "monthly-day"
    MONTHLY_WEEKDAY = "monthly-weekday"
    MONTHLY_LAST_WEEKDAY = "monthly-last-weekday"
    YEARLY = "yearly"


class UnclearTime(ValueError):
    """A local time that a clock skips or shows twice when it changes; `moment` is that time, naive."""

    def __init__(self, moment: datetime, is_skipped: bool):
        super().__init__(moment)
        self.moment = moment
        self.is_skipped = is_skipped


@dataclass(frozen=True)
class Rule:
    """How a series goes on after its first date. Of `until` (inclusive) and `count` exactly one is given.

    `weekdays` (Monday is 0) counts for a weekly series alone and holds the weekday of the first date.
    """

    frequency: Frequency
    every: int = 1
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None

    def dates(self, first: date) -> list[date]:
        """Return the dates of the series that begins on `first`, at most MAX_DATES."""
        return list(islice(self._endless_or_not(first), MAX_DATES))

    def is_too_long(self, first: date) -> bool:
        """Say whether the series has more than MAX_DATES dates."""
        return next(islice(self._endless_or_not(first), MAX_DATES, None), None) is not None

    def _endless_or_not(self, first: date) -> Iterator[date]:
        # The first date is always one of them, also when somebody moved it past the end.
        until = datetime.combine(max(self.until, first), time.max) if self.until else None
        found = rrule(
            dtstart=datetime.combine(first, time(0, 0)),
            interval=self.every,
            count=self.count,
            until=until,
            wkst=0,
            **self._pattern(first),
        )
        return (moment.date() for moment in found)

    def _pattern(self, first: date) -> dict:
        match self.frequency:
            case Frequency.DAILY:
                return {"freq": DAILY}
            case Frequency.WEEKLY:
                return {"freq": WEEKLY, "byweekday": sorted({*self.weekdays, first.weekday()})}
            case Frequency.MONTHLY_DAY:
                return {"freq": MONTHLY, "bymonthday": first.day}
            case Frequency.MONTHLY_WEEKDAY:
                return {"freq": MONTHLY, "byweekday": weekday(first.weekday(), week_of_month(first))}
            case Frequency.MONTHLY_LAST_WEEKDAY:
                return {"freq": MONTHLY, "byweekday": weekday(first.weekday(), -1)}
        return {"freq": YEARLY}

    def text(self, first: date, ends: str) -> str:
        """Return the value of RRULE (RFC 5545 §3.3.10); `ends` is its COUNT or UNTIL part, as the caller needs it."""
        parts = ["FREQ=" + self.frequency.split("-", 1)[0].upper()]
        parts += [f"INTERVAL={self.every}"] if self.every > 1 else []
        match self.frequency:
            case Frequency.WEEKLY:
                parts.append("BYDAY=" + ",".join(DAYS[day] for day in sorted({*self.weekdays, first.weekday()})))
            case Frequency.MONTHLY_DAY:
                parts.append(f"BYMONTHDAY={first.day}")
            case Frequency.MONTHLY_WEEKDAY:
                parts.append(f"BYDAY={week_of_month(first)}{DAYS[first.weekday()]}")
            case Frequency.MONTHLY_LAST_WEEKDAY:
                parts.append(f"BYDAY=-1{DAYS[first.weekday()]}")
        return ";".join([*parts, ends])


def week_of_month(day: date) -> int:
    """Return which one of its weekday `day` is in its month: 1 for the first Tuesday, to 5."""
    return (day.day - 1) // 7 + 1


def is_last_of_month(day: date) -> bool:
    """Say whether `day` is the last one of its weekday in its month."""
    return (day + timedelta(days=7)).month != day.month


def local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of `zone` show `clock` on `day`.

    Refuses a time that the clocks skip or show twice on that day (`UnclearTime`).
    """
    naive = datetime.combine(day, clock)
    moment = naive.replace(tzinfo=zone)
    if is_skipped(moment):
        raise UnclearTime(naive, is_skipped=True)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise UnclearTime(naive, is_skipped=False)
    return moment


def is_skipped(moment: datetime) -> bool:
    """Say whether the clocks of its zone never show this aware local time."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)
