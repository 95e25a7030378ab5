import pytest

from home import city_map
from home.models import WijkPage


@pytest.fixture
def request_to(rf):
    return lambda page: rf.get(page.url or "/", headers={"host": "testserver"})


def test_map_has_every_public_wijk_and_marks_the_current_one(request_to, wijk, other_wijk):
    city = city_map.collect(request_to(wijk), wijk)
    assert [(area.title, area.is_current, bool(area.path)) for area in city.areas] == [
        ("Molenwijk", False, False),
        ("Oeverwijk", True, True),
    ]
    assert [area.title for area in city.drawn] == ["Oeverwijk"]


def test_wijk_that_is_not_public_is_not_on_the_map(request_to, home_page, wijk, other_wijk):
    other_wijk.unpublish()
    assert [area.title for area in city_map.collect(request_to(home_page), home_page).areas] == ["Oeverwijk"]


def test_map_costs_the_same_with_more_wijken(request_to, home_page, wijk_index, wijk, django_assert_num_queries):
    request = request_to(home_page)
    city_map.collect(request, home_page)
    with django_assert_num_queries(1):
        city_map.collect(request, home_page)
    for number in range(5):
        wijk_index.add_child(instance=WijkPage(title=f"Wijk {number}", slug=f"wijk-{number}", boundary=wijk.boundary))
    with django_assert_num_queries(1):
        assert len(city_map.collect(request, home_page).areas) == 6


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Oost", ["Oost"]),
        ("Binnenstad", ["Binnenstad"]),
        ("Leidsche Rijn", ["Leidsche", "Rijn"]),
        ("Vleuten-De Meern", ["Vleuten-", "De Meern"]),
        ("Oud Lombok-Noord", ["Oud Lombok-", "Noord"]),
        ("Overvechtseveld", ["Overvechtseveld"]),
    ],
)
def test_long_name_is_broken_once(title, lines):
    assert city_map.Area(title, "/").name_lines == lines
