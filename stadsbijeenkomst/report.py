"""What a meeting brought, per wijk. Every form of the report reads `collect`, so they cannot disagree."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from home.models import WijkPage

from .models import Note, Question, StadsbijeenkomstPage
from .models.note import NoteQuerySet

CITY = "stadsbreed"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said to one question, in the order in which it was written."""

    question: str
    wording: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The three lists of a wijk, or of the tables that talked about the whole city."""

    title: str
    slug: str
    wijk_id: int | None
    tables: int
    answers: tuple[Answers, ...]

    @property
    def notes(self) -> int:
        return sum(len(answers.lines) for answers in self.answers)


@dataclass(frozen=True, slots=True)
class Report:
    """General information, then a chapter for each wijk in alphabetical order, then the whole city."""

    title: str
    theme: str
    place: str
    starts_at: datetime
    ends_at: datetime
    chapters: tuple[Chapter, ...]

    @property
    def tables(self) -> int:
        return sum(chapter.tables for chapter in self.chapters)

    @property
    def notes(self) -> int:
        return sum(chapter.notes for chapter in self.chapters)

    def chapter(self, slug: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.slug == slug), None)

    def chapter_of(self, wijk: WijkPage) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.wijk_id == wijk.pk), None)


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of a report without its lines: the tables, and the notes to each question with its wording."""

    tables: int
    notes: tuple[tuple[str, int], ...]


def count(meeting: StadsbijeenkomstPage) -> Totals:
    """Return the numbers of the report that `collect` gives, without reading what was said. Two queries."""
    said = dict(_shown(meeting).order_by().values_list("question").annotate(Count("id")))
    return Totals(
        tables=meeting.tables.count(),
        notes=tuple((wording, said.get(question, 0)) for question, wording in meeting.questions.items()),
    )


def _shown(meeting: StadsbijeenkomstPage) -> NoteQuerySet:
    return Note.objects.on_display().filter(meeting=meeting)


def collect(meeting: StadsbijeenkomstPage, wijk: WijkPage | None = None) -> Report:
    """Return the report of a meeting, or what it says about one wijk: approved notes that are not sensitive, and no
    others. Two queries."""
    chosen = meeting.tables.filter(wijk=wijk) if wijk else meeting.tables
    notes = _shown(meeting).in_wijk(wijk) if wijk else _shown(meeting)
    tables = list(chosen.order_by("wijk__title", "number").values_list("id", "wijk_id", "wijk__title", "wijk__slug"))
    wijk_of = {table: place for table, place, _title, _slug in tables}
    names = {place: (title, slug) for _table, place, title, slug in tables if place is not None}
    said: dict[tuple[int | None, str], list[str]] = {}
    for table, question, text in notes.order_by("id").values_list("table_id", "question", "text"):
        said.setdefault((wijk_of[table], question), []).append(text)
    places = [*names, *([None] if None in wijk_of.values() else [])]
    return Report(
        title=meeting.title,
        theme=meeting.theme,
        place=meeting.place,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        chapters=tuple(
            Chapter(
                title=names[place][0] if place else _("Whole city"),
                slug=names[place][1] if place else CITY,
                wijk_id=place,
                tables=sum(other == place for other in wijk_of.values()),
                answers=tuple(
                    Answers(question.value, meeting.questions[question], tuple(said.get((place, question.value), ())))
                    for question in Question
                ),
            )
            for place in places
        ),
    )
