"""The board's append-only list of changes."""

from collections.abc import Collection

from django.db import connection
from django.utils import timezone

from . import rows
from .models import BoardEvent, Note, Proceedings, StadsbijeenkomstPage

LOCK = 0x57_56  # a class of advisory locks of our own


def record(note: Note, kind: BoardEvent.Kind, group_id: int | None = None) -> int:
    """Append a change of `note` and return the board's new version. The last thing done in the transaction.

    `group_id` is a group that changed with it: the one that the note left or came into.

    When the meeting's report is public, also says on its row that it changed: answers to readers are kept until a row
    other than a note is written, and a note that was withdrawn or hidden must leave every page at once.
    """
    if kind != BoardEvent.Kind.WRITTEN or note.status == Note.Status.APPROVED:
        _touch_report(note.meeting_id)
    return _append(note.meeting_id, BoardEvent(note_id=note.pk, group_id=group_id, kind=kind))


def record_all(meeting_id: int, kind: BoardEvent.Kind, changes: Collection[tuple[int, int | None]]) -> None:
    """Append changes of many notes at once, each a note's id and the group that changed with it; as `record`."""
    if changes:
        _touch_report(meeting_id)
        _take_turn(meeting_id)
        BoardEvent.objects.bulk_create(
            BoardEvent(meeting_id=meeting_id, note_id=note_id, group_id=group_id, kind=kind)
            for note_id, group_id in changes
        )


def tell(meeting: StadsbijeenkomstPage) -> int:
    """Append that the phase, the timer or the announcement changed; otherwise as `record`."""
    return _append(meeting.pk, BoardEvent(kind=BoardEvent.Kind.STATE))


def _touch_report(meeting_id: int) -> None:
    public = Proceedings.objects.filter(meeting=meeting_id, report_published_at__isnull=False)
    if public.exists():
        public.update(report_changed_at=timezone.now())


def _append(meeting_id: int, event: BoardEvent) -> int:
    _take_turn(meeting_id)
    event.meeting_id = meeting_id
    rows.add(event)
    return event.pk


def _take_turn(meeting_id: int) -> None:
    # PostgreSQL gives out ids before the commit: a reader could see 8, remember it, and never see 7, which commits
    # later. So the writers of one meeting take turns from here to their commit. SQLite has one writer anyhow.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, meeting_id])


def version(meeting_id: int) -> int:
    """Return the version of a meeting's board: the id of its last change, 0 before the first."""
    newest = BoardEvent.objects.filter(meeting_id=meeting_id).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def changed_since(meeting_id: int, since: int) -> tuple[int, list[int]]:
    """Return the version now and the ids of the notes that changed after version `since`."""
    events = list(
        BoardEvent.objects.filter(meeting_id=meeting_id, id__gt=since).order_by("id").values_list("id", "note_id")
    )
    return (events[-1][0] if events else since), sorted({note for _, note in events if note is not None})
