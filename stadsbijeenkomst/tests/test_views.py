"""The board as a page."""

import pytest
from wagtail.models import PageViewRestriction

from stadsbijeenkomst import journal, moderation, tables


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


@pytest.mark.parametrize("address", ["/stadsbijeenkomsten/samen-aan-tafel/bord/", "/stadsbijeenkomsten/"])
def test_queries_do_not_grow(meeting, wijk, say, queries, address):
    say("Koffie")
    one = queries(address)
    for number in range(2):
        say(f"Koffie {number}", at=tables.add(meeting, wijk))
    assert queries(address) == one <= 15
