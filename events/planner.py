"""The month as editors see it: every date of every activity in their part of the tree, drafts among them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from django.db.models import QuerySet
from django.utils import timezone

from . import periods, series
from .models import EventPage, Holiday, Occurrence
from .models.occurrence import midnight
from .series import Day


@dataclass(frozen=True)
class Item:
    """One date of an activity. `clock` is empty for whole days."""

    event_id: int
    title: str
    clock: str
    status: str
    is_draft: bool


@dataclass(frozen=True)
class Square:
    """One day of the month table, with what begins on it."""

    day: date
    is_in_month: bool
    is_today: bool
    items: tuple[Item, ...]


def month(events: QuerySet[EventPage], first: date, today: date) -> list[list[Square]]:
    """Return the weeks, from Monday, that hold the month of `first`; the number of queries does not depend on them.

    Of a public event the dates as they are published, of any other those of its draft.
    """
    weeks = periods.weeks_of(first)
    start, end = midnight(weeks[0][0]), midnight(weeks[-1][-1] + timedelta(days=1))
    zone = timezone.get_default_timezone()
    found: dict[date, list[tuple]] = defaultdict(list)
    rows = Occurrence.objects.filter(event__in=events, starts_at__gte=start, starts_at__lt=end).select_related("event")
    for row in rows:
        found[row.starts_at.astimezone(zone).date()].append((row.starts_at, _item(row.event, row, zone)))
    drafts = events.filter(live=False, alias_of=None).prefetch_related("date_changes__venue").select_related("venue")
    holidays = list(Holiday.objects.all())
    for event in drafts:
        for day in series.dates(event, holidays=holidays):
            if start <= day.starts_at < end:
                found[day.starts_at.astimezone(zone).date()].append((day.starts_at, _item(event, day, zone)))
    return [
        [
            Square(
                day=day,
                is_in_month=day.month == first.month,
                is_today=day == today,
                items=tuple(item for _moment, item in sorted(found[day], key=lambda pair: (pair[0], pair[1].title))),
            )
            for day in week
        ]
        for week in weeks
    ]


def _item(event: EventPage, date_of: Occurrence | Day, zone: tzinfo) -> Item:
    return Item(
        event_id=event.pk,
        title=event.draft_title or event.title,
        clock="" if event.all_day else f"{date_of.starts_at.astimezone(zone):%H:%M}",
        status=date_of.status,
        is_draft=not event.live,
    )
