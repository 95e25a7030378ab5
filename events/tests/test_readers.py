"""The feeds as the parsers inside calendar programs read them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import ics
import pytest
import time_machine
from hypothesis import HealthCheck, assume, given, settings

from events import ical, occurrences, publishing, series
from events.models import EventPage, FeedEntry, Occurrence

from .faults import faults
from .plans import Plan, plans
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


TODAY = date(2026, 6, 1)


def announced(agenda, plan: Plan) -> EventPage:
    """Return the activity as published, without the page's own revisions."""
    page = plan.page()
    page.uid = UUID(int=EventPage.objects.count() + 1)
    page.slug = str(page.uid)
    agenda.add_child(instance=page)
    publishing.announce(page)
    return page


def told(page: EventPage) -> list[Reading]:
    """Return all dates of an activity, as a reader must understand them."""
    entry = FeedEntry.objects.get(uid=page.uid)
    return [
        Reading(
            uid=str(page.uid),
            on=held.on.isoformat(),
            **span(page, held.starts_at, held.ends_at),
            is_cancelled=held.is_cancelled,
            sequence=entry.sequence,
            title=("GEANNULEERD: " if held.is_cancelled else "") + ical.one_line(page.title),
            text=ical.clean("\n\n".join(filter(None, ["" if held.is_regular else held.reason, page.summary]))),
            place="",
        )
        for held in series.dates(page)
    ]


def span(page: EventPage, starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    if not page.all_day:
        return {"starts": stamp(starts_at), "ends": stamp(ends_at)}
    last = ends_at.astimezone(AMSTERDAM).date()
    return {"starts": day(starts_at), "ends": day(last + timedelta(days=1))}


def listed(page: EventPage) -> list[tuple]:
    """Return the rows that the lists on the site show of an activity."""
    return sorted(
        (row.on.isoformat(), *span(page, row.starts_at, row.ends_at).values(), row.status == "cancelled")
        for row in Occurrence.objects.filter(event=page)
    )


def comparable(rows: list[Reading], reader: str) -> list[Reading]:
    """Return the rows without what a reader is known to read wrong, whoever wrote it."""
    if reader == "node-ical":
        # It reads an escaped backslash and an n as a backslash and a line break, and takes white space off the ends.
        rows = [row._replace(title="", text="", place="") for row in rows]
    return rows


def is_misread(page: EventPage, reader: str) -> bool:
    """Say whether a reader reads the dates of an activity wrong, whoever wrote it."""
    # libical 3.0.16 takes 2.30 of many a night in March, weeks before the clocks change, for an hour later.
    return reader == "libical" and bool(page.rule) and page.starts_at.astimezone(AMSTERDAM).hour == 2


@pytest.mark.django_db
@pytest.mark.parametrize("repeats", [True, False], ids=["series", "once"])
def test_every_reader_finds_the_dates_of_the_site(agenda, every_reader, repeats):
    shown: list[tuple[EventPage, bytes, list[Reading]]] = []
    horizon = [moment.isoformat() for moment in occurrences.horizon(TODAY)]

    @given(plans(repeats=repeats))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def reads_it(plan: Plan) -> None:
        page = announced(agenda, plan)
        assume(series.dates(page))  # not every date is skipped
        fragment, rows = bytes(FeedEntry.objects.get(uid=page.uid).ical), told(page)
        data = ical.file(fragment)
        assert faults(data) == []
        for read in every_reader:
            if is_misread(page, read.name):
                continue
            found = read(data)
            assert differences(comparable(found, read.name), comparable(rows, read.name)) == [], read.name
            within = [row for row in found if not page.rule or horizon[0] <= row.on <= horizon[1]]
            assert sorted((row.on, row.starts, row.ends, row.is_cancelled) for row in within) == listed(page), (
                read.name
            )
        shown.append((page, fragment, rows))

    with time_machine.travel(datetime(2026, 6, 1, 12, 0, tzinfo=UTC), tick=False):
        reads_it()

    # All of them in one feed: nothing of one activity sticks to another.
    for read in every_reader:
        mine = [(fragment, rows) for page, fragment, rows in shown if not is_misread(page, read.name)]
        whole = ical.feed("Lindestad", "https://a.example/3.ics", "https://a.example/", [ics for ics, _rows in mine])
        wanted = [row for _ics, rows in mine for row in rows]
        assert differences(comparable(read(whole), read.name), comparable(wanted, read.name)) == [], read.name
