from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from events.models import Venue

from .factories import EVENING, published

pytestmark = pytest.mark.django_db
MAP = "?weergave=kaart"


@pytest.fixture
def places(agenda, wijk):
    """A venue within the wijk, one outside it, one without a point, and an activity without a venue."""
    inside = Venue.objects.create(name="Buurthuis", address="Kade 1", latitude="52.05", longitude="5.05")
    outside = Venue.objects.create(name="Elders", latitude="51.00", longitude="4.00")
    nowhere = Venue.objects.create(name="Ergens")
    for number, venue in enumerate([inside, inside, outside, nowhere, None]):
        published(agenda, f"Nummer {number}", venue=venue, starts_at=EVENING + timedelta(days=number))
    published(agenda, "Later", venue=nowhere, starts_at=EVENING + timedelta(days=40))
    with time_machine.travel("2026-06-01T08:00:00Z", tick=False):
        yield {"inside": inside, "outside": outside, "nowhere": nowhere}


def page_of(visitor, address: str) -> BeautifulSoup:
    return BeautifulSoup(visitor.get(address).content, "html.parser")


def test_list_says_all_that_the_map_shows(visitor, agenda, places):
    region = page_of(visitor, agenda.url + MAP).find(id="plaatsen")
    assert [" ".join(part.get_text().split()) for part in region.select("h3, li")] == [
        "Oeverwijk",
        "Buurthuis, Kade 1: 2 activiteiten",
        "Ergens anders",
        "Elders: 1 activiteit",
        "Ergens: 1 activiteit",
    ]
    assert region.select_one("[role=status]").get_text() == (
        "5 activiteiten, 1 juni – 28 juni. Daarvan is er 1 online of zonder vaste plaats."
    )
    (dot,) = region.select("svg a")
    assert dot["aria-label"] == "Buurthuis: 2 activiteiten"
    assert dot["href"] == region.select_one("li a")["href"] == f"?plaats={places['inside'].pk}"
    assert (dot.circle["cx"], dot.circle["cy"]) == ("500.0", "813.0")


def test_map_keeps_the_filters_and_has_a_list_of_one_venue_behind_each_dot(visitor, agenda, places, theme):
    assert "Niets" not in page_of(visitor, f"{agenda.url}{MAP}&thema=ontmoeting").get_text()
    soup = page_of(visitor, f"{agenda.url}?plaats={places['inside'].pk}")
    assert [link.get_text() for link in soup.select("h3 a")] == ["Nummer 0", "Nummer 1"]


def test_map_of_a_city_without_boundaries_is_a_list(visitor, agenda, places, wijk):
    wijk.boundary = None
    wijk.save()
    soup = page_of(visitor, agenda.url + MAP)
    assert soup.find(id="plaatsen").find("svg") is None
    assert [item.a.get_text() for item in soup.select("#plaatsen li")] == ["Buurthuis", "Elders", "Ergens"]
