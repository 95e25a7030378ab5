"""Where activities are held: venues on the map of the city, and the same in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from home import boundaries
from home.city_map import Area
from home.models import WijkPage
from home.visibility import public

from .agenda_filters import Asked
from .models import Venue


@dataclass(frozen=True)
class Spot:
    """A venue with the number of dates held there; (`x`, `y`) is its place in the drawing, None where unknown."""

    title: str
    address: str
    words: str
    count: int
    href: str
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Place:
    """The venues within one wijk."""

    title: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class VenueMap:
    """`areas` are the outlines and names of the wijken; `places` say all that the drawing shows."""

    view_box: str
    areas: tuple[Area, ...]
    places: tuple[Place, ...]
    first: date
    last: date | None
    online: int
    words: str

    @property
    def spots(self) -> list[Spot]:
        """The venues that can be drawn, the busiest first, so that a smaller dot lies on top."""
        found = [spot for place in self.places for spot in place.spots if spot.x is not None]
        return sorted(found, key=lambda spot: -spot.count)


def collect(page: Page, asked: Asked) -> VenueMap:
    """Return the venues of the dates of `page` that were asked for. Three queries."""
    first, last = asked.days
    columns: Any = asked.dates(page).values_list("venue", "event__venue", "starts_at", "pk")
    held = Counter(own or of_event for own, of_event, _starts_at, _pk in columns.between(first, last))
    total, online = held.total(), held.pop(None, 0)
    # The pages by their ids, as in `home.filters.by_wijk`.
    wijken = WijkPage.objects.filter(public(), pk__in=WijkPage.objects.order_by().values("pk"), locale=page.locale_id)
    wijken = list(wijken.filter(boundary__isnull=False).order_by("title"))
    view_box, paths, labels = boundaries.drawing(wijk.boundary for wijk in wijken)
    points = [point for wijk in wijken for ring in boundaries.rings(wijk.boundary) for point in ring]
    projection = boundaries.Projection.of(points) if points else None
    grouped: dict[str, list[Spot]] = {}
    for venue in Venue.objects.filter(pk__in=held).order_by("name", "pk"):
        inside = next((wijk.title for wijk in wijken if venue.point and holds(wijk, venue.point)), "")
        grouped.setdefault(inside, []).append(spot(venue, held[venue.pk], asked, projection if inside else None))
    return VenueMap(
        view_box=view_box,
        areas=tuple(
            Area(wijk.title, "", False, path, *label) for wijk, path, label in zip(wijken, paths, labels, strict=True)
        ),
        places=tuple(
            Place(title or _("Elsewhere"), tuple(grouped[title]))
            for title in [*(wijk.title for wijk in wijken), ""]
            if title in grouped
        ),
        first=first,
        last=last,
        online=online,
        words=words_of(total) if total else "",
    )


def words_of(count: int) -> str:
    return ngettext("%(count)d activity", "%(count)d activities", count) % {"count": count}


def holds(wijk: WijkPage, point: tuple[float, float]) -> bool:
    latitude, longitude = point
    return wijk.boundary is not None and boundaries.holds(wijk.boundary, (longitude, latitude))


def spot(venue: Venue, count: int, asked: Asked, projection: boundaries.Projection | None) -> Spot:
    x = y = None
    if projection and venue.point:
        latitude, longitude = venue.point
        x, y = projection.place((longitude, latitude))
    return Spot(
        title=venue.name,
        address=venue.address,
        words=words_of(count),
        count=count,
        href=asked.address(weergave="", maand="", plaats=str(venue.pk)),
        x=x,
        y=y,
    )
