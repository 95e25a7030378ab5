"""How many pages answer a question, by kind and by wijk: what stands beside each choice of a filter."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from home.models import WijkPage

from .models import EntryQuerySet


@dataclass(frozen=True)
class Counts:
    """The pages that answer a question, in heaps: (kind, ids of its wijken, how many).

    There are as many heaps as there are kinds times sets of wijken that occur together, however many pages there are.
    """

    heaps: tuple[tuple[str, frozenset[int], int], ...] = ()

    def total(self, kind: str = "", wijk: WijkPage | None = None) -> int:
        """Return how many there are of a kind (all when empty) in a wijk (the whole city without)."""
        return sum(
            number
            for of_kind, wijken, number in self.heaps
            if (not kind or of_kind == kind) and (wijk is None or wijk.pk in wijken)
        )

    def by_kind(self, wijk: WijkPage | None = None) -> Counter[str]:
        """Return how many there are of each kind, in a wijk."""
        found = Counter[str]()
        for kind, wijken, number in self.heaps:
            if wijk is None or wijk.pk in wijken:
                found[kind] += number
        return found

    def by_wijk(self, kind: str = "") -> Counter[int]:
        """Return how many there are in each wijk, by its id, of a kind."""
        found = Counter[int]()
        for of_kind, wijken, number in self.heaps:
            if not kind or of_kind == kind:
                found.update(dict.fromkeys(wijken, number))
        return found


def of(entries: EntryQuerySet) -> Counts:
    """Count entries that match. One query, which gives a row for each heap."""
    rows = entries.order_by().values_list("kind", "wijk_ids").annotate(number=Count("pk"))
    return Counts(tuple((kind, frozenset(map(int, ids.split())), number) for kind, ids, number in rows))
