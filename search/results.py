"""What a search finds, ready to show: titles and pieces of text with the words that were asked for marked."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page as Slice
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from home.filters import slice_of
from home.models import WijkPage

from . import stems
from .models import Entry

PER_PAGE = 10
SNIPPET_WORDS = 35
WORDS_BEFORE = 6


@dataclass(frozen=True)
class Result:
    """One page that was found. `title` and `snippet` are escaped, with `<mark>` round what was asked for."""

    title: SafeString
    snippet: SafeString
    href: str
    kind: str


@dataclass(frozen=True)
class Found:
    """One page of results. `every` is False when no page has all the words, and these have some of them."""

    page: Slice
    results: list[Result]
    every: bool = True


def find(
    request: HttpRequest,
    root: Page,
    question: str,
    *,
    kind: type[Page] | None = None,
    wijk: WijkPage | None = None,
    number: str | None = None,
) -> Found | None:
    """Return page `number` of what `question` finds below `root`, or None when it holds no word.

    Refuses a number that is no page (`Http404`). Five queries, however many pages match.
    """
    wanted = stems.wanted(question)
    if not wanted:
        return None
    entries = Entry.objects.below(root)
    if kind:
        entries = entries.of_kind(kind)
    if wijk:
        entries = entries.in_wijk(wijk)
    matches, every = entries.matching(wanted), True
    if len(wanted) > 1 and not matches.exists():
        matches, every = entries.matching(wanted, every=False), False
    # The keys first: sorting thousands of whole texts to show ten takes longer than finding them.
    page = slice_of(matches.values_list("pk", flat=True), number, PER_PAGE)
    keys = list(page.object_list)
    by_key = Entry.objects.select_related("page__locale").in_bulk(keys)
    shown = (by_key[key] for key in keys if key in by_key)
    return Found(page=page, results=[_result(entry, request, frozenset(wanted)) for entry in shown], every=every)


def _result(entry: Entry, request: HttpRequest, wanted: Collection[str]) -> Result:
    page = entry.page
    return Result(
        title=marked(page.title, stems.stems(page.title), wanted),
        snippet=snippet(entry.text, entry.stems.split(), wanted),
        href=page.get_url(request) or "",
        kind=page.page_type_display_name,
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
    spans = [word.span() for word in stems.WORD.finditer(text)][:end]
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
