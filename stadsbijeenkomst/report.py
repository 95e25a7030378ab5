"""What a meeting brought. Screen, page, PDF and files read `read`, so they cannot disagree."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from coalitions.models import Action, CoalitionPage
from home import figures
from home.models import WijkPage
from home.visibility import public

from . import ballot
from .models import Group, Note, Question, ReportLine, ReportPage, StadsbijeenkomstPage, Table
from .models.report import CITY
from .report_lines import line_text

TOPICS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """What one note, or a group of notes, said about a wijk; `count` notes stand behind it."""

    text: str
    count: int
    theme: str = ""
    votes: int = 0
    topic: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said to one question: what most notes said first."""

    question: str
    wording: str
    lines: tuple[Line, ...]

    @property
    def notes(self) -> int:
        return sum(line.count for line in self.lines)


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
        return sum(answers.notes for answers in self.answers)


@dataclass(frozen=True, slots=True)
class Theme:
    """How many notes are about a theme, in the whole city; "" are the notes without one."""

    name: str
    by_question: tuple[int, ...]

    @property
    def notes(self) -> int:
        return sum(self.by_question)


@dataclass(frozen=True, slots=True)
class Topic:
    """What the hall gave its votes to."""

    text: str
    question: str
    votes: int


@dataclass(frozen=True, slots=True)
class Promise:
    """An action: who begins, with what, and before when. Without a coalition it looks for one."""

    title: str
    who: str
    first_step: str
    due_on: date
    status: str
    coalition: str
    seeks_lead: bool


@dataclass(frozen=True, slots=True)
class Report:
    """General information, then a chapter for each wijk in alphabetical order, then the whole city."""

    title: str
    theme: str
    place: str
    starts_at: datetime
    ends_at: datetime
    questions: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    promises: tuple[Promise, ...]
    figures: tuple[figures.Fact, ...]
    titles: Mapping[int, str] = field(default_factory=dict)  # of topics that got votes, as far as they still have one

    @property
    def tables(self) -> int:
        return sum(chapter.tables for chapter in self.chapters)

    @property
    def notes(self) -> int:
        return sum(chapter.notes for chapter in self.chapters)

    @property
    def lines(self) -> Iterator[tuple[str, Line]]:
        """Every line with its question, chapter after chapter."""
        for chapter in self.chapters:
            for answers in chapter.answers:
                yield from ((answers.question, line) for line in answers.lines)

    @property
    def by_question(self) -> tuple[tuple[str, int], ...]:
        """The wording of each question and the number of notes to it, in the whole city."""
        counted = _counted(self.lines)
        return tuple((wording, counted[question]) for question, wording in self.questions)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes, the largest first and what has none last; empty when no line has a theme."""
        names = {line.theme for _question, line in self.lines}
        found = []
        for name in names if names - {""} else ():
            counted = _counted((question, line) for question, line in self.lines if line.theme == name)
            found.append(Theme(name, tuple(counted[question] for question, _wording in self.questions)))
        return tuple(sorted(found, key=lambda theme: (theme.name == "", -theme.notes, theme.name)))

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What got most votes, each topic once: in the words of an editor where there are any, else by its title, else
        in the words of the wijk that said it most."""
        chosen: dict[object, tuple[str, Line]] = {}
        for question, line in self.lines:
            if line.votes:
                key = line.topic or (question, line.text)
                best = chosen.get(key, (question, line))
                chosen[key] = max(best, (question, line), key=lambda one: (one[1].edited, one[1].count))
        topics = [
            Topic((not line.edited and self.titles.get(line.topic or 0)) or line.text, question, line.votes)
            for question, line in chosen.values()
        ]
        return tuple(sorted(topics, key=lambda topic: (-topic.votes, topic.text))[:TOPICS])

    def chapter(self, slug: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.slug == slug), None)

    def about(self, slug: str) -> "Report | None":
        """The report with this chapter alone, and its numbers; what is about the whole city is left out."""
        chapter = self.chapter(slug)
        return replace(self, chapters=(chapter,), promises=(), figures=()) if chapter else None


@dataclass(frozen=True, slots=True)
class Said:
    """A line as the notes give it, with the notes behind it."""

    wijk_id: int | None
    question: str
    line: Line
    theme_id: int | None
    notes: tuple[int, ...]


def page_of(meeting: StadsbijeenkomstPage) -> ReportPage | None:
    """Return the page of a meeting's report, public or not; None before it was made. One query."""
    return ReportPage.objects.child_of(meeting).order_by("path").first()


def read(meeting: StadsbijeenkomstPage, page: ReportPage | None = None) -> Report:
    """Return the report of a meeting: the lines of its page, which is looked up unless it is given.

    Before there are lines, what the notes that are on display say now. The number of queries depends on neither.
    """
    page = page or page_of(meeting)
    lines = list(_rows(page.lines.shown())) if page else []
    if not lines and not (page and page.lines.exists()):
        lines = [(said.wijk_id, said.question, said.line) for said in gather(meeting)]
    return Report(
        title=meeting.title,
        theme=meeting.theme,
        place=meeting.place,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        questions=_questions(meeting),
        chapters=_chapters(meeting, lines),
        promises=tuple(_promises(meeting)),
        figures=figures.of_city(),
        titles=_titles(line for _wijk, _question, line in lines),
    )


def gather(meeting: StadsbijeenkomstPage) -> list[Said]:
    """Return what the notes on display say: a line for each group within a wijk, and for each note without one.

    What most notes said comes first, then what was said first. A group of one note is that note. Two queries.
    """
    found: dict[tuple, list[tuple]] = {}
    notes = Note.objects.on_display().worded().filter(meeting=meeting).order_by("id")
    columns = (
        "id",
        "table__wijk",
        "question",
        "wording",
        "group",
        "group__title",
        "group__theme",
        "group__theme__name",
    )
    for note in notes.values_list(*columns):
        pk, wijk_id, question, _wording, group_id, *_rest = note
        found.setdefault((wijk_id, question, group_id or f"note {pk}"), []).append(note)
    votes = ballot.totals(meeting)
    said = []
    for (wijk_id, question, _key), behind in found.items():
        _pk, _wijk, _question, _wording, group_id, title, theme_id, theme = behind[0]
        text = line_text([(note[3], title) for note in behind])
        line = Line(text, len(behind), theme or "", votes.get(group_id, 0), group_id)
        said.append(Said(wijk_id, question, line, theme_id, tuple(note[0] for note in behind)))
    return sorted(said, key=lambda one: (-one.line.count, one.notes))


def chapter(
    lines: QuerySet[ReportLine], meeting: StadsbijeenkomstPage
) -> tuple[ReportPage | None, tuple[Answers, ...]]:
    """Return a report and its three lists about one wijk, without the rest of it; None when it has no such lines.

    Takes the lines to show, all of that report. One query.
    """
    rows = list(lines.select_related("report", "theme"))
    said = [
        (
            row.question,
            Line(row.text, row.count, row.theme.name if row.theme else "", row.votes, row.topic, row.edited),
        )
        for row in rows
    ]
    return (rows[0].report if rows else None), _answers(meeting, said)


def with_counts(reports: QuerySet[ReportPage]) -> QuerySet[ReportPage]:
    """Return the same reports, each with what `counts` tells of it."""
    shown = Q(lines__count__gt=0, lines__left_out=False)
    notes = {f"notes_{key}": Sum("lines__count", filter=shown & Q(lines__question=key)) for key in Question.values}
    return reports.annotate(**notes)


def counts(page: ReportPage, meeting: StadsbijeenkomstPage) -> tuple[tuple[str, int], ...]:
    """Return `Report.by_question` of a report that comes from `with_counts`, without the rest of it. No query."""
    return tuple(
        (str(wording), getattr(page, f"notes_{question}") or 0) for question, wording in meeting.questions.items()
    )


def _titles(lines: Iterable[Line]) -> dict[int, str]:
    voted = {line.topic for line in lines if line.votes and line.topic}
    return dict(Group.objects.filter(pk__in=voted).values_list("pk", "title"))


def _rows(lines: QuerySet[ReportLine]) -> Iterator[tuple[int | None, str, Line]]:
    columns = ("wijk", "question", "text", "count", "theme__name", "votes", "topic", "edited")
    for wijk_id, question, text, count, theme, votes, topic, edited in lines.values_list(*columns):
        yield wijk_id, question, Line(text, count, theme or "", votes, topic, edited)


def _counted(lines: Iterable[tuple[str, Line]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for question, line in lines:
        counted[question] += line.count
    return counted


def _answers(meeting: StadsbijeenkomstPage, lines: Iterable[tuple[str, Line]]) -> tuple[Answers, ...]:
    lines = list(lines)
    return tuple(
        Answers(question, wording, tuple(line for other, line in lines if other == question))
        for question, wording in _questions(meeting)
    )


def _questions(meeting: StadsbijeenkomstPage) -> tuple[tuple[str, str], ...]:
    return tuple((question, str(wording)) for question, wording in meeting.questions.items())


def _chapters(meeting: StadsbijeenkomstPage, lines: list[tuple[int | None, str, Line]]) -> tuple[Chapter, ...]:
    tables = Counter(Table.objects.filter(meeting=meeting).order_by().values_list("wijk", flat=True))
    said: dict[int | None, list[tuple[str, Line]]] = {place: [] for place in tables}
    for wijk_id, question, line in lines:
        said.setdefault(wijk_id, []).append((question, line))
    wijken = WijkPage.objects.filter(pk__in=[place for place in said if place]).order_by("title")
    places = list(wijken.values_list("pk", "title", "slug"))
    if None in said:
        places.append((None, _("Whole city"), CITY))
    return tuple(
        Chapter(title, slug, place, tables[place], _answers(meeting, said[place])) for place, title, slug in places
    )


def _promises(meeting: StadsbijeenkomstPage) -> Iterator[Promise]:
    """Return the actions that come from the meeting. Two queries: a coalition that is not public has no name here."""
    coalitions = Prefetch("coalition", CoalitionPage.objects.filter(public()).only("title"))
    actions = (
        Action.objects.published().coming_from(meeting).select_related("organisation").prefetch_related(coalitions)
    )
    for action in actions.order_by("due_on", "pk"):
        yield Promise(
            title=action.title,
            who=action.who,
            first_step=action.first_step,
            due_on=action.due_on,
            status=action.get_status_display(),
            coalition=action.coalition.title if action.coalition else "",
            seeks_lead=action.seeks_lead,
        )
