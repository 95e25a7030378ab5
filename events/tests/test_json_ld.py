import json
from datetime import timedelta

import pytest
import time_machine

from events import json_ld
from events.models import EventPage, Venue

from .factories import EVENING, change, published, repeated

pytestmark = pytest.mark.django_db
MOVED_TO = EVENING + timedelta(days=8)


@pytest.fixture
def june():
    with time_machine.travel("2026-06-05T10:00:00Z", tick=False):
        yield


def told(page, *names: str) -> list[tuple]:
    return [tuple(day.get(name, "") for name in names) for day in json_ld.event(page)["subEvent"]]


def test_event_that_happens_once(agenda, june):
    found = json_ld.event(published(agenda, venue=Venue.objects.create(name="Buurthuis"), is_free=False))
    assert found == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Soep eten",
        "url": "http://testserver/agenda/soep-eten/",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": False,
        "startDate": "2026-06-04T17:30:00+02:00",
        "endDate": "2026-06-04T19:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "Place", "name": "Buurthuis", "address": {"@type": "PostalAddress"}},
    }


def test_series_tells_the_dates_to_come(agenda, june):
    moved = change("2026-06-11", "moved", starts_at=MOVED_TO, ends_at=MOVED_TO + timedelta(hours=1))
    elsewhere = change("2026-06-18", "moved", venue=Venue.objects.create(name="Buurthuis"))
    page = repeated(agenda, changes=[moved, elsewhere, change("2026-06-25"), change("2026-07-02", "skipped")])
    assert json_ld.event(page)["@type"] == "EventSeries"
    assert told(page, "@type", "name", "startDate", "eventStatus", "previousStartDate") == [
        (
            "Event",
            "Soep eten",
            "2026-06-12T17:30:00+02:00",
            "https://schema.org/EventRescheduled",
            "2026-06-11T17:30:00+02:00",
        ),
        ("Event", "Soep eten", "2026-06-18T17:30:00+02:00", "https://schema.org/EventScheduled", ""),
        ("Event", "Soep eten", "2026-06-25T17:30:00+02:00", "https://schema.org/EventCancelled", ""),
    ]
    assert told(page, "location")[1][0]["name"] == "Buurthuis"


def test_whole_days_have_dates(agenda, june):
    page = repeated(agenda, all_day=True, repeat_count=2)
    assert told(page, "startDate", "endDate", "previousStartDate") == [("2026-06-11", "2026-06-11", "")]


def test_cancelled_series_is_cancelled_on_every_date(agenda, june):
    page = repeated(agenda, status="cancelled", repeat_count=2)
    assert json_ld.event(page)["eventStatus"] == "https://schema.org/EventCancelled"
    assert told(page, "eventStatus") == [("https://schema.org/EventCancelled",)]


@pytest.mark.parametrize("number", [3, 60])
def test_series_tells_ten_dates_at_most_in_one_query(agenda, june, number, django_assert_num_queries):
    page = repeated(agenda, repeat_count=number, online_url="https://example.org/soep")
    page = EventPage.objects.select_related("locale").get(pk=page.pk)
    _ = page.full_url
    with django_assert_num_queries(1):
        assert len(told(page, "location")) == min(number - 1, 10)


def test_draft_that_was_never_saved_has_no_dates(june):
    page = EventPage(title="Soep", starts_at=EVENING, ends_at=MOVED_TO, repeats="daily", repeat_count=3)
    assert "subEvent" not in json_ld.event(page)
    assert json.dumps(json_ld.event(page))
