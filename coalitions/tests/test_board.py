"""The board and the list of actions, and the page of one."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from coalitions import board, follow_up
from coalitions.models import Action, Organisation

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)
STATUSES = ["proposed", "promised", "under_way", "late", "done", "stopped"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def promise(action_index):
    """Write an action down, and tell how it stands."""

    def write(title: str, days: int = 10, status: str = "", reason: str = "Zo is het.", **about) -> Action:
        about = {"owner": "Buurtteam"} | about
        action = follow_up.propose(title=title, first_step="Bellen", due_on=TODAY + timedelta(days=days), **about)
        if status:
            follow_up.report(action, status=status, text=reason, voice="owner", key=uuid4())
            action.refresh_from_db()
        return action

    return write


def columns(answer) -> dict[str, list[str]]:
    """Return the titles that stand in each column."""
    page = BeautifulSoup(answer.content, "html.parser")
    found = {}
    for column in page.select("main section[aria-labelledby]"):
        if column.select("h2") and column["aria-labelledby"].removesuffix("-title") in STATUSES:
            name = column["aria-labelledby"].removesuffix("-title")
            found[name] = [title.text.strip() for title in column.select("h3")]
    return found


def titles(answer) -> list[str]:
    return [title.text.strip() for title in BeautifulSoup(answer.content, "html.parser").select("main article h2")]


def test_board_has_a_column_for_each_status(promise, visitor):
    for number, status in enumerate(STATUSES):
        promise(f"Actie {number}", status=status)
    found = columns(visitor.get("/acties/"))
    assert list(found.items()) == [(status, [f"Actie {n}"]) for n, status in enumerate(STATUSES)]


def test_open_actions_stand_by_day_and_ended_ones_by_news(promise, visitor, clock):
    promise("later", days=20)
    promise("eerder", days=5)
    promise("eerst af", days=30, status="done")
    clock.shift(60)
    promise("daarna af", days=1, status="done")
    found = columns(visitor.get("/acties/"))
    assert (found["proposed"], found["done"]) == (["eerder", "later"], ["daarna af", "eerst af"])


def test_column_shows_a_few_and_leads_to_all(promise, visitor):
    for number in range(board.PER_COLUMN + 1):
        promise(f"Actie {number}", days=number)
    answer = visitor.get("/acties/")
    assert len(columns(answer)["proposed"]) == board.PER_COLUMN
    assert 'href="?status=proposed"' in answer.text
    assert len(titles(visitor.get("/acties/?status=proposed"))) == board.PER_COLUMN + 1


def test_late_and_quiet_actions_say_so(promise, visitor, clock):
    promise("Te laat", days=-1, status="promised")
    promise("Op tijd", days=0)
    promise("Af", days=-5, status="done")
    first = visitor.get("/acties/").text
    assert (first.count("te laat: de dag is voorbij"), "3 acties, 1 te laat" in first) == (1, True)
    clock.shift(timedelta(days=61))
    later = visitor.get("/acties/").text
    assert (later.count("stil sinds 1 juni 2026"), "3 acties, 2 te laat, 2 stil" in later) == (2, True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("wijk=oeverwijk", ["In de wijk"]),
        ("q=WIJK+bellen", ["In de wijk"]),
        ("q=linde", ["Van een partner"]),
        ("toon=laat", ["Te laat", "Vertraagd"]),
        ("toon=trekker", ["Te laat", "In de wijk", "Van een partner", "Vertraagd"]),
        ("toon=open", ["Te laat", "In de wijk", "Met coalitie", "Van een partner", "Vertraagd"]),
        ("toon=stil", []),
        ("status=done", ["Af"]),
        ("status=done&q=niets", []),
        ("", ["Te laat", "In de wijk", "Met coalitie", "Van een partner", "Vertraagd", "Af"]),
    ],
)
def test_list_is_narrowed_by_what_the_address_says(promise, wijk, coalition, organisation, visitor, query, expected):
    promise("Te laat", days=-1)
    promise("In de wijk", days=1, wijken=[wijk])
    promise("Met coalitie", days=2, coalition=coalition)
    promise("Van een partner", days=3, organisation=organisation)
    promise("Vertraagd", days=4, status="late")
    promise("Af", days=5, status="done")
    assert titles(visitor.get(f"/acties/?weergave=lijst&{query}")) == expected
    assert titles(visitor.get(f"/acties/?weergave=lijst&coalitie={coalition.pk}")) == ["Met coalitie"]


def test_list_is_paged_and_can_begin_with_the_newest_news(promise, visitor, clock):
    for number in range(board.PER_PAGE + 1):
        promise(f"Actie {number}", days=number)
        clock.shift(60)
    assert titles(visitor.get("/acties/?weergave=lijst&pagina=2")) == [f"Actie {board.PER_PAGE}"]
    newest = titles(visitor.get("/acties/?weergave=lijst&volgorde=nieuws"))
    assert newest[0] == f"Actie {board.PER_PAGE}"


@pytest.mark.parametrize("query", ["status=x", "wijk=x", "coalitie=999", "toon=x", "volgorde=x", "weergave=x"])
def test_filter_that_does_not_exist_is_refused(action_index, visitor, query):
    assert visitor.get(f"/acties/?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "2", "x", "9" * 40])
def test_page_that_does_not_exist_is_not_found(action_index, visitor, page):
    assert visitor.get(f"/acties/?weergave=lijst&pagina={page}").status_code == 404


def test_nothing_found_leads_back(promise, visitor):
    promise("Soep")
    answer = visitor.get("/acties/?q=taart")
    assert (columns(answer), "Geen actie past bij wat u koos." in answer.text) == ({}, True)


def test_private_coalition_leaks_nothing(promise, coalition, visitor):
    action = promise("Geheim", coalition=coalition)
    PageViewRestriction.objects.create(page=coalition, restriction_type=PageViewRestriction.LOGIN)
    for address in ("/acties/", "/acties/?weergave=lijst", "/sitemap.xml"):
        assert ("Geheim" in (text := visitor.get(address).text), f"/acties/{action.pk}/" in text) == (False, False)
    assert visitor.get(f"/acties/{action.pk}/").status_code == 404
    assert visitor.get(f"/acties/?coalitie={coalition.pk}").status_code == 400


@pytest.mark.parametrize("query", ["", "?weergave=lijst"])
def test_register_costs_the_same_with_more_actions(
    promise, coalition, wijk, visitor, query, django_assert_max_num_queries
):
    def ask() -> int:
        with django_assert_max_num_queries(15) as asked:
            visitor.get(f"/acties/{query}")
        return len(asked)

    for status in STATUSES:
        promise(f"Eerste {status}", status=status, wijken=[wijk], coalition=coalition, source=wijk)
    visitor.get("/acties/")
    few = ask()
    for number in range(12):
        partner = Organisation.objects.create(name=f"Partner {number}")
        promise(f"Actie {number}", wijken=[wijk], organisation=partner, status="under_way")
    assert ask() == few


def test_page_of_an_action_tells_all_of_it(promise, wijk, coalition, visitor, clock):
    action = promise(
        "Soep", days=-1, wijken=[wijk], coalition=coalition, source=coalition.get_parent(), provenance="3 kaartjes"
    )
    for text, voice in (("De keuken is gevonden.", "owner"), ("Wij koken.", "wijk")):
        clock.shift(60)
        follow_up.report(action, status="under_way", text=text, voice=voice, key=uuid4())
    answer = visitor.get(f"/acties/{action.pk}/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("h1").text.strip() == "Soep"
    assert [note.text for note in page.select("#verloop li p.wv-note__text")] == [
        "Wij koken.",
        "De keuken is gevonden.",
    ]
    assert "verteld door: wijkbureau" in page.select_one("#verloop li").text
    hrefs = {link["href"] for link in page.select("main a")}
    assert {"/coalities/samen-aan-tafel/", "/coalities/", "/wijken/oeverwijk/", "/acties/"} <= hrefs
    assert "Het had klaar moeten zijn vóór 31 mei 2026." in answer.text
    assert "3 kaartjes" in answer.text
    assert page.select_one("title").text.startswith("Soep")


def test_draft_coalition_is_not_named_on_the_page(promise, coalition, visitor):
    action = promise("Soep", coalition=coalition)
    coalition.unpublish()
    answer = visitor.get(f"/acties/{action.pk}/")
    assert (answer.status_code, "Samen aan tafel" in answer.text) == (200, False)


@pytest.mark.parametrize("number", ["0", "007", "999", "9" * 18, "9" * 40, "x", "1.5", "١"])
def test_action_that_does_not_exist_is_not_found(promise, visitor, number):
    promise("Soep")
    assert visitor.get(f"/acties/{number}/").status_code == 404


def test_unpublished_list_has_no_pages_of_actions(promise, action_index, visitor):
    action = promise("Soep")
    assert visitor.get(f"/acties/{action.pk}/").status_code == 200
    action_index.unpublish()
    assert visitor.get(f"/acties/{action.pk}/").status_code == 404


def test_page_costs_the_same_with_a_longer_history(promise, wijk, coalition, visitor, django_assert_max_num_queries):
    action = promise("Soep", wijken=[wijk], coalition=coalition, source=wijk)

    def ask() -> int:
        with django_assert_max_num_queries(15) as asked:
            visitor.get(f"/acties/{action.pk}/")
        return len(asked)

    follow_up.report(action, status="promised", text="Eerst", voice="owner", key=uuid4())
    visitor.get(f"/acties/{action.pk}/")
    few = ask()
    for number in range(2):
        follow_up.report(action, status="promised", text=f"Nog {number}", voice="owner", key=uuid4())
    assert ask() == few


def test_action_without_news_says_so(promise, visitor):
    action = promise("Soep")
    assert "Nog niemand heeft verteld hoe het gaat." in visitor.get(f"/acties/{action.pk}/").text
