"""Percentages over the years, placed in a drawing: lines with dots, and the same numbers by year. No ORM, no words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

WIDTH, HEIGHT = 320, 160
LEFT, RIGHT, TOP, BOTTOM = 44, 300, 18, 124
ROOM = 38  # between the middles of two years that are written out


@dataclass(frozen=True)
class Dot:
    """A percentage in a year. `bound` is "above" when the true number is higher, "below" when it is lower.

    Dots of another `kind` (a survey, an estimate) are never joined by a line: their difference is no development.
    """

    year: int
    value: Decimal
    words: str
    kind: str = ""
    bound: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Line:
    """The percentages of one area. `paths` are what is drawn between dots of one kind."""

    label: str
    is_own: bool
    dots: tuple[Dot, ...]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Year:
    """A year with what was known of each line, in their order; an empty text where nothing was."""

    year: int
    words: tuple[str, ...]
    x: float = 0
    is_written: bool = True


@dataclass(frozen=True)
class Trend:
    """What the drawing shows and the table says. `scale` is the percentage at the top of the drawing."""

    lines: tuple[Line, ...]
    years: tuple[Year, ...]
    scale: int

    width, height, left, right, top, bottom = WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM

    @property
    def kinds(self) -> list[str]:
        """The kinds of number in it, each once."""
        return list(dict.fromkeys(dot.kind for line in self.lines for dot in line.dots))


def draw(lines: Iterable[Line], scale: int) -> Trend | None:
    """Return the lines in a drawing that ends at `scale` percent; None when no line has two years or more.

    A line without any dot stays in the table, where it says that nothing is known.
    """
    lines = list(lines)
    if not any(len(line.dots) > 1 for line in lines):
        return None
    years = sorted({dot.year for line in lines for dot in line.dots})
    first, last = years[0], years[-1]

    def across(year: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * (year - first) / (last - first), 1)

    def up(value: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float(value) / scale, 1)

    placed = []
    for line in lines:
        dots = [replace(dot, x=across(dot.year), y=up(dot.value)) for dot in sorted(line.dots, key=lambda d: d.year)]
        runs = [list(run) for _kind, run in groupby(dots, key=lambda dot: dot.kind)]
        paths = ("M" + " L".join(f"{dot.x} {dot.y}" for dot in run) for run in runs if len(run) > 1)
        placed.append(replace(line, dots=tuple(dots), paths=tuple(paths)))
    written = _written([across(year) for year in years])
    rows = []
    for year in years:
        by_line = (next((dot.words for dot in line.dots if dot.year == year), "") for line in placed)
        rows.append(Year(year, tuple(by_line), across(year), across(year) in written))
    return Trend(tuple(placed), tuple(rows), scale)


def _written(places: list[float]) -> set[float]:
    """Return where a year is written: the first, the last, and as many between as have room."""
    kept = [places[0]]
    for place in places[1:-1]:
        if place - kept[-1] >= ROOM and places[-1] - place >= ROOM:
            kept.append(place)
    return {*kept, places[-1]}
