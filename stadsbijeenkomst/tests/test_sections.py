import pytest

from stadsbijeenkomst import moderation, proceedings, sections, tables


def test_home_tells_what_the_last_meeting_brought(visitor, home_page, meeting, say):
    proceedings.enter(meeting, "closed")
    say("Koffie")
    assert "/stadsbijeenkomsten/samen-aan-tafel/verslag/" not in visitor.get("/").text
    proceedings.publish_report(meeting)
    assert 'href="/stadsbijeenkomsten/samen-aan-tafel/verslag/"' in visitor.get("/").text


def test_home_invites_to_the_meeting_that_is_open(visitor, home_page, meeting):
    assert 'href="/doe-mee/"' in visitor.get("/").text
    proceedings.enter(meeting, "closed")
    assert 'href="/doe-mee/"' not in visitor.get("/").text


def test_wijk_shows_the_first_lines_of_its_own_lists(visitor, wijk, other_wijk, meeting, say):
    for number in range(6):
        say(f"Koffie {number}")
    assert "Koffie 0" not in visitor.get(wijk.url).text
    proceedings.publish_report(meeting)
    page = visitor.get(wijk.url).text
    assert [f"Koffie {number}" in page for number in range(6)] == [True] * 4 + [False] * 2
    assert 'href="/stadsbijeenkomsten/samen-aan-tafel/verslag/oeverwijk/"' in page
    assert "Koffie" not in visitor.get(other_wijk.url).text


def test_wijk_without_approved_notes_shows_nothing(wijk, meeting, table, say, rf):
    note = say("Koffie")
    proceedings.publish_report(meeting)
    moderation.hide(note.pk, note.changed_at)
    assert sections.on_wijk(wijk, rf.get("/")) is None


def test_other_pages_show_nothing(meeting, rf):
    assert (sections.on_home(meeting, rf.get("/")), sections.on_wijk(meeting, rf.get("/"))) == (None, None)


@pytest.mark.parametrize("build", [sections.on_home, sections.on_wijk])
def test_queries_do_not_grow(home_page, wijk, meeting, say, rf, django_assert_num_queries, build):
    proceedings.publish_report(meeting)
    page = home_page if build is sections.on_home else wijk
    for _ in range(2):
        say("Koffie", at=tables.add(meeting, wijk))
        with django_assert_num_queries(3):
            build(page, rf.get("/"))
