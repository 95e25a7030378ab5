"""Time zones of calendars made elsewhere: names that the world shares, names of Windows, and a file's own rules."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Of a rule in a file's own zone only this much is worked out: a rule by the second would take for ever.
YEARLY = re.compile(
    r"FREQ=YEARLY(;(BYDAY=[+-]?\d?(SU|MO|TU|WE|TH|FR|SA)|BYMONTH=\d{1,2}|BYMONTHDAY=[\d,-]{1,40}|INTERVAL=1|WKST=\w\w"
    r"|UNTIL=[\dTZ]{8,16}))*"
)
MAX_LINES = 400


@cache
def names() -> frozenset[str]:
    """The names that zones have on this machine; looking them up reads its disk."""
    return frozenset(available_timezones())


def named(tzid: str) -> ZoneInfo | None:
    """Return the zone that `tzid` names: as the world does, after a prefix (`/mozilla.org/…/Europe/Amsterdam`), or as
    Windows does."""
    name = tzid.strip().strip('"')
    name = WINDOWS_TO_OLSON.get(name, name)
    parts = name.strip("/").split("/")
    for begin in range(len(parts)):
        if (tail := "/".join(parts[begin : begin + 3])) in names():
            return ZoneInfo(tail)
    return None


def defined(lines: Iterable[str]) -> tzinfo | None:
    """Return the zone of the content lines within a file's VTIMEZONE, or None when they are not plainly yearly."""
    kept = []
    for line in lines:
        name = re.split("[;:]", line, maxsplit=1)[0].upper()
        if name == "X-LIC-LOCATION" and (zone := named(line.split(":", 1)[-1])):
            return zone
        if name == "RRULE" and not YEARLY.fullmatch(line.split(":", 1)[-1].upper()):
            return None
        if name in {"BEGIN", "END", "DTSTART", "RRULE", "TZOFFSETFROM", "TZOFFSETTO"}:
            kept.append(line)
    if not 0 < len(kept) <= MAX_LINES:
        return None
    text = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:own", *kept, "END:VTIMEZONE"])
    try:
        zone = tzical(StringIO(text)).get("own")
        datetime(2026, 7, 1, tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError, KeyError):
        return None
    return zone


class Zones:
    """The zones of one file: those it defines itself, by name, each worked out once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._known: dict[str, tzinfo | None] = {}

    def define(self, tzid: str, lines: list[str]) -> None:
        """Remember the content lines of a VTIMEZONE."""
        self._lines[tzid] = lines

    def find(self, tzid: str) -> tzinfo | None:
        """Return the zone called `tzid`, or None."""
        if tzid not in self._known:
            self._known[tzid] = named(tzid) or defined(self._lines.get(tzid, []))
        return self._known[tzid]
