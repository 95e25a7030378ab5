"""Which figures stand on the page of a wijk, beside those of the city and the country, and how they went."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from . import trends
from .models import Figure, WijkPage

MOST = 3


@dataclass(frozen=True)
class Line:
    """One row of a comparison. `figure` is None where no figure was published: that is said, never filled in."""

    area: str
    is_own: bool
    figure: Figure | None = None

    @property
    def words(self) -> str:
        """The percentage as it was published: "more than 20 %" is not 20 %."""
        return in_words(self.figure) if self.figure else _("no figure")

    @property
    def is_open_above(self) -> bool:
        return self.figure is not None and self.figure.precision == Figure.Precision.MORE_THAN


@dataclass(frozen=True)
class Source:
    kind: str
    href: str
    host: str
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """One indicator for one group in one year: the wijk, the city, the country. `scale` is where the bars end.

    `trend` has the years of the wijk and the city, where there are two or more.
    """

    indicator: str
    group: str
    year: int
    lines: tuple[Line, ...]
    scale: int = 100
    trend: trends.Trend | None = None

    @property
    def sources(self) -> list["Source"]:
        """Where the numbers come from, each source once."""
        shown = (line.figure for line in self.lines if line.figure)
        return list(dict.fromkeys(_source(figure) for figure in shown))


@dataclass(frozen=True)
class Fact:
    """A published percentage of the whole city, in words, with its source."""

    indicator: str
    group: str
    year: int
    words: str
    source: Source


def of_city() -> tuple[Fact, ...]:
    """Return the newest figures of the whole city, one of each indicator and group, at most three. One query."""
    newest: dict[tuple[str, str], Figure] = {}
    for figure in Figure.objects.filter(area=Figure.Area.CITY).order_by("-year", "indicator", "group"):
        # A survey before an estimate: somebody asked people.
        known = newest.setdefault((figure.indicator, figure.group), figure)
        if (known.year, known.kind) == (figure.year, Figure.Kind.ESTIMATE) and figure.kind == Figure.Kind.SURVEY:
            newest[figure.indicator, figure.group] = figure
    return tuple(
        Fact(figure.indicator, in_years(figure.group), figure.year, in_words(figure), _source(figure))
        for figure in [*newest.values()][:MOST]
    )


def in_words(figure: Figure) -> str:
    """Return the percentage of a figure in words and digits, in the active language."""
    value = figure.value.normalize()
    percentage = f"{number_format(value, decimal_pos=max(0, -int(value.as_tuple().exponent)))}\N{NO-BREAK SPACE}%"
    if figure.precision == Figure.Precision.EXACT:
        return percentage
    return f"{figure.get_precision_display()} {percentage}"


def for_wijk(wijk: WijkPage, city: str = "", country: str = "") -> list[Comparison]:
    """Return what to compare on the page of `wijk`, newest first, at most three, each with its trend. One query.

    Of each indicator and group the newest year in which this wijk has a figure. A wijk without any still gets the
    newest comparison that other wijken have, else the city's newest, so that the reader learns that nothing is known.
    """
    elsewhere = Figure.objects.exclude(wijk=None).filter(
        **{name: OuterRef(name) for name in ("indicator", "group", "year")}
    )
    figures = list(
        Figure.objects.filter(Q(wijk=wijk) | Q(wijk=None))
        .annotate(is_known_elsewhere=Exists(elsewhere))
        .order_by("-year", "indicator", "group")
    )
    sets = [list(found) for _key, found in groupby(figures, key=lambda f: (f.year, f.indicator, f.group))]
    own, seen = [], set()
    for found in sets:
        subject = (found[0].indicator, found[0].group)
        if subject not in seen and any(figure.wijk_id == wijk.pk for figure in found):
            seen.add(subject)
            own.append(found)
    chosen = own[:MOST] or [found for found in sets if found[0].is_known_elsewhere][:1] or sets[:1]
    names = {Figure.Area.WIJK: wijk.title, Figure.Area.CITY: city or _("Whole city")}
    compared = [_compare(found, names | {Figure.Area.COUNTRY: country or _("Netherlands")}) for found in chosen]
    over_years = [_over_years(figures, found[0], names, _kind(found)) for found in chosen]
    # One scale for all that stand beside each other, from 0 to the next ten above the highest figure.
    highest = max(
        (
            *(line.figure.value for one in compared for line in one.lines if line.figure),
            *(dot.value for lines in over_years for line in lines for dot in line.dots),
        ),
        default=Decimal(0),
    )
    scale = min(100, (int(highest) // 10 + 1) * 10)
    return [
        replace(one, scale=scale, trend=trends.draw(lines, scale))
        for one, lines in zip(compared, over_years, strict=True)
    ]


def in_years(group: str) -> str:
    """Return a group such as `18+` or `16-25` in words; any other group as it is."""
    if found := re.fullmatch(r"(\d+)\+", group):
        return _("%s years and older") % found[1]
    if found := re.fullmatch(r"(\d+)-(\d+)", group):
        return _("%(from)s to %(to)s years") % {"from": found[1], "to": found[2]}
    return group


def _source(figure: Figure) -> Source:
    return Source(figure.get_kind_display(), figure.source, urlsplit(figure.source).hostname or "", figure.note)


def _kind(found: Sequence[Figure]) -> str:
    """Return the kind of number to compare: that of the wijk, and a survey before an estimate: somebody asked people.

    Like is compared with like: beside an estimate for the wijk stands the same model's estimate for the city.
    """
    own = [figure.kind for figure in found if figure.area == Figure.Area.WIJK]
    return Figure.Kind.SURVEY if not own or Figure.Kind.SURVEY in own else Figure.Kind.ESTIMATE


def _best(figures: Iterable[Figure], kind: str) -> Figure | None:
    return min(figures, key=lambda figure: figure.kind != kind, default=None)


def _compare(found: Sequence[Figure], names: dict[Figure.Area, str]) -> Comparison:
    kind = _kind(found)
    best = {area: _best((figure for figure in found if figure.area == area), kind) for area in names}
    lines = tuple(
        Line(name, area == Figure.Area.WIJK, best[area])
        for area, name in names.items()
        if best[area] or area != Figure.Area.COUNTRY
    )
    return Comparison(found[0].indicator, in_years(found[0].group), found[0].year, lines)


def _over_years(
    figures: Sequence[Figure], subject: Figure, names: dict[Figure.Area, str], kind: str
) -> list[trends.Line]:
    """Return the figures of all years about what `subject` is about, for the wijk and for the city."""
    lines = []
    for area, name in names.items():
        of_area = [
            figure
            for figure in figures
            if (figure.area, figure.indicator, figure.group) == (area, subject.indicator, subject.group)
        ]
        by_year = groupby(of_area, key=lambda figure: figure.year)
        best = [found for _year, of_year in by_year if (found := _best(of_year, kind))]
        lines.append(trends.Line(name, area == Figure.Area.WIJK, tuple(_dot(figure) for figure in best)))
    return lines


def _dot(figure: Figure) -> trends.Dot:
    bounds: dict[str, str] = {Figure.Precision.MORE_THAN: "above", Figure.Precision.LESS_THAN: "below"}
    return trends.Dot(
        figure.year, figure.value, in_words(figure), figure.get_kind_display(), bounds.get(figure.precision, "")
    )
