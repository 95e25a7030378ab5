"""Open data of the activities and their dates."""

from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from home import open_data
from home.models import WijkPage

from .models import EventPage, EventTheme, FeedEntry, Occurrence, Venue
from .models.occurrence import midnight
from .rich_text import plain

router = Router(by_alias=True)

COMING = 10  # dates of a series that a list tells of
AUDIENCES = {
    EventPage.Audience.RESIDENTS: "bewoners",
    EventPage.Audience.PROFESSIONALS: "professionals",
    EventPage.Audience.BOTH: "iedereen",
}
STATUSES = {
    Occurrence.Status.PLANNED: "gepland",
    Occurrence.Status.CHANGED: "gewijzigd",
    Occurrence.Status.CANCELLED: "geannuleerd",
}
Status = Literal["gepland", "gewijzigd", "geannuleerd"]


class Plaats(open_data.Words):
    naam: str
    adres: str
    postcode: str
    plaats: str
    lengtegraad: float | None = Field(description="WGS 84.")
    breedtegraad: float | None = Field(description="WGS 84.")
    rolstoeltoegankelijk: bool | None = Field(description="Leeg: niemand heeft het nagekeken.")


class Datum(open_data.Words):
    begint: datetime
    eindigt: datetime
    status: Status
    reden: str
    plaats: str = Field(description="De naam van de plek op deze datum.")


class Activiteit(open_data.Resource):
    uid: str = Field(description="Hetzelfde als in de agenda (iCalendar).")
    naam: str
    samenvatting: str
    begint: datetime = Field(description="Van een reeks: de eerste datum.")
    eindigt: datetime
    hele_dag: bool
    herhaalt: bool
    status: Status
    reden: str
    datums: list[Datum] = Field(
        description="In een lijst hoogstens 10, vanaf `van` of vandaag; bij één activiteit allemaal."
    )
    plaats: Plaats | None
    online: str = Field(description="Het adres van een bijeenkomst op het internet.")
    wijken: list[open_data.Verwijzing] = Field(description="Leeg: de hele stad.")
    themas: list[open_data.Thema]
    doelgroep: Literal["bewoners", "professionals", "iedereen"]
    talen: list[str]
    gratis: bool
    prijs: str
    organisator: str
    aanmelden: bool = Field(description="Op de webpagina kunt u zich aanmelden.")
    gewijzigd_op: datetime | None


class ActiviteitMetTekst(Activiteit):
    beschrijving: str


class AskedEvents(open_data.ByWijk, open_data.PagePaging):
    thema: open_data.Slug | None = Field(None, description="De `slug` van een thema.")
    van: open_data.Day | None = Field(None, description="Met een datum op of na deze dag.")
    tot: open_data.Day | None = Field(None, description="Met een datum op of voor deze dag.")
    status: Status | None = None
    doelgroep: Literal["bewoners", "professionals"] | None = Field(None, description="Ook wat voor iedereen is.")


def _events(request: HttpRequest, dates: QuerySet[Occurrence], most: int | None = None) -> QuerySet[EventPage]:
    """Return the public activities, each with the first of `dates`, at most `most` of them."""
    dates = dates.select_related("venue").order_by("starts_at", "pk")[:most]
    return (
        open_data.pages(request, EventPage)
        .select_related("locale", "venue")
        .prefetch_related(
            Prefetch("wijken", open_data.named(request, WijkPage)),
            Prefetch("event_themes", EventTheme.objects.select_related("tag")),
            Prefetch("occurrences", dates, to_attr="dates"),
        )
    )


def _in_wijk(found: QuerySet[EventPage], wijk: WijkPage) -> QuerySet[EventPage]:
    """Return the activities under the page of a wijk or with it among their wijken, as its feed does."""
    return found.filter(pk__in=FeedEntry.objects.listed_on(wijk).values("event"))


def _values(request: HttpRequest, page: EventPage) -> dict:
    return {
        "id": page.pk,
        "links": open_data.links(
            request,
            "activiteiten",
            page.pk,
            page,
            ical=request.build_absolute_uri(reverse("events:event", args=[page.uid])),
        ),
        "uid": str(page.uid),
        "naam": page.title,
        "samenvatting": page.summary,
        "begint": open_data.local(page.starts_at),
        "eindigt": open_data.local(page.ends_at),
        "hele_dag": page.all_day,
        "herhaalt": bool(page.repeats),
        "status": STATUSES[EventPage.Status(page.status)],
        "reden": page.status_reason,
        "datums": [_date(one) for one in page.dates],
        "plaats": _place(page.venue) if page.venue else None,
        "online": page.online_url,
        "wijken": open_data.wijken(request, page.wijken.all()),
        "themas": open_data.themes(row.tag for row in page.event_themes.all()),
        "doelgroep": AUDIENCES[EventPage.Audience(page.audience)],
        "talen": page.languages,
        "gratis": page.is_free,
        "prijs": page.price,
        "organisator": page.organiser,
        "aanmelden": page.registration_open,
        "gewijzigd_op": page.last_published_at and open_data.local(page.last_published_at),
    }


def _date(one: Occurrence) -> Datum:
    return Datum(
        begint=open_data.local(one.starts_at),
        eindigt=open_data.local(one.ends_at),
        status=STATUSES[Occurrence.Status(one.status)],
        reden=one.reason,
        plaats=one.venue.name if one.venue else "",
    )


def _place(venue: Venue) -> Plaats:
    latitude, longitude = venue.point or (None, None)
    return Plaats(
        naam=venue.name,
        adres=venue.address,
        postcode=venue.postcode,
        plaats=venue.place,
        lengtegraad=longitude,
        breedtegraad=latitude,
        rolstoeltoegankelijk=venue.has_wheelchair_access,
    )


@router.get(
    "/activiteiten",
    response=open_data.Lijst[Activiteit],
    operation_id="activiteiten",
    summary="Activiteiten met hun datums",
    tags=["activiteiten"],
)
def activiteiten(request: HttpRequest, response: HttpResponse, asked: Query[AskedEvents]):
    first = midnight(asked.van or timezone.localdate())
    found = _events(request, Occurrence.objects.filter(ends_at__gte=first), COMING)
    found = open_data.about_wijk(request, open_data.changed_since(found, asked), asked, _in_wijk)
    if asked.thema is not None:
        found = found.filter(pk__in=EventPage.objects.filter(event_themes__tag__slug=asked.thema).values("pk"))
    if asked.van is not None or asked.tot is not None:
        dates = Occurrence.objects.filter(event=OuterRef("pk"))
        if asked.van is not None:
            dates = dates.filter(ends_at__gte=midnight(asked.van))
        if asked.tot is not None:
            dates = dates.filter(starts_at__lt=midnight(asked.tot + timedelta(days=1)))
        found = found.filter(Exists(dates))
    if asked.status is not None:
        found = found.filter(status=open_data.meant(STATUSES, asked.status))
    if asked.doelgroep is not None:
        wanted = [value for value, word in AUDIENCES.items() if word in {asked.doelgroep, "iedereen"}]
        found = found.filter(audience__in=wanted)
    return open_data.listed(
        request, response, found, asked, lambda rows: [Activiteit(**_values(request, row)) for row in rows]
    )


@router.get(
    "/activiteiten/{id}",
    response=ActiviteitMetTekst,
    operation_id="activiteit",
    summary="Een activiteit met al haar datums",
    tags=["activiteiten"],
)
def activiteit(request: HttpRequest, id: Path[open_data.Id]):
    page = get_object_or_404(_events(request, Occurrence.objects.all()), id=id)
    return ActiviteitMetTekst(**_values(request, page), beschrijving=plain(page.description))
