"""The dates of events as rows, which every list on screen reads: those from two years back to two years ahead."""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q

from . import series
from .models import EventPage, Occurrence
from .series import Day

MONTHS = 24
FIELDS = ("starts_at", "ends_at", "status", "reason", "venue_id")


def horizon(today: date) -> tuple[date, date]:
    """Return the first and last date of a series that have a row on `today`, a date in the site's time zone."""
    return today - relativedelta(months=MONTHS), today + relativedelta(months=MONTHS)


def write(page: EventPage, days: Iterable[Day], today: date) -> None:
    """Make the rows of a live event those of `days`, as far as they lie within the horizon on `today`.

    A row keeps its id as long as its date is in the series. What happens once has its row however far it is. The
    caller holds the lock on the event's row.
    """
    if page.rule:
        first, last = horizon(today)
        days = [day for day in days if first <= day.on <= last]
    wanted = {
        day.on: Occurrence(
            event_id=page.pk,
            on=day.on,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            status=day.status,
            reason=day.reason,
            venue_id=day.venue.pk if day.venue else None,
        )
        for day in days
    }
    there = {row.on: row for row in Occurrence.objects.filter(event=page.pk)}
    if gone := [row.pk for on, row in there.items() if on not in wanted]:
        Occurrence.objects.filter(pk__in=gone).delete()
    Occurrence.objects.bulk_create(
        [row for on, row in wanted.items() if on not in there or _values(row) != _values(there[on])],
        update_conflicts=True,
        unique_fields=["event", "on"],
        update_fields=["starts_at", "ends_at", "lasts_days", "status", "reason", "venue"],
    )


def extend(today: date) -> int:
    """Move the horizon to `today`; return how many series were looked at.

    Those are the live series with a date that fell behind it, and those that may go on beyond the date up to which it
    was last moved: a command that did not run for most of a year leaves no gap. Repeatable; writes only what differs.
    Locks one event at a time.
    """
    first, last = horizon(today)
    going_on = Q(feed_entry__leaves_on__gt=last - relativedelta(months=9), feed_entry__is_withdrawn=False)
    fallen = Q(occurrences__on__lt=first)
    found = EventPage.objects.live().filter(going_on | fallen, alias_of=None).exclude(repeats="")
    ids = list(found.order_by("pk").values_list("pk", flat=True).distinct())
    for pk in ids:
        with transaction.atomic():
            # It may have been withdrawn since.
            page = (
                EventPage.objects.live().select_for_update(of=("self",)).select_related("venue").filter(pk=pk).first()
            )
            if page:
                write(page, series.dates(page), today)
    return len(ids)


def _values(row: Occurrence) -> tuple:
    return tuple(getattr(row, name) for name in FIELDS)
