from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from .factories import EVENING, change, published, repeated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may")]
JUNE = "?weergave=maand&maand=2026-06"


@pytest.fixture
def may():
    with time_machine.travel("2026-05-01T08:00:00Z", tick=False):
        yield


def page_of(visitor, address: str) -> BeautifulSoup:
    response = visitor.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cells(soup: BeautifulSoup) -> dict[str, str]:
    """Return the words in each day of the table that holds an activity."""
    return {
        cell.find("time")["datetime"]: " ".join(cell.find("ul").get_text(" ").split())
        for cell in soup.select("td")
        if cell.find("ul")
    }


def test_month_is_a_table_with_caption_and_days_of_the_week(visitor, agenda):
    published(agenda)
    soup = page_of(visitor, agenda.url + JUNE)
    assert soup.caption.get_text() == "Activiteiten in Juni 2026"
    assert [head["scope"] for head in soup.table.select("thead th")] == ["col"] * 7
    assert soup.select_one("thead abbr")["title"] == "maandag"
    assert {len(row.select("td")) for row in soup.table.select("tbody tr")} == {7}
    assert cells(soup) == {"2026-06-04": "17:30 Soep eten"}


def test_what_lasts_several_days_stands_on_each_of_them(visitor, agenda):
    published(agenda, "Week", starts_at=EVENING - timedelta(days=5), ends_at=EVENING - timedelta(days=1))
    assert cells(page_of(visitor, agenda.url + JUNE)) == {
        "2026-06-01": "Week dag 3 van 5",
        "2026-06-02": "Week dag 4 van 5",
        "2026-06-03": "Week dag 5 van 5",
    }


def test_each_date_of_a_series_has_its_own_status_and_link(visitor, agenda):
    page = repeated(agenda, repeat_count=3, changes=[change("2026-06-11", reason="Storm.")])
    soup = page_of(visitor, agenda.url + JUNE)
    assert cells(soup) == {
        "2026-06-04": "17:30 Soep eten",
        "2026-06-11": "17:30 Soep eten gaat niet door",
        "2026-06-18": "17:30 Soep eten",
    }
    assert soup.select_one("td a[href*='2026-06-18']")["href"] == f"{page.url}#datum-2026-06-18"


def test_day_with_more_than_fit_links_to_the_list_of_that_day(visitor, agenda, theme):
    for number in range(6):
        published(agenda, f"Nummer {number}", themes=[theme])
    soup = page_of(visitor, agenda.url + JUNE + "&thema=ontmoeting")
    more = soup.select_one("td a[href*='van=']")
    assert " ".join(more.get_text().split()) == "nog 2 op 4 juni"
    assert page_of(visitor, agenda.url + more["href"]).find(role="status").get_text() == "6 activiteiten"


def test_other_months_are_links_that_keep_the_filters(visitor, agenda, theme):
    soup = page_of(visitor, agenda.url + JUNE + "&thema=ontmoeting")
    assert soup.find("a", rel="prev")["href"] == "?weergave=maand&maand=2026-05&thema=ontmoeting"
    assert soup.find("a", rel="next")["href"] == "?weergave=maand&maand=2026-07&thema=ontmoeting"


def test_today_is_said_in_words(visitor, agenda):
    assert "vandaag" in page_of(visitor, agenda.url + "?weergave=maand").select_one("td p").get_text()
    assert "vandaag" not in page_of(visitor, agenda.url + JUNE).table.get_text()


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_first_and_last_month_there_is(visitor, agenda, month):
    soup = page_of(visitor, f"{agenda.url}?weergave=maand&maand={month}")
    assert len(soup.select("a[rel=prev], a[rel=next]")) == 1


def test_empty_month_points_to_the_next_activity(visitor, agenda):
    published(agenda)
    soup = page_of(visitor, agenda.url + "?weergave=maand")
    assert "Er is niets gepland op deze dagen." in soup.get_text()
    assert soup.select_one("h3 a").get_text() == "Soep eten"
