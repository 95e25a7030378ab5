"""The board: what the hall sees. Everything live reads these functions."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from . import journal
from .models import Note, Question, StadsbijeenkomstPage


@dataclass(frozen=True, slots=True)
class Card:
    """One note on the board."""

    id: int
    question: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Column:
    """One question with its notes, in the order in which they were written."""

    question: str
    wording: str
    cards: tuple[Card, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """Three columns and the version they are of, or only what changed on them since another version.

    `gone` holds the ids of notes that must not, or no longer, be on display.
    """

    version: int
    columns: tuple[Column, ...]
    gone: tuple[int, ...] = ()


def show(meeting: StadsbijeenkomstPage, wijk_id: int | None = None) -> Board:
    """Return the whole board, or the board of one wijk. Three queries."""
    # The version first: what is written between this query and the next one is sent twice rather than never.
    return _board(meeting, journal.version(meeting.pk), _visible(meeting, wijk_id), wijk_id)


def changes(meeting: StadsbijeenkomstPage, since: int, wijk_id: int | None = None) -> Board:
    """Return what changed on the board after version `since`. Three queries.

    A version that is still to come (from before the database was put back) counts as none.
    """
    version, changed = journal.changed_since(meeting.pk, since)
    visible = _visible(meeting, wijk_id).filter(pk__in=changed)
    return _board(meeting, version, visible, wijk_id, changed)


def _visible(meeting: StadsbijeenkomstPage, wijk_id: int | None) -> QuerySet[Note]:
    notes = Note.objects.on_display().filter(meeting=meeting)
    return notes if wijk_id is None else notes.filter(table__wijk=wijk_id)


def _board(
    meeting: StadsbijeenkomstPage,
    version: int,
    visible: QuerySet[Note],
    wijk_id: int | None,
    changed: Collection[int] = (),
) -> Board:
    cards = [
        Card(id, question, text, wijk or topic)
        for id, question, text, wijk, topic in visible.order_by("id").values_list(
            "id", "question", "text", "table__wijk__title", "table__topic"
        )
    ]
    counts = Counter(dict(_visible(meeting, wijk_id).order_by().values_list("question").annotate(count=Count("id"))))
    return Board(
        version=version,
        columns=tuple(
            Column(
                question.value,
                meeting.questions[question],
                tuple(card for card in cards if card.question == question),
                counts[question],
            )
            for question in Question
        ),
        gone=tuple(sorted(set(changed) - {card.id for card in cards})),
    )
