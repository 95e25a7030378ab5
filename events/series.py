"""The dates of an event: what its rule gives, less what is skipped, with what was changed of single dates.

Works on drafts and on pages that were never saved, because it reads changes of dates as the page in hand has them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from django.db.models import prefetch_related_objects

from .ical import ZONE
from .models import DateChange, EventPage, Holiday, Occurrence, Venue
from .models.event import whole_days
from .recurrence import Rule, UnclearTime, local

CANCELLED = Occurrence.Status.CANCELLED


@dataclass(frozen=True)
class Day:
    """One date of an event. `on` is the date as the rule gives it, `planned_at` and `planned_until` its start and end
    there, also when it is moved; the other values are those that hold in the end. Instants are in UTC.

    `is_regular`: everything follows from the first date and the rule, so that calendars need no word about it.
    """

    on: date
    planned_at: datetime
    planned_until: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    reason: str
    venue: Venue | None
    is_skipped: bool = False
    is_regular: bool = True

    @property
    def is_cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def is_moved(self) -> bool:
        """Say whether it begins or ends at another moment than the rule gives."""
        return (self.starts_at, self.ends_at) != (self.planned_at, self.planned_until)


def dates(event: EventPage, with_skipped: bool = False, holidays: Sequence[Holiday] | None = None) -> list[Day]:
    """Return the dates of `event` in the order of its rule; what happens once has one date.

    Skipped dates are left out unless asked for. A page without start or end has none; a series has at most
    `recurrence.MAX_DATES`. A change of a date that the rule does not give is ignored, and what an editor says of one
    date counts for more than a holiday. The number of queries does not depend on the number of dates; who asks for
    many events gives the `holidays` along and fetches the changes of dates and their venues before.
    """
    if not event.starts_at or not event.ends_at:
        return []
    rule = event.rule
    if rule is None:
        return [_first(event)]
    changes = {change.on: change for change in event.date_changes.all() if change.on}
    prefetch_related_objects([change for change in changes.values() if change.venue_id], "venue")
    if not event.skips_holidays:
        holidays = []
    elif holidays is None:
        holidays = list(Holiday.objects.all())
    found = []
    for day in _by_rule(event, rule):
        if change := changes.get(day.on):
            found.append(_changed(event, day, change))
        elif any(day.on in holiday for holiday in holidays):
            found.append(replace(day, is_skipped=True))
        else:
            found.append(day)
    return [day for day in found if with_skipped or not day.is_skipped]


def first_on(event: EventPage) -> date:
    """Return the local date on which `event` begins, the first that its rule gives."""
    return event.starts_at.astimezone(ZONE).date()


def planned_at(event: EventPage, on: date) -> datetime:
    """Return the start, in UTC, that the rule gives the date `on` of `event`."""
    if on == first_on(event):
        return event.starts_at.astimezone(UTC)
    moment, _is_clear = _moment(on, event.starts_at.astimezone(ZONE).time())
    return moment


def _first(event: EventPage) -> Day:
    starts_at, ends_at = event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    return Day(
        on=first_on(event),
        planned_at=starts_at,
        planned_until=ends_at,
        starts_at=starts_at,
        ends_at=ends_at,
        status=event.status,
        reason=event.status_reason,
        venue=event.venue,
    )


def _by_rule(event: EventPage, rule: Rule) -> Iterator[Day]:
    first = _first(event)
    starts, ends = event.starts_at.astimezone(ZONE), event.ends_at.astimezone(ZONE)
    length, nights = first.ends_at - first.starts_at, ends.date() - starts.date()
    for on in rule.dates(first.on):
        if on == first.on:
            yield first
            continue
        starts_at, is_clear = _moment(on, starts.time())
        ends_at, has_clear_end = _moment(on + nights, ends.time())
        if ends_at <= starts_at:  # an hour that a clock skips, which the form refuses
            ends_at = starts_at + length
        yield replace(
            first,
            on=on,
            planned_at=starts_at,
            planned_until=ends_at,
            starts_at=starts_at,
            ends_at=ends_at,
            # A date that lasts through a clock change: is it as long, or does it end at that hour? Programs disagree.
            is_regular=event.all_day or (is_clear and has_clear_end and ends_at - starts_at == length),
        )


def _moment(on: date, clock: time) -> tuple[datetime, bool]:
    """Return a local time as an instant in UTC, and whether there is no doubt about it; if there is, what RFC 5545
    §3.3.5 says: the first of two, or the offset from before the gap."""
    try:
        return local(on, clock, ZONE).astimezone(UTC), True
    except UnclearTime:
        return datetime.combine(on, clock.replace(fold=0), ZONE).astimezone(UTC), False


def _changed(event: EventPage, day: Day, change: DateChange) -> Day:
    if change.kind == change.Kind.SKIPPED:
        return replace(day, is_skipped=True)
    day = replace(day, is_regular=False, reason=change.reason or day.reason)
    if change.kind == change.Kind.CANCELLED:
        return replace(day, status=CANCELLED)
    if change.starts_at and change.ends_at and change.ends_at > change.starts_at:
        moments = (change.starts_at, change.ends_at)
        starts_at, ends_at = whole_days(*moments) if event.all_day else moments
        day = replace(day, starts_at=starts_at.astimezone(UTC), ends_at=ends_at.astimezone(UTC))
    status = day.status if day.is_cancelled else Occurrence.Status.CHANGED
    return replace(day, status=status, venue=change.venue or day.venue)
