"""A series in a calendar file that somebody else made, as a `Rule` of ours with its changed dates.

The rule is mapped first, onto the few kinds there are, and only then counted out: so no rule can make this work for
ever. It is taken only when it gives exactly the instants that the file means.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

from . import ical
from .calendar_lines import Component, Property, Unfit, moment
from .recurrence import DAYS, MAX_DATES, Frequency, Rule, week_of_month
from .zones import Zones

PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
MAX_EXCLUDED = 5_000
FIRST_YEAR = 2000  # a daily series from then on is counted out in milliseconds


@dataclass(frozen=True)
class Change:
    """What is different on one date of a series; times, reason and location only where they matter."""

    on: date
    kind: str  # as `DateChange.Kind`
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    reason: str = ""
    location: str = ""


@dataclass(frozen=True)
class Span:
    """When something is: as the file says it, and from when to when in the site's zone."""

    given: date | datetime
    starts_at: datetime
    ends_at: datetime

    @property
    def all_day(self) -> bool:
        return not isinstance(self.given, datetime)

    def on(self, day: date) -> "Span":
        """The same hours on another day."""
        days = self.ends_at.date() - self.starts_at.date()
        return replace(
            self,
            starts_at=datetime.combine(day, self.starts_at.time(), ical.ZONE),
            ends_at=datetime.combine(day + days, self.ends_at.time(), ical.ZONE),
        )


@dataclass(frozen=True)
class Series:
    """When it first is, how it goes on from there (None: not), and what an editor should know of it."""

    first: Span
    rule: Rule | None
    days: tuple[date, ...]
    notes: tuple[str, ...] = ()


def read(main: Component, span: Span, zones: Zones, today: date) -> Series:
    """Return the series of an event with RRULE. One without an end is taken from `today` to the end of next year.

    Refuses (`Unfit`) every rule that cannot be held here exactly, also one of which the clock time here would change
    through the year because it follows another time zone.
    """
    if len(main.all("RRULE")) > 1 or "RDATE" in main or "EXRULE" in main:
        raise Unfit(_("It has extra dates or more than one rule, which is not possible here."))
    if span.starts_at.year < FIRST_YEAR:
        raise Unfit(_("The series began before the year %(year)d.") % {"year": FIRST_YEAR})
    value = main.value("RRULE").upper()
    parts = dict(part.partition("=")[::2] for part in value.split(";") if part)
    rule = _rule(parts, span.starts_at.date())
    is_endless = not {"COUNT", "UNTIL"} & parts.keys()
    horizon = date(today.year + 1, 12, 31)
    found = [
        instant
        for instant in _instants(parts, span.given, zones, (today, horizon) if is_endless else None)
        if not is_endless or instant.date() >= today
    ]
    if not found:
        raise Unfit(_("It has no date any more."))
    if len(found) > MAX_DATES:
        raise Unfit(_("It has more than %(number)d dates.") % {"number": MAX_DATES})
    if {instant.time() for instant in found} != {span.starts_at.time()}:
        raise Unfit(_("It repeats by the clock of another time zone, so its time here changes through the year."))
    first, days = span.on(found[0].date()), tuple(instant.date() for instant in found)
    rule = replace(rule, count=len(days)) if "COUNT" in parts else replace(rule, until=days[-1])
    if rule.dates(days[0]) != list(days):
        raise Unfit(_("It repeats in a way that is not possible here."))
    told = _("It repeats without an end; here it runs until %(day)s.") % {"day": f"{days[-1]:%d-%m-%Y}"}
    return Series(first, rule if len(days) > 1 else None, days, (told,) if is_endless else ())


def _rule(parts: Mapping[str, str], first: date) -> Rule:
    """Return the rule without its end. What is guessed wrong here shows when the dates are compared."""
    every = parts.get("INTERVAL", "1")
    if not parts.keys() <= PARTS or not re.fullmatch(r"[0-9]{1,2}", every) or int(every) < 1:
        raise Unfit(_("It repeats in a way that is not possible here."))
    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    weekdays = tuple(sorted({DAYS.index(day) for day in days if day in DAYS}))
    is_weekly = len(weekdays) == len(days)
    nth = [match for day in days if (match := re.fullmatch(r"([+-]?\d)?(" + "|".join(DAYS) + ")", day))]
    frequency, is_plain = parts.get("FREQ"), not {"BYSETPOS", "BYMONTHDAY", "BYMONTH"} & parts.keys()
    if frequency == "DAILY" and not days and is_plain:
        return Rule(Frequency.DAILY, every=int(every))
    weekdays = weekdays or (first.weekday(),)
    # A first date that is not in its own rule: programs disagree whether that one counts.
    if frequency in {"WEEKLY", "DAILY"} and is_plain and is_weekly and first.weekday() in weekdays:
        return Rule(Frequency.WEEKLY, every=int(every), weekdays=weekdays)
    if frequency == "MONTHLY" and not days and parts.get("BYMONTHDAY", str(first.day)) == str(first.day):
        return Rule(Frequency.MONTHLY_DAY, every=int(every))
    if frequency == "MONTHLY" and len(nth) == len(days) == 1 and not {"BYMONTHDAY", "BYMONTH"} & parts.keys():
        which = nth[0][1] or parts.get("BYSETPOS", "")
        if which == "-1":
            return Rule(Frequency.MONTHLY_LAST_WEEKDAY, every=int(every))
        if which.lstrip("+") == str(week_of_month(first)):
            return Rule(Frequency.MONTHLY_WEEKDAY, every=int(every))
    if (
        frequency == "YEARLY"
        and not days
        and "BYSETPOS" not in parts
        and parts.get("BYMONTH", str(first.month)) == str(first.month)
        and parts.get("BYMONTHDAY", str(first.day)) == str(first.day)
    ):
        return Rule(Frequency.YEARLY, every=int(every))
    raise Unfit(_("It repeats in a way that is not possible here."))


def _instants(
    parts: Mapping[str, str],
    given: date | datetime,
    zones: Zones,
    window: tuple[date, date] | None,
) -> Iterator[datetime]:
    """Yield when the series is, in the site's zone: as the file counts, by the clock of its own zone."""
    zone = given.tzinfo if isinstance(given, datetime) else ical.ZONE
    begin = given.replace(tzinfo=None) if isinstance(given, datetime) else datetime.combine(given, time(0, 0))
    kept = ";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")
    until = datetime.max
    if window:
        begin, until = _nearer(begin, parts, window[0]), datetime.combine(window[1], time.max)
    if "UNTIL" in parts:
        until = _until(moment(Property({}, parts["UNTIL"]), zones), zone, is_utc=parts["UNTIL"].endswith("Z"))
    try:
        counted = rrulestr(kept, dtstart=begin)
    except (ValueError, TypeError) as error:
        raise Unfit(_("It repeats in a way that is not possible here.")) from error
    for naive in islice(iter(counted), None if window else MAX_DATES + 1):
        if naive > until:
            return
        yield naive.replace(tzinfo=zone).astimezone(ical.ZONE)


def _nearer(begin: datetime, parts: Mapping[str, str], today: date) -> datetime:
    """Return a later first date of an endless series, in step with its rule: years of every day take long to count."""
    step = {"DAILY": 1, "WEEKLY": 7}.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", 1))
    days = (today - begin.date()).days - 1
    return begin + timedelta(days=days // step * step) if step and days > step else begin


def _until(last: date | datetime, zone: tzinfo | None, is_utc: bool) -> datetime:
    """Return the last possible start by the clock of the series; a date without a time means that whole day."""
    if not isinstance(last, datetime):
        return datetime.combine(last, time.max)
    return last.astimezone(zone).replace(tzinfo=None) if is_utc else last.replace(tzinfo=None)


def excluded(main: Component, days: tuple[date, ...], zones: Zones) -> list[Change]:
    """Return the dates of the series that the file leaves out (EXDATE)."""
    found = set()
    for one in main.all("EXDATE"):
        for value in one.value.split(",", MAX_EXCLUDED)[:MAX_EXCLUDED]:
            found.add(local_day(moment(one, zones, value)))
    return [Change(day, "skipped") for day in sorted(found & set(days))]


def local_day(when: date | datetime) -> date:
    """Return the day in the site's zone."""
    return when.astimezone(ical.ZONE).date() if isinstance(when, datetime) else when


def changed(one: Component, span: Span, series: Series, main: Component, zones: Zones) -> Change | str | None:
    """Return what a changed date (RECURRENCE-ID) changes; a sentence when it is something that cannot be held here,
    and None for a date that is not in the series."""
    given = one.first("RECURRENCE-ID")
    if "RANGE" in given.parameters:
        raise Unfit(_("One of its dates is changed together with all that follow, which is not possible here."))
    on = local_day(moment(given, zones))
    if on not in series.days:
        return None
    if one.value("STATUS").upper() == "CANCELLED":
        reason = one.text("DESCRIPTION")
        reason = "" if reason == main.text("DESCRIPTION") else ical.one_line(reason.split("\n\n")[0])[:250]
        return Change(on, "cancelled", reason=reason)
    if span.all_day != series.first.all_day:
        raise Unfit(_("One of its dates lasts a whole day and another does not, which is not possible here."))
    regular = series.first.on(on)
    location = ical.one_line(one.text("LOCATION"))[:500]
    is_elsewhere = bool(location) and location != ical.one_line(main.text("LOCATION"))[:500]
    if (span.starts_at, span.ends_at) != (regular.starts_at, regular.ends_at) or is_elsewhere:
        return Change(on, "moved", span.starts_at, span.ends_at, location=location if is_elsewhere else "")
    if (one.text("SUMMARY"), one.text("DESCRIPTION")) != (main.text("SUMMARY"), main.text("DESCRIPTION")):
        return _("The date %(day)s has a title or text of its own there, not here.") % {"day": f"{on:%d-%m-%Y}"}
    return None
