"""An address that somebody kept leads to where its page is now."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from coalitions import follow_up
from coalitions.models import ActionIndexPage, FactsheetIndexPage, FactsheetPage
from events.tests.factories import published
from stadsbijeenkomst.models import (
    Proceedings,
    ReportLine,
    ReportPage,
    StadsbijeenkomstIndexPage,
    StadsbijeenkomstPage,
)


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Give a page another address, as an editor does: `rename(page, "elders")`."""

    def give(page, slug: str) -> None:
        page = type(page).objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return give


def led(visitor, address: str) -> str:
    """Return where an address leads for good, without a stop on the way."""
    response = visitor.get(address)
    assert response.status_code == 301, address
    assert visitor.get(response.headers["Location"]).status_code == 200
    return response.headers["Location"]


def test_page_that_is_renamed_is_found_with_all_below_it(rename, visitor, wijk_index, wijk):
    event = published(wijk)
    rename(wijk_index, "buurten")
    assert led(visitor, "/wijken/") == "/buurten/"
    assert led(visitor, "/wijken/oeverwijk/") == "/buurten/oeverwijk/"
    assert led(visitor, f"/wijken/oeverwijk/{event.slug}/") == f"/buurten/oeverwijk/{event.slug}/"
    rename(wijk, "oever")
    assert led(visitor, "/wijken/oeverwijk/") == led(visitor, "/buurten/oeverwijk/") == "/buurten/oever/"


def test_page_that_gets_its_old_name_back_leads_nowhere_else(rename, visitor, wijk):
    rename(wijk, "oever")
    rename(wijk, "oeverwijk")
    assert visitor.get("/wijken/oeverwijk/").status_code == 200
    assert led(visitor, "/wijken/oever/") == "/wijken/oeverwijk/"


def test_page_that_moves_is_found(visitor, home_page, wijk, other_wijk):
    event = published(wijk)
    event.move(other_wijk, pos="last-child")
    assert led(visitor, f"/wijken/oeverwijk/{event.slug}/") == f"/wijken/molenwijk/{event.slug}/"


def test_action_is_found_when_the_list_is_renamed(rename, visitor, home_page):
    index = home_page.add_child(instance=ActionIndexPage(title="Acties", slug="acties"))
    action = follow_up.propose(title="Soep", first_step="Bellen", due_on=date(2030, 1, 1), owner="Bewoners")
    rename(index, "beloften")
    assert led(visitor, f"/acties/{action.pk}/") == f"/beloften/{action.pk}/"
    assert led(visitor, "/acties/") == "/beloften/"
    assert visitor.get(f"/acties/{action.pk + 1}/").status_code == 404


def test_letter_is_found_when_its_factsheet_is_renamed(rename, visitor, home_page):
    index = home_page.add_child(instance=FactsheetIndexPage(title="Factsheets", slug="factsheets"))
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}
    page = index.add_child(instance=FactsheetPage(title="2026", slug="2026", letter="<p>Geachte raad,</p>", **period))
    rename(page, "eerste-helft")
    assert led(visitor, "/factsheets/2026/brief/") == "/factsheets/eerste-helft/brief/"


@pytest.fixture
def meeting(home_page, wijk) -> StadsbijeenkomstPage:
    """A meeting of yesterday with a report about one wijk."""
    index = home_page.add_child(instance=StadsbijeenkomstIndexPage(title="Avonden", slug="stadsbijeenkomsten"))
    began = timezone.now() - timedelta(days=1)
    page = index.add_child(
        instance=StadsbijeenkomstPage(
            title="Samen", slug="samen", theme="Eten", starts_at=began, ends_at=began + timedelta(hours=2)
        )
    )
    Proceedings.objects.create(meeting=page, phase="closed", report_published_at=datetime.now(tz=began.tzinfo))
    report = page.add_child(instance=ReportPage(title="Verslag", slug="verslag"))
    ReportLine.objects.create(report=report, wijk=wijk, question="good", text="Koffie", count=1)
    return page


def test_meeting_is_found_with_its_board_and_its_report(rename, visitor, meeting):
    rename(meeting, "samen-eten")
    old, new = "/stadsbijeenkomsten/samen/", "/stadsbijeenkomsten/samen-eten/"
    for below in ("", "bord/", "scherm/", "verslag/", "verslag/oeverwijk/"):
        assert led(visitor, old + below) == new + below
