"""A subscriber's life: whatever editors do, after each poll a calendar program shows exactly what the site shows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from events import sequel
from events.models import EventPage, Holiday, Occurrence, Venue

from .factories import AMSTERDAM, EVENING, change, draft, publish, repeated
from .test_ical import faults

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Subscriber:
    """A program that never forgets: it keeps each entry by UID and RECURRENCE-ID until one of the same or a higher
    SEQUENCE replaces it, and with a higher one forgets the exceptions it had. What a feed leaves out, it keeps."""

    def __init__(self, client, page):
        self.client = client
        self.address = reverse("events:calendar", args=[page.pk])
        self.etag = ""
        self.zone = None
        self.known: dict[str, dict] = {}
        self.polls: list[int] = []

    def poll(self) -> list[tuple]:
        """Read the feed and return what is shown: title, start, end and place of every date that is not cancelled."""
        headers = {"If-None-Match": self.etag} if self.etag else {}
        response = self.client.get(self.address, headers=headers)
        self.polls.append(response.status_code)
        if response.status_code == 200:
            assert faults(response.content) == []
            self.etag = response["ETag"]
            calendar = icalendar.Calendar.from_ical(response.content)
            (self.zone,) = calendar.walk("VTIMEZONE")
            for event in calendar.walk("VEVENT"):
                self._learn(event)
        return self._shown()

    def _learn(self, event) -> None:
        known = self.known.setdefault(str(event["UID"]), {})
        latest = max((one["SEQUENCE"] for one in known.values()), default=-1)
        if event["SEQUENCE"] < latest:
            return
        if event["SEQUENCE"] > latest:
            known.clear()
        known[event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None] = event

    def _shown(self) -> list[tuple]:
        calendar = icalendar.Calendar()
        for component in [self.zone, *(event for known in self.known.values() for event in known.values())]:
            calendar.add_component(component)
        found = recurring_ical_events.of(calendar).between(datetime(2020, 1, 1), datetime(2040, 1, 1))
        going_on = [event for event in found if event["STATUS"] != "CANCELLED"]
        return in_order(
            (event["SUMMARY"], event["DTSTART"].dt, event["DTEND"].dt, event.get("LOCATION", "")) for event in going_on
        )


def on_site(page) -> list[tuple]:
    """Return what the lists of the site show, in the same words."""
    rows = Occurrence.objects.listed_on(page).exclude(status="cancelled").select_related("event", "venue")
    return in_order(
        (row.event.title, *when(row), row.venue.location if row.venue else row.event.online_url) for row in rows
    )


def in_order(shown: Iterable[tuple]) -> list[tuple]:
    """Return dates and instants, of which an instant may be written in any zone, in one order."""
    return sorted(
        shown, key=lambda one: (one[0], str(one[1].astimezone(UTC) if isinstance(one[1], datetime) else one[1]))
    )


def when(row: Occurrence) -> tuple:
    if not row.event.all_day:
        return row.starts_at, row.ends_at
    first, last = (moment.astimezone(AMSTERDAM).date() for moment in (row.starts_at, row.ends_at))
    return first, last + timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False) as travel:
        yield travel


@pytest.fixture
def follow(agenda, client, home_page, clock):
    """Return a function that polls and compares; the answer is how many dates are shown."""
    subscriber = Subscriber(client, home_page)

    def compare() -> int:
        clock.shift(timedelta(hours=4))
        shown = subscriber.poll()
        assert shown == on_site(home_page)
        # Nothing happens between two polls: the second is told that nothing changed.
        assert subscriber.poll() == shown
        assert subscriber.polls[-1] == 304
        return len(shown)

    return compare


def fresh(page) -> EventPage:
    return EventPage.objects.get(pk=page.pk)


def test_subscriber_sees_what_the_site_shows(agenda, wijk, follow):
    there = Venue.objects.create(name="Buurthuis", address="Kade 1")
    page = repeated(agenda, repeat_count=6)
    assert follow() == 6
    page.move(wijk, pos="last-child")
    assert follow() == 6
    page = publish(fresh(page), title="Soep koken", slug="soep-koken")
    assert follow() == 6
    page.date_changes = [change("2026-06-11", reason="Storm")]
    page = publish(page)
    assert follow() == 5
    moved_to = datetime(2026, 6, 20, 11, 0, tzinfo=AMSTERDAM)
    moved = change("2026-06-18", "moved", starts_at=moved_to, ends_at=moved_to + timedelta(hours=2), venue=there)
    page.date_changes = [*page.date_changes.all(), moved]
    page = publish(page)
    assert follow() == 5
    there.address = "Kade 2"
    there.save()
    call_command("rebuild_fragments")
    assert follow() == 5
    page = publish(page, starts_at=EVENING - timedelta(hours=1), ends_at=EVENING)
    assert follow() == 5
    page = publish(page, repeat_weekdays=[3, 4], repeat_count=9)
    assert follow() == 8
    Holiday.objects.create(name="Zomer", first_on=date(2026, 6, 25), last_on=date(2026, 6, 26))
    page = publish(page, skips_holidays=True)
    assert follow() == 6
    new = sequel.begin(page, date(2026, 6, 19))
    assert follow() == 6
    page = publish(fresh(page), status="cancelled", status_reason="De kok is ziek")
    assert follow() == 2
    page = publish(page, status="planned", status_reason="")
    assert follow() == 6
    page.unpublish()
    assert follow() == 2
    publish(fresh(page))
    assert follow() == 6
    fresh(new).delete()
    assert follow() == 4
    wijk.get_parent().delete()
    assert follow() == 0


def test_subscriber_follows_older_revisions_and_copies(agenda, follow):
    page = repeated(agenda, all_day=True, ends_at=EVENING + timedelta(days=1))
    first = page.latest_revision
    assert follow() == 5
    page.date_changes = [change("2026-06-11"), change("2026-06-18", "skipped")]
    page = publish(page)
    assert follow() == 3
    page.copy(update_attrs={"slug": "nog-eens"})
    assert follow() == 6
    first.publish()
    assert follow() == 8
    page = publish(fresh(page), repeats="", repeat_count=None)
    assert follow() == 4
    publish(page, repeats="daily", repeat_count=3, all_day=False)
    assert follow() == 6


def test_subscriber_follows_the_clock(agenda, follow, clock):
    page = draft(agenda, repeats="weekly", repeat_count=5)
    page.go_live_at, page.expire_at = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=4)
    page.save_revision().publish()
    assert follow() == 0
    clock.shift(timedelta(days=2))
    call_command("publish_scheduled")
    assert follow() == 5
    clock.shift(timedelta(days=2))
    call_command("publish_scheduled")
    assert follow() == 0
