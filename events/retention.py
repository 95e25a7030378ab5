"""Retention: registrations are deleted when they have served, and that they were is written down, in numbers only."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from . import letters, notices, turnout
from .models import Deletion, EventPage, Registration

REASON = Deletion.Reason


def days() -> int:
    """Return how many days after its last date a registration is kept."""
    return getattr(settings, "REGISTRATION_DAYS", 30)


def delete_expired() -> int:
    """Delete every registration whose last date is longer ago than `days()`; return how many. Repeatable."""
    now, number = timezone.now(), 0
    limit = now - timedelta(days=days())
    # Nobody registers for what is past, so what is younger than the limit cannot be over it.
    old = Registration.objects.filter(created_at__lt=limit)
    ids = list(old.order_by("event").values_list("event", flat=True).distinct())
    for event in EventPage.objects.filter(pk__in=ids).order_by("pk"):
        expired = [
            one.pk
            for one in old.filter(event=event)
            if max((day.ends_at for day in letters.heard(one).values()), default=one.created_at) < limit
        ]
        number += _delete(event, expired, REASON.RETENTION)
    return number


@transaction.atomic
def delete_with(event: EventPage) -> None:
    """Tell everybody registered for an event that is about to be deleted, and write down that they are deleted."""
    notices.farewell(event)
    note(event, Registration.objects.filter(event=event.pk).count(), REASON.EVENT)


@transaction.atomic
def _delete(event: EventPage, ids: list[int], reason: str) -> int:
    # Two commands at the same time: each writes down what it deleted itself.
    found = list(Registration.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    turnout.keep(event, found)
    number, _per_model = Registration.objects.filter(pk__in=[one.pk for one in found]).delete()
    note(event, number, reason)
    return number


def note(event: EventPage, number: int, reason: str) -> None:
    """Write down that so many registrations for `event` were deleted, and why; nothing when it is none."""
    if number:
        Deletion.objects.create(
            event_uid=event.uid,
            event_title=event.title,
            reason=reason,
            number=number,
            deleted_at=timezone.now(),
        )
