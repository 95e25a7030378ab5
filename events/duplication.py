"""Activities once more on other dates, each with an identity of its own."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.coreutils import find_available_slug

from .models import EventPage
from .recurrence import local


@transaction.atomic
def duplicate(event: EventPage, days: Iterable[date], user: Any) -> list[EventPage]:
    """Copy `event` to each of `days`, dates in the site's time zone; return the copies, drafts that `user` owns.

    A copy is held once, at the same time on the clock, beside the event; its registration closes as long before. It
    is planned, whatever became of the original. Refuses a local time that the clocks skip or show twice
    (`UnclearTime`). Whether `user` may write there is for the caller to ask.
    """
    return [_copy(event, day, user) for day in sorted(set(days))]


def _copy(event: EventPage, day: date, user: Any) -> EventPage:
    zone = timezone.get_default_timezone()
    starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    later = day - starts.date()
    closes_at = event.registration_closes_at
    if closes_at:
        closes = closes_at.astimezone(zone)
        closes_at = local(closes.date() + later, closes.time(), zone)
    return event.copy(
        copy_revisions=False,
        keep_live=False,
        user=user,
        exclude_fields=["date_changes"],
        update_attrs={
            "slug": find_available_slug(event.get_parent(), f"{event.slug[:240]}-{day:%Y-%m-%d}"),
            "starts_at": local(day, starts.time(), zone),
            "ends_at": local(day + (ends.date() - starts.date()), ends.time(), zone),
            "status": EventPage.Status.PLANNED,
            "status_reason": "",
            **EventPage.ONCE,
            "registration_closes_at": closes_at,
            "go_live_at": None,
            "expire_at": None,
        },
    )
