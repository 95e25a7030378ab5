from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from events.models import Holiday, Venue

from .factories import EVENING, change, published, repeated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tenth_of_june():
    with time_machine.travel("2026-06-10T08:00:00Z", tick=False):
        yield


def page_of(visitor, address: str) -> BeautifulSoup:
    response = visitor.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(part) -> str:
    return " ".join(part.get_text(" ").split())


def test_series_tells_its_rule_its_next_date_and_what_is_different(visitor, agenda):
    house, park = Venue.objects.create(name="Buurthuis"), Venue.objects.create(name="Park")
    Holiday.objects.create(name="Zomer", first_on=date(2026, 7, 2), last_on=date(2026, 7, 2))
    moved = change(
        "2026-06-18", "moved", venue=park, reason="Zomer!",
        starts_at=EVENING + timedelta(days=15), ends_at=EVENING + timedelta(days=15, hours=1),
    )  # fmt: skip
    page = repeated(agenda, venue=house, skips_holidays=True, changes=[change("2026-06-11", reason="Storm."), moved])
    soup = page_of(visitor, page.url)
    assert "De volgende keer: vrijdag 19 juni 2026, 17:30 – 18:30" in words(soup.header.find_next("header"))
    assert words(soup.select_one("aside dd")) == "Elke week op donderdag, 5 keer; 17:30 – 19:00; niet in de vakanties"
    assert {item["id"]: words(item) for item in soup.select("#data li")} == {
        "datum-2026-06-11": "donderdag 11 juni 2026, 17:30 – 19:00 gaat niet door Storm.",
        "datum-2026-06-18": (
            "vrijdag 19 juni 2026, 17:30 – 18:30 gewijzigd Was op donderdag 18 juni. Op een andere plek: Park. Zomer!"
        ),
        "datum-2026-06-25": "donderdag 25 juni 2026, 17:30 – 19:00",
        "datum-2026-06-04": "donderdag 4 juni 2026, 17:30 – 19:00",
    }


def test_series_that_is_over_says_so(visitor, agenda):
    page = repeated(agenda, starts_at=EVENING - timedelta(days=100))
    assert "Er zijn geen datums meer gepland" in words(page_of(visitor, page.url).main)


def test_what_happens_once_has_no_list_of_dates(visitor, agenda):
    soup = page_of(visitor, published(agenda).url)
    assert soup.find(id="data") is None
    assert soup.find(id="plaats") is None


def test_preview_of_a_series_shows_the_dates_it_will_have(agenda, rf):
    page = repeated(agenda, repeat_count=2)
    page.repeat_count = 3
    response = page.make_preview_request(preview_mode="")
    found = BeautifulSoup(response.render().content, "html.parser")
    assert len(found.select("#data li")) == 3


def test_venue_tells_how_to_get_in_and_what_is_not_known(visitor, agenda):
    venue = Venue.objects.create(
        name="Buurthuis", has_wheelchair_access=True, has_lift=False, public_transport="Bus 6, halte Kade."
    )
    region = page_of(visitor, published(agenda, venue=venue).url).find(id="plaats")
    assert [words(item) for item in region.select("ul[role=list] li")] == [
        "Toegankelijk met een rolstoel: ja",
        "Lift: nee",
    ]
    text = words(region)
    assert "Niet bekend: aangepast toilet, ringleiding, rustige ruimte en tolk gebarentaal." in text
    assert "Openbaar vervoer Bus 6, halte Kade." in text
    assert region.find("a")["href"] == f"{agenda.url}?plaats={venue.pk}"


def test_venue_that_nobody_looked_at_has_no_list_of_unknowns(visitor, agenda):
    page = published(agenda, venue=Venue.objects.create(name="Buurthuis"))
    assert "Toegankelijkheid" not in words(page_of(visitor, page.url).find(id="plaats"))
