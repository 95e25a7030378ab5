"""Open data of coalitions, partners, and actions with what became of them.

Stories are left out: whoever told one agreed that it stands on this site, not that anybody may use it elsewhere.
"""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field
from wagtail.models import Page

from events.models import EventPage
from events.rich_text import plain
from home import open_data
from home.models import WijkPage
from home.visibility import public

from . import register
from .models import Action, ActionUpdate, CoalitionPage, CoalitionTheme, Declaration, Membership, Organisation
from .models.action import NAMED

router = Router(by_alias=True)

COALITION_STATUSES = {
    CoalitionPage.Status.IDEA: "idee",
    CoalitionPage.Status.FORMING: "in-oprichting",
    CoalitionPage.Status.ACTIVE: "actief",
    CoalitionPage.Status.COMPLETED: "afgerond",
}
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
ACTION_STATUSES = {
    Action.Status.PROPOSED: "voorgesteld",
    Action.Status.PROMISED: "beloofd",
    Action.Status.UNDER_WAY: "bezig",
    Action.Status.DONE: "gedaan",
    Action.Status.LATE: "te-laat",
    Action.Status.STOPPED: "gestopt",
}
VOICES = {
    ActionUpdate.Voice.OWNER: "wie-begint",
    ActionUpdate.Voice.LEAD: "trekker",
    ActionUpdate.Voice.WIJK: "wijkbureau",
    ActionUpdate.Voice.CITY: "stad",
}
CoalitionStatus = Literal["idee", "in-oprichting", "actief", "afgerond"]
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
ActionStatus = Literal["voorgesteld", "beloofd", "bezig", "gedaan", "te-laat", "gestopt"]


class Deelnemer(open_data.Words):
    """Een partner, of in `omschrijving` een rol zoals 'bewoner van de buurt'."""

    rol: Role
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
    status: CoalitionStatus
    begint_op: date | None
    eindigt_op: date | None
    wijken: list[open_data.Verwijzing] = Field(description="Leeg: de hele stad.")
    haltes: list[str]
    themas: list[open_data.Thema]
    deelnemers: list[Deelnemer]
    resultaten: str
    resultaten_in_cijfers: list[Resultaat]
    gewijzigd_op: datetime | None


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


class Voortgang(open_data.Words):
    op: datetime
    status: ActionStatus
    tekst: str
    verteld_door: Literal["wie-begint", "trekker", "wijkbureau", "stad"]


class Actie(open_data.Resource):
    naam: str
    eerste_stap: str
    wie: str
    partner: open_data.Verwijzing | None
    uiterlijk_op: date
    status: ActionStatus
    reden: str
    wijken: list[open_data.Verwijzing] = Field(description="Leeg: de hele stad.")
    coalitie: open_data.Verwijzing | None
    herkomst: str = Field(description="Waar de actie uit voortkomt, bijvoorbeeld een stadsbijeenkomst.")
    gemaakt_op: datetime
    laatste_nieuws_op: datetime
    geschiedenis: list[Voortgang] = Field(description="Wat ermee gebeurde, het oudste eerst. Er gaat niets af.")
    activiteiten: list[open_data.Verwijzing] = Field(description="Wat uit deze actie in de agenda kwam.")


class AskedCoalitions(open_data.ByWijk, open_data.PagePaging):
    status: CoalitionStatus | None = None
    thema: open_data.Slug | None = Field(None, description="De `slug` van een thema.")


class AskedPartners(open_data.ByWijk, open_data.Paging):
    soort: Kind | None = None
    coalitie: open_data.Id | None = Field(None, description="Het nummer van een coalitie waaraan de partner meedoet.")


class AskedActions(open_data.ByWijk, open_data.Paging):
    status: ActionStatus | None = None
    coalitie: open_data.Id | None = Field(None, description="Het nummer van de coalitie.")
    van: open_data.Day | None = Field(None, description="Uiterlijk klaar op of na deze dag.")
    tot: open_data.Day | None = Field(None, description="Uiterlijk klaar op of voor deze dag.")
    gewijzigd_na: open_data.Moment | None = Field(None, description="Alleen waarover na dit moment iets is verteld.")


def _value(words: dict, word: str) -> Any:
    return next(value for value, other in words.items() if other == word)


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
        status=COALITION_STATUSES[CoalitionPage.Status(page.status)],
        begint_op=page.starts_on,
        eindigt_op=page.ends_on,
        wijken=open_data.wijken(request, page.wijken.all()),
        haltes=[stop.name for stop in page.stops.all()],
        themas=open_data.themes(item.tag for item in page.theme_items.all()),
        deelnemers=[
            Deelnemer(
                rol=ROLES[Membership.Role(one.role)],
                partner=_partner_reference(request, one.organisation),
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


def _partner_reference(request: HttpRequest, partner: Organisation | None) -> open_data.Verwijzing | None:
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


def _actions(request: HttpRequest) -> QuerySet[Action]:
    """Return the public actions, each with `told_coalition` and `coalition_title`: of an alias the page that it
    repeats, which is the one that answers here; without a title there is none to refer to."""
    coalitions = open_data.named(request, CoalitionPage).order_by().filter(pk=OuterRef("told_coalition"))
    return (
        Action.objects.published()
        .annotate(told_coalition=Coalesce("coalition__alias_of", "coalition"))
        .annotate(coalition_title=Subquery(coalitions.values("title")))
        .select_related("organisation")
        .defer("owner_email")
        .prefetch_related(
            Prefetch("wijken", open_data.named(request, WijkPage)),
            Prefetch("source", Page.objects.filter(public()).select_related("locale").only(*NAMED)),
            Prefetch("events", open_data.named(request, EventPage).order_by("title")),
            Prefetch("updates", ActionUpdate.objects.order_by("made_at", "pk")),
        )
    )


def _action(request: HttpRequest, action: Action, page: str) -> Actie:
    more = {"pagina": request.build_absolute_uri(f"{page}{action.pk}/")} if page else {}
    if source := action.source:
        more["herkomst"] = source.get_full_url(request) or ""
    coalition, title = action.told_coalition, action.coalition_title
    return Actie(
        id=action.pk,
        links=open_data.links(request, "acties", action.pk, **more),
        naam=action.title,
        eerste_stap=action.first_step,
        wie=action.who,
        partner=_partner_reference(request, action.organisation),
        uiterlijk_op=action.due_on,
        status=ACTION_STATUSES[Action.Status(action.status)],
        reden=action.status_reason,
        wijken=open_data.wijken(request, action.wijken.all()),
        coalitie=open_data.reference(request, "coalities", coalition, title) if title else None,
        # In words it names the page that the action comes from, so it is as public as that page.
        herkomst=action.provenance if source or action.source_id is None else "",
        gemaakt_op=open_data.local(action.created_at),
        laatste_nieuws_op=open_data.local(action.news_at),
        geschiedenis=[
            Voortgang(
                op=open_data.local(one.made_at),
                status=ACTION_STATUSES[Action.Status(one.status)],
                tekst=one.text,
                verteld_door=VOICES[ActionUpdate.Voice(one.voice)],
            )
            for one in action.updates.all()
        ],
        activiteiten=[
            open_data.reference(request, "activiteiten", event.pk, event.title) for event in action.events.all()
        ],
    )


def _in_wijk(found: QuerySet, wijk: WijkPage) -> QuerySet:
    return found.in_wijk(wijk)


@router.get(
    "/coalities",
    response=open_data.Lijst[Coalitie],
    operation_id="coalities",
    summary="Actiecoalities en wie eraan meedoen",
    tags=["coalities"],
)
def coalities(request: HttpRequest, response: HttpResponse, asked: Query[AskedCoalitions]):
    found = open_data.about_wijk(request, open_data.changed_since(_coalitions(request), asked), asked, _in_wijk)
    if asked.status is not None:
        found = found.filter(status=_value(COALITION_STATUSES, asked.status))
    if asked.thema is not None:
        found = found.filter(pk__in=CoalitionPage.objects.filter(theme_items__tag__slug=asked.thema).values("pk"))
    return open_data.listed(request, response, found, asked, lambda rows: [_coalition(request, row) for row in rows])


@router.get(
    "/coalities/{id}", response=Coalitie, operation_id="coalitie", summary="Een actiecoalitie", tags=["coalities"]
)
def coalitie(request: HttpRequest, id: Path[open_data.Id]):
    return _coalition(request, get_object_or_404(_coalitions(request), id=id))


@router.get(
    "/partners",
    response=open_data.Lijst[Partner],
    operation_id="partners",
    summary="Organisaties in het netwerk",
    tags=["partners"],
)
def partners(request: HttpRequest, response: HttpResponse, asked: Query[AskedPartners]):
    found = open_data.about_wijk(request, _partners(request), asked, _in_wijk)
    if asked.soort is not None:
        found = found.of_kind(_value(KINDS, asked.soort))
    if asked.coalitie is not None:
        shown = open_data.pages(request, CoalitionPage).filter(id=asked.coalitie).order_by().values("pk")
        found = found.filter(pk__in=Membership.objects.current().filter(page__in=shown).values("organisation"))
    return open_data.listed(request, response, found, asked, lambda rows: [_partner(request, row) for row in rows])


@router.get("/partners/{id}", response=Partner, operation_id="partner", summary="Een organisatie", tags=["partners"])
def partner(request: HttpRequest, id: Path[open_data.Id]):
    return _partner(request, get_object_or_404(_partners(request), id=id))


@router.get(
    "/acties",
    response=open_data.Lijst[Actie],
    operation_id="acties",
    summary="Acties met hun geschiedenis",
    tags=["acties"],
)
def acties(request: HttpRequest, response: HttpResponse, asked: Query[AskedActions]):
    found = open_data.about_wijk(request, _actions(request), asked, _in_wijk)
    if asked.status is not None:
        found = found.filter(status=_value(ACTION_STATUSES, asked.status))
    if asked.coalitie is not None:
        shown = open_data.pages(request, CoalitionPage).filter(id=asked.coalitie).order_by().values("pk")
        found = found.filter(told_coalition__in=shown)
    if asked.van is not None:
        found = found.filter(due_on__gte=asked.van)
    if asked.tot is not None:
        found = found.filter(due_on__lte=asked.tot)
    if asked.gewijzigd_na is not None:
        found = found.filter(news_at__gt=asked.gewijzigd_na)
    page = _board()
    return open_data.listed(
        request, response, found, asked, lambda rows: [_action(request, row, page) for row in rows]
    )


@router.get(
    "/acties/{id}", response=Actie, operation_id="actie", summary="Een actie met haar geschiedenis", tags=["acties"]
)
def actie(request: HttpRequest, id: Path[open_data.Id]):
    return _action(request, get_object_or_404(_actions(request), id=id), _board())


def _board() -> str:
    """Return the address below which people read about each action; empty when there is none."""
    page = register.index()
    return (page.url or "") if page else ""
