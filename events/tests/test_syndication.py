"""A series in Atom and JSON Feed: the rule in words and what is different, and the dates for machines."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from lxml import etree
from wagtail.models import Locale

from events.models import EventPage, FeedEntry, Venue

from .factories import EVENING, change, publish, repeated

pytestmark = pytest.mark.django_db
MOVED_TO = EVENING + timedelta(days=8)


@pytest.fixture
def series(agenda) -> EventPage:
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        return repeated(
            agenda,
            summary="Kom erbij!",
            changes=[
                change("2026-06-11", "moved", starts_at=MOVED_TO, ends_at=MOVED_TO + timedelta(hours=1)),
                change("2026-06-18", reason="Storm & regen"),
                change("2026-06-25", "skipped"),
                change("2026-07-02", "moved", venue=Venue.objects.create(name="Buurthuis")),
            ],
        )


def atom(page, name: str) -> str:
    found = etree.fromstring(bytes(FeedEntry.objects.get(uid=page.uid).atom))
    return found.findtext(name)


def item(page) -> dict:
    return json.loads(bytes(FeedEntry.objects.get(uid=page.uid).json))


def test_atom_tells_the_rule_and_what_is_different(series):
    lead = "donderdag 4 juni 2026, 17:30 – 19:00 · elke week op donderdag, 5 keer"
    assert atom(series, "summary") == lead
    assert atom(series, "content").split("\n") == [
        lead,
        "",
        "Verplaatst: donderdag 11 juni 2026 wordt vrijdag 12 juni 2026, 17:30 – 18:30",
        "Gaat niet door: donderdag 18 juni 2026 (Storm & regen)",
        "Anders: donderdag 2 juli 2026, 17:30 – 19:00 · Buurthuis",
        "Niet op donderdag 25 juni 2026",
        "",
        "Kom erbij!",
    ]


def test_words_are_those_of_the_language_of_the_page(series):
    english = Locale.objects.create(language_code="en")
    translated = publish(EventPage.objects.get(pk=series.copy_for_translation(english, copy_parents=True).pk))
    assert translated.uid != series.uid
    assert atom(translated, "summary") == "Thursday 4 June 2026, 17:30 – 19:00 · every week on Thursday, 5 times"
    assert "Not on Thursday 25 June 2026" in atom(translated, "content")
    assert [day["of"] for day in item(translated)["_event"]["changes"]] == [
        day["of"] for day in item(series)["_event"]["changes"]
    ]


def test_json_tells_every_date(series):
    assert item(series)["_event"] == {
        "starts_at": "2026-06-04T17:30:00+02:00",
        "ends_at": "2026-06-04T19:00:00+02:00",
        "all_day": False,
        "status": "confirmed",
        "location": "",
        "rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=5",
        "dates": ["2026-06-04T17:30:00+02:00", "2026-06-12T17:30:00+02:00", "2026-07-02T17:30:00+02:00"],
        "skipped": ["2026-06-25T17:30:00+02:00"],
        "changes": [
            {
                "of": "2026-06-11T17:30:00+02:00",
                "starts_at": "2026-06-12T17:30:00+02:00",
                "ends_at": "2026-06-12T18:30:00+02:00",
                "status": "confirmed",
                "location": "",
                "reason": "",
            },
            {
                "of": "2026-06-18T17:30:00+02:00",
                "starts_at": "2026-06-18T17:30:00+02:00",
                "ends_at": "2026-06-18T19:00:00+02:00",
                "status": "cancelled",
                "location": "",
                "reason": "Storm & regen",
            },
            {
                "of": "2026-07-02T17:30:00+02:00",
                "starts_at": "2026-07-02T17:30:00+02:00",
                "ends_at": "2026-07-02T19:00:00+02:00",
                "status": "confirmed",
                "location": "Buurthuis",
                "reason": "",
            },
        ],
    }


def test_withdrawn_series_tells_no_date_and_no_reason(series):
    series.unpublish()
    told = item(series)
    assert (told["title"], told["_event"]["dates"]) == ("GEANNULEERD: Soep eten", [])
    assert {day["status"] for day in told["_event"]["changes"]} == {"cancelled"}
    assert "Storm" not in json.dumps(told) + atom(series, "content")


def test_date_that_only_ends_later_is_told(agenda):
    later = change("2026-06-11", "moved", starts_at=EVENING + timedelta(days=7), ends_at=EVENING + timedelta(days=7.5))
    page = repeated(agenda, changes=[later])
    assert "Anders: donderdag 11 juni 2026, 17:30 – vrijdag 12 juni 2026, 05:30" in atom(page, "content")


def test_date_that_only_lasts_through_a_clock_change_is_no_news(agenda):
    starts_at = datetime(2026, 10, 17, 18, 0, tzinfo=UTC)
    page = repeated(
        agenda, starts_at=starts_at, ends_at=starts_at + timedelta(hours=12), repeat_until=date(2026, 11, 7)
    )
    assert len(item(page)["_event"]["changes"]) == 1
    assert "Anders" not in atom(page, "content")
