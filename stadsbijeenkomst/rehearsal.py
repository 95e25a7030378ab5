"""A rehearsal: invented tables that write invented notes, so that hosts, moderators and the hall screen can practise.

What a rehearsal writes goes the way of every note. Its devices have numbers that can be told again from the table, so
that it is removed to the last note, and nothing else is.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from home.models import WijkPage

from . import journal, moderation, notes, report_lines, tables
from .models import BoardEvent, Device, Group, Note, NoteDeletion, Question, StadsbijeenkomstPage, Table, Vote, Voucher

DEVICES = uuid5(UUID(int=0), "stadsbijeenkomst.rehearsal")
PHONES = 4  # at each table, the host's among them
SENSITIVE_EVERY = 25  # so many notes: enough to practise with the queue
WORDS = Path(__file__).parent / "data" / "rehearsal.json"


class RehearsalRefused(Exception):
    """`sentence` says why, to who asked for the rehearsal."""

    sentence = _("This meeting cannot be rehearsed.")


class RealNotes(RehearsalRefused):
    sentence = _("The meeting has begun and has notes of people: a rehearsal would stand between them.")


class Reported(RehearsalRefused):
    sentence = _("The report of this meeting is public.")


@dataclass(frozen=True, slots=True)
class Line:
    """What one invented phone says: at which table, to which question."""

    table: Table
    device: UUID
    question: str
    text: str
    sensitive: bool = False


def devices(meeting: StadsbijeenkomstPage) -> set[UUID]:
    """Return the numbers of the invented phones of a meeting."""
    ids = Table.objects.filter(meeting=meeting).values_list("pk", flat=True)
    return {phone(table, number) for table in ids for number in range(PHONES)}


def phone(table_id: int, number: int) -> UUID:
    """Return the number of an invented phone of a table."""
    return uuid5(DEVICES, f"{table_id}/{number}")


def seat_tables(meeting: StadsbijeenkomstPage, amount: int) -> list[Table]:
    """Return the tables of a meeting that have a valid code; when it has no table at all, make `amount`: one for each
    wijk in turn, and every tenth about the whole city."""
    if not meeting.tables.exists():
        wijken: list[WijkPage | None] = [*WijkPage.objects.live().order_by("title")] or [None]
        for number in range(amount):
            citywide = number % 10 == 9
            tables.add(
                meeting,
                None if citywide else wijken[(number - number // 10) % len(wijken)],
                str(_("Meeting each other in the whole city")) if citywide else "",
            )
    return list(meeting.tables.filter(revoked_at=None).order_by("number"))


def script(seats: list[Table], amount: int, seed: int | None = None) -> list[Line]:
    """Return `amount` invented notes for these tables; the same for the same seed. Dutch, as the city speaks."""
    chance, said = Random(seed), _words()  # noqa: S311
    lines = []
    for number in range(amount if seats else 0):
        table = chance.choice(seats)
        device = phone(table.pk, chance.randrange(PHONES))
        question = chance.choice(Question.values)
        if number % SENSITIVE_EVERY == SENSITIVE_EVERY - 1:
            lines.append(Line(table, device, Question.IMPROVE, chance.choice(said["sensitive"]), sensitive=True))
        else:
            lines.append(Line(table, device, question, chance.choice(chance.choice(said[question]))))
    return lines


def perform(
    meeting: StadsbijeenkomstPage,
    lines: list[Line],
    *,
    pace: float = 0,
    waiting: bool = False,
    among_real_notes: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Note]:
    """Send in the lines one by one, `pace` of them a minute (0: at once), and yield each note as it stands.

    A note is approved at once, but for what is sensitive; with `waiting` nothing is. Refuses with RehearsalRefused
    before the first note when the report is public, or when the meeting has begun and people have written;
    `among_real_notes` allows the last. Raises `tables.CodeRefused` when the meeting is over.
    """
    if meeting.state.has_report:
        raise Reported
    real = Note.objects.filter(meeting=meeting).exclude(device__in=devices(meeting))
    if not among_real_notes and meeting.state.phase != meeting.state.Phase.WELCOME and real.exists():
        raise RealNotes
    for number, line in enumerate(lines):
        if pace and number:
            pause(60 / pace)
        seat = tables.seat(line.table.code)
        key = uuid5(line.device, f"{time.time_ns()}/{number}")
        note = notes.submit(seat, line.device, key, line.question, line.text, sensitive=line.sensitive).note
        if note.status == Note.Status.PENDING and not (waiting or line.sensitive):
            note = moderation.approve(note.pk, note.changed_at)
        yield note


@transaction.atomic
def clear(meeting: StadsbijeenkomstPage) -> int:
    """Remove every note of a rehearsal, with the votes, devices and Inbrengbonnen of its phones, and the topics and
    lines of a report that stay behind empty; return how many notes. Writes down the number. Tables stay. Repeatable.
    """
    ours = devices(meeting)
    mine = Note.objects.filter(meeting=meeting, device__in=ours)
    left = set(mine.exclude(group=None).values_list("group", flat=True))
    lines = set(mine.exclude(line=None).values_list("line", flat=True))
    # The delete itself counts, so that of two commands at the same time each writes down its own.
    number = mine.delete()[1].get(Note._meta.label, 0)
    Vote.objects.filter(meeting=meeting, voter__in=ours).delete()
    Voucher.objects.filter(meeting=meeting, device__in=ours).delete()
    Device.objects.filter(table__meeting=meeting, uuid__in=ours).delete()
    Group.objects.filter(pk__in=left, notes=None, action=None).delete()
    report_lines.tidy(lines)
    if number:
        NoteDeletion.objects.create(
            meeting_uid=meeting.translation_key,
            meeting_title=meeting.title,
            reason=NoteDeletion.Reason.REHEARSAL,
            number=number,
        )
        # As another phase: every board begins again, because nothing tells of notes that are not there any more.
        journal.tell(meeting, BoardEvent.Kind.PHASE)
    return number


@cache
def _words() -> dict:
    return json.loads(WORDS.read_text(encoding="utf-8"))
