"""The trays of a moderator: what waits, what came late, what is kept from display, and what was decided."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Left
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from . import grouping, personal_data, similarity
from .models import Decision, Group, Note, StadsbijeenkomstPage

SHOWN = 50
LOGGED = 100
LINE = 90  # characters of a note in a list
# How much of which notes is compared with the one in focus: what is on display for the same question.
COMPARED = 1000

WAITING, LATE, SENSITIVE, HIDDEN, DECIDED, FOUND = "wacht", "nagekomen", "gevoelig", "verborgen", "beslist", "gezocht"
TRAYS = {
    WAITING: Q(status=Note.Status.PENDING),
    LATE: Q(late=True),
    SENSITIVE: Q(sensitive=True),
    HIDDEN: Q(status=Note.Status.HIDDEN, sensitive=False),
    DECIDED: Q(status=Note.Status.APPROVED),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A note in the list of a tray. `words` never tells what a sensitive note itself says."""

    id: int
    words: str
    about: str
    status: str
    sensitive: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """A note on display that says about the same, with the topic it stands in."""

    id: int
    words: str
    topic: str


@dataclass(frozen=True, slots=True)
class Focus:
    """The note in front of the moderator, and what helps to decide about it."""

    note: Note
    question: str
    pieces: list[tuple[str, personal_data.Kind | None]]
    kinds: list[personal_data.Kind]
    alike: list[Alike]
    groups: QuerySet[Group]
    latest: Decision | None


def counts(meeting: StadsbijeenkomstPage) -> dict[str, int]:
    """Return how many notes each tray holds; of the late ones only what still waits. One query."""
    trays = TRAYS | {LATE: TRAYS[LATE] & TRAYS[WAITING]}
    totals = {name: Count("id", filter=condition) for name, condition in trays.items()}
    return Note.objects.written().filter(meeting=meeting).order_by().aggregate(**totals)


def lines(meeting: StadsbijeenkomstPage, tray: str, sought: str = "") -> list[Line]:
    """Return the first notes of a tray: what waits with the oldest first, the rest with the latest change first.

    The tray `FOUND` has the notes of the meeting with the words `sought`. One query.
    """
    notes = Note.objects.written().filter(meeting=meeting)
    if tray == FOUND:
        notes = notes.filter(Q(text__icontains=sought) | Q(redaction__icontains=sought)) if sought else notes.none()
    else:
        notes = notes.filter(TRAYS[tray])
    if tray == WAITING:
        notes = notes.order_by("id")
    else:
        undecided = Case(When(status=Note.Status.PENDING, then=0), default=Value(1), output_field=IntegerField())
        notes = notes.order_by(undecided, "-changed_at", "-id")
    shown = notes.worded().annotate(start=Left("wording", 2 * LINE))
    return [
        Line(
            id=id,
            words=Truncator(" ".join(start.split())).chars(LINE) if line or not sensitive else str(_("(sensitive)")),
            about=_("table %(number)s") % {"number": number},
            status=str(Note.Status(status).label),
            sensitive=sensitive,
            late=late,
        )
        for id, start, line, sensitive, late, status, number in shown.values_list(
            "id", "start", "redaction", "sensitive", "late", "status", "table__number"
        )[:SHOWN]
    ]


def focus(meeting: StadsbijeenkomstPage, note_id: int) -> Focus | None:
    """Return a note of the meeting with what helps to decide; None when it is not there or was taken back.

    A fixed number of queries, whatever the meeting holds.
    """
    notes = Note.objects.written().filter(meeting=meeting).select_related("table__wijk", "group")
    note = notes.defer("table__wijk__boundary", "table__wijk__body").filter(pk=note_id).first()
    if note is None:
        return None
    same = Note.objects.on_display().worded().filter(meeting=meeting, question=note.question).exclude(pk=note.pk)
    compared = {
        id: (words, topic)
        for id, words, topic in same.order_by("-id").values_list("id", "wording", "group__title")[:COMPARED]
    }
    near = similarity.nearest(note.redaction or note.text, [(id, words) for id, (words, _topic) in compared.items()])
    return Focus(
        note=note,
        question=meeting.questions[note.question],
        pieces=list(personal_data.marked(note.text)),
        kinds=list(dict.fromkeys(found.kind for found in personal_data.find(note.text))),
        alike=[Alike(id, compared[id][0], compared[id][1] or "") for id in near],
        groups=grouping.topics(meeting.pk, note.question),
        latest=note.decisions.select_related("moderator").first(),
    )


def log(meeting: StadsbijeenkomstPage) -> list[tuple[Decision, str, bool]]:
    """Return the latest decisions: each with the words of its note that may be told, and whether it can be undone."""
    made = Decision.objects.filter(note__meeting=meeting).select_related("note__table", "moderator")
    return [(decision, told(decision.note), can_be_undone(decision)) for decision in made[:LOGGED]]


def told(note: Note) -> str:
    """Return the words of a note as they may stand in a log: nothing of what is sensitive."""
    if note.status in Note.GONE:
        return f"({note.get_status_display()})"
    return Truncator(" ".join(note.told.split())).chars(LINE)


def can_be_undone(decision: Decision) -> bool:
    """Return whether nothing happened to the note since this decision."""
    done = decision.undone_at is not None or decision.verb == Decision.Verb.UNDO
    return not done and decision.note.status not in Note.GONE and decision.note.changed_at == decision.made_at


def own_latest(meeting: StadsbijeenkomstPage, moderator: AbstractBaseUser) -> Decision | None:
    """Return the latest decision of a moderator in this meeting that was not undone."""
    made = Decision.objects.filter(note__meeting=meeting, moderator_id=moderator.pk, undone_at=None)
    return made.exclude(verb=Decision.Verb.UNDO).select_related("note").first()
