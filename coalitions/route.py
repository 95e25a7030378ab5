"""The route out of loneliness: the stops of the city, and at which of them a coalition works."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from . import particulars
from .models import CoalitionPage, Stop


@dataclass(frozen=True)
class Halt:
    """A stop as it is drawn; `query` narrows the list of coalitions to it."""

    name: str
    description: str
    is_on: bool
    query: str


def named(stops: Iterable[Stop]) -> dict[str, Stop]:
    """Return stops, in the order of the route, by the word that stands in an address."""
    known: dict[str, Stop] = {}
    for stop in stops:
        word = slugify(stop.name)
        known[word if word and word not in known else f"{word}-{stop.pk}"] = stop
    return known


def of(coalition: CoalitionPage) -> list[Halt]:
    """Return the whole route with the stops of a coalition, or of its draft; nothing when it has none."""
    found = particulars.of(coalition)
    if not found.own_stops:
        return []
    return [
        Halt(stop.name, stop.description, stop.pk in found.own_stops, f"?halte={word}")
        for word, stop in named(found.stops).items()
    ]
