import pytest

from home import boundaries

SQUARE = [[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.1], [5.0, 52.0]]


@pytest.mark.parametrize(
    ("geometry", "count"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, 1),
        ({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}, 2),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, 2),
    ],
)
def test_rings_of_a_boundary(geometry, count):
    assert boundaries.rings(geometry) == [[tuple(point) for point in SQUARE]] * count


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        [],
        "x",
        {},
        {"type": "Point", "coordinates": [5, 52]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [SQUARE[:-1]]},
        {"type": "Polygon", "coordinates": [SQUARE[:2] + SQUARE[:1]]},
        {"type": "Polygon", "coordinates": [[[5], [6], [7], [5]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]},
        {"type": "Polygon", "coordinates": [[[500, 52], [5, 52], [5, 53], [500, 52]]]},
    ],
)
def test_anything_else_is_not_a_boundary(geometry):
    with pytest.raises(ValueError, match=r"GeoJSON|ring|world"):
        boundaries.rings(geometry)


def test_drawing_of_a_square_keeps_its_proportions():
    box, paths, labels = boundaries.drawing([{"type": "Polygon", "coordinates": [SQUARE]}])
    # At 52 degrees north a degree of longitude is 0.615 as long as one of latitude.
    assert box == "0 0 1000 1627"
    assert paths == ["M0,1626.1L1000,1626.1L1000,0L0,0Z"]
    assert labels == [(500.0, 833.4)]


def test_drawing_of_nothing_is_empty():
    assert boundaries.drawing([]) == ("0 0 0 0", [], [])


def test_name_stands_in_the_widest_part():
    flask = [(0.0, 0.0), (10.0, 0.0), (10.0, 60.0), (100.0, 60.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]
    x, y = boundaries.roomiest(flask)
    assert x == 50
    assert 65 < y < 95


def test_name_of_a_line_stands_at_its_first_point():
    assert boundaries.roomiest([(3.0, 4.0), (9.0, 4.0), (3.0, 4.0), (3.0, 4.0)]) == (3.0, 4.0)


def test_area_of_a_ring_has_the_sign_of_its_direction():
    ring = [(0, 0), (2, 0), (2, 3), (0, 3), (0, 0)]
    assert (boundaries.area_of(ring), boundaries.area_of(ring[::-1])) == (6, -6)


@pytest.mark.parametrize(
    ("point", "is_inside"),
    [
        ((5.05, 52.05), True),
        ((5.2, 52.05), False),
        ((4.9, 52.05), False),
        ((5.05, 53.0), False),
        ((5.03, 52.03), True),
    ],
)
def test_boundary_holds_a_point(point, is_inside):
    assert boundaries.holds({"type": "Polygon", "coordinates": [SQUARE]}, point) is is_inside


def test_boundary_does_not_hold_what_is_in_its_hole():
    hole = [[5.02, 52.02], [5.08, 52.02], [5.08, 52.08], [5.02, 52.08], [5.02, 52.02]]
    assert boundaries.holds({"type": "Polygon", "coordinates": [SQUARE, hole]}, (5.05, 52.05)) is False
    assert boundaries.holds({"type": "Polygon", "coordinates": [SQUARE, hole]}, (5.01, 52.05)) is True
