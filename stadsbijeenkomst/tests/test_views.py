"""The board as a page."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.timezone import localtime
from wagtail.models import PageViewRestriction

from stadsbijeenkomst import journal, moderation, proceedings, tables


def changes(visitor, meeting, **query):
    return visitor.get(f"/stadsbijeenkomsten/{meeting.pk}/wijzigingen", query)


def test_board_shows_columns_and_what_to_ask_next(visitor, meeting, say):
    say("Koffie")
    page = visitor.get("/stadsbijeenkomsten/samen-aan-tafel/bord/")
    assert page.status_code == 200
    assert "Koffie" in page.text
    assert f'data-source="/stadsbijeenkomsten/{meeting.pk}/wijzigingen"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_board_of_a_wijk_shows_that_wijk(visitor, meeting, say, other_table):
    say("Koffie")
    say("Thee", at=other_table)
    page = visitor.get("/stadsbijeenkomsten/samen-aan-tafel/bord/", {"wijk": "molenwijk"})
    assert ("Koffie" in page.text, "Thee" in page.text) == (False, True)


@pytest.mark.parametrize("slug", ["elders", "x" * 3000])
def test_board_of_an_unknown_wijk_is_not_found(visitor, meeting, table, slug):
    assert visitor.get("/stadsbijeenkomsten/samen-aan-tafel/bord/", {"wijk": slug}).status_code == 404


def version_in(answer):
    return answer.text.split('data-version="')[1].split('"')[0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_new_is_204_without_a_query(visitor, meeting, say, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("stadsbijeenkomst.versions.SECONDS", 60)
    say("Koffie")
    version = version_in(changes(visitor, meeting))
    with django_assert_num_queries(0):
        answer = changes(visitor, meeting, v=version)
    assert (answer.status_code, answer.content, answer.headers["Cache-Control"]) == (204, b"", "no-store")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_changes_are_made_once_for_all_who_saw_the_same(visitor, meeting, say, table, django_assert_num_queries):
    say("Koffie")
    asked = [changes(visitor, meeting), changes(visitor, meeting, wijk="oeverwijk")]
    with django_assert_num_queries(0):
        assert [changes(visitor, meeting).content, changes(visitor, meeting, wijk="oeverwijk").content] == [
            answer.content for answer in asked
        ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_viewer_who_knows_more_than_this_process_has_nothing_to_hear(visitor, meeting, say, monkeypatch):
    monkeypatch.setattr("stadsbijeenkomst.versions.SECONDS", 60)
    changes(visitor, meeting)
    say("Koffie")
    assert changes(visitor, meeting, v=journal.version(meeting.pk)).status_code == 204


def test_board_of_a_table_shows_that_table(visitor, meeting, say, other_table):
    say("Koffie")
    say("Thee", at=other_table)
    page = visitor.get("/stadsbijeenkomsten/samen-aan-tafel/bord/", {"tafel": "2"})
    assert ("Koffie" in page.text, "Thee" in page.text, "Tafel 2" in page.text) == (False, True, True)
    answer = changes(visitor, meeting, tafel="2")
    assert ("Koffie" in answer.text, "Thee" in answer.text) == (False, True)


@pytest.mark.parametrize("number", ["9", "0", "-1", "x", "²", "99999", "9" * 40])
def test_table_that_is_not_there_is_not_found(visitor, meeting, say, table, number):
    say("Koffie")
    assert visitor.get("/stadsbijeenkomsten/samen-aan-tafel/bord/", {"tafel": number}).status_code == 404
    assert changes(visitor, meeting, tafel=number).status_code == 404


def test_private_meeting_cannot_be_followed(visitor, meeting, say):
    say("Koffie")
    PageViewRestriction.objects.create(page=meeting, restriction_type="login")
    assert [changes(visitor, meeting, v=version).status_code for version in (0, journal.version(meeting.pk))] == [
        404,
        404,
    ]


def test_only_what_changed_travels(visitor, meeting, say):
    old = say("Koffie")
    version = version_in(changes(visitor, meeting))
    say("Thee")
    waiting = say("geheim", approved=False)
    answer = changes(visitor, meeting, v=version)
    assert [word in answer.text for word in ("Koffie", "Thee", "geheim")] == [False, True, False]
    assert f'data-gone="n{waiting.pk}"' in answer.text
    moderation.hide(old.pk, old.changed_at)
    assert f'data-gone="n{old.pk} n{waiting.pk}"' in changes(visitor, meeting, v=version).text


def test_version_of_another_time_begins_again(visitor, meeting, say):
    say("Koffie")
    assert "Koffie" in changes(visitor, meeting, v=10**17).text


@pytest.mark.parametrize("version", ["", "-1", "x", "1.5", "9" * 19, "²"])
def test_broken_version_is_a_bad_request(visitor, meeting, version):
    assert changes(visitor, meeting, v=version).status_code == 400


def test_draft_meeting_has_no_board_and_no_report(visitor, meeting, say, publish_report):
    say("Koffie")
    publish_report()
    meeting.unpublish()
    addresses = ["/stadsbijeenkomsten/samen-aan-tafel/bord/", "/stadsbijeenkomsten/samen-aan-tafel/verslag/"]
    assert [visitor.get(address).status_code for address in addresses] == [404, 404]
    assert changes(visitor, meeting).status_code == 404


HALL = "/stadsbijeenkomsten/samen-aan-tafel/scherm/"


def links(page):
    return {link["data-verb"]: link["href"] for link in BeautifulSoup(page.content, "lxml").select("a[data-verb]")}


def test_hall_shows_the_last_note_first_without_the_site_around_it(visitor, meeting, say):
    say("Koffie")
    say("Thee")
    page = visitor.get(HALL)
    assert page.text.index("Thee") < page.text.index("Koffie")
    assert [part in page.text for part in ("<footer", "wv-navigation", "testserver/doe-mee")] == [False, False, True]
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_hall_goes_round_by_the_wijken(visitor, meeting, table, other_table):
    tables.add(meeting, topic="Vervoer")
    asked, steps = HALL, []
    for _step in range(4):
        asked = links(visitor.get(asked))["next"]
        steps.append(asked)
    assert steps == [f"{HALL}?wijk=molenwijk", f"{HALL}?wijk=oeverwijk", f"{HALL}?wijk=stadsbreed", HALL]
    assert links(visitor.get(HALL)) == {
        "previous": f"{HALL}?wijk=stadsbreed",
        "next": f"{HALL}?wijk=molenwijk",
        "read": f"{HALL}?voorlezen=1",
    }
    assert links(visitor.get(f"{HALL}?wijk=oeverwijk")) == {
        "whole": HALL,
        "previous": f"{HALL}?wijk=molenwijk",
        "next": f"{HALL}?wijk=stadsbreed",
        "read": f"{HALL}?voorlezen=2",
    }


def test_reading_back_goes_through_the_wijken_one_by_one(visitor, meeting, say, other_table):
    say("Koffie")
    say("Taart")
    say("Thee", at=other_table)
    first, second = visitor.get(HALL, {"voorlezen": "1"}), visitor.get(HALL, {"voorlezen": "2"})
    words = ("Thee", "Koffie", "Molenwijk", "Oeverwijk", "1 van 2")
    assert [word in first.text for word in words] == [True, False, True, False, True]
    assert second.text.index("Koffie") < second.text.index("Taart")
    assert links(first) == {"whole": HALL, "next": f"{HALL}?voorlezen=2", "read": f"{HALL}?wijk=molenwijk"}
    assert links(second)["previous"] == f"{HALL}?voorlezen=1"
    assert "next" not in links(second)


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "01", "9" * 40])
def test_wijk_that_is_not_there_cannot_be_read_back(visitor, meeting, table, other_table, number):
    assert visitor.get(HALL, {"voorlezen": number}).status_code == 404


def test_hall_of_a_meeting_without_tables_is_empty(visitor, meeting):
    assert (visitor.get(HALL).status_code, links(visitor.get(HALL))) == (200, {})
    assert visitor.get(HALL, {"voorlezen": "1"}).status_code == 404


def test_hall_shows_no_note_that_is_not_on_display(visitor, meeting, say):
    say("geheim wacht", approved=False)
    hidden, private = say("geheim verborgen"), say("geheim gevoelig")
    moderation.hide(hidden.pk, hidden.changed_at)
    moderation.mark_sensitive(private.pk, private.changed_at)
    asked = [{}, {"wijk": "oeverwijk"}, {"tafel": "1"}, {"voorlezen": "1"}]
    assert ["geheim" in visitor.get(HALL, query).text for query in asked] == [False] * 4


def test_page_names_the_stream_when_there_is_one(visitor, meeting, table, settings):
    assert "data-stream" not in visitor.get(HALL).text
    settings.STREAM_URL = "https://stroom.example"
    page = visitor.get(HALL, {"wijk": "oeverwijk"}).text
    assert f'data-stream="https://stroom.example/stadsbijeenkomsten/{meeting.pk}/stroom?wijk=oeverwijk"' in page
    assert f'data-source="/stadsbijeenkomsten/{meeting.pk}/wijzigingen?wijk=oeverwijk"' in page


def test_clock_and_announcement_stand_on_board_and_hall(visitor, meeting, table):
    ends_at = timezone.now() + timedelta(minutes=5)
    proceedings.set_timer(meeting, ends_at)
    proceedings.announce(meeting, "Er is soep")
    for address in ("/stadsbijeenkomsten/samen-aan-tafel/bord/", HALL):
        page = visitor.get(address).text
        assert "Er is soep" in page
        assert f"tot {localtime(ends_at):%H.%M} uur" in page


@pytest.mark.parametrize("address", ["/stadsbijeenkomsten/samen-aan-tafel/bord/", HALL, "/stadsbijeenkomsten/"])
def test_queries_do_not_grow(meeting, wijk, say, queries, address):
    say("Koffie")
    one = queries(address)
    for number in range(2):
        say(f"Koffie {number}", at=tables.add(meeting, wijk))
    assert queries(address) == one <= 15
