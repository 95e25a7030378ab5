"""What moderators decide about notes: several at once, and nobody overwrites another unseen.

Each verb takes the `changed_at` of the note that the moderator looked at, writes a `Decision` in the same transaction,
and refuses with ChangedMeanwhile when a moderator or the writer changed the note since. `moderator` is None for a
command.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import decisions, grouping, journal, wording
from .decisions import ChangedMeanwhile
from .models import BoardEvent, Decision, Note

__all__ = [
    "ChangedMeanwhile",
    "LineRefused",
    "approve",
    "hide",
    "mark_sensitive",
    "merge",
    "put",
    "reconsider",
    "redact",
    "undo",
]

Verb, Kind = Decision.Verb, BoardEvent.Kind


class LineRefused(Exception):
    """The neutral line cannot be displayed."""

    sentence = _("Write a neutral line of 1 to 1000 characters.")


def approve(note_id: int, seen: datetime, moderator: AbstractBaseUser | None = None) -> Note:
    """Let a note be displayed, and take the mark "sensitive" away. Its neutral line stays, if it has one."""
    return _decide(note_id, seen, moderator, Verb.APPROVE, Kind.APPROVED, status=Note.Status.APPROVED, sensitive=False)


def hide(note_id: int, seen: datetime, moderator: AbstractBaseUser | None = None) -> Note:
    """Keep a note from display."""
    return _decide(note_id, seen, moderator, Verb.HIDE, Kind.HIDDEN, status=Note.Status.HIDDEN)


def mark_sensitive(note_id: int, seen: datetime, moderator: AbstractBaseUser | None = None) -> Note:
    """Keep a note that is too personal from display and from every export."""
    return _decide(note_id, seen, moderator, Verb.MARK, Kind.MARKED, status=Note.Status.HIDDEN, sensitive=True)


def redact(note_id: int, seen: datetime, line: str, moderator: AbstractBaseUser | None = None) -> Note:
    """Display a neutral line instead of the note's own words; a sensitive note stays sensitive.

    The line is normalised. Refuses with LineRefused when nothing is left of it or it has more than 1000 characters.
    """
    line = wording.normalise(line)
    if not 0 < len(line) <= Note.MAX_LENGTH:
        raise LineRefused
    return _decide(note_id, seen, moderator, Verb.REDACT, Kind.REDACTED, status=Note.Status.APPROVED, redaction=line)


def reconsider(note_id: int, seen: datetime, moderator: AbstractBaseUser | None = None) -> Note:
    """Put a note back among those that wait; one that is sensitive stays so."""
    return _decide(note_id, seen, moderator, Verb.RECONSIDER, Kind.UNMARKED, status=Note.Status.PENDING)


@transaction.atomic
def merge(note_id: int, seen: datetime, other_id: int, moderator: AbstractBaseUser | None = None) -> Note:
    """Let a note be displayed in one topic with another note that is.

    Refuses with NotTogether too, and with LineRefused when it is sensitive and has no neutral line.
    """
    note = decisions.look(note_id, seen)
    return _show_in(note, grouping.beside(note, other_id), moderator)


@transaction.atomic
def put(note_id: int, seen: datetime, group_id: int, moderator: AbstractBaseUser | None = None) -> Note:
    """Let a note be displayed in a topic. As `merge`."""
    return _show_in(decisions.look(note_id, seen), group_id, moderator)


@transaction.atomic
def undo(decision_id: int, moderator: AbstractBaseUser | None = None) -> Note:
    """Put a note back as it was before its latest decision, one's own or a colleague's; that is logged too.

    Refuses with ChangedMeanwhile when anything happened to the note since. What undo did cannot be undone.
    """
    decision = Decision.objects.filter(pk=decision_id).exclude(verb=Verb.UNDO).first()
    if decision is None:
        raise ChangedMeanwhile
    note = decisions.look(decision.note_id, decision.made_at)
    now, was, back = timezone.now(), decisions.before(note), decision.before
    if not Decision.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=now):
        raise ChangedMeanwhile
    changes = {name: back[name] for name in ("status", "sensitive", "redaction")}
    if decision.verb == Verb.MOVE:
        changes["group_id"] = back["group"]
    _write(note, moderator, Verb.UNDO, _told(changes), was, now, **changes)
    return note


def _show_in(note: Note, group_id: int, moderator: AbstractBaseUser | None) -> Note:
    if note.sensitive and not note.redaction:
        raise LineRefused
    return grouping.move(note, grouping.found(note, group_id), moderator, status=Note.Status.APPROVED)


@transaction.atomic
def _decide(
    note_id: int,
    seen: datetime,
    moderator: AbstractBaseUser | None,
    verb: Decision.Verb,
    kind: BoardEvent.Kind,
    **changes: object,
) -> Note:
    note = decisions.look(note_id, seen)
    _write(note, moderator, verb, kind, decisions.before(note), timezone.now(), **changes)
    return note


def _write(
    note: Note,
    moderator: AbstractBaseUser | None,
    verb: Decision.Verb,
    kind: BoardEvent.Kind,
    was: dict[str, object],
    now: datetime,
    **changes: object,
) -> None:
    left_id, words = note.group_id, note.redaction or note.text
    # One UPDATE that carries its own condition: of two moderators, one finds no row.
    decisions.carry_out(note, now, **changes)
    grouping.settle_one(note)
    decisions.log(note, moderator, verb, was, now)
    elsewhere = left_id if left_id != note.group_id else None
    grouping.retitle(elsewhere, words)
    grouping.retitle(note.group_id, words)
    # Last of all, since writers wait for the journal with their topic locked.
    if elsewhere is not None:
        journal.record(note, Kind.GROUPED, elsewhere)
    journal.record(note, kind, note.group_id)


def _told(changes: dict[str, object]) -> BoardEvent.Kind:
    """What undo means for the board."""
    if changes["status"] == Note.Status.APPROVED:
        return Kind.APPROVED
    if changes["status"] == Note.Status.HIDDEN:
        return Kind.MARKED if changes["sensitive"] else Kind.HIDDEN
    return Kind.UNMARKED
