"""The route out of loneliness: the stops of the city, and at which of them a coalition works."""

from dataclasses import dataclass

from django.utils.text import slugify

from .models import CoalitionPage, Stop


@dataclass(frozen=True)
class Halt:
    """A stop as it is drawn; `query` narrows the list of coalitions to it."""

    name: str
    description: str
    is_on: bool
    query: str


def stops() -> dict[str, Stop]:
    """Return the stops in the order of the route, by the word that stands in an address."""
    named: dict[str, Stop] = {}
    for stop in Stop.objects.all():
        word = slugify(stop.name)
        named[word if word and word not in named else f"{word}-{stop.pk}"] = stop
    return named


def of(coalition: CoalitionPage) -> list[Halt]:
    """Return the whole route with the stops of a coalition, or of its draft; nothing when it has none.

    At most two queries.
    """
    own = {stop.pk for stop in coalition.stops.all()}
    if not own:
        return []
    return [Halt(stop.name, stop.description, stop.pk in own, f"?halte={word}") for word, stop in stops().items()]
