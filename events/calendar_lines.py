"""The lines of a calendar file that somebody else made: components, properties, values (RFC 5545 §3.1 to 3.3).

Not `Calendar.from_ical`: that works out a file's own time zones and keeps them for every file after it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from django.utils.translation import gettext as _
from icalendar.parser import Contentline

from . import ical
from .recurrence import is_skipped
from .zones import Zones

MAX_BYTES = 5_000_000
MAX_LINES = 200_000
MAX_EVENTS = 3_000
MAX_TEXT = 20_000


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why, in a sentence for the editor."""


class Unfit(ValueError):
    """One event cannot be taken as it is; the message says why."""


@dataclass(frozen=True)
class Property:
    """One property as it stands in the file: its parameters and its value."""

    parameters: Mapping[str, str]
    value: str


@dataclass
class Component:
    """A component with its properties by name, and the lines within it."""

    kind: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        return name in self.properties

    def first(self, name: str) -> Property:
        """Return the first property called `name`, which must be there."""
        return self.properties[name][0]

    def all(self, name: str) -> list[Property]:
        return self.properties.get(name, [])

    def value(self, name: str) -> str:
        """Return the value as it stands there, or an empty text."""
        return self.first(name).value.strip() if name in self else ""

    def text(self, name: str) -> str:
        """Return a text, unescaped and clean, of at most MAX_TEXT characters."""
        return ical.clean(unescaped(self.value(name)[: 2 * MAX_TEXT]))[:MAX_TEXT]

    def whole(self, name: str) -> int:
        """Return a whole number that the database can hold; 0 for what is none."""
        value = self.value(name)
        return min(int(value), 2**31 - 1) if re.fullmatch(r"[0-9]{1,12}", value) else 0


def unescaped(value: str) -> str:
    """Return a TEXT value as it reads (RFC 5545 §3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def components(data: bytes) -> Iterator[Component]:
    """Yield the components that lie directly in the calendar, and then the calendar itself.

    What lies deeper (an alarm) is passed over, but for the lines within. Refuses (`Unreadable`) what is no calendar,
    is broken off, or is larger than the limits of this module.
    """
    calendar, component, depth = Component("VCALENDAR"), Component(""), 0
    for line in _lines(data):
        head = line.strip().upper()
        if head.startswith("BEGIN:"):
            depth += 1
            if depth == 2:
                component = Component(head[6:])
                continue
        elif head.startswith("END:"):
            depth -= 1
            if depth == 1:
                yield component
                continue
        elif depth in {1, 2} and (parsed := _property(line)):
            owner = calendar if depth == 1 else component
            owner.properties.setdefault(parsed[0], []).append(parsed[1])
        if depth > 1:
            component.lines.append(line)
    yield calendar


def _lines(data: bytes) -> list[str]:
    if len(data) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(size)d MB.") % {"size": MAX_BYTES // 1_000_000})
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = re.sub(r"(\r\n|\r|\n)[ \t]", "", text.strip())
    lines = [line for line in re.split(r"[\r\n]+", text) if line]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise Unreadable(_("This is not a calendar: such a file ends in .ics and begins with BEGIN:VCALENDAR."))
    if lines[-1].strip().upper() != "END:VCALENDAR":
        raise Unreadable(_("The end of the calendar is missing; perhaps the file was broken off."))
    if len(lines) > MAX_LINES or sum(line.strip().upper() == "BEGIN:VEVENT" for line in lines) > MAX_EVENTS:
        raise Unreadable(_("There is more in this calendar than %(number)d activities.") % {"number": MAX_EVENTS})
    return lines


def _property(line: str) -> tuple[str, Property] | None:
    try:
        name, parameters, value = Contentline(line).raw_parts()
    except ValueError:
        return None
    given = {key.upper(): str(one) for key, one in parameters.items() if not isinstance(one, list)}
    return name.upper(), Property(given, value)


def moment(one: Property, zones: Zones, value: str | None = None) -> date | datetime:
    """Return a date, or an aware moment in the zone that the file gives it (without one: the site's).

    `value` stands for one of several values of the property. Refuses (`Unfit`) what is no date, a zone that is not
    known, and a time that the clocks skip.
    """
    value = (one.value if value is None else value).strip()
    parts = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", value, re.ASCII | re.IGNORECASE)
    if not parts:
        raise Unfit(_("“%(value)s” is not a date.") % {"value": value[:40]})
    try:
        day = date(int(parts[1]), int(parts[2]), int(parts[3]))
        clock = time(int(parts[4]), int(parts[5]), min(int(parts[6]), 59)) if parts[4] else None
    except ValueError as error:
        raise Unfit(_("“%(value)s” is not a date.") % {"value": value[:40]}) from error
    if not 1970 <= day.year < 9999:
        raise Unfit(_("Its date lies in the year %(year)d.") % {"year": day.year})
    if clock is None:
        return day
    zone: tzinfo | None = UTC if parts[7] else ical.ZONE
    if not parts[7] and "TZID" in one.parameters:
        zone = zones.find(one.parameters["TZID"])
        if zone is None:
            raise Unfit(_("Its time zone “%(zone)s” is not known.") % {"zone": one.parameters["TZID"][:80]})
    found = datetime.combine(day, clock, zone)
    if is_skipped(found):
        raise Unfit(_("It begins or ends at a time that the clocks skip when summer time begins."))
    return found
