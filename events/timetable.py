"""The days of activities, for whoever reads them without knowing what an activity is (see `home.timetables`)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Min, Q, QuerySet

from . import series
from .ical import ZONE
from .models import EventPage, Occurrence
from .models.occurrence import midnight

HAPPENING = ~Q(status=Occurrence.Status.CANCELLED)


def days(page: EventPage) -> tuple[date, date] | None:
    """Return the first and last local date of an activity, cancelled dates left out."""
    found = [day for day in series.dates(page) if not day.is_cancelled]
    if not found:
        return None
    first, last = min(day.starts_at for day in found), max(day.ends_at for day in found)
    return first.astimezone(ZONE).date(), last.astimezone(ZONE).date()


def between(first: date, last: date | None = None) -> QuerySet:
    """Return the ids of the activities that go ahead on at least one of the days from `first` to `last` inclusive."""
    since = midnight(first)
    begins = Q(starts_at__gte=since)
    begun = Q(lasts_days=True, starts_at__lt=since, ends_at__gte=since)
    if last is not None:
        begins &= Q(starts_at__lt=midnight(last + timedelta(days=1)))
    return Occurrence.objects.filter(HAPPENING, begins | begun).order_by().values("event")


def upcoming(ids: Iterable[int], today: date) -> dict[int, datetime]:
    """Return the start of the first date that ends on `today` or later, of those of `ids` that have one."""
    found = Occurrence.objects.filter(HAPPENING, event__in=list(ids), ends_at__gte=midnight(today))
    return dict(found.order_by().values_list("event").annotate(Min("starts_at")))
