"""The bytes, read back by every parser at hand."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from events import ical

from .faults import faults

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UID = UUID("5ab1d6f2-6d94-4c9d-9f4e-0d9f3c1a7b11")
SOUP = ical.Entry(
    uid=UID,
    created_at=datetime(2026, 5, 1, 8, 0, tzinfo=UTC),
    changed_at=datetime(2026, 5, 2, 9, 30, tzinfo=UTC),
    sequence=3,
    starts_at=datetime(2026, 6, 4, 17, 30, tzinfo=AMSTERDAM),
    ends_at=datetime(2026, 6, 4, 19, 0, tzinfo=AMSTERDAM),
    title="Soep eten",
    text="Kom erbij!",
    location="Buurthuis, Kade 1",
    point=(52.09, 5.12),
    url="https://lindestad.example/agenda/soep/",
    categories=("Ontmoeting", "Vervoer"),
)
GOLDEN = """\
BEGIN:VEVENT
SUMMARY:Soep eten
DTSTART;TZID=Europe/Amsterdam:20260604T173000
DTEND;TZID=Europe/Amsterdam:20260604T190000
DTSTAMP:20260502T093000Z
UID:5ab1d6f2-6d94-4c9d-9f4e-0d9f3c1a7b11
SEQUENCE:3
CATEGORIES:Ontmoeting,Vervoer
CLASS:PUBLIC
CREATED:20260501T080000Z
DESCRIPTION:Kom erbij!
GEO:52.09;5.12
LAST-MODIFIED:20260502T093000Z
LOCATION:Buurthuis\\, Kade 1
STATUS:CONFIRMED
URL:https://lindestad.example/agenda/soep/
END:VEVENT
"""

# An editor may write "None", but `faults` takes it for a value that was forgotten.
texts = st.text(max_size=300).filter(lambda text: "None" not in text) | st.text(
    alphabet=st.sampled_from(list("aé漢🙂ش\u200f,;:\\\"'nN \t\r\n\x00\x07\x0b\x1f\x7f\x85\u2028\ufeff^")), max_size=300
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)


@st.composite
def entries(draw) -> ical.Entry:
    starts_at = draw(instants)
    return ical.Entry(
        uid=draw(st.uuids()),
        created_at=draw(instants),
        changed_at=draw(instants),
        sequence=draw(st.integers(0, 10_000)),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(1, 60 * 24 * 9))),
        title=draw(texts.filter(ical.one_line)),
        all_day=draw(st.booleans()),
        is_cancelled=draw(st.booleans()),
        text=draw(texts),
        location=draw(texts),
        point=draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))),
        url="https://lindestad.example/agenda/soep/",
        categories=tuple(draw(st.lists(texts, max_size=3))),
    )


def feed(*shown: ical.Entry) -> bytes:
    return ical.feed(
        "Lindestad",
        "https://lindestad.example/kalender/3.ics",
        "https://lindestad.example/",
        [*map(ical.fragment, shown)],
    )


def test_fragment_is_what_it_was():
    assert ical.fragment(SOUP) == GOLDEN.replace("\n", "\r\n").encode()


def test_fragment_of_whole_days_has_dates_and_an_exclusive_end():
    whole = replace(
        SOUP,
        all_day=True,
        starts_at=datetime(2026, 3, 28, 0, 0, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 3, 29, 23, 59, tzinfo=AMSTERDAM),
    )
    lines = ical.fragment(whole).split(b"\r\n")
    assert b"DTSTART;VALUE=DATE:20260328" in lines
    assert b"DTEND;VALUE=DATE:20260330" in lines


def test_cancelled_event_says_so_twice():
    lines = ical.fragment(replace(SOUP, is_cancelled=True)).split(b"\r\n")
    assert b"SUMMARY:GEANNULEERD: Soep eten" in lines
    assert b"STATUS:CANCELLED" in lines


def test_empty_properties_are_left_out():
    bare = ical.fragment(replace(SOUP, text="\x00", location=" ", point=None, url="", categories=("",)))
    assert not re.search(rb"DESCRIPTION|LOCATION|GEO|URL|CATEGORIES|None", bare)


def test_hour_that_comes_twice_is_written_in_utc():
    night = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    event = ical.fragment(replace(SOUP, starts_at=night, ends_at=night.replace(fold=1)))
    assert b"DTSTART:20261025T003000Z\r\n" in event
    assert b"DTEND:20261025T013000Z\r\n" in event


@pytest.mark.parametrize("name", ["Soep, brood; en meer\r\nBEGIN:VEVENT", "Lindestad"])
def test_name_of_a_calendar_has_no_sign_that_needs_escaping(name):
    head = ical.calendar(name, "https://lindestad.example/kalender/3.ics", "https://lindestad.example/").decode()
    (shown,) = re.findall(r"^NAME:(.*)\r$", head, re.M)
    assert not re.search(r"[,;\\]", shown)
    assert len(re.findall(r"^BEGIN:", head, re.M)) == 4


@pytest.mark.parametrize("year", range(2024, 2041))
def test_time_zone_agrees_with_zoneinfo(year):
    zone = icalendar.Calendar.from_ical(feed(SOUP)).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    moment = datetime(year, 1, 1)
    while moment.year == year:
        there = moment.replace(tzinfo=AMSTERDAM)
        # An hour that is skipped or comes twice has no one answer.
        if (
            there.astimezone(UTC).astimezone(AMSTERDAM) == there
            and there.replace(fold=1).utcoffset() == there.utcoffset()
        ):
            assert moment.replace(tzinfo=zone).utcoffset() == there.utcoffset(), moment
        moment += timedelta(hours=1) if moment.month in (3, 10) and moment.day > 24 else timedelta(days=1)


@given(entries())
@example(replace(SOUP, title="C:\\Noord\\nieuw, \\N; einde\\"))
@example(replace(SOUP, title="é" * 200, text="🙂" * 200))
@example(replace(SOUP, text="a\r\nb\rc\u2028d\x85e\x0bf"))
@settings(max_examples=60, deadline=None)
def test_every_text_comes_back_from_icalendar(entry):
    data = feed(entry)
    assert faults(data) == []
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert event["UID"] == str(entry.uid)
    assert event["SEQUENCE"] == entry.sequence
    assert event["SUMMARY"] == entry.headline
    assert event.get("DESCRIPTION", "") == ical.clean(entry.text)
    assert event.get("LOCATION", "") == ical.one_line(entry.location)
    assert event["DTSTAMP"].dt == entry.changed_at
    assert (event["DTSTART"].dt, event["DTEND"].dt) == when(entry)


@given(entries())
@settings(max_examples=40, deadline=None)
def test_every_text_comes_back_from_ical(entry):
    (event,) = IcsCalendarStream.calendar_from_ics(feed(entry).decode()).events
    assert event.uid == str(entry.uid)
    assert event.summary == entry.headline
    assert (event.description or "") == ical.clean(entry.text)
    assert (event.location or "") == ical.one_line(entry.location)
    assert (event.dtstart, event.dtend) == when(entry)


@given(entries())
@settings(max_examples=40, deadline=None)
def test_every_text_comes_back_from_vobject(entry):
    event = vobject.readOne(feed(entry).decode()).vevent
    assert event.uid.value == str(entry.uid)
    assert event.summary.value == entry.headline
    assert getattr(getattr(event, "description", None), "value", "") == ical.clean(entry.text)
    assert getattr(getattr(event, "location", None), "value", "") == ical.one_line(entry.location)
    assert (event.dtstart.value, event.dtend.value) == when(entry)


def when(entry: ical.Entry) -> tuple[datetime, datetime] | tuple[date, date]:
    """Return start and end as a reader must understand them."""
    if entry.all_day:
        starts, ends = (moment.astimezone(AMSTERDAM).date() for moment in (entry.starts_at, entry.ends_at))
        return starts, ends + timedelta(days=1)
    return entry.starts_at, entry.ends_at


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_bytes_are_the_same_in_every_process(seed):
    code = "import sys; from events.tests.test_ical import SOUP, feed; sys.stdout.buffer.write(feed(SOUP))"
    made = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, capture_output=True, check=True
    )
    assert made.stdout == feed(SOUP)


@pytest.mark.parametrize(("sizes", "room", "kept"), [([], 5, 0), ([2, 2, 2], 6, 3), ([2, 2, 2], 5, 2), ([9], 5, 0)])
def test_fitting_counts_from_the_first(sizes, room, kept):
    assert ical.fitting([b"x" * size for size in sizes], room) == kept
