"""The wijken of the city, drawn as a map and told as a list."""

import re
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from . import boundaries, navigation
from .models import WijkPage
from .visibility import public

LONG_NAME = 10


@dataclass(frozen=True)
class Area:
    """A wijk: `path` is its outline and (`x`, `y`) the middle of its name, empty where no boundary is known."""

    title: str
    href: str
    is_current: bool = False
    path: str = ""
    x: float = 0
    y: float = 0

    @property
    def name_lines(self) -> list[str]:
        """The title on one line or, when it is long, broken once where a hyphen or space is nearest the middle."""
        breaks = [match.end() for match in re.finditer(r"[\s-]", self.title)] if len(self.title) > LONG_NAME else []
        if not breaks:
            return [self.title]
        middle = min(breaks, key=lambda place: abs(place - len(self.title) / 2))
        return [self.title[:middle].rstrip(), self.title[middle:]]


@dataclass(frozen=True)
class CityMap:
    view_box: str
    areas: tuple[Area, ...]

    @property
    def drawn(self) -> list[Area]:
        """The wijken with a boundary, the current one last, so that its line lies over its neighbours'."""
        return sorted((area for area in self.areas if area.path), key=lambda area: area.is_current)


def collect(request: HttpRequest, page: Page) -> CityMap:
    """Return the public wijken of the site and language of `page`, in alphabetical order. One query."""
    wijken = list(
        WijkPage.objects.filter(path__startswith=navigation.root_path(request, page))
        .filter(public())
        .order_by("title")
        .only("id", "path", "depth", "title", "url_path", "locale_id", "boundary")
    )
    known = [wijk for wijk in wijken if wijk.boundary]
    view_box, paths, labels = boundaries.drawing(wijk.boundary for wijk in known)
    drawn = {wijk.pk: (path, *label) for wijk, path, label in zip(known, paths, labels, strict=True)}
    return CityMap(
        view_box,
        tuple(
            Area(wijk.title, wijk.get_url(request) or "", wijk.pk == page.pk, *drawn.get(wijk.pk, ()))
            for wijk in wijken
        ),
    )
