"""The checks of the bytes find what they are for."""

import pytest

from events import ical

from .faults import faults

SERIES = b"""\
BEGIN:VEVENT
SUMMARY:Soep
DTSTART;TZID=Europe/Amsterdam:20260604T173000
DTEND;TZID=Europe/Amsterdam:20260604T190000
DTSTAMP:20260502T093000Z
UID:one
SEQUENCE:3
RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=5
EXDATE;TZID=Europe/Amsterdam:20260611T173000
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
SUMMARY:Soep
DTSTART;TZID=Europe/Amsterdam:20260619T173000
DTEND;TZID=Europe/Amsterdam:20260619T190000
DTSTAMP:20260502T093000Z
UID:one
RECURRENCE-ID;TZID=Europe/Amsterdam:20260618T173000
SEQUENCE:3
STATUS:CONFIRMED
END:VEVENT
""".replace(b"\n", b"\r\n")


def test_good_series_has_none():
    assert faults(ical.file(SERIES)) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        (b"SUMMARY:Soep\r\n", b"SUMMARY:Soep\n", "a line does not end in CRLF"),
        (b"Soep", b"x" * 80, "longer than 75 octets: " + repr(b"SUMMARY:" + b"x" * 80)),
        (b"Soep", b"So\x07ep", "control character '\\x07'"),
        (b"Soep", b"Soep, brood", "bare comma or semicolon: 'SUMMARY:Soep, brood'"),
        (b"Soep", b"", "an empty property: 'SUMMARY:'"),
        (b"Soep", b"None", "the text None (one)"),
        (b"SUMMARY:Soep\r\n", b"", "not exactly one SUMMARY (one)"),
        (b"SEQUENCE:3", b"SEQUENCE:3\r\nCATEGORIES:a\r\nCATEGORIES:b", "CATEGORIES twice (one)"),
        (b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:PUBLISH", "METHOD, which demands ORGANIZER"),
        (b"VERSION:2.0", b"VERSION:2.0\r\nREFRESH-INTERVAL:PT4H", "REFRESH-INTERVAL without VALUE=DURATION"),
        (b"TZID:Europe/Amsterdam", b"TZID:Europe/Paris", "no VTIMEZONE for Europe/Amsterdam"),
        (b"STATUS:CONFIRMED", b"STATUS:PLANNED", "STATUS PLANNED (one)"),
        (b"0604T190000", b"0604T173000", "DTEND is not after DTSTART (one)"),
        (b"DTEND;TZID=Europe/Amsterdam:", b"DTEND;VALUE=DATE:", "DTSTART and DTEND differ in type (one)"),
        (b"EXDATE;TZID=Europe/Amsterdam:", b"EXDATE:", "EXDATE is not in the form of DTSTART (one)"),
        (b"COUNT=5", b"COUNT=5;UNTIL=20270101T000000Z", "a rule has one end, COUNT or UNTIL (one)"),
        (b"COUNT=5", b"UNTIL=20270101", "UNTIL is not an instant in UTC (one)"),
        (b"EXDATE", b"RDATE", "RDATE, for which Outlook drops an event and ignores a time zone"),
        (
            b"RECURRENCE-ID;TZID=Europe/Amsterdam:",
            b"RECURRENCE-ID:",
            "RECURRENCE-ID is not in the form of DTSTART (one)",
        ),
        (b"0611T173000", b"0618T173000", "a date is both skipped and changed (one)"),
        (b"RECURRENCE-ID;TZID=Europe/Amsterdam:20260618T173000\r\n", b"", "stands twice: one "),
        (b"RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=5\r\n", b"", "an override without its series (one)"),
    ],
)
def test_fault_is_found(good, bad, said):
    assert said in faults(ical.file(SERIES).replace(good, bad, 1))
