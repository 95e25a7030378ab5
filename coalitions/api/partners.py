"""Open data of partners, and what they take part in."""

from datetime import date
from typing import Literal

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from home import open_data
from home.models import WijkPage

from ..models import CoalitionPage, Declaration, Membership, Organisation
from ..models.organisation import OrganisationQuerySet

router = Router(by_alias=True)

ROLES = {Membership.Role.LEAD: "trekker", Membership.Role.CORE: "kerngroep", Membership.Role.CIRCLE: "schil"}
KINDS = {
    Organisation.Kind.RESIDENTS: "bewonersinitiatief",
    Organisation.Kind.VOLUNTEERS: "vrijwilligersorganisatie",
    Organisation.Kind.WELFARE: "welzijn",
    Organisation.Kind.CARE: "zorg",
    Organisation.Kind.CULTURE: "cultuur-en-sport",
    Organisation.Kind.FAITH: "geloof-en-levensbeschouwing",
    Organisation.Kind.HOUSING: "woningcorporatie",
    Organisation.Kind.EDUCATION: "onderwijs-en-onderzoek",
    Organisation.Kind.BUSINESS: "bedrijf",
    Organisation.Kind.GOVERNMENT: "overheid",
    Organisation.Kind.OTHER: "anders",
}
Role = Literal["trekker", "kerngroep", "schil"]
Kind = Literal[
    "bewonersinitiatief",
    "vrijwilligersorganisatie",
    "welzijn",
    "zorg",
    "cultuur-en-sport",
    "geloof-en-levensbeschouwing",
    "woningcorporatie",
    "onderwijs-en-onderzoek",
    "bedrijf",
    "overheid",
    "anders",
]


class Deelname(open_data.Words):
    coalitie: open_data.Verwijzing
    rol: Role


class Partner(open_data.Resource):
    naam: str
    soort: Kind
    website: str
    omschrijving: str
    wijken: list[open_data.Verwijzing] = Field(description="Leeg: de hele stad.")
    coalities: list[Deelname]
    intentieverklaring_op: date | None = Field(description="Wanneer de verklaring is getekend die nu geldt.")


class AskedPartners(open_data.ByWijk, open_data.Paging):
    soort: Kind | None = None
    coalitie: open_data.Id | None = Field(None, description="Het nummer van een coalitie waaraan de partner meedoet.")


def reference(request: HttpRequest, partner: Organisation | None) -> open_data.Verwijzing | None:
    return open_data.reference(request, "partners", partner.pk, partner.name) if partner else None


def _partners(request: HttpRequest) -> QuerySet[Organisation]:
    shown = open_data.pages(request, CoalitionPage).order_by().values("pk")
    taking_part = Membership.objects.current().filter(page__in=shown).select_related("page").order_by("page__title")
    return Organisation.objects.defer("contact_name", "contact_email").prefetch_related(
        Prefetch("wijken", open_data.named(request, WijkPage)),
        Prefetch("memberships", taking_part),
        Prefetch("declarations", Declaration.objects.standing().only("organisation", "signed_at")),
    )


def _partner(request: HttpRequest, partner: Organisation) -> Partner:
    signed = next((one.signed_at for one in partner.declarations.all() if one.signed_at), None)
    return Partner(
        id=partner.pk,
        links=open_data.links(request, "partners", partner.pk),
        naam=partner.name,
        soort=KINDS[Organisation.Kind(partner.kind)],
        website=partner.website,
        omschrijving=partner.description,
        wijken=open_data.wijken(request, partner.wijken.all()),
        coalities=[
            Deelname(
                coalitie=open_data.reference(request, "coalities", one.page_id, one.page.title),
                rol=ROLES[Membership.Role(one.role)],
            )
            for one in partner.memberships.all()
        ],
        intentieverklaring_op=open_data.local(signed).date() if signed else None,
    )


@router.get(
    "/partners",
    response=open_data.Lijst[Partner],
    operation_id="partners",
    summary="Organisaties in het netwerk",
    tags=["partners"],
)
def partners(request: HttpRequest, response: HttpResponse, asked: Query[AskedPartners]):
    found = open_data.about_wijk(request, _partners(request), asked, OrganisationQuerySet.in_wijk)
    if asked.soort is not None:
        found = found.of_kind(open_data.meant(KINDS, asked.soort))
    if asked.coalitie is not None:
        shown = open_data.pages(request, CoalitionPage).filter(id=asked.coalitie).order_by().values("pk")
        found = found.filter(pk__in=Membership.objects.current().filter(page__in=shown).values("organisation"))
    return open_data.listed(request, response, found, asked, lambda rows: [_partner(request, row) for row in rows])


@router.get("/partners/{id}", response=Partner, operation_id="partner", summary="Een organisatie", tags=["partners"])
def partner(request: HttpRequest, id: Path[open_data.Id]):
    return _partner(request, get_object_or_404(_partners(request), id=id))
