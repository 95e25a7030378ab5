"""The feeds as the parsers inside calendar programs read them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import ics
import pytest

from events import ical

from .readers import Reading, day, differences, stamp
from .test_ical import AMSTERDAM, SOUP, feed, when

NASTY = "C:\\Noord, \\N; “einde”\n\nش 漢 🙂 " + "é" * 90


def expected(entry: ical.Entry) -> Reading:
    starts, ends = when(entry)
    return Reading(
        uid=str(entry.uid),
        on=day(starts),
        starts=stamp(starts),
        ends=stamp(ends),
        is_cancelled=entry.is_cancelled,
        sequence=entry.sequence,
        title=entry.headline,
        text=ical.clean(entry.text),
        place=ical.one_line(entry.location),
    )


def throughout() -> list[ical.Entry]:
    """Return events on days of two years, and in every hour around both changes of the clocks."""
    first = datetime(2026, 1, 1, 12, 0, tzinfo=AMSTERDAM)
    begins = [first + timedelta(days=count) for count in range(0, 730, 5)]
    for change in (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 10, 24, 12, 0, tzinfo=UTC)):
        begins += [change + timedelta(minutes=30 * count) for count in range(60)]
    return [
        replace(SOUP, uid=UUID(int=number), starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
        for number, starts_at in enumerate(begins)
    ]


def test_feed_reads_as_it_was_written(read):
    # node-ical reads an escaped backslash and an n as a backslash and a line break.
    text = NASTY.replace("\\", "/") if read.name == "node-ical" else NASTY
    entries = [
        *throughout(),
        replace(SOUP, title=text, text=text, location=text, is_cancelled=True),
        replace(SOUP, uid=UUID(int=9_999), all_day=True, ends_at=SOUP.ends_at + timedelta(days=2)),
    ]
    assert differences(read(feed(*entries)), map(expected, entries)) == []


def test_zone_of_the_file_is_the_one_that_counts(read):
    if read.name == "node-ical":
        pytest.skip("node-ical goes by the name of a zone alone; ours has the name that every program knows.")
    invented = feed(SOUP).replace(b"Europe/Amsterdam", b"Wijkverbond/Lindestad")
    assert differences(read(invented), [expected(SOUP)]) == []


def test_ics_reads_every_event():
    entries = throughout()
    found = {event.uid: event for event in ics.Calendar(feed(*entries).decode()).events}
    assert [(found[row.uid].name, stamp(found[row.uid].begin.datetime)) for row in map(expected, entries)] == [
        (row.title, row.starts) for row in map(expected, entries)
    ]
