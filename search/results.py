"""What a search finds, ready to show: titles and pieces of text with the words that were asked for marked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.core.paginator import Page as Slice
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from home import timetables
from home.filters import slice_of
from home.models import WijkPage

from . import counts, questions, spelling, stems
from .counts import Counts
from .models import Entry, EntryQuerySet, Synonym, by_index
from .questions import Question

PER_PAGE = 10
SNIPPET_WORDS = 35
WORDS_BEFORE = 6
# Of a word that stands on more pages than anybody reads, its weight on each tells nothing.
MOST_RANKED = 1_000


@dataclass(frozen=True)
class Asked:
    """A question with what narrows it. `first` and `last` are days; either makes it a question about activities."""

    text: str
    kind: type[Page] | None = None
    wijk: WijkPage | None = None
    first: date | None = None
    last: date | None = None
    newest: bool = False

    @property
    def is_dated(self) -> bool:
        return bool(self.first or self.last)

    @property
    def label(self) -> str:
        """The name of the kind, as the index knows it; empty for all."""
        return self.kind._meta.label_lower if self.kind else ""


@dataclass(frozen=True)
class Result:
    """One page that was found. `title` and `snippet` are escaped, with `<mark>` round what was asked for. `next_at` is
    the start of its next date, when it has one."""

    title: SafeString
    snippet: SafeString
    href: str
    kind: str
    next_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """One page of results. `every` is False when no page has all the words, and these have some of them.

    `meant` is the question as it was probably meant, when a word of it stands on no page.
    """

    page: Slice
    results: list[Result]
    counts: Counts = field(default_factory=Counts)
    every: bool = True
    meant: str = ""


@dataclass(frozen=True)
class _Keys:
    """The keys of what was found, of which it is known already how many there are."""

    found: EntryQuerySet
    number: int

    def count(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> list[int]:
        return list(self.found.values_list("pk", flat=True)[part])


def find(request: HttpRequest, root: Page, asked: Asked, number: str | None = None) -> Found | None:
    """Return page `number` of what is found below `root`, or None when the question holds no word.

    Refuses a number that is no page (`Http404`). The number of queries does not depend on how many pages match; only
    when none does, a few more ask what may have been meant.
    """
    question = questions.read(asked.text, Synonym.objects.by_phrase())
    if not question:
        return None
    today = timezone.localdate()
    below = Entry.objects.below(root)
    entries = below.filter(_on_days(asked)) if asked.is_dated else below
    every, meant = True, ""
    with by_index():
        matches = entries.matching(question)
        counted = counts.of(matches)
        if not counted.heaps:
            meant = spelling.meant(question, asked.text, below)
            if len(question.groups) > 1:
                every, matches = False, entries.matching(question, every=False)
                counted = counts.of(matches)
        total = counted.total(asked.label, asked.wijk)
        page = slice_of(_Keys(_in_order(matches, question, asked, today, every, total), total), number, PER_PAGE)
        shown = list(page.object_list)
    by_key = Entry.objects.live().in_bulk(shown)
    there = [by_key[key] for key in shown if key in by_key]
    next_at = _next_dates(there, today)
    results = [_result(entry, request, question.stems, next_at) for entry in there]
    return Found(page=page, results=results, counts=counted, every=every, meant=meant)


def _on_days(asked: Asked) -> Q:
    """Return the condition that a page happens on the days that were asked for."""
    found = Q(pk__in=())
    for table in timetables.offered():
        found |= Q(pk__in=table.between(asked.first or timezone.localdate(), asked.last))
    return found


def _in_order(
    matches: EntryQuerySet, question: Question, asked: Asked, today: date, every: bool, total: int
) -> EntryQuerySet:
    if asked.kind:
        matches = matches.of_kind(asked.kind)
    if asked.wijk:
        matches = matches.in_wijk(asked.wijk)
    if asked.newest:
        return matches.newest_first()
    return matches.best_first(question, today, every=every, by_words=total <= MOST_RANKED)


def _next_dates(entries: list[Entry], today: date) -> Mapping[int, datetime]:
    found: dict[int, datetime] = {}
    for table in timetables.offered():
        if ids := [entry.pk for entry in entries if entry.kind == table.kind._meta.label_lower]:
            found |= table.upcoming(ids, today)
    return found


def _result(entry: Entry, request: HttpRequest, wanted: Collection[str], next_at: Mapping[int, datetime]) -> Result:
    page = entry.page
    return Result(
        title=marked(page.title, stems.stems(page.title), wanted),
        snippet=snippet(entry.text, entry.stems.split(), wanted),
        href=page.get_url(request) or "",
        kind=entry.kind_name,
        next_at=next_at.get(entry.pk),
    )


def marked(text: str, text_stems: list[str], wanted: Collection[str]) -> SafeString:
    """Return the whole `text`, escaped, with `<mark>` round each word whose stem is `wanted`."""
    return _mark(stems.composed(text), text_stems, wanted, 0, len(text_stems))


def snippet(text: str, text_stems: list[str], wanted: Collection[str]) -> SafeString:
    """Return the piece of `text` with the most different `wanted` words, escaped and marked.

    Without any of them (they stand in the title) its beginning.
    """
    hits = [place for place, stem in enumerate(text_stems) if stem in wanted]
    starts = [max(place - WORDS_BEFORE, 0) for place in hits[:200]] or [0]

    def worth(start: int) -> int:
        return len({stem for stem in text_stems[start : start + SNIPPET_WORDS] if stem in wanted})

    start = max(starts, key=worth)
    end = min(start + SNIPPET_WORDS, len(text_stems))
    piece = _mark(text, text_stems, wanted, start, end)
    return mark_safe(("… " if start else "") + piece + (" …" if end < len(text_stems) else ""))


def _mark(text: str, text_stems: list[str], wanted: Collection[str], start: int, end: int) -> SafeString:
    """Return the words `start` to `end` of `text`. Each piece of text is escaped here, and nowhere unmarked."""
    spans = [word.span() for word in islice(stems.WORD.finditer(text), end)]
    if not spans[start:]:
        return SafeString("")
    whole = end >= len(text_stems)
    parts, place = [], 0 if start == 0 else spans[start][0]
    for (first, last), stem in zip(spans[start:], text_stems[start:end], strict=False):
        if stem in wanted:
            parts += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
            place = last
    parts.append(escape(text[place:] if whole else text[place : spans[-1][1]]))
    return mark_safe("".join(parts))
