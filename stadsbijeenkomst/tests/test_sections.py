import pytest
from django.utils.translation import ngettext
from wagtail.models import PageViewRestriction

from home import statistics
from stadsbijeenkomst import moderation, proceedings, sections, tables
from stadsbijeenkomst.models import Question

REPORT = "/stadsbijeenkomsten/samen-aan-tafel/verslag/"


def test_home_tells_what_the_last_meeting_brought(visitor, home_page, meeting, say, publish_report):
    proceedings.enter(meeting, "closed")
    say("Koffie")
    assert REPORT not in visitor.get("/").text
    page = publish_report()
    assert f'href="{REPORT}"' in visitor.get("/").text
    page.unpublish()
    assert REPORT not in visitor.get("/").text


def test_home_counts_what_the_report_shows_by_question(home_page, meeting, say, publish_report, rf):
    for words in ("Koffie", "Thee", "Iemand met naam en adres"):
        say(words)
    say("Een bankje", Question.ACTION)
    page = publish_report()
    page.lines.filter(text="Iemand met naam en adres").update(left_out=True)
    shown = sections.on_home(home_page, rf.get("/"))
    assert [count for _wording, count in shown["notes"]] == [2, 0, 1]
    assert [wording for wording, _count in shown["notes"]] == [str(word) for word in meeting.questions.values()]


def test_home_invites_to_the_meeting_that_is_open(visitor, home_page, meeting):
    assert 'href="/doe-mee/"' in visitor.get("/").text
    proceedings.enter(meeting, "closed")
    assert 'href="/doe-mee/"' not in visitor.get("/").text


def test_wijk_shows_the_first_lines_of_its_own_lists(visitor, wijk, other_wijk, meeting, say, publish_report):
    for number in range(6):
        say(f"Koffie {number}")
    assert "Koffie 0" not in visitor.get(wijk.url).text
    publish_report()
    page = visitor.get(wijk.url).text
    assert [f"Koffie {number}" in page for number in range(6)] == [True] * 4 + [False] * 2
    assert f'href="{REPORT}oeverwijk/"' in page
    assert "Koffie" not in visitor.get(other_wijk.url).text


def test_private_report_stands_on_no_page(visitor, home_page, wijk, meeting, say, publish_report, rf):
    say("Koffie")
    page = publish_report()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert sections.on_wijk(wijk, rf.get("/")) is None
    assert sections.on_home(home_page, rf.get("/"))["last"] is None
    assert REPORT not in visitor.get(meeting.url).text


def test_wijk_without_approved_notes_shows_nothing(wijk, meeting, table, say, rf, publish_report):
    note = say("Koffie")
    publish_report()
    moderation.hide(note.pk, note.changed_at)
    assert sections.on_wijk(wijk, rf.get("/")) is None


def test_other_pages_show_nothing(meeting, rf):
    assert (sections.on_home(meeting, rf.get("/")), sections.on_wijk(meeting, rf.get("/"))) == (None, None)


@pytest.mark.parametrize("build", [sections.on_home, sections.on_wijk])
def test_queries_do_not_grow(home_page, wijk, meeting, say, rf, publish_report, django_assert_num_queries, build):
    page = home_page if build is sections.on_home else wijk
    for _ in range(2):
        say("Koffie", at=tables.add(meeting, wijk))
        say("Bankje", Question.ACTION, at=tables.add(meeting, wijk))
        publish_report()
        with django_assert_num_queries(2):
            build(page, rf.get("/"))


def test_home_counts_what_published_reports_tell(meeting, say, publish_report):
    for words in ("Koffie", "Thee"):
        say(words)
    page = publish_report()
    label = ngettext("thing said at a meeting", "things said at a meeting", 2)
    assert (2, label) in statistics.collected()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert label not in dict(map(reversed, statistics.collected()))
