"""Letters: what people who registered are mailed, each with the date as a file for their own calendar.

A letter is sent by a task that takes the id of the registration, when the transaction that decided about it commits:
at once on the embedded default, by a worker where there is one.

The file has the UID of the feeds for an event that happens once and for a series as a whole, so that a calendar
program updates the same entry. One date of a series has a UID of its own, made of that of the series and the date,
because an entry with RECURRENCE-ID and no series (RFC 5545 §3.8.4.4) is refused by Google and shown twice by others.
SEQUENCE is that of the feeds, so a later letter updates what an earlier one put in the calendar.
"""

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from home import mail

from . import dates, ical
from .models import EventPage, FeedEntry, Occurrence, Registration, Venue

MAX_REMINDER_HOURS = 14 * 24
GONE = "gone"
OFF = {Occurrence.Status.CANCELLED.value, GONE}
LINK_DAYS = 7
WITH_FILE = {"confirmed", "promoted", "again", "updated", "reminder", "news"}
signer = signing.Signer(sep=".", salt="events.registration")


@dataclass(frozen=True)
class Known:
    """What somebody heard of one date. `venue` is an id: a name that is spelled better is no news."""

    starts_at: datetime
    ends_at: datetime
    status: str
    venue: int | None
    online_url: str
    reason: str

    def as_list(self) -> list:
        """Return it as it is stored."""
        return [self.starts_at.isoformat(), self.ends_at.isoformat(), *astuple(self)[2:]]

    @classmethod
    def from_list(cls, stored: list) -> "Known":
        starts_at, ends_at, *rest = stored
        return cls(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), *rest)

    @property
    def is_off(self) -> bool:
        return self.status in OFF


@dataclass(frozen=True)
class Change:
    """What was and what is now; now is None when the date is gone."""

    was: Known
    now: Known | None


@dataclass(frozen=True)
class Line:
    """One change in words."""

    kind: str  # "off", "on" (goes ahead after all), "moved" or "changed"
    was: str
    now: str
    place: str
    reason: str


def heard(registration: Registration) -> dict[date, Known]:
    """Return what the person last heard, by date in the series."""
    return {date.fromisoformat(on): Known.from_list(stored) for on, stored in registration.told.items()}


def post(name: str, registration: Registration, changes: list[Change] | None = None) -> None:
    """Send the letter `name` when the transaction commits."""
    pairs = [[change.was.as_list(), change.now and change.now.as_list()] for change in changes or []]
    transaction.on_commit(partial(send.enqueue, name, registration.pk, pairs), robust=True)


@task()
def send(name: str, pk: int, changes: list) -> None:
    """Send a letter, unless the registration was erased in the meantime."""
    found = Registration.objects.select_related("event__locale", "event__venue").filter(pk=pk).first()
    if found is not None:
        pairs = [Change(Known.from_list(was), now and Known.from_list(now)) for was, now in changes]
        mail.send(compose(name, found, pairs))


def compose(
    name: str, registration: Registration, changes: list[Change], is_deleted: bool = False
) -> EmailMultiAlternatives:
    """Return a letter to who registered. Of an event that is about to be deleted it has no links."""
    event = registration.event
    language = registration.language
    ahead = [day for day in heard(registration).values() if day.ends_at > timezone.now() and not day.is_off]
    venues = Venue.objects.in_bulk({day.venue for day in ahead if day.venue})
    root = (event.get_url_parts() or (None, "", ""))[1] or ""
    context = {
        "event": event,
        "registration": registration,
        "when": [dates.span(day.starts_at, day.ends_at, event.all_day, language) for day in ahead],
        "place": _place(ahead[0], venues) if ahead else "",
        "changes": [_line(change, event, language) for change in changes],
        "is_off": bool(changes) and not ahead,
        "page": "" if is_deleted or not event.live else event.full_url or "",
        "manage": "" if is_deleted else root + reverse("events:registration", args=[token(registration)]),
    }
    file = _file(registration) if name in WITH_FILE and not is_deleted else None
    return mail.compose(
        f"events/{name}", registration.email, context, language, [file] if file else [], event.get_site()
    )


def token(registration: Registration) -> str:
    """Return what stands in the address of a registration: its reference, signed."""
    return signer.sign(registration.reference.hex)


def find(found: str) -> Registration | None:
    """Return the registration that a token names, if nobody made it up and it has not been deleted."""
    try:
        reference = UUID(signer.unsign(found))
    except (signing.BadSignature, ValueError):
        return None
    return Registration.objects.select_related("event__locale", "event__venue").filter(reference=reference).first()


def is_expired(registration: Registration) -> bool:
    """Say whether the address of a registration works no more: some days after its last date, as it was told."""
    last = max((day.ends_at for day in heard(registration).values()), default=registration.created_at)
    return timezone.now() > last + timedelta(days=LINK_DAYS)


def _line(change: Change, event: EventPage, language: str) -> Line:
    was, now = change.was, change.now
    venues = Venue.objects.in_bulk({now.venue} if now and now.venue else set())
    if now is None or now.is_off:
        kind = "off"
    elif was.is_off:
        kind = "on"
    elif (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at):
        kind = "moved"
    else:
        kind = "changed"
    return Line(
        kind=kind,
        was=dates.span(was.starts_at, was.ends_at, event.all_day, language),
        now=dates.span(now.starts_at, now.ends_at, event.all_day, language) if now else "",
        place=_place(now, venues) if now and not now.is_off else "",
        reason=now.reason if now else "",
    )


def _place(day: Known, venues: dict[int, Venue]) -> str:
    venue = venues.get(day.venue) if day.venue else None
    return venue.location if venue else day.online_url


def _file(registration: Registration) -> mail.Attachment | None:
    """Return the entry for somebody's own calendar, which says so when the date is off.

    Nothing for who has no place, nor for an event without a number in the feeds.
    """
    event = registration.event
    entry = FeedEntry.objects.filter(uid=event.uid).first()
    if entry is None or not entry.ical or registration.status != Registration.Status.CONFIRMED:
        return None
    content = bytes(entry.ical)
    if registration.on is not None:
        (day,) = heard(registration).values()
        venues = Venue.objects.in_bulk({day.venue} if day.venue else set())
        content = ical.fragment(
            ical.Entry(
                uid=uuid5(event.uid, registration.on.isoformat()),
                created_at=entry.created_at,
                changed_at=entry.changed_at,
                sequence=entry.sequence,
                starts_at=day.starts_at,
                ends_at=day.ends_at,
                all_day=event.all_day,
                title=event.title,
                is_cancelled=day.is_off,
                text=event.summary,
                location=_place(day, venues),
                url=event.full_url or "",
                language=event.locale.language_code,
            )
        )
    return mail.Attachment(f"{event.slug}.ics", ical.file(content), "text/calendar")
