"""What somebody may have meant who typed a word that no page has."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from rapidfuzz.distance import OSA

from . import stems
from .models import EntryQuerySet, Word
from .questions import Question

SHORTEST = 4  # of three letters nearly every other word is one letter away
MOST_WORDS = 3  # of one question that are looked up
CLOSEST = 6  # words that may have been meant, of which public pages must have one


def meant(question: Question, text: str, entries: EntryQuerySet) -> str:
    """Return `text` with each word that no page has as the word that was probably meant, or an empty text.

    `entries` are those that the reader may see (`EntryQuerySet.below`): no other page lends a word. At most three
    queries for each of `MOST_WORDS` words.
    """
    asked = {stems.stem(word): word for word in question.words if len(word) >= SHORTEST}
    known = set(Word.objects.filter(stem__in=asked).public(entries).values_list("stem", flat=True))
    better = {
        word: found
        for stem, word in list(asked.items())[: MOST_WORDS + len(known)]
        if stem not in known and (found := _closest(stems.folded(word), entries))
    }
    if not better:
        return ""
    told = stems.composed(text)
    return stems.WORD.sub(lambda match: better.get(match[0], match[0]), told)


def _closest(word: str, entries: EntryQuerySet) -> str:
    """Return the word of a public page that is one letter away from `word`, or two when it is long; else nothing."""
    most = 1 if len(word) <= 5 else 2
    ranked = sorted(
        (distance, -pages, text)
        for text, folded, pages in _candidates(word, most)
        if (distance := OSA.distance(word, folded, score_cutoff=most)) <= most
    )
    texts = [text for _, _, text in ranked[:CLOSEST]]
    public = set(Word.objects.filter(pk__in=texts).public(entries).values_list("pk", flat=True)) if texts else set()
    return next((text for text in texts if text in public), "")


def _candidates(word: str, most: int) -> Iterable[tuple[str, str, int]]:
    """Return words (text, folded, pages) among which those are that differ in at most `most` letters.

    SQLite hands over every word of about this length. PostgreSQL finds by index those that share letters by threes or
    begin alike, which leaves out next to nothing: a short word of which the first letter is wrong and another too.
    """
    lengths = ["length(folded) BETWEEN %s AND %s"]
    found: QuerySet = Word.objects.extra(where=lengths, params=[len(word) - most, len(word) + most])  # noqa: S610
    if connection.vendor == "postgresql" and _has_trigrams():
        # Two letters that changed places are the mistake that trigrams of a short word do not survive.
        alike = ["folded %% %s OR folded LIKE %s OR folded LIKE %s"]
        found = found.extra(where=alike, params=[word, f"{word[0]}%", f"{word[1]}%"])  # noqa: S610
    return found.values_list("text", "folded", "pages")


def _has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
