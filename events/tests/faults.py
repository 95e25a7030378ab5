"""What is wrong with the bytes of a calendar that parsers let pass and calendar programs trip over.

RFC 5545 and RFC 7986, and what Outlook and Google are known to refuse.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

STATUSES = {"CONFIRMED", "TENTATIVE", "CANCELLED"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
CONTENT_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)')
LARGEST = 1_000_000  # Google refuses what is larger


class Property(NamedTuple):
    name: str
    parameters: str
    value: str


Event = dict[str, list[Property]]


def faults(data: bytes) -> list[str]:
    """Return a sentence for each fault in the bytes of a calendar."""
    return [*_of_lines(data), *_of_calendar(data), *_of_events(events(data))]


def events(data: bytes) -> list[Event]:
    """Return the properties of each VEVENT by name."""
    found: list[Event] = []
    for line in _unfolded(data):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT" and (match := CONTENT_LINE.fullmatch(line)):
            found[-1].setdefault(match[1], []).append(Property(*match.groups()))
    return found


def _unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def _of_lines(data: bytes) -> Iterator[str]:
    if b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        yield "a line does not end in CRLF"
    for line in data.split(b"\r\n"):
        if len(line) > 75:
            yield f"longer than 75 octets: {line!r}"
        line.decode()  # a character that was cut in two does not decode
    if len(data) > LARGEST:
        yield f"{len(data)} bytes"
    for sign in CONTROLS.findall(data.decode()):
        yield f"control character {sign!r}"
    for line in _unfolded(data):
        if not (match := CONTENT_LINE.fullmatch(line)):
            yield f"not a content line: {line!r}"
        elif not match[3]:
            yield f"an empty property: {line!r}"
        elif match[1] in TEXTS and re.search(r"(?<!\\)(?:\\\\)*[,;]", match[3]):
            yield f"bare comma or semicolon: {line!r}"


def _of_calendar(data: bytes) -> Iterator[str]:
    lines = _unfolded(data)
    declared = {line.removeprefix("TZID:") for line in lines if line.startswith("TZID:")}
    for zone in sorted(set(re.findall(r';TZID="?([^:;"]+)', "\n".join(lines))) - declared):
        yield f"no VTIMEZONE for {zone}"
    names = [line.partition(":")[0] for line in lines]
    if "METHOD" in names:
        yield "METHOD, which demands ORGANIZER"
    if "REFRESH-INTERVAL" in names:
        yield "REFRESH-INTERVAL without VALUE=DURATION"
    if any(name.partition(";")[0] == "RDATE" for name in names):
        yield "RDATE, for which Outlook drops an event and ignores a time zone"
    if lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR" or "BEGIN:VTIMEZONE" not in lines:
        yield "not a calendar with a time zone"


def _of_events(found: list[Event]) -> Iterator[str]:
    counted = Counter(_identity(event) for event in found)
    yield from (f"stands twice: {' '.join(identity)}" for identity, count in counted.items() if count > 1)
    masters = {_value(event, "UID"): event for event in found if "RECURRENCE-ID" not in event}
    for event in found:
        for fault in (*_of_event(event), *_of_rule(event), *_of_override(event, masters)):
            yield f"{fault} ({_value(event, 'UID')})"


def _of_event(event: Event) -> Iterator[str]:
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"):
        if len(event.get(name, [])) != 1:
            yield f"not exactly one {name}"
    for name, properties in event.items():
        if len(properties) > 1 and name not in {"EXDATE", "COMMENT"}:
            yield f"{name} twice"
    if _value(event, "STATUS") not in STATUSES:
        yield f"STATUS {_value(event, 'STATUS')}"
    if "None" in {_value(event, name) for name in TEXTS}:
        yield "the text None"
    start, end = _property(event, "DTSTART"), _property(event, "DTEND")
    if ("VALUE=DATE" in start.parameters) != ("VALUE=DATE" in end.parameters):
        yield "DTSTART and DTEND differ in type"
    elif start.parameters == end.parameters and end.value <= start.value:
        yield "DTEND is not after DTSTART"


def _of_rule(event: Event) -> Iterator[str]:
    start, rule = _property(event, "DTSTART"), _value(event, "RRULE")
    for exception in event.get("EXDATE", []):
        if exception.parameters != start.parameters:
            yield "EXDATE is not in the form of DTSTART"
    if not rule:
        return
    if "TZID=" not in start.parameters and "VALUE=DATE" not in start.parameters:
        yield "a series in UTC, which is an hour off in the other half of the year"
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if ("COUNT" in parts) == ("UNTIL" in parts):
        yield "a rule has one end, COUNT or UNTIL"
    if "UNTIL" in parts and not re.fullmatch(r"\d{8}T\d{6}Z", parts["UNTIL"]):
        yield "UNTIL is not an instant in UTC"


def _of_override(event: Event, masters: dict[str, Event]) -> Iterator[str]:
    if "RECURRENCE-ID" not in event:
        return
    master = masters.get(_value(event, "UID"), {})
    if "RRULE" not in master:
        yield "an override without its series"
    elif event["RECURRENCE-ID"][0].parameters != _property(master, "DTSTART").parameters:
        yield "RECURRENCE-ID is not in the form of DTSTART"
    elif event["RECURRENCE-ID"][0].value in {exception.value for exception in master.get("EXDATE", [])}:
        yield "a date is both skipped and changed"
    if "RRULE" in event:
        yield "an override with a rule"


def _identity(event: Event) -> tuple[str, str]:
    return _value(event, "UID"), _value(event, "RECURRENCE-ID")


def _property(event: Event, name: str) -> Property:
    return event[name][0] if name in event else Property(name, "", "")


def _value(event: Event, name: str) -> str:
    return _property(event, name).value
