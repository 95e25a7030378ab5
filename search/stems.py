"""Words and their stems: what makes “wandeling” find “wandelingen”.

The same stems are stored and searched on SQLite and on PostgreSQL, so that both give the same answer. SQLite's FTS5
cannot stem Dutch, and PostgreSQL's own stemmer is the same algorithm (Snowball).
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40
NOTHING = "-"  # the stem of a word of which nothing is left; keeps words and stems in step

# Words that nearly every page has: they are left out of a question that also has other words.
COMMON = frozenset(
    WORD.findall(
        """
        aan als bij dan dat de die dit een en er het hoe ik in is kan maar me met mij mijn naar niet of om ook op over
        te tot uit van voor waar wat we wie wij wil worden zijn
        """
    )
)

_stemmer = snowballstemmer.stemmer("dutch")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the Dutch stem of one word, without capitals and accents: "Cafés" gives "cafes"."""
    plain = folded(word)
    return _stemmer.stemWord(plain) or plain or NOTHING


def folded(word: str) -> str:
    """Return one word without capitals and accents, as people type it in a hurry: "Café" gives "cafe"."""
    plain = unicodedata.normalize("NFKD", word[:LONGEST_WORD].casefold())
    return "".join(WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))


def composed(text: str) -> str:
    """Return `text` with each letter and its accent as one character, so that a word is not cut at its accent."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> list[str]:
    """Return the words of a text in order, as they are written."""
    return WORD.findall(composed(text))


def stems(text: str) -> list[str]:
    """Return the stem of each of `words(text)`, in the same order and number."""
    return [stem(word) for word in words(text)]


def is_telling(word: str) -> bool:
    """Say whether a word of a question narrows it."""
    return word.casefold() not in COMMON and stem(word) != NOTHING
