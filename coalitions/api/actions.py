"""Open data of actions, with what became of them."""

from datetime import date, datetime
from typing import Literal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field
from wagtail.models import Page

from events.models import EventPage
from home import open_data
from home.models import WijkPage
from home.visibility import public

from .. import register
from ..models import Action, ActionUpdate, CoalitionPage
from ..models.action import NAMED, ActionQuerySet
from . import partners

router = Router(by_alias=True)

STATUSES = {
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
Status = Literal["voorgesteld", "beloofd", "bezig", "gedaan", "te-laat", "gestopt"]


class Voortgang(open_data.Words):
    op: datetime
    status: Status
    tekst: str
    verteld_door: Literal["wie-begint", "trekker", "wijkbureau", "stad"]


class Actie(open_data.Resource):
    naam: str
    eerste_stap: str
    wie: str
    partner: open_data.Verwijzing | None
    uiterlijk_op: date
    status: Status
    reden: str
    wijken: list[open_data.Verwijzing] = Field(description="Leeg: de hele stad.")
    coalitie: open_data.Verwijzing | None
    herkomst: str = Field(description="Waar de actie uit voortkomt, bijvoorbeeld een stadsbijeenkomst.")
    gemaakt_op: datetime
    laatste_nieuws_op: datetime
    geschiedenis: list[Voortgang] = Field(description="Wat ermee gebeurde, het oudste eerst. Er gaat niets af.")
    activiteiten: list[open_data.Verwijzing] = Field(description="Wat uit deze actie in de agenda kwam.")


class AskedActions(open_data.ByWijk, open_data.Paging):
    status: Status | None = None
    coalitie: open_data.Id | None = Field(None, description="Het nummer van de coalitie.")
    van: open_data.Day | None = Field(None, description="Uiterlijk klaar op of na deze dag.")
    tot: open_data.Day | None = Field(None, description="Uiterlijk klaar op of voor deze dag.")
    gewijzigd_na: open_data.Moment | None = Field(None, description="Alleen waarover na dit moment iets is verteld.")


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
        partner=partners.reference(request, action.organisation),
        uiterlijk_op=action.due_on,
        status=STATUSES[Action.Status(action.status)],
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
                status=STATUSES[Action.Status(one.status)],
                tekst=one.text,
                verteld_door=VOICES[ActionUpdate.Voice(one.voice)],
            )
            for one in action.updates.all()
        ],
        activiteiten=[
            open_data.reference(request, "activiteiten", event.pk, event.title) for event in action.events.all()
        ],
    )


@router.get(
    "/acties",
    response=open_data.Lijst[Actie],
    operation_id="acties",
    summary="Acties met hun geschiedenis",
    tags=["acties"],
)
def acties(request: HttpRequest, response: HttpResponse, asked: Query[AskedActions]):
    found = open_data.about_wijk(request, _actions(request), asked, ActionQuerySet.in_wijk)
    if asked.status is not None:
        found = found.filter(status=open_data.meant(STATUSES, asked.status))
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
