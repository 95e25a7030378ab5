"""What participants do with notes: nothing said is lost, and nothing appears twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import grouping, journal, rows
from .models import BoardEvent, Note, Plan
from .tables import Seat

# A device that was off for longer than this has another clock than ours, or another reason.
LONGEST_WAIT = timedelta(days=7)
# By its age a note seems younger than it is, for as long as it is under way.
UNDER_WAY = timedelta(minutes=1)


class NoteRefused(Exception):
    """`sentence` says why, to the person who wrote it."""

    sentence = _("This note cannot be saved.")


class NotYours(NoteRefused):
    sentence = _("This note was written on another device. Send it again to save it as a new one.")


class NoteWithdrawn(NoteRefused):
    sentence = _("You withdrew this note. Send it again to save it as a new one.")


class NoSuchNote(NoteRefused):
    sentence = _("This note is not known here.")


class ChangedMeanwhile(NoteRefused):
    sentence = _(
        "Somebody changed this note meanwhile. Look at it as it is now, and do it again when it is still right."
    )


class Outcome(Enum):
    STORED = "stored"
    UNCHANGED = "unchanged"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a note that was sent: the note as it stands, and what was done."""

    note: Note
    outcome: Outcome


def submit(
    seat: Seat,
    device: UUID,
    client_uuid: UUID,
    question: str,
    text: str,
    *,
    age: timedelta = timedelta(0),
    in_time: bool = False,
    first: bool = False,
    sensitive: bool = False,
    row: str = "",
) -> Receipt:
    """Store a note, exactly once for each UUID, however often it is sent.

    The same UUID and content again gives the stored note; other content from the same device, or from the host,
    changes it. `text` is normalised (see `wording`). `age` is how long the note has waited on the device: what was
    written before the close is not late, whenever it arrives. `in_time`: it was, as who sends it knows. What is late
    or sensitive waits for a moderator, always. `first`: the device never sent this note with other words, so that what
    arrives late, or again, does not undo what somebody made of the note since.
    Refuses with NotYours or NoteWithdrawn. Two inserts in one transaction; do not call inside another one.
    """
    now = timezone.now()
    written_at = now - min(max(age, timedelta(0)), LONGEST_WAIT)
    if in_time and seat.closed_at is not None:
        written_at = min(written_at, seat.closed_at)
    late = seat.is_late(written_at)
    note = Note(
        meeting_id=seat.meeting_id,
        table_id=seat.table_id,
        client_uuid=client_uuid,
        device=device,
        question=question,
        text=text,
        status=Note.Status.PENDING if seat.moderated or late or sensitive else Note.Status.APPROVED,
        sensitive=sensitive,
        late=late,
        row=row,
        created_at=written_at,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            rows.add(note)
            if seat.closed_at is not None:
                # Written in time, and under way since: the ballot may have begun without it.
                grouping.settle_one(note)
            journal.record(note, BoardEvent.Kind.WRITTEN, note.group_id)
    except IntegrityError as error:
        # Almost always nobody has this UUID yet, so the constraint is asked and not the table. The databases do not
        # tell in one way which constraint it was: when the note is not there after all, it was about another thing.
        try:
            return _again(seat, device, client_uuid, question, text, written_at, first)
        except NoSuchNote:
            raise error from None
    return Receipt(note, Outcome.STORED)


@transaction.atomic
def _again(
    seat: Seat, device: UUID, client_uuid: UUID, question: str, text: str, written_at: datetime, first: bool
) -> Receipt:
    note = _locked(seat, client_uuid)
    # Two tabs with one draft, of which the second went on writing, each send it for the first time.
    if first and note.status not in Note.GONE and written_at <= note.created_at + UNDER_WAY:
        if (note.question, note.text) != (question, text):
            _may_change(seat, device, note)
        return Receipt(note, Outcome.UNCHANGED)
    return change(seat, device, client_uuid, question, text, written_at=written_at)


@transaction.atomic
def change(
    seat: Seat,
    device: UUID,
    client_uuid: UUID,
    question: str,
    text: str,
    *,
    seen: datetime | None = None,
    written_at: datetime | None = None,
) -> Receipt:
    """Change a note from the device that wrote it, or as the host of its table; locks the note.

    `seen` is the `changed_at` of the note that the writer looked at, for who may change notes of somebody else:
    refuses with ChangedMeanwhile when it was changed since. `written_at` is when the change was written, by default
    now.

    What a moderator approved or hid, and what changes after the close, waits for a moderator again, unless the
    meeting shows notes at once and this one was on display. A moderator's neutral line was about the old words, and
    goes. Refuses with NoteRefused or one of its kinds.
    """
    note = _locked(seat, client_uuid)
    if (note.question, note.text) == (question, text):
        return Receipt(note, Outcome.UNCHANGED)
    _may_change(seat, device, note, seen)
    if note.status in Note.GONE:
        raise NoteWithdrawn
    now = timezone.now()
    late = seat.is_late(written_at or now)
    # A moderator gives it a topic of its own when the hall votes already.
    homeless = note.question != question and seat.closed_at is not None
    stays = note.is_on_display and not (note.sensitive or seat.moderated or late or homeless)
    group_id, words = note.group_id, note.redaction or note.text
    if note.question != question:
        # A group holds the answers to one question.
        note.group = None
    note.question, note.text, note.redaction = question, text, ""
    note.status = Note.Status.APPROVED if stays else Note.Status.PENDING
    note.late = note.late or late
    note.changed_at = now
    note.save(update_fields=["question", "text", "redaction", "group", "status", "late", "changed_at"])
    grouping.retitle(group_id, words)
    journal.record(note, BoardEvent.Kind.CHANGED, group_id)
    return Receipt(note, Outcome.CHANGED)


@transaction.atomic
def withdraw(seat: Seat, device: UUID, client_uuid: UUID, *, seen: datetime | None = None) -> Receipt:
    """Take a note back: its text and what its table planned are erased, its number stays, so that a late repeat cannot
    bring it back.

    Locks the note. `seen` as in `change`. Refuses with NotYours, NoSuchNote or ChangedMeanwhile; withdrawing twice is
    no error.
    """
    note = _locked(seat, client_uuid)
    if note.status in Note.GONE:
        _may_change(seat, device, note)
        return Receipt(note, Outcome.UNCHANGED)
    _may_change(seat, device, note, seen)
    words = note.redaction or note.text
    note.text, note.redaction, note.status, note.changed_at = "", "", Note.Status.WITHDRAWN, timezone.now()
    note.save(update_fields=["text", "redaction", "status", "changed_at"])
    Plan.objects.filter(note=note).delete()
    grouping.retitle(note.group_id, words)
    journal.record(note, BoardEvent.Kind.WITHDRAWN, note.group_id)
    return Receipt(note, Outcome.CHANGED)


@transaction.atomic
def mark_sensitive(seat: Seat, device: UUID, client_uuid: UUID, *, seen: datetime | None = None) -> Receipt:
    """Say that a note is too personal for a screen: it leaves every display at once and waits for a moderator.

    Locks the note. `seen` as in `change`. Refuses with NoteRefused or one of its kinds; marking twice is no error.
    """
    note = _locked(seat, client_uuid)
    if note.status in Note.GONE:
        _may_change(seat, device, note)
        raise NoteWithdrawn
    if note.sensitive:
        _may_change(seat, device, note)
        return Receipt(note, Outcome.UNCHANGED)
    _may_change(seat, device, note, seen)
    note.sensitive, note.status, note.changed_at = True, Note.Status.PENDING, timezone.now()
    note.save(update_fields=["sensitive", "status", "changed_at"])
    grouping.retitle(note.group_id, note.redaction or note.text)
    journal.record(note, BoardEvent.Kind.MARKED, note.group_id)
    return Receipt(note, Outcome.CHANGED)


def _may_change(seat: Seat, device: UUID, note: Note, seen: datetime | None = None) -> None:
    if note.device != device and not (seat.is_host and note.table_id == seat.table_id):
        raise NotYours
    if seen is not None and note.changed_at != seen:
        raise ChangedMeanwhile


def _locked(seat: Seat, client_uuid: UUID) -> Note:
    try:
        return Note.objects.select_for_update().get(meeting_id=seat.meeting_id, client_uuid=client_uuid)
    except Note.DoesNotExist:
        raise NoSuchNote from None
