"""Notes that a device could not send, carried to another one as a file or as pasted text, and stored exactly once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from . import devices, notes, wording
from .models import Note, Question
from .notes import Outcome
from .tables import Seat

FORMAT = 1
MAX_BYTES = 200_000
MAX_NOTES = 100


class Unreadable(ValueError):
    """The text as a whole cannot be read; the message says why, in a sentence for the host."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A note out of the text: what would happen with it, or what is wrong with it."""

    question: str
    text: str
    uuid: UUID | None = None
    written_at: datetime | None = None
    is_known: bool = False
    is_changed: bool = False
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking the notes over would do."""

    notes: tuple[Carried, ...]

    @property
    def is_right(self) -> bool:
        return not self.wrong

    @property
    def wrong(self) -> int:
        return sum(1 for note in self.notes if note.errors)

    @property
    def new(self) -> int:
        return sum(1 for note in self.notes if not note.is_known)


def preview(seat: Seat, text: str) -> Preview:
    """Read what a device made of its unsent notes and compare it with what is stored. Stores nothing.

    The parts of it, such as the text of several QR codes, may stand one after another, in any order, and a note in it
    twice counts once. Raises Unreadable.
    """
    items = {json.dumps(item, sort_keys=True): item for part in _parts(text) for item in part}
    if not items:
        raise Unreadable(_("There is no note in this text."))
    if len(items) > MAX_NOTES:
        raise Unreadable(_("There are more than %(number)d notes in it. Do it in parts.") % {"number": MAX_NOTES})
    read = [_read(item) for item in items.values()]
    stored = Note.objects.filter(meeting=seat.meeting_id, client_uuid__in=[note.uuid for note in read if note.uuid])
    known = {note.client_uuid: note for note in stored}
    seen: set[UUID] = set()
    compared = []
    for note in read:
        compared.append(_compared(seat, note, known, seen))
        if note.uuid:
            seen.add(note.uuid)
    return Preview(tuple(compared))


def store(seat: Seat, device: UUID, plan: Preview) -> list[Outcome]:
    """Store every note under its own number, all or none; one that the server has with other words is changed.
    They count no longer as unsent at the table (see `devices.relieve`).

    `device` is the one that takes them over. Refuses with NoteRefused or one of its kinds.
    """
    try:
        return _store(seat, device, plan)
    except OperationalError:
        # The dead device came alive and sent one of these notes at this very moment, so that each waited for the other
        # and PostgreSQL ended this one: the note is there now.
        return _store(seat, device, plan)


@transaction.atomic
def _store(seat: Seat, device: UUID, plan: Preview) -> list[Outcome]:
    # In the order of their numbers, so that two hosts who take the same notes over wait for each other in turn.
    ordered = sorted((note for note in plan.notes if note.uuid), key=lambda note: str(note.uuid))
    now = timezone.now()
    outcomes = [
        notes.submit(
            seat, device, note.uuid, note.question, note.text, age=now - note.written_at if note.written_at else NO_AGE
        ).outcome
        for note in ordered
        if note.uuid
    ]
    devices.relieve(seat, len(outcomes))
    return outcomes


NO_AGE = timedelta(0)


def _parts(text: str) -> list[list[Any]]:
    """Return the list of notes of each part of the text."""
    if len(text) > MAX_BYTES:
        raise Unreadable(_("The text is larger than %(size)d kB.") % {"size": MAX_BYTES // 1000})
    decoder, at = json.JSONDecoder(), 0
    found: list[list[Any]] = []
    text = text.strip().strip("\ufeff")
    try:
        while at < len(text):
            part, at = decoder.raw_decode(text, at)
            if not isinstance(part, dict) or part.get("wijkverbond") != FORMAT or not isinstance(part["notes"], list):
                raise KeyError
            found.append(part["notes"])
            while at < len(text) and (text[at].isspace() or text[at] in ",;"):
                at += 1
    except (ValueError, KeyError, RecursionError):
        raise Unreadable(
            _("This is not the text that a device makes of its notes, or a part of it is missing. Copy all of it.")
        ) from None
    return found


def _read(item: Any) -> Carried:
    values: Mapping[str, Any] = item if isinstance(item, dict) else {}
    question, text, errors = values.get("question"), values.get("text"), []
    text = wording.normalise(text) if isinstance(text, str) else ""
    if question not in Question.values:
        errors.append(_("The question is not known here."))
        question = ""
    if not text:
        errors.append(_("There are no words in it."))
    elif len(text) > Note.MAX_LENGTH:
        errors.append(
            _("This is too long: %(length)d characters, and %(limit)d fit.")
            % {"length": len(text), "limit": Note.MAX_LENGTH}
        )
    try:
        uuid = UUID(values.get("uuid"))
    except (ValueError, TypeError, AttributeError):
        uuid = None
        errors.append(_("Its number is missing or wrong."))
    written_at = _instant(values.get("written_at"))
    if written_at is None:
        errors.append(_("The time at which it was written cannot be read."))
    return Carried(str(question), text, uuid, written_at, errors=tuple(errors))


def _instant(value: Any) -> datetime | None:
    """Return the moment of a text such as "2026-11-21T20:15:00Z", or of milliseconds since 1970; else None."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = parse_datetime(value) if isinstance(value, str) else None
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError, OSError):
        return None


def _compared(seat: Seat, note: Carried, known: Mapping[UUID, Note], seen: set[UUID]) -> Carried:
    errors = list(note.errors)
    stored = known.get(note.uuid) if note.uuid else None
    if note.uuid in seen:
        errors.append(_("This note is there twice, with other words."))
    if stored is None:
        return Carried(note.question, note.text, note.uuid, note.written_at, errors=tuple(errors))
    if stored.table_id != seat.table_id:
        errors.append(_("This note is of another table."))
    elif stored.status in Note.GONE:
        errors.append(_("This note was withdrawn."))
    changed = (stored.question, stored.text) != (note.question, note.text)
    return Carried(note.question, note.text, note.uuid, note.written_at, True, changed, tuple(errors))
