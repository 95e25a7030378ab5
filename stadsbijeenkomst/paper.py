"""What people wrote on paper: every row of a sheet has an id of its own, so that paper and phone never double."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from . import notes
from .models import Note, Question, Table
from .notes import Outcome
from .tables import Seat

ROWS = 12  # on the sheet of a question
LAST_ROW = 99
NAMESPACE = uuid5(NAMESPACE_URL, "https://wijkverbond.nl/paper")

# Each kind of sheet has its letter: Gaat goed, Kan beter, Actie.
LETTERS = {Question.GOOD: "G", Question.IMPROVE: "K", Question.ACTION: "A"}
QUESTIONS = {letter: question for question, letter in LETTERS.items()}
# The remainder by a prime shows any one wrong figure and any two that changed places. 23 letters, without those that
# look like figures (I, O) or like each other (Q).
CHECKS = "ABCDEFGHJKLMNPRSTUVWXYZ"
GAP = r"[\s.·/_–-]*"
SHAPE = re.compile(
    rf"([A-Z6]){GAP}(?:([0-9OIL]{{1,5}})[\s.·/_–-]+([0-9OIL]{{1,2}})|([0-9OIL]{{1,5}})([0-9OIL]{{2}})){GAP}([A-Z])"
)
FIGURES = str.maketrans("OIL", "011")


class NoSuchRow(ValueError):
    """What was typed is not the id of a row; the message says so, to the person who typed it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row on the paper of a table: of which question, which table, and which row it is. As text: its printed id."""

    question: Question
    table: int
    number: int

    @property
    def check(self) -> str:
        """The sign behind it, which is another when one figure or the letter is wrong."""
        kind = [*LETTERS].index(self.question) + 1
        return CHECKS[int(f"{kind}{self.table:05}{self.number:02}") % len(CHECKS)]

    def __str__(self) -> str:
        return f"{LETTERS[self.question]}-{self.table:02}-{self.number:02}-{self.check}"


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as somebody typed it in."""

    row: Row
    text: str
    sensitive: bool = False


def read(typed: str) -> Row:
    """Return the row of an id as somebody typed it: small letters, spaces and a letter O for a nought are all right.

    Raises NoSuchRow for what is no id, and for an id with a mistake in it.
    """
    found = SHAPE.fullmatch(typed.strip().upper())
    if not found:
        raise NoSuchRow(_("This is not the id of a row. It looks like %(example)s.") % {"example": EXAMPLE})
    letter, table, number, joined_table, joined_number, check = found.groups()
    row = Row(
        question=QUESTIONS.get(letter.replace("6", "G"), Question.GOOD),
        table=int((table or joined_table).translate(FIGURES)),
        number=int((number or joined_number).translate(FIGURES)),
    )
    if letter not in {*QUESTIONS, "6"} or row.check != check or not 1 <= row.number <= LAST_ROW:
        raise NoSuchRow(_("There is a mistake in this id. Look at the sheet and type it again."))
    return row


EXAMPLE = str(Row(Question.GOOD, 7, 12))


def uuid_of(meeting_id: int, row: Row) -> UUID:
    """Return the number of the note on a row: always the same, so that typing it again makes no second note."""
    return uuid5(NAMESPACE, f"{meeting_id}/{row}")


def device_of(meeting_id: int) -> UUID:
    """Return the device that notes on paper belong to: nobody's, so that only hosts and staff change them."""
    return uuid5(NAMESPACE, str(meeting_id))


def fault(row: Row, seats: Mapping[int, Seat], note: Note | None) -> str:
    """Return why a row cannot be stored at those places, in a sentence, or "". `note` is what was typed in before."""
    if row.table not in seats and len(seats) == 1:
        return _("This row is on the paper of table %(number)d.") % {"number": row.table}
    if row.table not in seats:
        return _("This meeting has no table %(number)d.") % {"number": row.table}
    if note and note.status in Note.GONE:
        return _("What stood on this row was withdrawn. Write it again as a note of the table.")
    return ""


def known(meeting_id: int, rows: Sequence[Row]) -> dict[Row, Note]:
    """Return the notes of those rows that were typed in before."""
    by_uuid = {uuid_of(meeting_id, row): row for row in rows}
    found = Note.objects.filter(meeting=meeting_id, client_uuid__in=by_uuid)
    return {by_uuid[note.client_uuid]: note for note in found}


@transaction.atomic
def store(seats: Mapping[int, Seat], typed: Sequence[Typed], *, in_time: bool) -> list[Outcome]:
    """Store rows of paper, all or none, and return what was done with each.

    `seats` are the places of the host by number of table. `in_time`: the rows were written before the close, however
    late they are typed. A row that was typed before changes when the words are others. Locks the tables, and the notes
    that are there. Raises KeyError for a row of another table, and refuses with NoteRefused or one of its kinds.
    """
    at = {row.row: seats[row.row.table] for row in typed}
    # Who types paper takes turns at a table, and holds the notes before the board's version is asked for, as every
    # writer does: so nobody waits for somebody who waits for them.
    turns = Table.objects.filter(pk__in={seat.table_id for seat in at.values()})
    held = Note.objects.filter(client_uuid__in=[uuid_of(seat.meeting_id, row) for row, seat in at.items()])
    for rows in (turns, held):
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return [_store(at[row.row], row, in_time) for row in typed]


def _store(seat: Seat, typed: Typed, in_time: bool) -> Outcome:
    device, uuid = device_of(seat.meeting_id), uuid_of(seat.meeting_id, typed.row)
    receipt = notes.submit(
        seat,
        device,
        uuid,
        typed.row.question,
        typed.text,
        in_time=in_time,
        sensitive=typed.sensitive,
        row=str(typed.row),
    )
    if typed.sensitive and not receipt.note.sensitive:
        receipt = notes.mark_sensitive(seat, device, uuid)
    return receipt.outcome
