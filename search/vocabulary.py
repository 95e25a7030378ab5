"""The words that live pages use, for who begins to type one and for who typed another.

Counts are kept after the transaction that changed a page, in a statement of their own that takes the words in order:
so no publication waits for another, or for ever. A count that is one off costs an order, never an answer: what a
reader is shown is asked of the public pages each time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from . import stems
from .models import Entry, Word

SHORTEST = 3
BATCH = 200


def words_of(text: str) -> frozenset[str]:
    """Return the different words of a text that are worth proposing, in small letters."""
    found = {word.casefold() for word in stems.words(text) if word.isalpha()}
    return frozenset(word for word in found if len(word) <= stems.LONGEST_WORD and len(stems.folded(word)) >= SHORTEST)


def forms(word: str) -> tuple[str, str, str]:
    """Return a word, how people type it in a hurry, and its stem."""
    return word, stems.folded(word)[: stems.LONGEST_WORD], stems.stem(word)[: stems.LONGEST_WORD]


def learn(before: str, after: str) -> None:
    """Count that a page now has the words of `after` instead of those of `before`."""
    old, new = words_of(before), words_of(after)
    changes = dict.fromkeys(new - old, 1) | dict.fromkeys(old - new, -1)
    if changes:
        transaction.on_commit(lambda: count(changes), robust=True)


@transaction.atomic
def count(changes: Mapping[str, int]) -> None:
    """Add to the number of pages of each word; a word without any is gone."""
    ordered = sorted(changes.items())
    for begin in range(0, len(ordered), BATCH):
        rows = [(*forms(word), n) for word, n in ordered[begin : begin + BATCH]]
        places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO search_word (text, folded, stem, pages) VALUES {places}"  # noqa: S608
                " ON CONFLICT (text) DO UPDATE SET pages = search_word.pages + excluded.pages",
                [value for row in rows for value in row],
            )
    if any(n < 0 for n in changes.values()):
        Word.objects.filter(pk__in=changes, pages__lte=0).delete()


def rebuild() -> None:
    """Count the words of all entries anew."""
    found = Counter[str]()
    for text in _texts():
        found.update(words_of(text))
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create(
            (
                Word(text=text, folded=folded, stem=stem, pages=n)
                for word, n in found.items()
                for text, folded, stem in [forms(word)]
            ),
            batch_size=1_000,
        )


def _texts() -> Iterable[str]:
    for title, text in Entry.objects.values_list("title", "text").iterator():
        yield f"{title} {text}"
