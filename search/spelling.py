"""What somebody may have meant who typed a word that no page has."""

from collections.abc import Mapping
from functools import cache

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
    queries, however many words (and one more on PostgreSQL).
    """
    asked = {stems.stem(word): word for word in question.words if len(stems.folded(word)) >= SHORTEST}
    known = set(Word.objects.filter(stem__in=asked).public(entries).values_list("stem", flat=True))
    unknown = [word for stem, word in asked.items() if stem not in known][:MOST_WORDS]
    closest = _closest(unknown) if unknown else {}
    texts = {text for found in closest.values() for text in found}
    public = set(Word.objects.filter(pk__in=texts).public(entries).values_list("pk", flat=True)) if texts else set()
    better = {word: next((text for text in found if text in public), "") for word, found in closest.items()}
    if not any(better.values()):
        return ""
    told = stems.composed(text)
    return stems.WORD.sub(lambda match: better.get(match[0]) or match[0], told)


def _closest(words: list[str]) -> dict[str, list[str]]:
    """Return for each word the words of any page that are one letter away, or two when it is long; closest first."""
    allowed = {word: 1 if len(stems.folded(word)) <= 5 else 2 for word in words}
    candidates = list(_candidates({stems.folded(word): most for word, most in allowed.items()}))
    found = {}
    for word, most in allowed.items():
        plain = stems.folded(word)
        ranked = sorted(
            (distance, -pages, text)
            for text, folded, pages in candidates
            if (distance := OSA.distance(plain, folded, score_cutoff=most)) <= most
        )
        found[word] = [text for _, _, text in ranked[:CLOSEST]]
    return found


def _candidates(allowed: Mapping[str, int]) -> QuerySet:
    """Return words (text, folded, pages) among which those are that differ in at most so many letters from a word.

    SQLite hands over every word of about this length. PostgreSQL finds by index those that share letters by threes or
    begin alike, which leaves out next to nothing: a short word of which the first letter is wrong and another too.
    """
    # Two letters that changed places are the mistake that trigrams of a short word do not survive.
    alike = connection.vendor == "postgresql" and _has_trigrams()
    conditions: list[str] = []
    params: list[int | str] = []
    for word, most in allowed.items():
        conditions.append("length(folded) BETWEEN %s AND %s")
        params += [len(word) - most, len(word) + most]
        if alike:
            conditions[-1] += " AND (folded %% %s OR folded LIKE %s OR folded LIKE %s)"
            params += [word, f"{word[0]}%", f"{word[1]}%"]
    either = " OR ".join(f"({condition})" for condition in conditions)
    return Word.objects.extra(where=[f"({either})"], params=params).values_list("text", "folded", "pages")  # noqa: S610


@cache
def _has_trigrams() -> bool:
    """Asked once by each process: the extension comes with a migration and stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
