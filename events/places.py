"""Places: how many are left, and whether somebody can register. Reads only; `registration` counts under a lock."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Sum
from django.utils import timezone

from . import dates
from .models import EventPage, Occurrence


class State(StrEnum):
    """What somebody who wants to come can do."""

    OPEN = "open"
    WAITING = "waiting"  # full, and there is a waiting list
    FULL = "full"
    CANCELLED = "cancelled"
    BEGUN = "begun"
    CLOSED = "closed"  # past the closing date, switched off, or not there


@dataclass(frozen=True)
class Places:
    """What can be had for one date of a series (`on`), or for an activity as a whole (`on` is None).

    `left` is None when there is no limit; it may be negative when an editor lowered the number of places.
    """

    event: EventPage
    on: date | None
    starts_at: datetime
    ends_at: datetime
    state: State
    left: int | None

    @property
    def when(self) -> str:
        """From when to when, in the active language; of a series as a whole how it goes on."""
        event = self.event
        if self.on is None and event.rule:
            first = dates.span(event.starts_at, event.ends_at, event.all_day)
            return f"{first}, {dates.repeats(event.rule, timezone.localdate(event.starts_at))}"
        return dates.span(self.starts_at, self.ends_at, event.all_day)

    @property
    def can_register(self) -> bool:
        """Say whether somebody can register now, perhaps on the waiting list."""
        return self.state in {State.OPEN, State.WAITING}

    @property
    def is_ahead(self) -> bool:
        """Say whether it is still to come: a place that comes free can then be given to somebody."""
        return self.state not in {State.CANCELLED, State.BEGUN}

    def has_room_for(self, people: int) -> bool:
        """Say whether so many people fit."""
        return self.left is None or people <= self.left


def is_per_date(event: EventPage) -> bool:
    """Say whether people choose a date of `event`."""
    return bool(event.repeats and event.registers_per_date)


def of(event: EventPage) -> list[Places]:
    """Return what can be had of a live event: each date that has not ended, or the event as a whole. Two queries."""
    now = timezone.now()
    every_day = list(event.occurrences.all())
    days = [day for day in every_day if day.ends_at > now]
    if not days:
        return []
    taken = _taken(event)
    if is_per_date(event):
        return [_places(event, day.on, [day], taken, now) for day in days]
    if event.repeats:
        # Of a series as a whole the first date counts, also when that one is past: who comes later missed it.
        days = every_day
    return [_places(event, None, days, taken, now)]


def at(event: EventPage, on: date | None) -> Places | None:
    """Return what can be had of one date of `event`, or of the whole if `on` is None; None if there is no such date.

    Works for a date as well as for the whole, whatever `event` asks of newcomers: an editor may have changed that
    after the first ones registered.
    """
    days = event.occurrences.order_by("starts_at", "pk")
    found = list(days if on is None else days.filter(on=on))
    return _places(event, on, found, _taken(event), timezone.now()) if found else None


def _taken(event: EventPage) -> dict[date | None, int]:
    """Return how many people have a place, by date; None are those who come to every date."""
    found = event.registrations.confirmed().order_by().values_list("on").annotate(Sum("people"))
    return dict(found)


def _places(
    event: EventPage, on: date | None, days: list[Occurrence], taken: dict[date | None, int], now: datetime
) -> Places:
    left = None if event.capacity is None else event.capacity - _load(on, taken, now)
    ahead = [day for day in days if day.status != Occurrence.Status.CANCELLED]
    closes_at = event.registration_closes_at
    if not ahead:
        state = State.CANCELLED
    elif (ahead[-1] if closes_at and on is None else ahead[0]).starts_at <= now:
        # Of a series as a whole an editor may let people in until some later moment.
        state = State.BEGUN
    elif not event.live or not event.registration_open or (closes_at and closes_at <= now):
        state = State.CLOSED
    elif left is None or left > 0:
        state = State.OPEN
    else:
        state = State.WAITING if event.has_waiting_list else State.FULL
    return Places(event, on, starts_at=days[0].starts_at, ends_at=days[-1].ends_at, state=state, left=left)


def _load(on: date | None, taken: dict[date | None, int], now: datetime) -> int:
    """Return how many people come at a date; for the whole that of the fullest date still to come."""
    always = taken.get(None, 0)
    if on is not None:
        return always + taken.get(on, 0)
    today = timezone.localdate(now)
    return always + max((people for day, people in taken.items() if day and day >= today), default=0)
