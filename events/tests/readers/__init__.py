"""What the parsers inside calendar programs read in our bytes, each told in the same words.

`icalendar` with `recurring_ical_events`, `ical` and `vobject` are Python; ical.js (Thunderbird, Nextcloud) and
node-ical (home displays) run in one Node process, libical (Evolution, GNOME Calendar, KOrganizer) in one of the
system's Python.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject as vobject_package
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"  # the one for which Debian packages libical
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NAMES = ("icalendar", "ical", "vobject", "ical.js", "node-ical", "libical")


class Reading(NamedTuple):
    """One date of one event. `on` is the date in the series, which stays when the date is moved; starts and ends are
    dates (the end exclusive) or instants in UTC, as text, so that a difference is easy to see."""

    uid: str
    on: str
    starts: str
    ends: str
    is_cancelled: bool
    sequence: int
    title: str
    text: str
    place: str


def stamp(moment: date) -> str:
    """Return a date, or an instant in UTC, as text."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()


def day(moment: date) -> str:
    """Return the date in Amsterdam of a date or instant."""
    return (moment.astimezone(AMSTERDAM).date() if isinstance(moment, datetime) else moment).isoformat()


def icalendar(data: bytes) -> list[Reading]:
    """Return the dates that `recurring_ical_events` makes of what `icalendar` reads."""
    return sorted(
        Reading(
            uid=str(event["UID"]),
            on=day((event.get("RECURRENCE-ID") or event["DTSTART"]).dt),
            starts=stamp(event["DTSTART"].dt),
            ends=stamp(event["DTEND"].dt),
            is_cancelled=event.get("STATUS") == "CANCELLED",
            sequence=event["SEQUENCE"],
            title=str(event["SUMMARY"]),
            text=str(event.get("DESCRIPTION", "")),
            place=str(event.get("LOCATION", "")),
        )
        for event in recurring_ical_events.of(Calendar.from_ical(data)).all()
    )


def ical(data: bytes) -> list[Reading]:
    """Return the dates on the timeline of `ical`, the reader of Home Assistant."""
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    return sorted(
        Reading(
            uid=event.uid,
            on=day(named(event.recurrence_id) if event.recurrence_id else event.dtstart),
            starts=stamp(event.dtstart),
            ends=stamp(event.dtend),
            is_cancelled=event.status == "CANCELLED",
            sequence=event.sequence,
            title=event.summary,
            text=event.description or "",
            place=event.location or "",
        )
        for event in calendar.timeline
    )


def named(recurrence_id: str) -> date:
    """Return the date that begins a RECURRENCE-ID, which `ical` keeps as text on the clocks of the series."""
    return datetime.strptime(str(recurrence_id)[:8], "%Y%m%d").date()


def vobject(data: bytes) -> list[Reading]:
    """Return the dates that `vobject` reads; putting overrides in the place of the rule's dates is up to its users."""
    events = vobject_package.readOne(data.decode()).contents.get("vevent", [])
    overrides = [event for event in events if "recurrence-id" in event.contents]
    overridden = {(event.uid.value, day(event.recurrence_id.value)) for event in overrides}
    rows = []
    for event in events:
        starts, ends = event.dtstart.value, event.dtend.value
        if "rrule" not in event.contents:
            on = event.recurrence_id.value if "recurrence-id" in event.contents else starts
            rows.append(_vobject_row(event, day(on), starts, ends))
            continue
        for moment in event.getrruleset(addRDate=True):
            # A date of the ruleset is naive, in the zone of the series.
            date_ = moment.replace(tzinfo=starts.tzinfo) if isinstance(starts, datetime) else moment.date()
            if (event.uid.value, day(date_)) not in overridden:
                rows.append(_vobject_row(event, day(date_), date_, date_ + (ends - starts)))
    return sorted(rows)


def _vobject_row(event, on: str, starts: date, ends: date) -> Reading:
    def value(name: str) -> str:
        return event.contents[name][0].value if name in event.contents else ""

    return Reading(
        uid=value("uid"),
        on=on,
        starts=stamp(starts),
        ends=stamp(ends),
        is_cancelled=value("status") == "CANCELLED",
        sequence=int(value("sequence")),
        title=value("summary"),
        text=value("description"),
        place=value("location"),
    )


class Process:
    """A reader of another language, in a process that answers line by line until the tests end."""

    def __init__(self, command: list[str], folder: Path):
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            # UTC, because node-ical counts days in hours of its own machine: where the clocks change, it reads an
            # event of whole days around that night a day too short.
            env={"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def read(self, reader: str, data: bytes) -> list[Reading]:
        """Return the dates that `reader` finds in a calendar. Fails with the reader's own complaint."""
        self.process.stdin.write(json.dumps({"reader": reader, "text": data.decode()}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise ValueError(f"{reader}: {answer['error']}")
        return sorted(_told(row) for row in answer["rows"])

    def close(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def _told(row: dict) -> Reading:
    starts, ends = _moment(row["start"]), _moment(row["end"])
    return Reading(
        uid=row["uid"],
        on=day(_moment(row["on"]) if row["on"] else starts),
        starts=stamp(starts),
        ends=stamp(ends),
        is_cancelled=row["status"] == "CANCELLED",
        sequence=row["sequence"],
        title=row["title"],
        text=row["text"],
        place=row["place"],
    )


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def node() -> Process:
    """Start Node with the packages of package-lock.json, fetched once and kept between runs."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        missing("Node is not on this machine; ical.js and node-ical need it.")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = ROOT / ".pytest_cache" / f"readers-{sha256(lock).hexdigest()[:16]}"
    if not folder.exists():
        making = folder.with_name(f"{folder.name}.{os.getpid()}")
        making.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, making)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        made = subprocess.run(command, cwd=making, capture_output=True, text=True, check=False)
        if made.returncode:
            shutil.rmtree(making)
            missing(f"The packages of Node could not be fetched: {made.stderr[-300:]}")
        try:
            making.rename(folder)
        except OSError:  # another process of this run was first
            shutil.rmtree(making)
    shutil.copy(HERE / "read.mjs", folder)
    return Process([program, "read.mjs"], folder)


def libical() -> Process:
    """Start the system's Python with libical."""
    probe = "import gi; gi.require_version('ICalGLib', '3.0')"
    try:
        found = subprocess.run([SYSTEM_PYTHON, "-I", "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        found = False
    if not found:
        missing("libical is not on this machine; on Debian: apt install gir1.2-ical-3.0 python3-gi")
    return Process([SYSTEM_PYTHON, "-I", "read_libical.py"], HERE)


@dataclass(frozen=True)
class Reader:
    """A reader by its name; called with the bytes of a calendar it gives the dates that it finds."""

    name: str
    read: Callable[[bytes], list[Reading]]

    def __call__(self, data: bytes) -> list[Reading]:
        return self.read(data)


def missing(reason: str) -> None:
    """Leave the test out; where all readers must be there, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def differences(found: Iterable[Reading], wanted: Iterable[Reading]) -> list[str]:
    """Return what one list has that the other has not: an empty list when both tell the same."""
    found, wanted = list(found), list(wanted)
    lines = [f"missing: {row}" for row in wanted if row not in set(found)]
    lines += [f"too much: {row}" for row in found if row not in set(wanted)]
    return lines if lines or len(found) == len(wanted) else [f"{len(found)} instead of {len(wanted)} dates"]
