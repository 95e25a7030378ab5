"""Notes that look alike: computed here, from the words alone, and never more than a suggestion."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import combinations

import snowballstemmer
from rapidfuzz import fuzz

WORD = re.compile(r"[^\W\d_]{2,}")
# Words without a subject of their own: in half of the notes, whatever they are about.
COMMON = frozenset(
    WORD.findall(
        """
        aan al alle alles als bent ben bij daar dan dat de deze die dit doen door dus een elk elkaar elke er ga
        gaan gaat geen goed graag had heb hebben heeft het hier hij hoe hun iedereen iemand iets ik in is je
        jullie kan keer komen krijgen kun kunnen maar maken mag mee meer men mensen met mij mijn minder moet
        moeten na naar niet niets nog nu of om omdat ons onze ook op over samen soms te tegen tot twee uit uur
        van veel vaker voor waar want was wat we weer wel welke wie wij willen worden wordt zal ze zich zij
        zijn zo zoals zonder zou zouden
        """
    )
)
# In the first letters of a stem there is seldom a typing error, and "bank" and "bankj" have them in common.
KEY = 4
ALIKE = 56.0
# A beginning that so many notes share tells nothing; among few notes, everything may.
WIDEST = 120

_stemmer = snowballstemmer.stemmer("dutch")


def pairs(texts: Mapping[int, str], least: float = ALIKE) -> list[tuple[float, int, int]]:
    """Return the pairs of notes that look alike as (score, id, id), the most alike first.

    `texts` are answers to one question: notes are never compared across questions. Scores go from `least` to 100.
    """
    same: dict[str, list[int]] = defaultdict(list)
    for id, text in texts.items():
        if told := _stems(text):
            same[told].append(id)
    keys: dict[str, list[str]] = defaultdict(list)
    for stems in same:
        for key in _keys(stems):
            keys[key].append(stems)
    near = {pair for sharing in keys.values() if len(sharing) <= WIDEST for pair in combinations(sharing, 2)}
    found = [(100.0, one, other) for ids in same.values() for one, other in combinations(ids, 2)]
    for left, right in near:
        if (score := _score(left, right)) >= least:
            found += [(score, min(id, beside), max(id, beside)) for id in same[left] for beside in same[right]]
    return sorted(found, key=lambda pair: (-pair[0], *pair[1:]))


def stars(texts: Mapping[int, str], least: float = ALIKE) -> list[list[int]]:
    """Return heaps of notes that look alike, each at most once: the one with most neighbours first, then those.

    Each note of a heap looks like its first, so that no chain grows from one subject to the next.
    """
    neighbours: dict[int, list[int]] = defaultdict(list)
    for _score, one, other in pairs(texts, least):
        neighbours[one].append(other)
        neighbours[other].append(one)
    heaps: list[list[int]] = []
    taken: set[int] = set()
    for id in sorted(neighbours, key=lambda id: (-len(neighbours[id]), id)):
        heap = [other for other in neighbours[id] if other not in taken]
        if id not in taken and heap:
            heaps.append([id, *heap])
            taken.update(heaps[-1])
    return heaps


def nearest(text: str, texts: Iterable[tuple[int, str]], number: int = 3, least: float = ALIKE) -> list[int]:
    """Return the ids of at most `number` of `texts` that look like `text`, the most alike first."""
    asked = _stems(text)
    wanted = _keys(asked)
    # Of notes with the same words, one is enough to show.
    others = {stems: id for id, other in texts if (stems := _stems(other)) and not wanted.isdisjoint(_keys(stems))}
    scored = [(_score(asked, stems), id) for stems, id in others.items()]
    return [id for score, id in sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:number] if score >= least]


def _score(one: str, other: str) -> float:
    """Words in common weigh most; what one of them says besides, counts a little."""
    return 0.6 * fuzz.token_set_ratio(one, other) + 0.4 * fuzz.ratio(one, other)


def _keys(stems: str) -> set[str]:
    return {stem[:KEY] for stem in stems.split()}


@lru_cache(maxsize=20_000)
def _stems(text: str) -> str:
    """Return the stems of a text that tell what it is about, each once, in the order of the alphabet."""
    words = WORD.findall(unicodedata.normalize("NFC", text).casefold())
    telling = {_stem(word) for word in words if word not in COMMON}
    return " ".join(sorted(telling - {""}))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # "bankje" is a bank: here a diminutive is no other subject.
    return re.sub(r"(?<=[^aeiou])j$", "", _stemmer.stemWord(plain))
