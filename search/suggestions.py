"""What somebody may be typing: public pages by the words of their titles, and words that public pages have."""

from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.utils import timezone
from wagtail.models import Page

from home.models import WijkPage

from . import stems
from .models import Entry, EntryQuerySet, Word, by_index

SHORTEST = 2
PAGES, WORDS = 6, 4
TRIED = 12  # words that begin like this, of which public pages must have one
READ = 40  # titles, of which some are the same


@dataclass(frozen=True)
class Suggestion:
    """A page to go to, or (without one) a text to search for. `kind` says of a page what it is."""

    text: str
    kind: str = ""
    page: Page | None = None


def for_text(typed: str, root: Page) -> list[Suggestion]:
    """Return pages below `root` and words that begin as the last word of `typed` does; words first.

    At most four queries. Nothing without a word of two letters, and no words after the first letter of one: which
    pages have the words before it says something, which words begin with it does not.
    """
    words = [stems.folded(word) for word in stems.words(typed)]
    words = [word for word in words if word]
    if not any(len(word) >= SHORTEST for word in words):
        return []
    below = Entry.objects.below(root)
    found = _words(typed, words[-1], below) if len(words[-1]) >= SHORTEST else []
    return [*found, *_pages(words, below)]


def _words(typed: str, beginning: str, below: EntryQuerySet) -> list[Suggestion]:
    tried = Word.objects.filter(folded__startswith=beginning).order_by("-pages", "text").values("pk")[:TRIED]
    found = Word.objects.filter(pk__in=tried).public(below).order_by("-pages", "text")
    before = stems.composed(typed).rstrip()
    before = before[: -len(stems.words(typed)[-1])] if before else ""
    with by_index():
        return [Suggestion(f"{before}{word}") for word in found.values_list("pk", flat=True)[:WORDS]]


def _pages(words: list[str], below: EntryQuerySet) -> list[Suggestion]:
    today = timezone.localdate()
    found = below
    for word in words:
        found = found.filter(title_words__contains=f" {word}")
    whole = When(title_words__startswith=" " + " ".join(words), then=1)
    wijk = When(kind=WijkPage._meta.label_lower, then=1)
    over = When(last_on__lt=today, then=1)
    ranked = found.order_by(
        Case(over, default=Value(0)),
        Case(wijk, default=Value(0)).desc(),
        Case(whole, default=Value(0)).desc(),
        "-published_at",
        "pk",
    )
    # Of a series of activities with one name, the first.
    first: dict[str, int] = {}
    for key, title in ranked.values_list("pk", "title")[:READ]:
        first.setdefault(title, key)
    shown = list(first.values())[:PAGES]
    by_key = Entry.objects.live().in_bulk(shown)
    there = [by_key[key] for key in shown if key in by_key]
    return [Suggestion(entry.page.title, entry.kind_name, entry.page) for entry in there]
