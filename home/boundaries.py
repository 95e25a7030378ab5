"""GeoJSON boundaries as SVG paths."""

import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 1000


def rings(geometry: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the rings of a GeoJSON Polygon or MultiPolygon (RFC 7946 §3.1) as (longitude, latitude) in degrees.

    Refuses anything else with ValueError.
    """
    try:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        found = [[(float(point[0]), float(point[1])) for point in ring] for polygon in polygons for ring in polygon]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError("not a GeoJSON Polygon or MultiPolygon") from error
    if not found or any(len(ring) < 4 or ring[0] != ring[-1] for ring in found):
        raise ValueError("a ring has at least four points and ends where it begins")
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for ring in found for x, y in ring):
        raise ValueError("a point lies outside the world")
    return found


def drawing(geometries: Iterable[Mapping[str, Any]]) -> tuple[str, list[str], list[tuple[float, float]]]:
    """Return the view box, a path for each geometry, and a point for each label, all in one drawing 1,000 wide.

    An equirectangular projection at the middle latitude: for an area as small as a city the error is below a pixel.
    """
    areas = [rings(geometry) for geometry in geometries]
    points = [point for area in areas for ring in area for point in ring]
    if not points:
        return "0 0 0 0", [], []
    projection = Projection.of(points)
    paths, labels = [], []
    for area in areas:
        placed = [[projection.place(point) for point in ring] for ring in area]
        paths.append("".join("M" + "L".join(f"{x:g},{y:g}" for x, y in ring[:-1]) + "Z" for ring in placed))
        labels.append(roomiest(max(placed, key=lambda ring: abs(area_of(ring)))))
    return projection.view_box, paths, labels


@dataclass(frozen=True)
class Projection:
    """How degrees become places in the drawing: `west` and `north` are its corner, in degrees."""

    west: float
    north: float
    shrink: float
    scale: float
    view_box: str

    @classmethod
    def of(cls, points: Collection[tuple[float, float]]) -> "Projection":
        """Return the projection of a drawing that just holds `points`, (longitude, latitude) in degrees."""
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        shrink = math.cos(math.radians((south + north) / 2))
        scale = WIDTH / (((east - west) * shrink) or 1)
        return cls(west, north, shrink, scale, f"0 0 {WIDTH} {math.ceil((north - south) * scale) or 1}")

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return where a (longitude, latitude) stands in the drawing."""
        x, y = (point[0] - self.west) * self.shrink * self.scale, (self.north - point[1]) * self.scale
        return round(x, 1), round(y, 1)


def holds(geometry: Mapping[str, Any], point: tuple[float, float]) -> bool:
    """Say whether a (longitude, latitude) lies within a boundary: an odd number of its lines lie west of it."""
    x, y = point
    found = rings(geometry)
    return sum(west <= x < east for ring in found for west, east in _spans(ring, y)) % 2 == 1


def area_of(ring: list[tuple[float, float]]) -> float:
    """Return the signed area of a closed ring (shoelace formula)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring)) / 2


def roomiest(ring: list[tuple[float, float]], lines: int = 40) -> tuple[float, float]:
    """Return the place inside a closed ring with most room for a name, or its first point when there is none.

    Looks along `lines` horizontal lines. A name is wider than high, so room above and below counts threefold.
    """
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    turned = [(y, x) for x, y in ring]
    best = (0.0, 0.0, ring[0])
    for number in range(lines):
        y = top + (bottom - top) * (number + 0.5) / lines
        west, east = max(_spans(ring, y), key=lambda span: span[1] - span[0], default=(0, 0))
        x = (west + east) / 2
        heights = [(y - north, south - y) for north, south in _spans(turned, x) if north <= y <= south]
        room = 3 * min(min(heights, default=(0, 0)))
        best = max(best, (min((east - west) / 2, room), room, (round(x, 1), round(y, 1))))
    return best[2]


def _spans(ring: list[tuple[float, float]], y: float) -> list[tuple[float, float]]:
    """Return the stretches of the horizontal line at `y` that lie inside the ring, as (west, east)."""
    crossings = sorted(
        x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        if (y1 > y) != (y2 > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
