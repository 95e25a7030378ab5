"""Registration: a place at an event, taken, changed, given back and passed on.

Each writer is atomic and first locks the row of the event, on which everybody who wants a place at it waits (SQLite
locks the whole file): two people never get the last place. The order of the waiting list is the order of ids. Whoever
gives a place back, and an editor who makes room, lets the waiting list in within the same transaction: **the first of
those who wait that fits**. So nobody waits while there is room for them, and one person may pass a group for which
there is none. Letters go when the transaction commits.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import letters, notices, places, retention
from .models import Deletion, EventPage, Registration
from .places import Places, State

CONFIRMED, WAITING, CANCELLED = Registration.Status
AGAIN_AFTER = 10 * 60  # seconds before the same person is sent the same link again


class RegistrationRefused(Exception):
    """Why somebody cannot register or change; `sentence` is for the reader."""

    sentence: str | Promise = _("You cannot register for this.")


class RegistrationClosed(RegistrationRefused):
    """It is switched off, past its closing date, begun, cancelled or not public."""

    sentence = _("Registration is closed.")


class EventFull(RegistrationRefused):
    """There is no room for so many people, and no waiting list either."""

    sentence = _("There is no room for so many people any more.")


class TooManyPeople(RegistrationRefused):
    """More people than one registration may hold."""

    sentence = _("You cannot register so many people at once.")


@dataclass(frozen=True)
class Entry:
    """What somebody filled in. `answers` are pairs of question and answer, as they were shown."""

    name: str
    email: str
    phone: str = ""
    people: int = 1
    answers: tuple[tuple[str, str], ...] = ()
    language: str = "nl"


def register(event: EventPage, on: date | None, key: UUID, entry: Entry) -> Registration.Status:
    """Take a place at `event` on the date `on` (None: at the event as a whole); return what a newcomer gets.

    Repeatable by `key`, which becomes the reference: a form that is sent twice registers once. Somebody who is
    registered already stays as he is and is mailed his link, at most once in ten minutes; the answer, also a refusal,
    is what a newcomer would get, so that nobody learns from it who is registered. Refuses with `RegistrationClosed`,
    `TooManyPeople` and `EventFull`. Locks the event's row.
    """
    with transaction.atomic():
        event = _lock(event.pk)
        found = _open(event, on)
        if entry.people > event.people_per_registration:
            raise TooManyPeople
        outcome = CONFIRMED if found.has_room_for(entry.people) else WAITING
        email = entry.email.lower()
        known = event.registrations.standing().filter(on=on, email=email).first()
        if known and known.reference == key:
            return Registration.Status(known.status)
        is_full = outcome == WAITING and not event.has_waiting_list
        if known:
            if cache.add(f"registered-again-{known.pk}", 1, AGAIN_AFTER):
                letters.post("again", known)
        elif not is_full:
            letters.post(outcome.value, _write(event, on, key, email, entry, outcome))
    # After the transaction, which a refusal within it would undo together with the letter.
    if is_full:
        raise EventFull
    return outcome


@transaction.atomic
def change(registration: Registration, entry: Entry) -> Registration:
    """Change name, telephone, number of people and answers; the address and the language stay.

    Fewer people make room for the waiting list. More people than there is room for are refused with `EventFull`, and
    after registration has closed with `RegistrationClosed`; once it has begun nothing can be changed. Locks the row of
    the event and of the registration.
    """
    event, registration = _lock_both(registration)
    found = places.at(event, registration.on)
    if registration.status == CANCELLED or found is None or not found.is_ahead:
        raise RegistrationClosed
    more = entry.people - registration.people
    if more > 0:
        if entry.people > event.people_per_registration:
            raise TooManyPeople
        if not found.can_register and found.state != State.FULL:
            raise RegistrationClosed
        if registration.status == CONFIRMED and not found.has_room_for(more):
            raise EventFull
    answers = [list(pair) for pair in entry.answers]
    wanted = {"name": entry.name, "phone": entry.phone, "people": entry.people, "answers": answers}
    if all(getattr(registration, field) == value for field, value in wanted.items()):
        return registration
    for field, value in wanted.items():
        setattr(registration, field, value)
    registration.save(update_fields=[*wanted])
    letters.post("updated", registration)
    _promote(event)
    return registration


@transaction.atomic
def cancel(registration: Registration) -> Registration:
    """Give a place back; whoever of the waiting list fits gets it in the same transaction. Repeatable.

    Refuses with `RegistrationClosed` what has begun already. Locks the row of the event and of the registration.
    """
    event, registration = _lock_both(registration)
    if registration.status == CANCELLED:
        return registration
    found = places.at(event, registration.on)
    if found is not None and found.state == State.BEGUN:
        raise RegistrationClosed
    registration.status, registration.cancelled_at = CANCELLED, timezone.now()
    registration.save(update_fields=["status", "cancelled_at"])
    letters.post("cancelled", registration)
    _promote(event)
    return registration


@transaction.atomic
def promote(event: EventPage) -> list[Registration]:
    """Give places that came free to the waiting list, as after an editor made room; return who got one.

    Repeatable. Locks the event's row.
    """
    return _promote(_lock(event.pk))


@transaction.atomic
def erase(registration: Registration) -> None:
    """Delete what somebody asked to be forgotten; nobody is mailed but who gets the place. Locks as `cancel` does."""
    event, registration = _lock_both(registration)
    registration.delete()
    retention.note(event, 1, Deletion.Reason.REQUEST)
    _promote(event)


def mark(registrations: "list[Registration]", attended: bool | None) -> None:
    """Write down who was there."""
    Registration.objects.filter(pk__in=[one.pk for one in registrations]).update(attended=attended)


@transaction.atomic
def divide(event: EventPage, sequel: EventPage, on: date) -> None:
    """Give registrations for dates from `on` to `sequel`, which goes on where the series `event` now ends.

    Whoever comes to every date is registered for both, and has heard of each what he heard of the whole. Mails nobody.
    Locks the row of the event.
    """
    event = _lock(event.pk)
    event.registrations.filter(on__gte=on).update(event=sequel)
    for whole in event.registrations.standing().filter(on=None).order_by("pk"):
        later = {day: heard for day, heard in whole.told.items() if day >= on.isoformat()}
        whole.told = {day: heard for day, heard in whole.told.items() if day not in later}
        whole.save(update_fields=["told"])
        whole.pk, whole.event, whole.reference, whole.told = None, sequel, uuid4(), later
        whole._state.adding = True
        whole.save()


def _lock(pk: int) -> EventPage:
    return EventPage.objects.select_for_update(of=("self",)).get(pk=pk)


def _lock_both(registration: Registration) -> tuple[EventPage, Registration]:
    """Lock the event before the registration, as every writer here does: two orders would be a deadlock."""
    event = _lock(registration.event_id)
    return event, Registration.objects.select_for_update().get(pk=registration.pk)


def _open(event: EventPage, on: date | None) -> Places:
    found = places.at(event, on) if places.is_per_date(event) == (on is not None) else None
    if found is None or not (found.can_register or found.state == State.FULL):
        raise RegistrationClosed
    if event.alias_of_id or event.get_view_restrictions().exists():
        raise RegistrationClosed
    return found


def _write(
    event: EventPage, on: date | None, key: UUID, email: str, entry: Entry, status: Registration.Status
) -> Registration:
    now = timezone.now()
    return Registration.objects.create(
        # A key that was used before, for a registration that was cancelled or with another address, names that one.
        reference=uuid4() if Registration.objects.filter(reference=key).exists() else key,
        event=event,
        on=on,
        status=status,
        name=entry.name,
        email=email,
        phone=entry.phone,
        people=entry.people,
        answers=[list(pair) for pair in entry.answers],
        language=entry.language,
        consented_at=now,
        created_at=now,
        told=notices.first_told(event, on),
    )


def _promote(event: EventPage) -> list[Registration]:
    promoted: list[Registration] = []
    counted: dict[date | None, Places | None] = {}
    for registration in event.registrations.waiting() if event.live else []:
        if registration.on not in counted:
            counted[registration.on] = places.at(event, registration.on)
        found = counted[registration.on]
        if found and found.is_ahead and found.has_room_for(registration.people):
            registration.status = CONFIRMED
            registration.save(update_fields=["status"])
            letters.post("promoted", registration)
            promoted.append(registration)
            counted.clear()
    return promoted
