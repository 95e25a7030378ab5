"""What moderators decide about notes: several at once, and nobody overwrites another unseen."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import journal
from .models import BoardEvent, Note


class ChangedMeanwhile(Exception):
    """The note is no longer as the moderator saw it."""

    sentence = _("This note has changed meanwhile. Look at it again and decide then.")


def approve(note_id: int, seen: datetime) -> Note:
    """Let a note be displayed. `seen` is the `changed_at` of the note that the moderator looked at.

    Refuses with ChangedMeanwhile when a moderator or the writer changed it since.
    """
    return _decide(note_id, seen, BoardEvent.Kind.APPROVED, status=Note.Status.APPROVED, sensitive=False)


def hide(note_id: int, seen: datetime) -> Note:
    """Keep a note from display. As `approve`."""
    return _decide(note_id, seen, BoardEvent.Kind.HIDDEN, status=Note.Status.HIDDEN)


def mark_sensitive(note_id: int, seen: datetime) -> Note:
    """Keep a note that is too personal from display and from every export. As `approve`."""
    return _decide(note_id, seen, BoardEvent.Kind.MARKED, status=Note.Status.HIDDEN, sensitive=True)


def reconsider(note_id: int, seen: datetime) -> Note:
    """Put a note back among those that wait. As `approve`."""
    return _decide(note_id, seen, BoardEvent.Kind.UNMARKED, status=Note.Status.PENDING, sensitive=False)


@transaction.atomic
def _decide(note_id: int, seen: datetime, kind: BoardEvent.Kind, **decision: object) -> Note:
    # One UPDATE that carries its own condition: of two moderators, one finds no row.
    now = timezone.now()
    waiting = Note.objects.written().filter(pk=note_id, changed_at=seen)
    if not waiting.update(changed_at=now, **decision):
        raise ChangedMeanwhile
    note = Note.objects.get(pk=note_id)
    journal.record(note, kind)
    return note
