"""Open data of the wijken and the published figures about them."""

from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from . import open_data
from .models import Figure, WijkPage
from .visibility import public

router = Router(by_alias=True)

AREAS = {"wijk": Figure.Area.WIJK, "stad": Figure.Area.CITY, "land": Figure.Area.COUNTRY}
PRECISIONS = {
    Figure.Precision.EXACT: "precies",
    Figure.Precision.MORE_THAN: "meer-dan",
    Figure.Precision.LESS_THAN: "minder-dan",
    Figure.Precision.ABOUT: "ongeveer",
}
KINDS = {Figure.Kind.SURVEY: "onderzoek", Figure.Kind.ESTIMATE: "schatting"}


class Wijkbureau(open_data.Words):
    naam: str
    adres: str
    telefoon: str


class Wijk(open_data.Resource):
    naam: str
    code: str = Field(description="De code bij het CBS; leeg als die niet bekend is.")
    inleiding: str
    wijkbureau: Wijkbureau
    grens: dict[str, Any] | None = Field(description="GeoJSON: Polygon of MultiPolygon, lengte en breedte (WGS 84).")


class Cijfer(open_data.Resource):
    """Een gepubliceerd percentage. Lees `waarde` nooit zonder `precisie`: 'meer dan 20' is geen 20."""

    gebied: Literal["wijk", "stad", "land"]
    wijk: open_data.Verwijzing | None
    indicator: str
    groep: str = Field(description="Over wie, bijvoorbeeld `18+`.")
    jaar: int
    waarde: float = Field(description="Een percentage.")
    precisie: Literal["precies", "meer-dan", "minder-dan", "ongeveer"]
    soort: Literal["onderzoek", "schatting"]
    bron: str
    opmerking: str


class AskedWijken(open_data.PagePaging):
    wijkcode: open_data.Code | None = Field(None, description="De code bij het CBS, bijvoorbeeld `WK034403`.")


class AskedFigures(open_data.ByWijk, open_data.Paging):
    gebied: Literal["wijk", "stad", "land"] | None = None
    indicator: str | None = Field(None, min_length=1, max_length=80)
    jaar: open_data.Year | None = None


def _wijken(request: HttpRequest) -> QuerySet[WijkPage]:
    return open_data.pages(request, WijkPage).defer("body")


def _wijk(request: HttpRequest, page: WijkPage) -> Wijk:
    return Wijk(
        id=page.pk,
        links=open_data.links(request, "wijken", page.pk, page),
        naam=page.title,
        code=page.code,
        inleiding=page.introduction,
        wijkbureau=Wijkbureau(naam=page.office_name, adres=page.office_address, telefoon=page.office_phone),
        grens=page.boundary or None,
    )


def public_figures() -> QuerySet[Figure]:
    """Return the figures, but not those of a wijk that is not public."""
    hidden = WijkPage.objects.exclude(public()).values("pk")
    return Figure.objects.exclude(wijk__in=hidden).select_related("wijk")


def _figure(request: HttpRequest, figure: Figure) -> Cijfer:
    wijk = figure.wijk
    return Cijfer(
        id=figure.pk,
        links=open_data.links(request, "cijfers", figure.pk),
        gebied=next(word for word, area in AREAS.items() if area == figure.area),
        wijk=open_data.reference(request, "wijken", wijk.pk, wijk.title) if wijk else None,
        indicator=figure.indicator,
        groep=figure.group,
        jaar=figure.year,
        waarde=float(Decimal(figure.value)),
        precisie=PRECISIONS[Figure.Precision(figure.precision)],
        soort=KINDS[Figure.Kind(figure.kind)],
        bron=figure.source,
        opmerking=figure.note,
    )


@router.get("/wijken", response=open_data.Lijst[Wijk], operation_id="wijken", summary="Alle wijken", tags=["wijken"])
def wijken(request: HttpRequest, response: HttpResponse, asked: Query[AskedWijken]):
    found = open_data.changed_since(_wijken(request), asked)
    if asked.wijkcode is not None:
        found = found.filter(code=asked.wijkcode)
    return open_data.listed(request, response, found, asked, lambda rows: [_wijk(request, row) for row in rows])


@router.get("/wijken/{id}", response=Wijk, operation_id="wijk", summary="Een wijk", tags=["wijken"])
def wijk(request: HttpRequest, id: Path[open_data.Id]):
    return _wijk(request, get_object_or_404(_wijken(request), id=id))


@router.get(
    "/cijfers",
    response=open_data.Lijst[Cijfer],
    operation_id="cijfers",
    summary="Gepubliceerde cijfers over wijken, de stad en het land",
    tags=["cijfers"],
)
def cijfers(request: HttpRequest, response: HttpResponse, asked: Query[AskedFigures]):
    found = open_data.about_wijk(request, public_figures(), asked, lambda found, wijk: found.filter(wijk=wijk))
    if asked.gebied is not None:
        found = found.filter(area=AREAS[asked.gebied])
    if asked.indicator is not None:
        found = found.filter(indicator=asked.indicator)
    if asked.jaar is not None:
        found = found.filter(year=asked.jaar)
    return open_data.listed(request, response, found, asked, lambda rows: [_figure(request, row) for row in rows])


@router.get("/cijfers/{id}", response=Cijfer, operation_id="cijfer", summary="Een cijfer", tags=["cijfers"])
def cijfer(request: HttpRequest, id: Path[open_data.Id]):
    return _figure(request, get_object_or_404(public_figures(), id=id))
