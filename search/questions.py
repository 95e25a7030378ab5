"""What a reader asks for, as the index understands it: words that must all be there, each with what means the same."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from . import stems

Phrase = tuple[str, ...]  # stems that follow each other
Alternative = tuple[Phrase, ...]  # phrases that must all be there

MOST_WORDS = 16  # of one question; who pastes a whole letter gets the pages that have its beginning


@dataclass(frozen=True)
class Question:
    """Groups that a page must all have; of each group one alternative is enough.

    Stems are letters and digits alone, so that nothing in a question is an operator to the database.
    """

    groups: tuple[tuple[Alternative, ...], ...]
    words: tuple[str, ...]  # those that narrow it, as they were written

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def stems(self) -> frozenset[str]:
        """The stems of all words that a page may have been found by."""
        every = (stem for group in self.groups for alternative in group for phrase in alternative for stem in phrase)
        return frozenset(stem for stem in every if stem not in stems.COMMON)

    def fts5(self, *, every: bool = True) -> str:
        """Return it in the words of SQLite's FTS5."""
        return self._written(" AND " if every else " OR ", " AND ", " OR ", lambda phrase: f'"{" ".join(phrase)}"')

    def tsquery(self, *, every: bool = True) -> str:
        """Return it in the words of PostgreSQL."""
        return self._written(
            " & " if every else " | ", " & ", " | ", lambda phrase: " <-> ".join(f"'{stem}'" for stem in phrase)
        )

    def tsqueries(self, *, every: bool = True) -> list[list[str]]:
        """Return it as conditions that must all hold, of each of which one query is enough.

        Words that follow each other stand in a query of their own. To see that they do, PostgreSQL opens what it
        tries, and in one query with common words that would be every page; for those the index is enough.
        """
        groups = self.groups if every else (tuple(chain.from_iterable(self.groups)),)
        loose = [group for group in groups if not any(map(_in_a_row, group))]
        found = [[Question(tuple(loose), ()).tsquery()]] if loose else []
        for group in groups:
            if group not in loose:
                parts = ([one for one in group if _in_a_row(one) is in_a_row] for in_a_row in (False, True))
                found.append([Question((tuple(part),), ()).tsquery() for part in parts if part])
        return found

    def _written(self, between: str, both: str, either: str, phrase: Callable[[Phrase], str]) -> str:
        return between.join(
            "(" + either.join("(" + both.join(map(phrase, alternative)) + ")" for alternative in group) + ")"
            for group in self.groups
        )


def _in_a_row(alternative: Alternative) -> bool:
    return any(len(phrase) > 1 for phrase in alternative)


def read(text: str, synonyms: Mapping[Phrase, Iterable[Phrase]] | None = None) -> Question:
    """Return the question in `text`; `synonyms` gives for a phrase those that are searched along.

    Words that nearly every page has are left out when there are others. The longest phrase with a synonym goes first,
    and a word counts for one phrase only.
    """
    synonyms = synonyms or {}
    asked = stems.words(text)[:MOST_WORDS]
    sequence = [stems.stem(word) for word in asked]
    groups: dict[int, tuple[Alternative, ...]] = {}
    taken: set[int] = set()
    for phrase in sorted(synonyms, key=lambda phrase: (-len(phrase), phrase)):
        for start in range(len(sequence) - len(phrase) + 1):
            places = range(start, start + len(phrase))
            if tuple(sequence[start : places.stop]) == phrase and taken.isdisjoint(places):
                taken.update(places)
                own = [asked[place] for place in places]
                itself = tuple((stems.stem(word),) for word in [w for w in own if stems.is_telling(w)] or own)
                groups[start] = (itself, *((also,) for also in synonyms[phrase]))
    rest = [place for place in range(len(asked)) if place not in taken and sequence[place] != stems.NOTHING]
    telling = [place for place in rest if stems.is_telling(asked[place])]
    groups |= {place: (((sequence[place],),),) for place in (telling if telling or taken else rest)}
    words = tuple(dict.fromkeys(asked[place] for place in sorted({*telling, *taken})))
    return Question(groups=tuple(dict.fromkeys(groups[place] for place in sorted(groups))), words=words)
