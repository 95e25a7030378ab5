"""The board: what the hall sees. Everything live reads these functions.

A card is a topic to which two notes or more on display belong, or else one note. Its key, `g<id>` or `n<id>`, is what
viewers know it by. What somebody wrote comes out of here as `wording` only, which is a moderator's neutral line where
there is one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from . import journal
from .models import Note, StadsbijeenkomstPage, Table, Vote
from .models.note import NoteQuerySet
from .models.report import CITY

PLACES = 3  # More names on one card would be a list and no longer a card.


class NoSuchPart(Exception):
    """The meeting has no table for this wijk, or none with this number."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which tables of a meeting a board is about: all of them, those of one wijk, those about the whole city (`wijk`
    is CITY), or the table with one number. As the address says it."""

    wijk: str = ""
    table: str = ""


WHOLE = Part()
LONGEST_NUMBER = 4  # digits: what fits in the number of a table


def part(wijk: str = "", table: str = "") -> Part:
    """Return the part that somebody asks for. Refuses with NoSuchPart what no meeting can have."""
    if "\0" in wijk or (table and not (table.isascii() and table.isdigit() and len(table) <= LONGEST_NUMBER)):
        raise NoSuchPart
    return Part(wijk, table)


@dataclass(frozen=True, slots=True)
class Card:
    """One topic or one note. `votes` is None as long as totals are hidden, or when nobody voted about its question."""

    key: str
    question: str
    text: str
    about: str
    notes: int = 1
    theme: str = ""
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One question with its cards: first the first that was written, and those with most votes before all others."""

    question: str
    wording: str
    cards: tuple[Card, ...]

    @property
    def count(self) -> int:
        """How many notes the cards stand for."""
        return sum(card.notes for card in self.cards)


@dataclass(frozen=True, slots=True)
class State:
    """Where the meeting stands, as far as the hall may know."""

    phase: str
    label: str
    timer_ends_at: datetime | None
    announcement: str
    shows_votes: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Three columns and the version they are of: all cards when `is_whole`, else the cards that changed since another
    version.

    `gone` holds the keys that must not, or no longer, be on display. `state` is None when it did not change.
    """

    version: int
    columns: tuple[Column, ...]
    state: State | None
    gone: tuple[str, ...] = ()
    is_whole: bool = False

    def newest_first(self) -> "Board":
        """The same board as a hall looks at it: with what came last on top, as long as no votes put it in order."""
        if self.state and self.state.shows_votes:
            return self
        return replace(self, columns=tuple(replace(column, cards=column.cards[::-1]) for column in self.columns))


class Row(NamedTuple):
    """What a card is made of, of one note."""

    id: int
    group: int | None
    question: str
    wording: str
    wijk: str | None
    topic: str
    title: str
    theme: str | None

    @property
    def about(self) -> str:
        return self.wijk or self.topic


COLUMNS = (
    *("id", "group_id", "question", "wording", "table__wijk__title", "table__topic"),
    *("group__title", "group__theme__name"),
)


def show(meeting: StadsbijeenkomstPage, part: Part = WHOLE) -> Board:
    """Return the whole board of a part of the meeting. Two queries; one more for a table's, one when votes are shown.

    Refuses with NoSuchPart.
    """
    visible = _visible(meeting, part)
    # The version first: what is written between this query and the next one is sent twice rather than never.
    version = journal.version(meeting.pk)
    cards, _hidden = _cards(meeting, visible.filter(meeting=meeting))
    return Board(version, _columns(meeting, cards), _state(meeting), is_whole=True)


def changes(meeting: StadsbijeenkomstPage, since: int, part: Part = WHOLE) -> Board:
    """Return what changed on the board after version `since`, from the rows that changed and no others.

    The whole board when the meeting came into another phase, when more changed than is worth telling apart, and for a
    version that is still to come, which is from before the database was put back. Refuses with NoSuchPart.
    """
    changed = journal.since(meeting.pk, since)
    if changed.is_whole:
        return show(meeting, part)
    visible = _visible(meeting, part)
    # Of topics too, since one that loses or gets a note looks otherwise. Here it does not matter who may see the note.
    groups = {
        group for _note, group in Note.objects.filter(pk__in=changed.notes).values_list("id", "group_id") if group
    }
    groups |= changed.groups
    cards, behind = _cards(meeting, visible.filter(pk__in=changed.notes, group=None))
    if groups:
        grouped, members = _cards(meeting, visible.filter(group__in=groups))
        cards, behind = cards + grouped, behind | members
    touched = {f"n{note}" for note in changed.notes | behind} | {f"g{group}" for group in groups}
    return Board(
        version=changed.version,
        columns=_columns(meeting, cards),
        state=_state(meeting) if changed.is_state else None,
        gone=tuple(sorted(touched - {card.key for card in cards})),
    )


def chapters(meeting: StadsbijeenkomstPage) -> list[tuple[Part, str]]:
    """Return the parts that are read back one by one, with their names: each wijk, and "" for the whole city."""
    wijken = [(Part(wijk=wijk.slug), wijk.title) for wijk in meeting.wijken()]
    return [*wijken, (Part(wijk=CITY), "")] if meeting.tables.filter(wijk=None).exists() else wijken


def _visible(meeting: StadsbijeenkomstPage, part: Part) -> NoteQuerySet:
    notes = Note.objects.on_display()
    if part == WHOLE:
        return notes
    tables = Table.objects.filter(meeting=meeting)
    if part.wijk:
        tables = tables.filter(wijk=None) if part.wijk == CITY else tables.filter(wijk__slug=part.wijk)
    if part.table:
        tables = tables.filter(number=part.table)
    found = list(tables.values_list("id", flat=True))
    if not found:
        raise NoSuchPart
    return notes.filter(table__in=found)


def _cards(meeting: StadsbijeenkomstPage, notes: NoteQuerySet) -> tuple[list[Card], set[int]]:
    """Return the cards of notes on display, in the order of writing, and the notes that stand behind a topic."""
    rows: dict[str, list[Row]] = {}
    for values in notes.worded().order_by("id").values_list(*COLUMNS):
        row = Row(*values)
        rows.setdefault(f"g{row.group}" if row.group else f"n{row.id}", []).append(row)
    votes = _votes(meeting, {row.group for said in rows.values() for row in said if row.group})
    cards, behind = [], set()
    for key, said in rows.items():
        first, total = said[0], None
        if votes is not None and first.question == meeting.state.ballot:
            total = votes.get(first.group or 0, 0)
        if len(said) == 1:
            cards.append(Card(f"n{first.id}", first.question, first.wording, first.about, votes=total))
        else:
            behind |= {row.id for row in said}
            cards.append(Card(key, first.question, first.title, _names(said), len(said), first.theme or "", total))
    return cards, behind


def _names(said: list[Row]) -> str:
    names = sorted({row.about for row in said if row.about})
    return ", ".join(names[:PLACES]) + (" …" if len(names) > PLACES else "")


def _votes(meeting: StadsbijeenkomstPage, groups: set[int]) -> dict[int, int] | None:
    if not meeting.state.shows_votes:
        return None
    return dict(Vote.objects.filter(group__in=groups).order_by().values_list("group").annotate(Count("id")))


def _columns(meeting: StadsbijeenkomstPage, cards: list[Card]) -> tuple[Column, ...]:
    # Sorting keeps the order of writing among cards with as many votes.
    cards = sorted(cards, key=lambda card: -(card.votes or 0))
    return tuple(
        Column(question, wording, tuple(card for card in cards if card.question == question))
        for question, wording in meeting.questions.items()
    )


def _state(meeting: StadsbijeenkomstPage) -> State:
    state = meeting.state
    return State(state.phase, state.get_phase_display(), state.timer_ends_at, state.announcement, state.shows_votes)
