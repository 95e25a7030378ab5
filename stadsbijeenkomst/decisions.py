"""The moderators' log, and what keeps two of them from overwriting each other."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from . import turns
from .models import Decision, Note


class ChangedMeanwhile(Exception):
    """The note, or the topic, is no longer as the moderator saw it."""

    sentence = _("This note has changed meanwhile. Look at it again and decide then.")


def take_turn(meeting_id: int) -> None:
    """Let the moderators of one meeting write one after another, from here to the end of the transaction.

    So whoever reads the phase or a group after this, still has it when writing. Always taken before the first row is
    locked: nobody waits for a turn while another waits for a row.
    """
    turns.take(turns.Turn.MODERATORS, meeting_id)


def look(note_id: int, seen: datetime) -> Note:
    """Take a turn in the meeting of a note and return the note, as the moderator saw it at `seen`.

    Refuses with ChangedMeanwhile. What the writer does meanwhile is not locked out: the UPDATE that follows carries
    the same condition.
    """
    meeting_id = Note.objects.filter(pk=note_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise ChangedMeanwhile
    take_turn(meeting_id)
    note = Note.objects.written().filter(pk=note_id, changed_at=seen).first()
    if note is None:
        raise ChangedMeanwhile
    return note


def carry_out(note: Note, now: datetime, **changes: object) -> None:
    """Write `changes` to a note that is still as it was looked at. Refuses with ChangedMeanwhile."""
    same = Note.objects.written().filter(pk=note.pk, changed_at=note.changed_at)
    if not same.update(changed_at=now, **changes):
        raise ChangedMeanwhile
    for name, value in changes.items():
        setattr(note, name, value)
    note.changed_at = now


def before(note: Note) -> dict[str, object]:
    """Return how a note is, for the log: never its own text."""
    return {
        "status": str(note.status),
        "sensitive": note.sensitive,
        "redaction": note.redaction,
        "group": note.group_id,
    }


def log(
    note: Note, moderator: AbstractBaseUser | None, verb: Decision.Verb, was: dict[str, object], now: datetime
) -> Decision:
    """Write a decision down. `now` is also the `changed_at` of the note: undo asks whether that is still so."""
    return Decision.objects.create(
        note=note, moderator_id=getattr(moderator, "pk", None), verb=verb, before=was, made_at=now
    )
