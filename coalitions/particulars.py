"""What stands round the text of a coalition: its wijken, themes, stops and numbers, and how many residents join in.

Each is a few words in a table of its own; of a page that is not a draft they are asked in one query.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, F, QuerySet, Value, When
from modelcluster.queryset import FakeQuerySet

from home.visibility import public

from . import joining
from .models import CoalitionPage, CoalitionTheme, JoinRequest, Result, Stop

FIGURE, WIJK, THEME, OWN_STOP, STOP, RESIDENTS = range(6)
NO_DAY = Value(None, DateField())


@dataclass(frozen=True)
class Particulars:
    """`stops` are all of the city, `own_stops` the ids of those of the coalition."""

    wijken: list[str]
    themes: list[str]
    stops: list[Stop]
    own_stops: set[int]
    figures: list[Result]
    residents: int


def of(page: CoalitionPage) -> Particulars:
    """Return the particulars of a coalition, or of its draft; asked once of a page, in one query when it is live."""
    known = page.__dict__
    if "_particulars" not in known:
        relations = (page.wijken.all(), page.themes.all(), page.stops.all(), page.figures.all())
        is_draft = any(isinstance(found, FakeQuerySet) for found in relations)
        known["_particulars"] = _of_draft(page) if is_draft or not page.pk else _of_live(page)
    return known["_particulars"]


def _of_draft(page: CoalitionPage) -> Particulars:
    return Particulars(
        wijken=[wijk.title for wijk in page.public_wijken()],
        themes=[theme.name for theme in page.themes.all()],
        stops=list(Stop.objects.all()),
        own_stops={stop.pk for stop in page.stops.all()},
        figures=list(page.figures.all()),
        residents=joining.residents(page) if page.pk else 0,
    )


def _of_live(page: CoalitionPage) -> Particulars:
    own = CoalitionPage.stops.through.objects.filter(coalitionpage=page.pk).values("stop")
    kind_of_stop = Case(When(pk__in=own, then=Value(OWN_STOP)), default=Value(STOP))
    # The figures first: they have a day, which tells PostgreSQL what that column holds.
    rows = _rows(Result.objects.filter(page=page.pk), Value(FIGURE), "sort_order", "number", "label", day="counted_on")
    rows = rows.union(
        _rows(
            CoalitionPage.wijken.through.objects.filter(public("wijkpage__"), coalitionpage=page.pk),
            Value(WIJK),
            word="wijkpage__title",
        ),
        _rows(CoalitionTheme.objects.filter(content_object=page.pk), Value(THEME), "pk", word="tag__name"),
        _rows(Stop.objects.all(), kind_of_stop, "position", "pk", "name", text="description"),
        _rows(
            JoinRequest.objects.filter(coalition=page.pk).residents().values("coalition").annotate(number=Count("pk")),
            Value(RESIDENTS),
            number="number",
        ),
        all=True,
    )
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row[1] or 0, row[3], row[2])):
        found[STOP if row[0] == OWN_STOP else row[0]].append(row)
    return Particulars(
        wijken=[word for _kind, _place, _number, word, *_rest in found[WIJK]],
        themes=[word for _kind, _place, _number, word, *_rest in found[THEME]],
        stops=[Stop(pk=pk, name=name, description=text) for _kind, _place, pk, name, text, _day in found[STOP]],
        own_stops={pk for kind, _place, pk, *_rest in found[STOP] if kind == OWN_STOP},
        figures=[
            Result(number=number, label=label, counted_on=day)
            for _kind, _place, number, label, _text, day in found[FIGURE]
        ],
        residents=sum(number for _kind, _place, number, *_rest in found[RESIDENTS]),
    )


def _rows(
    found: QuerySet,
    kind: Value | Case,
    place: str = "",
    number: str = "",
    word: str = "",
    text: str = "",
    day: str = "",
) -> QuerySet:
    """Return the rows of one kind, each with the same columns; what a kind has not is 0 or empty."""
    columns = [F(place) if place else Value(0), F(number) if number else Value(0)]
    columns += [F(word) if word else Value(""), F(text) if text else Value(""), F(day) if day else NO_DAY]
    return found.order_by().values_list(kind, *columns)
