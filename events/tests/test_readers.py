"""The feed as ical.js reads it, the parser inside Thunderbird and many web calendars."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from events import ical

from .test_ical import AMSTERDAM, SOUP, feed, when

READERS = Path(__file__).parent / "readers"
NASTY = "C:\\Noord, \\N; “einde”\n\nش 漢 🙂 " + "é" * 90


@pytest.fixture(scope="session")
def read(tmp_path_factory):
    """Return a function that gives the events that ical.js finds in bytes."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node is not on this machine; it is only needed to read the feeds with ical.js.")
    folder = tmp_path_factory.mktemp("readers")
    for file in READERS.iterdir():
        shutil.copy(file, folder)
    made = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"ical.js could not be fetched: {made.stderr[-300:]}")

    def run(data: bytes) -> list[dict]:
        done = subprocess.run([node, "read.mjs"], cwd=folder, input=data, capture_output=True, check=True)
        return json.loads(done.stdout)

    return run


def expected(entry: ical.Entry) -> dict:
    starts, ends = when(entry)
    if not entry.all_day:
        starts, ends = (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") for moment in (starts, ends))
    return {
        "uid": str(entry.uid),
        "sequence": entry.sequence,
        "summary": entry.headline,
        "description": ical.clean(entry.text),
        "location": ical.one_line(entry.location),
        "start": str(starts),
        "end": str(ends),
    }


def test_feed_reads_as_it_was_written(read):
    first = datetime(2026, 1, 1, 12, 0, tzinfo=AMSTERDAM)
    entries = [
        replace(
            SOUP,
            uid=UUID(int=day),
            starts_at=first + timedelta(days=day),
            ends_at=first + timedelta(days=day, hours=2),
        )
        for day in range(0, 730, 5)
    ]
    around = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    entries += [
        replace(
            SOUP,
            uid=UUID(int=10_000 + hour),
            starts_at=around + timedelta(hours=hour),
            ends_at=around + timedelta(hours=hour + 1),
        )
        for hour in range(30)
    ]
    entries += [
        replace(SOUP, title=NASTY, text=NASTY, location=NASTY, is_cancelled=True),
        replace(SOUP, all_day=True, ends_at=SOUP.ends_at + timedelta(days=2)),
    ]
    assert read(feed(*entries)) == [expected(entry) for entry in entries]


def test_zone_of_the_file_is_the_one_that_counts(read):
    invented = feed(SOUP).replace(b"Europe/Amsterdam", b"Wijkverbond/Lindestad")
    assert read(invented) == [expected(SOUP)]
