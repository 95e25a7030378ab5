import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import ContentPage

from .factories import EVENING, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may")]


@pytest.fixture
def may():
    """A morning in May 2026, a month before the events of these tests."""
    with time_machine.travel("2026-05-01T08:00:00Z", tick=False):
        yield


def page_of(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def address_on(response) -> str:
    return page_of(response).select_one("#address").text


def test_nothing_chosen_gives_the_whole_city(visitor, home_page, agenda):
    published(agenda)
    response = visitor.get("/kalender/samenstellen")
    assert address_on(response) == f"http://testserver/kalender/{home_page.pk}.ics"
    assert "Nu 1 activiteit." in page_of(response).select_one("[role=status]").text


def test_choice_gives_one_address_and_shows_what_it_holds(visitor, home_page, agenda, wijk, other_wijk, theme):
    published(agenda, "Binnen", wijken=[wijk], themes=[theme])
    published(agenda, "Ook", wijken=[other_wijk], themes=[theme], starts_at=EVENING + timedelta(days=1))
    published(agenda, "Buiten", themes=[theme])
    response = visitor.get(f"/kalender/samenstellen?thema={theme.slug}&wijk={other_wijk.pk}&wijk={wijk.pk}")
    page = page_of(response)
    query = f"?wijk={wijk.pk}&wijk={other_wijk.pk}&thema=ontmoeting"
    assert address_on(response) == f"http://testserver/kalender/{home_page.pk}.ics{query}"
    assert page.select_one("#kalender-title").text == "Lindestad · Molenwijk · Oeverwijk · Ontmoeting"
    assert [link.text for link in page.select("#eerstvolgende h3 a")] == ["Binnen", "Ook"]
    assert "Nu 2 activiteiten." in page.select_one("[role=status]").text
    ticked = {(box["name"], box["value"]) for box in page.select("input[checked]")}
    assert ticked == {("wijk", str(wijk.pk)), ("wijk", str(other_wijk.pk)), ("thema", "ontmoeting")}


def test_address_on_the_page_is_the_feed_of_what_the_page_shows(visitor, agenda, wijk):
    published(agenda, "Binnen", wijken=[wijk])
    published(agenda, "Buiten")
    address = address_on(visitor.get(f"/kalender/samenstellen?wijk={wijk.pk}"))
    feed = visitor.get(address.removeprefix("http://testserver"))
    assert (feed.status_code, re.findall(r"SUMMARY:(.*)\r", feed.text)) == (200, ["Binnen"])


def test_choice_without_activities_says_so(visitor, agenda):
    response = visitor.get("/kalender/samenstellen?taal=ti")
    assert "Met deze keuze staat er nog niets gepland." in response.text


def test_what_is_folded_away_is_open_when_something_in_it_is_chosen(visitor, agenda):
    assert page_of(visitor.get("/kalender/samenstellen")).select("form details[open]") == []
    assert len(page_of(visitor.get("/kalender/samenstellen?taal=ar")).select("form details[open]")) == 1


def test_page_below_the_city_has_its_own(visitor, agenda, wijk):
    published(wijk, "Hier")
    published(agenda, "Daar")
    response = visitor.get(reverse("events:compose", args=[wijk.pk]))
    assert address_on(response) == f"http://testserver/kalender/{wijk.pk}.ics"
    assert [link.text for link in page_of(response).select("#eerstvolgende h3 a")] == ["Hier"]
    assert page_of(response).select("input[name=wijk]") == []
    assert 'href="/kalender/samenstellen"' in response.text
    assert address_on(visitor.get(reverse("events:compose", args=[agenda.pk]))) == address_on(
        visitor.get("/kalender/samenstellen")
    )


@pytest.mark.parametrize("query", ["wijk=0", "wijk=x", "thema=onbekend", "taal=xx", "doelgroep=ieder", "utm=1"])
def test_unknown_choice_is_refused(visitor, agenda, query):
    assert visitor.get(f"/kalender/samenstellen?{query}").status_code == 400


def test_private_and_draft_pages_have_none(visitor, home_page, wijk):
    above = home_page.add_child(instance=ContentPage(title="Onderweg", live=False))
    assert visitor.get(reverse("events:compose", args=[above.pk])).status_code == 404
    assert visitor.get(reverse("events:compose", args=[draft(wijk).pk])).status_code == 404
    PageViewRestriction.objects.create(page=wijk, restriction_type=PageViewRestriction.LOGIN)
    assert visitor.get(reverse("events:compose", args=[wijk.pk])).status_code == 404
    assert wijk.title not in visitor.get("/kalender/samenstellen").text


def test_private_activity_is_not_shown(visitor, agenda):
    PageViewRestriction.objects.create(page=published(agenda), restriction_type=PageViewRestriction.LOGIN)
    assert "Soep eten" not in visitor.get("/kalender/samenstellen").text


def test_page_asks_nothing_of_another_site_and_sets_no_cookie(visitor, agenda):
    response = visitor.get("/kalender/samenstellen")
    assert not response.cookies
    page = page_of(response)
    assert [tag for tag in page.select("[src]") if tag["src"].startswith(("http", "//"))] == []
    elsewhere = [link for link in page.select("main a") if link["href"].startswith("https://")]
    assert len(elsewhere) == 3
    assert {tuple(link["rel"]) for link in elsewhere} == {("noopener",)}


def test_queries_do_not_grow(visitor, home_page, agenda, wijk, theme, django_assert_num_queries):
    def queries(number: int) -> None:
        visitor.get("/kalender/samenstellen")
        with django_assert_num_queries(number):
            visitor.get(f"/kalender/samenstellen?wijk={wijk.pk}&thema=ontmoeting")

    published(agenda, wijken=[wijk], themes=[theme])
    queries(11)
    for day in (1, 2):
        published(agenda, wijken=[wijk], themes=[theme], starts_at=EVENING + timedelta(days=day))
    queries(11)
