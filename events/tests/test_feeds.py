import json
from datetime import timedelta
from uuid import uuid4

import icalendar
import pytest
import time_machine
from django.urls import reverse
from lxml import etree as ElementTree
from wagtail.models import PageViewRestriction

from events import feeds, ical
from events.models import FeedEntry
from home.models import ContentPage, Theme

from .factories import EVENING, draft, publish, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may")]

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = {"calendar": "text/calendar", "atom": "application/atom+xml", "json": "application/feed+json"}


@pytest.fixture
def may():
    """A morning in May 2026, a month before the events of these tests."""
    with time_machine.travel("2026-05-01T08:00:00Z", tick=False):
        yield


def address(page, kind="calendar", **query):
    return reverse(f"events:{kind}", args=[page.pk], query=query or None)


def titles(response) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")]


def test_addresses_are_those_of_the_contract(home_page, agenda):
    page = published(agenda)
    assert address(home_page) == f"/kalender/{home_page.pk}.ics"
    assert address(home_page, "atom") == f"/kalender/{home_page.pk}.atom"
    assert address(home_page, "json") == f"/kalender/{home_page.pk}.json"
    assert reverse("events:event", args=[page.uid]) == f"/kalender/activiteit/{page.uid}.ics"


def test_page_has_the_events_under_it_and_in_it(visitor, home_page, agenda, wijk, other_wijk):
    published(agenda, "In de agenda", wijken=[wijk])
    published(wijk, "Onder de wijk", starts_at=EVENING + timedelta(days=1))
    published(other_wijk, "Elders", starts_at=EVENING + timedelta(days=2))
    assert titles(visitor.get(address(home_page))) == ["In de agenda", "Onder de wijk", "Elders"]
    assert titles(visitor.get(address(wijk))) == ["In de agenda", "Onder de wijk"]
    assert titles(visitor.get(address(other_wijk))) == ["Elders"]
    assert titles(visitor.get(address(agenda))) == ["In de agenda", "Onder de wijk", "Elders"]


def test_event_under_a_wijk_and_in_it_stands_once(visitor, wijk, theme):
    other = Theme.objects.create(name="Vervoer", slug="vervoer")
    published(wijk, wijken=[wijk], themes=[theme, other])
    assert titles(visitor.get(address(wijk))) == ["Soep eten"]
    assert titles(visitor.get(address(wijk) + "?thema=ontmoeting&thema=vervoer")) == ["Soep eten"]


@pytest.mark.parametrize("kind", KINDS)
def test_headers(visitor, home_page, agenda, kind):
    published(agenda)
    response = visitor.get(address(home_page, kind))
    assert response.status_code == 200
    assert response["Content-Type"] == f"{KINDS[kind]}; charset=utf-8"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Cache-Control"] == "public, max-age=900"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["ETag"].startswith('"')
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("kind", KINDS)
def test_feed_is_not_sent_again_until_it_changes(visitor, home_page, agenda, kind):
    page = published(agenda)
    first = visitor.get(address(home_page, kind))
    again = visitor.get(address(home_page, kind), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "public, max-age=900"
    assert again["Access-Control-Allow-Origin"] == "*"
    page.unpublish()
    changed = visitor.get(address(home_page, kind), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_view_itself_answers_that_nothing_changed(rf, home_page, agenda):
    published(agenda)
    first = feeds.calendar(rf.get(address(home_page)), home_page.pk)
    again = feeds.calendar(rf.get(address(home_page), headers={"If-None-Match": first["ETag"]}), home_page.pk)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (again["Cache-Control"], again["Access-Control-Allow-Origin"]) == ("public, max-age=900", "*")


def test_validator_changes_when_an_event_leaves_the_window(visitor, home_page, agenda):
    published(agenda)
    first = visitor.get(address(home_page))
    with time_machine.travel("2026-09-02T12:00:00+02:00", tick=False):
        assert visitor.get(address(home_page)).content == first.content
    with time_machine.travel("2026-09-03T12:00:00+02:00", tick=False):
        later = visitor.get(address(home_page), headers={"If-None-Match": first["ETag"]})
        assert later.status_code == 200
        assert titles(later) == []


@pytest.mark.parametrize("kind", KINDS)
def test_head_has_the_headers_and_no_body(visitor, home_page, agenda, kind):
    published(agenda)
    response = visitor.head(address(home_page, kind))
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == visitor.get(address(home_page, kind))["ETag"]


def test_feed_is_byte_identical_twice(visitor, home_page, agenda, wijk, theme):
    published(agenda, wijken=[wijk], themes=[theme], languages=["nl", "tr"])
    assert visitor.get(address(home_page)).content == visitor.get(address(home_page)).content


def test_empty_feed_holds_the_time_zone(visitor, home_page):
    response = visitor.get(address(home_page))
    assert response.status_code == 200
    assert ical.VTIMEZONE in response.content
    assert b"VEVENT" not in response.content


def test_feed_says_what_it_is(visitor, home_page, agenda):
    text = visitor.get(address(home_page)).text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    for line in (
        "NAME:Lindestad",
        "X-WR-CALNAME:Lindestad",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        f"SOURCE;VALUE=URI:http://testserver/kalender/{home_page.pk}.ics",
        "URL:http://testserver/",
    ):
        assert f"\r\n{line}\r\n" in text
    assert "METHOD" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Bewoners", "Beiden", "Werkers"]),
        ({"doelgroep": "bewoners"}, ["Bewoners", "Beiden"]),
        ({"doelgroep": "professionals"}, ["Beiden", "Werkers"]),
        ({"taal": "ar"}, ["Beiden"]),
        ({"taal": ["ar", "tr"]}, ["Beiden", "Werkers"]),
        ({"thema": "ontmoeting"}, ["Bewoners"]),
        ({"thema": "ontmoeting", "doelgroep": "professionals"}, []),
    ],
)
def test_filters_combine(visitor, home_page, agenda, theme, query, found):
    published(agenda, "Bewoners", themes=[theme], audience="residents")
    published(agenda, "Beiden", audience="both", languages=["nl", "ar"], starts_at=EVENING + timedelta(days=1))
    published(agenda, "Werkers", audience="professionals", languages=["tr"], starts_at=EVENING + timedelta(days=2))
    assert titles(visitor.get(address(home_page, **query))) == found


def test_feed_of_a_choice_is_named_by_it_and_has_one_source(visitor, home_page, agenda, wijk, theme):
    published(agenda, wijken=[wijk], themes=[theme])
    one = visitor.get(f"{address(home_page)}?thema=ontmoeting&wijk={wijk.pk}")
    other = visitor.get(f"{address(home_page)}?wijk={wijk.pk}&thema=ontmoeting&wijk={wijk.pk}")
    assert titles(one) == ["Soep eten"]
    assert (one.content, one["ETag"]) == (other.content, other["ETag"])
    calendar = icalendar.Calendar.from_ical(one.content)
    assert calendar["X-WR-CALNAME"] == "Lindestad · Oeverwijk · Ontmoeting"
    assert calendar["SOURCE"] == f"http://testserver/kalender/{home_page.pk}.ics?wijk={wijk.pk}&thema=ontmoeting"
    again = visitor.get(
        f"{address(home_page)}?thema=ontmoeting&wijk={wijk.pk}", headers={"If-None-Match": one["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query",
    [
        "wijk=1",
        "wijk=oeverwijk",
        "utm_source=x",
        "thema=onbekend",
        "thema=",
        "thema=%00",
        "doelgroep=iedereen",
        "taal=xx",
        "taal=nl&taal=x",
    ],
)
def test_unknown_filter_is_refused(visitor, home_page, theme, kind, query):
    assert visitor.get(f"{address(home_page, kind)}?{query}").status_code == 400


@pytest.mark.parametrize("number", [0, 1, 999_999, 10**40])
def test_feed_of_no_page_or_the_root_is_not_there(visitor, home_page, number):
    assert visitor.get(f"/kalender/{number}.ics").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_writing_to_a_feed_is_refused(visitor, home_page, kind):
    assert visitor.post(address(home_page, kind)).status_code == 405


def test_draft_appears_nowhere(visitor, home_page, agenda):
    page = draft(agenda)
    page.save_revision()
    assert titles(visitor.get(address(home_page))) == []
    assert visitor.get(reverse("events:event", args=[page.uid])).status_code == 404
    assert visitor.get(address(page)).status_code == 404


@pytest.mark.parametrize("level", ["the event", "the page above"])
def test_private_page_and_its_children_appear_nowhere(visitor, home_page, agenda, level):
    page = published(agenda)
    restricted = page if level == "the event" else agenda
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.PASSWORD, password="x")
    for kind in KINDS:
        assert b"Soep" not in visitor.get(address(home_page, kind)).content
        assert visitor.get(address(restricted, kind)).status_code == 404
    assert visitor.get(reverse("events:event", args=[page.uid])).status_code == 404


def test_child_of_a_draft_appears_nowhere(visitor, home_page):
    above = home_page.add_child(instance=ContentPage(title="Onderweg", live=False))
    page = published(above)
    assert titles(visitor.get(address(home_page))) == []
    assert visitor.get(reverse("events:event", args=[page.uid])).status_code == 404


def test_alias_appears_nowhere(visitor, home_page, agenda, wijk):
    alias = published(agenda).create_alias(parent=wijk)
    assert titles(visitor.get(address(home_page))) == ["Soep eten"]
    assert titles(visitor.get(address(wijk))) == []
    assert visitor.get(reverse("events:event", args=[alias.uid])).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_withdrawn_event_is_called_off_for_thirty_days(visitor, home_page, agenda, how, kind):
    page = published(agenda)
    getattr(page, how)()
    text = visitor.get(address(home_page, kind)).text
    assert text.count("GEANNULEERD: Soep eten") == 1
    with time_machine.travel("2026-07-05T12:00:00+02:00", tick=False):
        assert "Soep" not in visitor.get(address(home_page, kind)).text
        assert visitor.get(reverse("events:event", args=[page.uid])).status_code == 404


def test_event_file_is_a_download_without_a_calendar_name(visitor, agenda):
    page = published(agenda)
    response = visitor.get(reverse("events:event", args=[page.uid]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert titles(response) == ["Soep eten"]
    assert b"NAME" not in response.content.replace(b"TZNAME", b"")


def test_event_file_of_long_ago_is_still_there(visitor, agenda):
    page = published(agenda)
    with time_machine.travel("2028-01-01T12:00:00Z", tick=False):
        assert titles(visitor.get(reverse("events:event", args=[page.uid]))) == ["Soep eten"]


def test_event_file_of_nobody_is_not_there(visitor, db):
    assert visitor.get(reverse("events:event", args=[uuid4()])).status_code == 404


def test_move_keeps_the_feed_address_and_the_uid(visitor, home_page, agenda, wijk):
    page = published(agenda)
    page.move(wijk, pos="last-child")
    (event,) = icalendar.Calendar.from_ical(visitor.get(address(wijk)).content).walk("VEVENT")
    assert event["UID"] == str(page.uid)
    assert titles(visitor.get(address(home_page))) == ["Soep eten"]


def test_large_feed_is_cut_at_the_far_end_with_a_comment_and_a_log_line(
    visitor, home_page, agenda, monkeypatch, caplog
):
    for day in range(4):
        published(agenda, f"Dag {day}", starts_at=EVENING + timedelta(days=day))
    size = sum(len(bytes(one)) for one in FeedEntry.objects.values_list("ical", flat=True)[:2])
    monkeypatch.setattr(ical, "MAX_BYTES", size)
    response = visitor.get(address(home_page))
    assert titles(response) == ["Dag 0", "Dag 1"]
    assert b"\r\nCOMMENT:2 later activities do not fit" in response.content
    assert f"feed of page {home_page.pk} is cut: 2 activities left out" in caplog.text


def test_atom_reads_as_atom(visitor, home_page, agenda, theme):
    page = published(agenda, "Soep & <brood>", themes=[theme], summary="Kom erbij!")
    feed = ElementTree.fromstring(visitor.get(address(home_page, "atom")).content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}title") == "Lindestad"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{page.uid}"
    assert entry.findtext(f"{ATOM}title") == "Soep & <brood>"
    assert entry.findtext(f"{ATOM}updated") == "2026-05-01T08:00:00Z"
    assert entry.find(f"{ATOM}link").get("href") == page.full_url
    assert entry.find(f"{ATOM}category").get("term") == "Ontmoeting"


def test_json_reads_as_json_feed(visitor, home_page, agenda, theme):
    page = published(agenda, "Soep & <brood>", themes=[theme], summary="Kom erbij!")
    feed = json.loads(visitor.get(address(home_page, "json")).content)
    assert (feed["version"], feed["title"]) == ("https://jsonfeed.org/version/1.1", "Lindestad")
    assert feed["feed_url"] == f"http://testserver/kalender/{home_page.pk}.json"
    (item,) = feed["items"]
    assert (item["id"], item["title"], item["url"]) == (f"urn:uuid:{page.uid}", "Soep & <brood>", page.full_url)
    assert item["tags"] == ["Ontmoeting"]
    assert item["_event"]["starts_at"] == "2026-06-04T17:30:00+02:00"


def test_atom_of_a_choice_is_a_feed_of_its_own(visitor, home_page, theme):
    found = [
        ElementTree.fromstring(visitor.get(address(home_page, "atom", **query)).content).findtext(f"{ATOM}id")
        for query in ({}, {"thema": theme.slug})
    ]
    whole = f"tag:testserver,2026:kalender:{home_page.pk}"
    assert found == [whole, f"{whole}?thema={theme.slug}"]


def test_empty_atom_and_json_are_valid(visitor, home_page):
    assert list(ElementTree.fromstring(visitor.get(address(home_page, "atom")).content).findall(f"{ATOM}entry")) == []
    assert json.loads(visitor.get(address(home_page, "json")).content)["items"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_queries_of_a_feed_do_not_grow(visitor, home_page, agenda, wijk, theme, kind, django_assert_num_queries):
    from django.core.cache import cache

    def queries(count):
        cache.clear()
        visitor.get(home_page.url)
        with django_assert_num_queries(count):
            query = f"wijk={wijk.pk}&wijk=stadsbreed&thema=ontmoeting&taal=nl"
            assert visitor.get(f"{address(home_page, kind)}?{query}").status_code == 200

    published(agenda, themes=[theme], languages=["nl"])
    queries(5)
    for day in range(1, 3):
        published(agenda, wijken=[wijk], themes=[theme], languages=["nl"], starts_at=EVENING + timedelta(days=day))
    queries(5)


def test_feed_after_a_rename_has_the_new_title(visitor, home_page, agenda):
    page = published(agenda)
    publish(page, title="Brood eten")
    assert titles(visitor.get(address(home_page))) == ["Brood eten"]
