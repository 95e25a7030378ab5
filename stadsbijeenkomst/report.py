"""What a meeting brought, per wijk. Every form of the report reads `collect`, so they cannot disagree."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from home.models import WijkPage

from .models import Note, Question, StadsbijeenkomstPage

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

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many notes there are to each question: the wording and the number."""
        columns = zip(*(chapter.answers for chapter in self.chapters), strict=True)
        return [(column[0].wording, sum(len(answers.lines) for answers in column)) for column in columns]


def collect(meeting: StadsbijeenkomstPage) -> Report:
    """Return the report of a meeting: approved notes that are not sensitive, and no others. Two queries."""
    tables = list(
        meeting.tables.order_by("wijk__title", "number").values_list("id", "wijk_id", "wijk__title", "wijk__slug")
    )
    wijk_of = {table: wijk for table, wijk, _title, _slug in tables}
    names = {wijk: (title, slug) for _table, wijk, title, slug in tables if wijk is not None}
    said: dict[tuple[int | None, str], list[str]] = {}
    for table, question, text in (
        Note.objects.on_display().filter(meeting=meeting).order_by("id").values_list("table_id", "question", "text")
    ):
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
                title=names[wijk][0] if wijk else _("Whole city"),
                slug=names[wijk][1] if wijk else CITY,
                wijk_id=wijk,
                tables=sum(place == wijk for place in wijk_of.values()),
                answers=tuple(
                    Answers(question.value, meeting.questions[question], tuple(said.get((wijk, question.value), ())))
                    for question in Question
                ),
            )
            for wijk in places
        ),
    )
