import pytest
from wagtail import hooks

from home import ways
from home.models import ContentPage, WijkIndexPage
from home.statistics import Statistic


def offer(title, address, order=100):
    return lambda: ways.Way(title, "", "calendar", address=address, order=order)


def titles(page, request) -> list[tuple[str, str]]:
    return [(way.title, address) for way, address in ways.collected(page, request)]


@pytest.fixture
def asked(rf, home_page):
    return rf.get("/", SERVER_NAME="testserver")


def test_ways_stand_in_order_and_lead_somewhere(home_page, wijk_index, asked):
    with (
        hooks.register_temporarily("register_home_way", offer("twee", lambda page, request: "/twee/", 2)),
        hooks.register_temporarily("register_home_way", offer("een", lambda page, request: "/een/", 1)),
        hooks.register_temporarily("register_home_way", offer("nergens", lambda page, request: None, 0)),
    ):
        found = titles(home_page, asked)
    assert found == [("een", "/een/"), ("twee", "/twee/")]


def test_front_door_leads_to_its_numbers_in_full(home_page, wijk_index, visitor):
    one = Statistic(things=WijkIndexPage.objects.live, label=lambda number: "lijst")
    assert "/getallen/" not in visitor.get("/").text
    with (
        hooks.register_temporarily("register_home_statistic", lambda: one),
        hooks.register_temporarily("register_home_numbers", offer("Alle getallen", lambda *_: "/getallen/")),
    ):
        assert '<a class="utrecht-link utrecht-link--html-a" href="/getallen/">Alle getallen' in visitor.get("/").text


def test_way_to_a_kind_of_page_is_left_out_where_there_is_none(home_page, wijk_index, asked):
    assert ways.to(WijkIndexPage)(home_page, asked) == "/wijken/"
    assert ways.to(ContentPage)(home_page, asked) is None


def test_way_to_a_page_that_is_no_longer_public_is_left_out(home_page, wijk_index, asked):
    wijk_index.unpublish()
    assert ways.to(WijkIndexPage)(home_page, asked) is None
