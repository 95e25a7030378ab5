"""Notices: who must hear that a date is moved, cancelled or gone, each of them once; and the reminder before it.

Each registration keeps what the person last heard of its dates. Whoever publishes, withdraws or deletes an event calls
`tell` or `farewell`: it mails those for whom something is different from what they heard, and writes down that they
heard it. So publishing twice mails once, and a change of text mails nobody.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from home import mail

from . import letters, series
from .letters import OFF, Change, Known
from .models import EventPage, Occurrence, Registration
from .series import Day


def first_told(event: EventPage, on: date | None) -> dict[str, list]:
    """Return what somebody hears who registers now: the date `on`, or every date that has not ended."""
    days = event.occurrences.filter(ends_at__gt=timezone.now()).select_related("venue")
    return _written(_known(event, days.filter(on=on) if on else days))


@transaction.atomic
def tell(event: EventPage, days: Iterable[Day]) -> int:
    """Mail everybody registered for `event` for whom `days`, its dates from now on, differ from what they heard.

    Those are who have a place and who wait for one. No days: it is withdrawn. Each hears it once, however often this
    is called. Returns how many are mailed. Locks the rows of the event and of its registrations.
    """
    number = 0
    for registration, changes in _told(event, days):
        letters.post("news", registration, changes)
        number += 1
    return number


@transaction.atomic
def farewell(event: EventPage) -> int:
    """Tell everybody registered for an event that is about to be deleted; return how many are mailed.

    The letters are written at once and kept in memory until the transaction commits, when the rows are gone.
    """
    number = 0
    for registration, changes in _told(event, []):
        letter = letters.compose("news", registration, changes, is_deleted=True)
        transaction.on_commit(partial(mail.send, letter), robust=True)
        number += 1
    return number


def would_be_told(event: EventPage, is_withdrawn: bool = False) -> int:
    """Return how many people would be mailed if `event`, as it is in hand, were published, or withdrawn.

    For a draft of which the form or a revision is filled in: nothing is written. The page was saved before.
    """
    standing = list(Registration.objects.filter(event=event.pk).standing()) if event.pk else []
    if not standing:
        return 0
    known, now = _known(event, [] if is_withdrawn else series.dates(event)), timezone.now()
    return sum(bool(_news(registration, event, known, now)[0]) for registration in standing)


def remind() -> int:
    """Remind everybody whose date begins within the hours that the event says; return how many.

    Each once, also when two of these run at the same time: who writes down that somebody is reminded, mails. Not those
    who registered within these hours, who have just been told, nor those on the waiting list.
    """
    now, number = timezone.now(), 0
    days = (
        Occurrence.objects.filter(starts_at__gt=now, starts_at__lte=now + timedelta(hours=letters.MAX_REMINDER_HOURS))
        .filter(event__live=True, event__reminder_hours__isnull=False)
        .exclude(status=Occurrence.Status.CANCELLED)
        .select_related("event")
        .order_by("starts_at", "pk")
    )
    for day in days:
        due_at = day.starts_at - timedelta(hours=day.event.reminder_hours or 0)
        if due_at > now:
            continue
        due = day.event.registrations.confirmed().filter(reminded_at=None, created_at__lt=due_at)
        for registration in due.filter(Q(on=day.on) | Q(on=None)):
            number += _remind(registration, now)
    return number


@transaction.atomic
def _remind(registration: Registration, now: datetime) -> int:
    claimed = Registration.objects.confirmed().filter(pk=registration.pk, reminded_at=None).update(reminded_at=now)
    if claimed:
        letters.post("reminder", registration)
    return claimed


def _told(event: EventPage, days: Iterable[Day]) -> list[tuple[Registration, list[Change]]]:
    """Return who must hear what, and write down that they did."""
    standing = Registration.objects.filter(event=event.pk).standing()
    if not standing.exists():
        return []
    # The event first, as in `registration`.
    EventPage.objects.select_for_update(of=("self",)).filter(pk=event.pk).values("pk").get()
    known, now, found = _known(event, days), timezone.now(), []
    for registration in standing.select_for_update().order_by("pk"):
        changes, heard = _news(registration, event, known, now)
        if heard != registration.told:
            registration.told = heard
            registration.save(update_fields=["told"])
        if changes:
            found.append((registration, changes))
    return found


def _known(event: EventPage, days: Iterable[Day | Occurrence]) -> dict[date, Known]:
    return {
        day.on: Known(
            starts_at=day.starts_at.astimezone(UTC),
            ends_at=day.ends_at.astimezone(UTC),
            status=str(day.status),
            venue=day.venue.pk if day.venue else event.venue_id,
            online_url=event.online_url,
            reason=day.reason,
        )
        for day in days
    }


def _news(
    registration: Registration, event: EventPage, current: dict[date, Known], now: datetime
) -> tuple[list[Change], dict[str, list]]:
    """Return what the person must hear now that the dates are `current`, and what he has heard then."""
    heard = letters.heard(registration)
    mine = {on: day for on, day in current.items() if registration.on in (None, on)}
    if not event.repeats and len(mine) == 1 and heard and not heard.keys() & mine.keys():
        # What happens once and moves to another day is the same date still.
        (on,), last = mine, max(heard.values(), key=lambda day: day.ends_at)
        heard = {on: last}
    changes = []
    for on, old in sorted(heard.items()):
        new = mine.get(on)
        if new is None and old.ends_at > now and old.status not in OFF:
            changes.append(Change(old, None))
            heard[on] = replace(old, status=letters.GONE)
        elif new is not None:
            heard[on] = new
            if max(old.ends_at, new.ends_at) > now and _differs(old, new):
                changes.append(Change(old, new))
    # Dates that came to a series are no news: the horizon moves every day.
    heard |= {on: day for on, day in mine.items() if on not in heard and day.ends_at > now}
    return changes, _written(heard)


def _differs(old: Known, new: Known) -> bool:
    if new.status in OFF or old.status in OFF:
        return (new.status in OFF) != (old.status in OFF)
    moment = (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at)
    place = (old.venue, old.online_url) != (new.venue, new.online_url)
    # An editor may say that something else has changed, and later that all is as planned; only the first is news.
    return moment or place or (new.status == Occurrence.Status.CHANGED and old.status != new.status)


def _written(known: dict[date, Known]) -> dict[str, list]:
    return {on.isoformat(): day.as_list() for on, day in sorted(known.items())}
