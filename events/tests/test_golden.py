"""The bytes that subscribers get, against files that a human has read.

After a change that is meant: `RENEW=1 .venv/bin/python -m pytest events/tests/test_golden.py`, and read the difference
before it is committed, because each line of it is something that every subscriber's program takes in.
"""

import os
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from events import ical
from events.models import EventPage, FeedEntry, Venue
from home.models import Theme

from .factories import AMSTERDAM, EVENING, change, publish, published, repeated
from .faults import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may")]

GOLDEN = Path(__file__).parent / "golden"
UID = UUID("5ab1d6f2-6d94-4c9d-9f4e-0d9f3c1a7b11")
NASTY = "C:\\Noord, \\N; “einde” \x07 ش 漢 🙂 " + "é" * 40


@pytest.fixture
def may():
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        yield


def at(day: str, clock: str = "19:30") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=AMSTERDAM)


def whole_days(first: str, last: str) -> dict:
    return {"all_day": True, "starts_at": at(first, "00:00"), "ends_at": at(last, "23:59")}


def house() -> Venue:
    return Venue.objects.create(
        name="Buurthuis, de Kade",
        address="Kade 1",
        postcode="3511 AB",
        place="Lindestad",
        latitude=52.09,
        longitude=5.12,
    )


def single(agenda, **fields) -> EventPage:
    themes = [Theme.objects.get_or_create(name=name, slug=name.lower())[0] for name in ("Ontmoeting", "Vervoer")]
    return published(agenda, uid=UID, summary="Kom erbij!", venue=house(), themes=themes, **fields)


def series(agenda, **fields) -> EventPage:
    return repeated(agenda, uid=UID, summary="Kom erbij!", **fields)


def excepted(agenda, **fields) -> EventPage:
    later = EVENING + timedelta(days=15)
    return series(
        agenda,
        repeat_count=6,
        changes=[
            change("2026-06-11", "cancelled", reason="Storm; de zaal is dicht"),
            change("2026-06-18", "moved", starts_at=later, ends_at=later + timedelta(hours=2)),
            change("2026-06-25", "skipped"),
            change("2026-07-02", "moved", venue=house()),
        ],
        **fields,
    )


def withdrawn(page: EventPage) -> EventPage:
    page.unpublish()
    return page


CASES: dict[str, Callable[..., EventPage]] = {
    "single": single,
    "whole-days": lambda agenda: single(agenda, **whole_days("2026-10-24", "2026-10-25")),
    "changed": lambda agenda: publish(single(agenda), starts_at=EVENING - timedelta(hours=1), status="changed"),
    "cancelled": lambda agenda: publish(single(agenda), status="cancelled", status_reason="De kok is ziek."),
    "withdrawn": lambda agenda: withdrawn(single(agenda)),
    "nasty": lambda agenda: published(
        agenda, NASTY, slug="naar", uid=UID, summary=NASTY, description=f"<p>{NASTY}</p><ul><li>één</li></ul>"
    ),
    "daily": lambda agenda: series(agenda, repeats="daily", repeat_every=2),
    "weekly": lambda agenda: series(agenda, repeat_weekdays=[1, 3], repeat_until=date(2026, 11, 5)),
    "monthly-day": lambda agenda: series(agenda, repeats="monthly-day"),
    "monthly-weekday": lambda agenda: series(agenda, repeats="monthly-weekday"),
    "monthly-last-weekday": lambda agenda: series(
        agenda, repeats="monthly-last-weekday", starts_at=at("2026-06-25"), repeat_until=date(2027, 1, 31)
    ),
    "yearly": lambda agenda: series(agenda, repeats="yearly"),
    "whole-days-series": lambda agenda: series(
        agenda,
        repeat_until=date(2026, 7, 31),
        changes=[change("2026-06-13")],
        **whole_days("2026-06-06", "2026-06-07"),
    ),
    "exceptions": excepted,
    "first-date-skipped": lambda agenda: series(agenda, changes=[change("2026-06-04", "skipped")]),
    "through-the-clock-change": lambda agenda: series(
        agenda, starts_at=at("2026-10-03", "23:00"), ends_at=at("2026-10-04", "05:00")
    ),
    "series-cancelled": lambda agenda: publish(excepted(agenda), status="cancelled"),
    "series-withdrawn": lambda agenda: withdrawn(excepted(agenda)),
}


def compare(name: str, data: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("RENEW"):
        path.write_bytes(data)
    assert data == path.read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_event_is_what_it_was(agenda, name):
    CASES[name](agenda)
    entry = FeedEntry.objects.get()
    data = ical.file(bytes(entry.ical))
    assert faults(data) == []
    compare(f"{name}.ics", data)
    compare(f"{name}.atom", bytes(entry.atom))
    compare(f"{name}.json", bytes(entry.json))


@pytest.mark.parametrize("kind", ["calendar", "atom", "json"])
def test_feed_is_what_it_was(visitor, agenda, kind):
    excepted(agenda)
    published(agenda, "Koffie", uid=UUID(int=1), starts_at=at("2026-05-20"))
    withdrawn(published(agenda, "Taart", uid=UUID(int=2), starts_at=at("2026-05-21")))
    published(agenda, "Geweest", uid=UUID(int=3), starts_at=at("2025-05-21"))
    data = visitor.get(reverse(f"events:{kind}", args=[agenda.pk])).content
    # The number of the page differs from database to database.
    data = re.sub(rb"(kalender[:/])%d\b" % agenda.pk, rb"\g<1>7", data)
    suffix = {"calendar": "ics"}.get(kind, kind)
    compare(f"feed.{suffix}", data)
