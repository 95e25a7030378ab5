"""Open data of coalitions, and who takes part."""

from datetime import date, datetime
from typing import Literal

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from events.rich_text import plain
from home import open_data
from home.models import WijkPage

from ..models import CoalitionPage, CoalitionTheme, Membership
from ..models.page import CoalitionPageQuerySet
from . import partners

router = Router(by_alias=True)

STATUSES = {
    CoalitionPage.Status.IDEA: "idee",
    CoalitionPage.Status.FORMING: "in-oprichting",
    CoalitionPage.Status.ACTIVE: "actief",
    CoalitionPage.Status.COMPLETED: "afgerond",
}
Status = Literal["idee", "in-oprichting", "actief", "afgerond"]


class Deelnemer(open_data.Words):
    """Een partner, of in `omschrijving` een rol zoals 'bewoner van de buurt'."""

    rol: partners.Role
    partner: open_data.Verwijzing | None
    omschrijving: str
    sinds: date | None


class Resultaat(open_data.Words):
    aantal: int
    waarvan: str
    geteld_op: date


class Coalitie(open_data.Resource):
    naam: str
    doel: str
    inleiding: str
    status: Status
    begint_op: date | None
    eindigt_op: date | None
    wijken: list[open_data.Verwijzing] = Field(description="Leeg: de hele stad.")
    haltes: list[str]
    themas: list[open_data.Thema]
    deelnemers: list[Deelnemer]
    resultaten: str
    resultaten_in_cijfers: list[Resultaat]
    gewijzigd_op: datetime | None


class AskedCoalitions(open_data.ByWijk, open_data.PagePaging):
    status: Status | None = None
    thema: open_data.Slug | None = Field(None, description="De `slug` van een thema.")


def _coalitions(request: HttpRequest) -> QuerySet[CoalitionPage]:
    members = Membership.objects.current().select_related("organisation").order_by("sort_order", "pk")
    return (
        open_data.pages(request, CoalitionPage)
        .defer("body")
        .prefetch_related(
            Prefetch("wijken", open_data.named(request, WijkPage)),
            Prefetch("theme_items", CoalitionTheme.objects.select_related("tag")),
            Prefetch("memberships", members),
            "stops",
            "figures",
        )
    )


def _coalition(request: HttpRequest, page: CoalitionPage) -> Coalitie:
    return Coalitie(
        id=page.pk,
        links=open_data.links(request, "coalities", page.pk, page),
        naam=page.title,
        doel=page.goal,
        inleiding=page.introduction,
        status=STATUSES[CoalitionPage.Status(page.status)],
        begint_op=page.starts_on,
        eindigt_op=page.ends_on,
        wijken=open_data.wijken(request, page.wijken.all()),
        haltes=[stop.name for stop in page.stops.all()],
        themas=open_data.themes(item.tag for item in page.theme_items.all()),
        deelnemers=[
            Deelnemer(
                rol=partners.ROLES[Membership.Role(one.role)],
                partner=partners.reference(request, one.organisation),
                omschrijving=one.person,
                sinds=one.since,
            )
            for one in page.memberships.all()
        ],
        resultaten=plain(page.results),
        resultaten_in_cijfers=[
            Resultaat(aantal=one.number, waarvan=one.label, geteld_op=one.counted_on) for one in page.figures.all()
        ],
        gewijzigd_op=page.last_published_at and open_data.local(page.last_published_at),
    )


@router.get(
    "/coalities",
    response=open_data.Lijst[Coalitie],
    operation_id="coalities",
    summary="Actiecoalities en wie eraan meedoen",
    tags=["coalities"],
)
def coalities(request: HttpRequest, response: HttpResponse, asked: Query[AskedCoalitions]):
    found = open_data.changed_since(_coalitions(request), asked)
    found = open_data.about_wijk(request, found, asked, CoalitionPageQuerySet.in_wijk)
    if asked.status is not None:
        found = found.filter(status=open_data.meant(STATUSES, asked.status))
    if asked.thema is not None:
        found = found.filter(pk__in=CoalitionPage.objects.filter(theme_items__tag__slug=asked.thema).values("pk"))
    return open_data.listed(request, response, found, asked, lambda rows: [_coalition(request, row) for row in rows])


@router.get(
    "/coalities/{id}", response=Coalitie, operation_id="coalitie", summary="Een actiecoalitie", tags=["coalities"]
)
def coalitie(request: HttpRequest, id: Path[open_data.Id]):
    return _coalition(request, get_object_or_404(_coalitions(request), id=id))
