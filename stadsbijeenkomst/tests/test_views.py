"""The board and the report as pages."""

import pytest

from stadsbijeenkomst import moderation, proceedings, tables
from stadsbijeenkomst.models import Question


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


def test_nothing_new_is_204_with_one_query(visitor, meeting, say, django_assert_num_queries):
    say("Koffie")
    version = changes(visitor, meeting).text.split('data-version="')[1].split('"')[0]
    with django_assert_num_queries(1):
        answer = changes(visitor, meeting, v=version)
    assert (answer.status_code, answer.content) == (204, b"")


def test_only_what_changed_travels(visitor, meeting, say):
    old = say("Koffie")
    version = changes(visitor, meeting).text.split('data-version="')[1].split('"')[0]
    say("Thee")
    waiting = say("geheim", approved=False)
    answer = changes(visitor, meeting, v=version)
    assert [word in answer.text for word in ("Koffie", "Thee", "geheim")] == [False, True, False]
    assert f'data-gone="{waiting.pk}"' in answer.text
    moderation.hide(old.pk, old.changed_at)
    assert f'data-gone="{old.pk} {waiting.pk}"' in changes(visitor, meeting, v=version).text


def test_version_of_another_time_begins_again(visitor, meeting, say):
    say("Koffie")
    assert "Koffie" in changes(visitor, meeting, v=10**17).text


@pytest.mark.parametrize("version", ["", "-1", "x", "1.5", "9" * 19, "²"])
def test_broken_version_is_a_bad_request(visitor, meeting, version):
    assert changes(visitor, meeting, v=version).status_code == 400


def test_draft_meeting_has_no_board_and_no_report(visitor, meeting, say):
    say("Koffie")
    proceedings.publish_report(meeting)
    meeting.unpublish()
    addresses = ["/stadsbijeenkomsten/samen-aan-tafel/bord/", "/stadsbijeenkomsten/samen-aan-tafel/verslag/"]
    assert [visitor.get(address).status_code for address in addresses] == [404, 404]
    assert changes(visitor, meeting).status_code == 404


REPORT = "/stadsbijeenkomsten/samen-aan-tafel/verslag/"


def test_report_is_public_after_it_was_published_and_for_editors_before(visitor, meeting, say, editor, client):
    say("Koffie")
    assert [visitor.get(REPORT).status_code, visitor.get(f"{REPORT}oeverwijk/").status_code] == [404, 404]
    client.force_login(editor)
    assert client.get(REPORT).status_code == 200
    assert client.get(REPORT).headers["Cache-Control"] == "private, no-store"
    client.logout()
    proceedings.publish_report(meeting)
    assert 'href="/stadsbijeenkomsten/samen-aan-tafel/verslag/oeverwijk/"' in visitor.get(REPORT).text
    assert "Koffie" in visitor.get(f"{REPORT}oeverwijk/").text


def test_report_has_a_page_for_the_whole_city(visitor, meeting, say):
    say("Bus", Question.IMPROVE, at=tables.add(meeting, topic="Vervoer"))
    proceedings.publish_report(meeting)
    assert "Bus" in visitor.get(f"{REPORT}stadsbreed/").text
    assert visitor.get(f"{REPORT}elders/").status_code == 404


@pytest.mark.parametrize(
    "address", [REPORT, f"{REPORT}oeverwijk/", "/stadsbijeenkomsten/samen-aan-tafel/bord/", "/stadsbijeenkomsten/"]
)
def test_queries_do_not_grow(meeting, wijk, say, queries, address):
    proceedings.publish_report(meeting)
    say("Koffie")
    one = queries(address)
    for number in range(2):
        say(f"Koffie {number}", at=tables.add(meeting, wijk))
    assert queries(address) == one <= 15
