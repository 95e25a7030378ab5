"""Open data of the published reports of city meetings."""

from datetime import datetime
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field
from wagtail.models import Page

from events.rich_text import plain
from home import open_data
from home.models import WijkPage

from .models import ReportLine, ReportPage, StadsbijeenkomstPage
from .models.meeting import Question

router = Router(by_alias=True)

QUESTIONS = {Question.GOOD: "gaat-goed", Question.IMPROVE: "kan-beter", Question.ACTION: "actie"}


class Vraag(open_data.Words):
    soort: Literal["gaat-goed", "kan-beter", "actie"]
    tekst: str = Field(description="De vraag zoals die op de avond is gesteld.")


class Verslag(open_data.Resource):
    naam: str
    bijeenkomst: str
    thema: str
    plaats: str
    begint: datetime
    eindigt: datetime
    inleiding: str
    vragen: list[Vraag]
    gepubliceerd_op: datetime | None


class Regel(open_data.Words):
    """Wat een of meer aanwezigen zeiden, in de woorden van het verslag. Niemand wordt genoemd."""

    wijk: open_data.Verwijzing | None = Field(description="Leeg: het gaat over de hele stad.")
    vraag: Literal["gaat-goed", "kan-beter", "actie"]
    tekst: str
    aantal: int = Field(description="Hoeveel keer het is ingebracht.")
    stemmen: int
    thema: open_data.Thema | None


class VerslagMetRegels(Verslag):
    regels: list[Regel]


class AskedReports(open_data.PagePaging):
    pass


def _reports(request: HttpRequest) -> QuerySet[ReportPage]:
    """Return the published reports of meetings that are public too."""
    meetings = StadsbijeenkomstPage.objects.filter(path=OuterRef("above"), live=True)
    above = Substr("path", 1, Length("path") - Page.steplen)
    return open_data.pages(request, ReportPage).alias(above=above).filter(Exists(meetings))


def _written(request: HttpRequest, pages: list[ReportPage]) -> list[Verslag]:
    """Return reports without their lines, each with its meeting. One query."""
    above = {page.path[: -Page.steplen] for page in pages}
    meetings = {meeting.path: meeting for meeting in StadsbijeenkomstPage.objects.filter(path__in=above)}
    return [Verslag(**_values(request, page, meetings[page.path[: -Page.steplen]])) for page in pages]


def _values(request: HttpRequest, page: ReportPage, meeting: StadsbijeenkomstPage) -> dict:
    return {
        "id": page.pk,
        "links": open_data.links(request, "verslagen", page.pk, page),
        "naam": page.title,
        "bijeenkomst": meeting.title,
        "thema": meeting.theme,
        "plaats": meeting.place,
        "begint": open_data.local(meeting.starts_at),
        "eindigt": open_data.local(meeting.ends_at),
        "inleiding": plain(page.introduction),
        "vragen": [
            Vraag(soort=QUESTIONS[Question(kind)], tekst=str(text)) for kind, text in meeting.questions.items()
        ],
        "gepubliceerd_op": page.first_published_at and open_data.local(page.first_published_at),
    }


def _line(request: HttpRequest, line: ReportLine) -> Regel:
    return Regel(
        wijk=open_data.reference(request, "wijken", line.wijk.pk, line.wijk.title) if line.wijk else None,
        vraag=QUESTIONS[Question(line.question)],
        tekst=line.text,
        aantal=line.count,
        stemmen=line.votes,
        thema=open_data.Thema(slug=line.theme.slug, naam=line.theme.name) if line.theme else None,
    )


@router.get(
    "/verslagen",
    response=open_data.Lijst[Verslag],
    operation_id="verslagen",
    summary="Verslagen van stadsbijeenkomsten",
    tags=["verslagen"],
)
def verslagen(request: HttpRequest, response: HttpResponse, asked: Query[AskedReports]):
    found = open_data.changed_since(_reports(request), asked)
    return open_data.listed(request, response, found, asked, lambda rows: _written(request, rows))


@router.get(
    "/verslagen/{id}",
    response=VerslagMetRegels,
    operation_id="verslag",
    summary="Een verslag met wat er is ingebracht, per wijk",
    tags=["verslagen"],
)
def verslag(request: HttpRequest, id: Path[open_data.Id]):
    page = get_object_or_404(_reports(request), id=id)
    readable = Q(wijk__isnull=True) | Q(wijk__in=open_data.named(request, WijkPage).values("pk"))
    lines = page.lines.shown().filter(readable).select_related("theme", "wijk")
    return VerslagMetRegels(
        **_values(request, page, page.meeting),
        regels=[_line(request, line) for line in lines.order_by("position", "id")],
    )
