from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from events.models import Venue

from .factories import EVENING, change, published, repeated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may")]


@pytest.fixture
def may():
    """The morning of Friday 1 May 2026, a month before the events of these tests."""
    with time_machine.travel("2026-05-01T08:00:00Z", tick=False):
        yield


def page_of(visitor, address: str) -> BeautifulSoup:
    response = visitor.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(visitor, address: str) -> list[str]:
    return [link.get_text() for link in page_of(visitor, address).select("h3 a")]


def chips(soup: BeautifulSoup) -> dict[str, str]:
    """Return the filters that hold, in words, and where each of them is dropped."""
    return {link.find(string=True, recursive=False).strip(): link["href"] for link in soup.select("[role=group] li a")}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gratis=ja", ["Gratis", "Voor beiden"]),
        ("doelgroep=bewoners", ["Gratis", "Voor beiden", "Betaald"]),
        ("doelgroep=professionals", ["Voor beiden"]),
        ("taal=dse", ["Gratis"]),
        ("toegankelijk=rolstoel", ["Voor beiden"]),
        ("toegankelijk=rolstoel&toegankelijk=lift", []),
        ("toegankelijk=tolk", ["Gratis"]),
        ("gratis=ja&doelgroep=professionals&toegankelijk=rolstoel", ["Voor beiden"]),
    ],
)
def test_filters_narrow_and_combine(visitor, agenda, query, found):
    house = Venue.objects.create(name="Buurthuis", has_wheelchair_access=True, has_lift=False)
    published(agenda, "Gratis", languages=["nl", "dse"])
    published(agenda, "Voor beiden", audience="both", venue=house, starts_at=EVENING + timedelta(days=1))
    published(agenda, "Betaald", is_free=False, price="€ 4", starts_at=EVENING + timedelta(days=2))
    assert titles(visitor, f"{agenda.url}?{query}") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("periode=vandaag", ["Vandaag"]),
        ("periode=weekend", ["Vandaag", "Zondag"]),
        ("periode=week", ["Vandaag", "Zondag"]),
        ("periode=maand", ["Vandaag", "Zondag", "Maandag"]),
        ("van=2026-05-04", ["Maandag", "Juni"]),
        ("van=2026-05-03&tot=2026-05-04", ["Zondag", "Maandag"]),
        ("tot=03-05-2026", ["Vandaag", "Zondag"]),
        ("van=2026-04-01&tot=2026-05-01", ["April", "Vandaag"]),
        ("periode=weekend&van=2026-05-03", ["Zondag"]),
        ("periode=geweest", ["April"]),
        ("periode=geweest&tot=2026-03-31", []),
    ],
)
def test_days_that_the_reader_names(visitor, agenda, query, found):
    for title, days in {"April": -10, "Vandaag": 0, "Zondag": 2, "Maandag": 3, "Juni": 34}.items():
        published(agenda, title, starts_at=EVENING - timedelta(days=34 - days))
    soup = page_of(visitor, f"{agenda.url}?{query}")
    assert [link.get_text() for link in soup.select("section[id^=m2] h3 a")] == found


@pytest.mark.parametrize(
    "query",
    [
        *("weergave=x", "maand=2026-13", "maand=2026", "maand=1999-12", "periode=x", "van=x", "tot=2100-01-01"),
        *("van=0001-01-01", "gratis=nee", "toegankelijk=x", "doelgroep=x", "taal=xx", "plaats=0", "plaats=x"),
        f"plaats={'9' * 40}",
    ],
)
def test_what_does_not_exist_is_refused(visitor, agenda, query):
    assert visitor.get(f"{agenda.url}?{query}").status_code == 400


def test_filters_that_hold_are_named_and_can_be_dropped_one_by_one(visitor, agenda, wijk, theme):
    query = "wijk=oeverwijk&thema=ontmoeting&toegankelijk=lift&toegankelijk=rolstoel&van=2026-06-01&utm=x"
    assert chips(page_of(visitor, f"{agenda.url}?{query}")) == {
        "Oeverwijk": "?thema=ontmoeting&toegankelijk=lift&toegankelijk=rolstoel&van=2026-06-01&utm=x",
        "Ontmoeting": "?wijk=oeverwijk&toegankelijk=lift&toegankelijk=rolstoel&van=2026-06-01&utm=x",
        "Vanaf 1 juni 2026": "?wijk=oeverwijk&thema=ontmoeting&toegankelijk=lift&toegankelijk=rolstoel&utm=x",
        "Lift": "?wijk=oeverwijk&thema=ontmoeting&toegankelijk=rolstoel&van=2026-06-01&utm=x",
        "Toegankelijk met een rolstoel": "?wijk=oeverwijk&thema=ontmoeting&toegankelijk=lift&van=2026-06-01&utm=x",
    }
    assert chips(page_of(visitor, agenda.url)) == {}


def test_views_and_periods_are_links_that_keep_the_filters(visitor, agenda, theme):
    soup = page_of(visitor, f"{agenda.url}?thema=ontmoeting&periode=weekend&pagina=1")
    views = {link.get_text(): link["href"] for link in soup.select("nav[aria-label=Weergave] a")}
    assert views == {
        "Lijst": "?thema=ontmoeting&periode=weekend",
        "Maand": "?thema=ontmoeting&weergave=maand",
        "Kaart": "?thema=ontmoeting&periode=weekend&weergave=kaart",
    }
    assert soup.select_one("nav[aria-label=Periode] [aria-current]").get_text() == "Dit weekend"
    assert soup.find("input", {"name": "periode"})["value"] == "weekend"


def test_activities_are_counted_only_as_far_as_they_are_shown(visitor, agenda, monkeypatch):
    monkeypatch.setattr("events.overview.PER_PAGE", 2)

    def status(query: str = "") -> str:
        return page_of(visitor, agenda.url + query).find(role="status").get_text()

    published(agenda)
    assert status() == "1 activiteit"
    for day in range(2):
        published(agenda, f"Dag {day}", starts_at=EVENING + timedelta(days=day))
    assert status("?x=2") == "De eerste 2 activiteiten; op de volgende pagina staan er meer"
    assert status("?pagina=2") == "Activiteiten 3 tot en met 3"


def test_choice_without_result_points_to_the_next_day_that_has_one(visitor, agenda, theme):
    published(agenda, "Straks", themes=[theme])
    published(agenda, "Eerder", starts_at=EVENING - timedelta(days=10))
    soup = page_of(visitor, f"{agenda.url}?thema=ontmoeting&periode=weekend")
    assert "Er is niets gepland op deze dagen." in soup.get_text()
    assert [link.get_text() for link in soup.select("h3 a")] == ["Straks"]


def test_each_date_of_a_series_has_its_own_place_reason_and_link(visitor, agenda):
    house, park = Venue.objects.create(name="Buurthuis"), Venue.objects.create(name="Park", has_lift=True)
    moved = change("2026-06-11", "moved", venue=park, reason="Zomer!")
    page = repeated(agenda, venue=house, repeat_count=3, changes=[moved, change("2026-06-18", reason="Storm.")])
    cards = page_of(visitor, agenda.url).select("article")
    words = [" ".join(card.get_text(" ").split()) for card in cards]
    assert ["Park" in text for text in words] == [False, True, False]
    assert "gewijzigd Zomer!" in words[1]
    assert "gaat niet door Storm." in words[2]
    assert cards[2].a["href"] == f"{page.url}#datum-2026-06-18"
    assert titles(visitor, f"{agenda.url}?plaats={park.pk}") == ["Soep eten"]
    assert titles(visitor, f"{agenda.url}?toegankelijk=lift") == ["Soep eten"]


def test_venue_of_a_draft_cannot_be_asked_for(visitor, agenda):
    venue = Venue.objects.create(name="Opvang")
    page = published(agenda, venue=venue)
    assert visitor.get(f"{agenda.url}?plaats={venue.pk}").status_code == 200
    page.unpublish()
    assert visitor.get(f"{agenda.url}?plaats={venue.pk}&x").status_code == 400


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("thema=ontmoeting&toegankelijk=lift&gratis=ja", 12),
        ("weergave=maand&maand=2026-06", 12),
        ("weergave=kaart&van=2026-06-01", 12),
        ("periode=geweest", 12),
    ],
)
def test_queries_of_each_view_do_not_grow(visitor, agenda, wijk, theme, query, most, django_assert_max_num_queries):
    def queries(visit: str) -> int:
        with django_assert_max_num_queries(most) as found:
            assert visitor.get(f"{agenda.url}?{query}&{visit}").status_code == 200
        return len(found)

    def some(number: int) -> None:
        venue = Venue.objects.create(name=f"Zaal {number}", has_lift=True, latitude="52.05", longitude="5.05")
        for days in (0, -100):
            starts_at = EVENING + timedelta(days=days + number)
            published(agenda, venue=venue, wijken=[wijk], themes=[theme], starts_at=starts_at)

    some(0)
    visitor.get(agenda.url)
    one = queries("first")
    some(1)
    some(2)
    assert queries("second") == one
