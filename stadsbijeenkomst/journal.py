"""The board's append-only list of changes."""

from collections.abc import Collection
from dataclasses import dataclass

from . import report_lines, rows, turns
from .models import BoardEvent, Note, StadsbijeenkomstPage

MANY = 1000  # changes; after more of them a whole board is less work than telling them apart


def record(note: Note, kind: BoardEvent.Kind, group_id: int | None = None) -> int:
    """Append a change of `note` and return the board's new version. The last thing done in the transaction.

    `group_id` is a group that changed with it: the one that the note left or came into.

    A note that stands in the report takes its line along, so that what was withdrawn or hidden leaves every page and
    file at once; a new note has no line, and costs nothing.
    """
    _take_turn(note.meeting_id)
    if note.line_id is not None:
        report_lines.follow(note)
    return _append(note.meeting_id, BoardEvent(note_id=note.pk, group_id=group_id, kind=kind))


def record_all(meeting_id: int, kind: BoardEvent.Kind, changes: Collection[tuple[int, int | None]]) -> None:
    """Append changes of many notes at once, each a note's id and the group that changed with it; as `record`."""
    if changes:
        _take_turn(meeting_id)
        BoardEvent.objects.bulk_create(
            BoardEvent(meeting_id=meeting_id, note_id=note_id, group_id=group_id, kind=kind)
            for note_id, group_id in changes
        )


def tell(meeting: StadsbijeenkomstPage, kind: BoardEvent.Kind = BoardEvent.Kind.STATE) -> int:
    """Append that the timer or the announcement changed, or with Kind.PHASE that the meeting came into another phase;
    otherwise as `record`."""
    _take_turn(meeting.pk)
    return _append(meeting.pk, BoardEvent(kind=kind))


def _take_turn(meeting_id: int) -> None:
    # PostgreSQL gives out ids before the commit: a reader could see 8, remember it, and never see 7, which commits
    # later. So the writers of one meeting take turns from here to their commit.
    turns.take(turns.Turn.JOURNAL, meeting_id)


def _append(meeting_id: int, event: BoardEvent) -> int:
    event.meeting_id = meeting_id
    rows.add(event)
    return event.pk


def version(meeting_id: int) -> int:
    """Return the version of a meeting's board: the id of its last change, 0 before the first."""
    ids = BoardEvent.objects.filter(meeting_id=meeting_id).order_by("-id").values_list("id", flat=True)
    return ids.first() or 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened on a board until `version`: which notes and groups changed, and whether the timer or the
    announcement did. `is_whole`: begin again."""

    version: int
    notes: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    is_state: bool = False
    is_whole: bool = False


def since(meeting_id: int, known: int) -> Changes:
    """Return what changed after a version. One query, two when that version was never reached."""
    events = BoardEvent.objects.filter(meeting_id=meeting_id, id__gt=known).order_by("id")
    found = list(events.values_list("id", "note_id", "group_id", "kind")[: MANY + 1])
    if not found:
        now = version(meeting_id)
        return Changes(now, is_whole=known > now)
    kinds = {kind for _id, _note, _group, kind in found}
    return Changes(
        version=found[-1][0],
        notes=frozenset(note for _id, note, _group, _kind in found if note is not None),
        groups=frozenset(group for _id, _note, group, _kind in found if group is not None),
        is_state=BoardEvent.Kind.STATE in kinds,
        is_whole=BoardEvent.Kind.PHASE in kinds or len(found) > MANY,
    )
