"""What all resources of the open data share: how they are named, linked, filtered and cut into pages.

The words of the interface are Dutch in every language, as those in the addresses of the site.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from wagtail.models import Page

from .models import Theme, WijkPage
from .navigation import root_path
from .visibility import public

ROOT = "/api/v1/"
USUAL, MOST = 25, 100
LARGEST_ID = 2**31 - 1
NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
# Nothing is from before or after; a date beyond them would not fit in every time zone.
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)

Item = TypeVar("Item", bound=BaseModel)
Value = TypeVar("Value")
Row = TypeVar("Row", bound=Model)
PageRow = TypeVar("PageRow", bound=Page)


def _whole(value: Any) -> int:
    """Return a number as it is written; pydantic alone would also read `1.0`, `1_0` and digits of other scripts."""
    if not NUMBER.fullmatch(str(value)):
        raise ValueError(_("This is not a whole number."))
    return int(value)


def _day(value: Any) -> date:
    if not DAY.fullmatch(str(value)):
        raise ValueError(_("This is not a date such as 2026-11-22."))
    try:
        return min(max(date.fromisoformat(str(value)), FIRST), LAST)
    except ValueError as error:
        raise ValueError(_("This date does not exist.")) from error


def _moment(value: Any) -> datetime:
    # In an address a plus sign that was not escaped is read as a space.
    written = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", str(value).upper())
    if not MOMENT.fullmatch(written):
        raise ValueError(_("This is not a moment with its time zone such as 2026-11-22T14:30:00Z."))
    try:
        found = datetime.fromisoformat(re.sub(r":60(?=[.Z+-])", ":59", written))
        return min(max(found, datetime.combine(FIRST, time(), UTC)), datetime.combine(LAST, time(), UTC))
    except ValueError as error:
        raise ValueError(_("This moment does not exist.")) from error


Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(_whole)]
Year = Annotated[int, Field(ge=1990, le=2100), BeforeValidator(_whole)]
Day = Annotated[date, BeforeValidator(_day), Field(json_schema_extra={"format": "date"})]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(json_schema_extra={"format": "date-time"})]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,100}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,20}$")]


class Words(BaseModel):
    """Something in the open data. Field names are camelCase on the wire (NLGov API Design Rules)."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Link(Words):
    href: str = Field(description="Het hele adres.")


class Resource(Words):
    """Something with an address of its own."""

    id: int
    links: dict[str, Link] = Field(
        serialization_alias="_links",
        description="`self` is dit adres; `pagina` is de webpagina voor mensen, als die er is.",
    )


class Verwijzing(Resource):
    """Iets anders in deze API: het nummer, de naam en het adres."""

    naam: str


class Thema(Words):
    slug: str
    naam: str


class Lijst(Words, Generic[Item]):
    """Een deel van een lijst."""

    items: list[Item]
    links: dict[str, Link] = Field(
        serialization_alias="_links", description="`self` is dit deel; `next` is het volgende deel."
    )


class Paging(Words):
    """Which part of a list."""

    cursor: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{1,40}$",
        description="Neem deze over uit `_links.next`; wat erin staat kan veranderen.",
    )
    aantal: Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_whole)] = Field(
        USUAL, description="Hoeveel er hoogstens in dit deel staan."
    )


class PagePaging(Paging):
    """Which part of a list of pages."""

    gewijzigd_na: Moment | None = Field(None, description="Alleen wat na dit moment is gepubliceerd.")


class ByWijk(Words):
    """About which wijk."""

    wijk: Id | None = Field(None, description="Het nummer van een wijk in deze API.")
    wijkcode: Code | None = Field(None, description="De code van een wijk bij het CBS, bijvoorbeeld `WK034403`.")


def meant(words: Mapping[Value, str], word: str) -> Value:
    """Return what a word of the interface stands for, of those that `words` names."""
    return next(value for value, other in words.items() if other == word)


def address(request: HttpRequest, *parts: object) -> str:
    """Return the whole address of a resource: `address(request, "wijken", 3)`."""
    return request.build_absolute_uri(ROOT + "/".join(str(part) for part in parts))


def links(request: HttpRequest, collection: str, pk: int, page: Page | None = None, **more: str) -> dict[str, Link]:
    """Return the links of a resource; `page` is where people read about it, with its `locale`."""
    hrefs = {"self": address(request, collection, pk)}
    if page is not None and (url := page.get_full_url(request)):
        hrefs["pagina"] = url
    return {name: Link(href=href) for name, href in (hrefs | more).items() if href}


def reference(request: HttpRequest, collection: str, pk: int, name: str) -> Verwijzing:
    return Verwijzing(id=pk, naam=name, links=links(request, collection, pk))


def wijken(request: HttpRequest, them: Iterable[WijkPage]) -> list[Verwijzing]:
    """Return references to wijken, in the order of their names."""
    return [reference(request, "wijken", wijk.pk, wijk.title) for wijk in sorted(them, key=lambda one: one.title)]


def themes(them: Iterable[Theme]) -> list[Thema]:
    return [Thema(slug=theme.slug, naam=theme.name) for theme in sorted(them, key=lambda one: one.name)]


def pages(request: HttpRequest, kind: type[PageRow]) -> QuerySet[PageRow]:
    """Return the pages of one kind on this site that everybody may see, each once: no drafts, private pages or
    aliases."""
    return _public(request, kind).select_related("locale")


def named(request: HttpRequest, kind: type[PageRow]) -> QuerySet[PageRow]:
    """Return the same pages with no more than a reference to them needs: what is referred to answers here."""
    return _public(request, kind).only("title")


def _public(request: HttpRequest, kind: type[PageRow]) -> QuerySet[PageRow]:
    return kind.objects.filter(public(), alias_of__isnull=True, path__startswith=root_path(request))


def about_wijk(
    request: HttpRequest,
    found: QuerySet[Row],
    asked: ByWijk,
    narrow: Callable[[QuerySet[Row], WijkPage], QuerySet[Row]],
) -> QuerySet[Row]:
    """Return what `narrow` leaves of a list for the wijk that is asked for; nothing for one that is not public. At
    most one query."""
    if asked.wijk is None and asked.wijkcode is None:
        return found
    meant = named(request, WijkPage).only("path")
    if asked.wijk is not None:
        meant = meant.filter(id=asked.wijk)
    if asked.wijkcode is not None:
        meant = meant.filter(code=asked.wijkcode)
    wijk = meant.first()
    return narrow(found, wijk) if wijk else found.none()


def changed_since(found: QuerySet[PageRow], asked: PagePaging) -> QuerySet[PageRow]:
    return found.filter(last_published_at__gt=asked.gewijzigd_na) if asked.gewijzigd_na else found


def listed(
    request: HttpRequest,
    response: HttpResponse,
    found: QuerySet[Row],
    asked: Paging,
    write: Callable[[list[Row]], list[Item]],
) -> Lijst[Item]:
    """Return one part of a list, in the order in which things were made, with a link to the next part.

    By the number after which it begins and never by how many were skipped: what comes in between moves nothing, and
    the last part costs what the first one does. An unknown cursor is a part that is not there (404).
    """
    after = _after(asked.cursor) if asked.cursor else 0
    rows = list(found.filter(id__gt=after).order_by("id")[: asked.aantal + 1])
    hrefs = {"self": request.build_absolute_uri()}
    if len(rows) > asked.aantal:
        query = request.GET.copy()
        query["cursor"] = _cursor(rows[asked.aantal - 1].pk)
        hrefs["next"] = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        response.headers["Link"] = f'<{hrefs["next"]}>; rel="next"'
    return Lijst(items=write(rows[: asked.aantal]), links={name: Link(href=href) for name, href in hrefs.items()})


def local(moment: datetime) -> datetime:
    """Return a moment with the offset of the site's time zone, as people there read it."""
    return timezone.localtime(moment, timezone.get_default_timezone())


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f"na {pk}".encode()).decode().rstrip("=")


def _after(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        text = ""
    if found := re.fullmatch(r"na ([0-9]{1,18})", text):
        return int(found[1])
    raise Http404(_("There is no part of this list with this cursor."))
