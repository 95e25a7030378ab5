"""The coalitions of a city as its list shows them, by what a reader chose in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.core.paginator import Page as Slice
from django.db.models import Count, SlugField, Value
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.filters import Filters, Way, address, by_wijk, one_thing, slice_of
from home.models import Theme

from . import route
from .models import CoalitionIndexPage, CoalitionPage, Stop

SIZE = 12


@dataclass(frozen=True)
class Overview:
    """What the list shows. `tabs` are the statuses, with how many coalitions have it among those that fit the rest of
    what is chosen; `chosen` are texts with the address that drops them; `is_bare`: there is no coalition at all,
    whatever is chosen."""

    filters: Filters
    tabs: list[Way]
    chosen: list[tuple[str, str]]
    coalitions: Slice
    is_bare: bool


def collect(index: CoalitionIndexPage, query: QueryDict) -> Overview:
    """Return the coalitions of the city that fit what the query string of their list asks for.

    Refuses what is not among the choices (`BadRequest`) and a page that the list has not (`Http404`).
    """
    themes, stops = _topics()
    filters = Filters(
        query,
        wijk=by_wijk(),
        thema=one_thing(_("Theme"), _("All themes"), themes),
        halte=one_thing(_("Stop"), _("All stops"), stops),
        status=forms.ChoiceField(
            label=_("Status"),
            required=False,
            choices=[("", ""), *CoalitionPage.Status.choices],
            widget=forms.HiddenInput,
        ),
    )
    chosen = filters.chosen()
    found = CoalitionPage.objects.published().filter(path__startswith=index.path[: -index.steplen])
    if chosen["wijk"]:
        found = found.in_wijk(chosen["wijk"])
    if chosen["thema"]:
        found = found.about(chosen["thema"])
    if chosen["halte"]:
        found = found.at_stop(chosen["halte"])
    counts = dict(found.order_by().values_list("status").annotate(number=Count("pk")))
    number = sum(counts.values())
    if chosen["status"]:
        found, number = found.filter(status=chosen["status"]), counts.get(chosen["status"], 0)
    return Overview(
        filters=filters,
        tabs=_tabs(counts, query, chosen["status"]),
        chosen=[
            (str(value), address(query, **{name: ""}))
            for name in ("wijk", "thema", "halte")
            if (value := chosen[name])
        ],
        coalitions=slice_of(found.listed(), query.get("pagina"), size=SIZE, count=number),
        is_bare=not any(chosen.values()) and not counts,
    )


def _topics() -> tuple[dict[str, Theme], dict[str, Stop]]:
    """Return what coalitions are about and where they work, each by its word in an address; in one query."""
    themes = Theme.objects.annotate(kind=Value(1), position=Value(0))
    stops = Stop.objects.annotate(kind=Value(2), slug=Value("", output_field=SlugField()))
    names = ("kind", "position", "name", "pk", "slug")
    rows = themes.order_by().values_list(*names).union(stops.order_by().values_list(*names)).order_by(*names[:3])
    known = {slug: Theme(pk=pk, name=name, slug=slug) for kind, _position, name, pk, slug in rows if kind == 1}
    return known, route.named(Stop(pk=pk, name=name) for kind, _position, name, pk, _slug in rows if kind == 2)


def _tabs(counts: Mapping[str, int], query: QueryDict, status: str) -> list[Way]:
    tabs = [Way(f"{_('All')} ({sum(counts.values())})", address(query, status=""), not status)]
    for value, label in CoalitionPage.Status.choices:
        number, is_chosen = counts.get(value, 0), status == value
        if number or is_chosen:
            tabs.append(Way(f"{capfirst(label)} ({number})", address(query, status=value), is_chosen))
    return tabs
