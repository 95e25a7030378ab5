from datetime import date, datetime, timedelta
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import calendar_file, calendar_lines, ical
from events.calendar_series import Change
from events.recurrence import Frequency, Rule

TODAY = date(2026, 6, 1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONE = """
    BEGIN:VTIMEZONE
    TZID:Eigen
    BEGIN:DAYLIGHT
    DTSTART:16010325T020000
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0200
    END:DAYLIGHT
    BEGIN:STANDARD
    DTSTART:16011028T030000
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    END:STANDARD
    END:VTIMEZONE
"""


def calendar(*parts: str) -> bytes:
    lines = [line for part in parts for line in dedent(part).strip().split("\n")]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "een@elders.example") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def read(*parts: str) -> calendar_file.File:
    return calendar_file.read(calendar(*parts), TODAY)


def one(*lines: str) -> calendar_file.Found:
    """The one event of a calendar with these lines in it."""
    file = read(ZONE, event(*lines))
    assert file.unfit == []
    (found,) = file.found
    return found


def refused(*lines: str) -> str:
    """Why the one event of a calendar with these lines in it is not taken."""
    file = read(ZONE, event(*lines))
    assert file.found == []
    ((_title, reason),) = file.unfit
    return reason


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=AMSTERDAM)


def test_event_with_everything():
    found = one(
        "SUMMARY:Soep\\, brood en\\nspel",
        "DTSTART;TZID=Europe/Amsterdam:20260604T173000",
        "DTEND;TZID=Europe/Amsterdam:20260604T190000",
        "DESCRIPTION:Kom erbij!\\n\\nNeem iets",
        "  mee.\\; \\\\",
        "LOCATION:Buurthuis\\, Oeverweg 1",
        "URL:https://elders.example/soep",
        "CATEGORIES:Ontmoeting,Eten\\, drinken",
        "CATEGORIES:Ontmoeting",
        "SEQUENCE:3",
        "LAST-MODIFIED:20260501T100000Z",
        "BEGIN:VALARM",
        "SUMMARY:Alarm",
        "END:VALARM",
    )
    assert found == calendar_file.Found(
        uid="een@elders.example",
        sequence=3,
        changed_at=datetime(2026, 5, 1, 10, tzinfo=ZoneInfo("UTC")),
        digest=found.digest,
        title="Soep, brood en spel",
        starts_at=at(2026, 6, 4, 17, 30),
        ends_at=at(2026, 6, 4, 19, 0),
        text="Kom erbij!\n\nNeem iets mee.; \\",
        location="Buurthuis, Oeverweg 1",
        url="https://elders.example/soep",
        categories=("Ontmoeting", "Eten, drinken"),
    )


@pytest.mark.parametrize(
    "starts",
    [
        "DTSTART;TZID=Europe/Amsterdam:20260604T173000",
        "DTSTART;TZID=W. Europe Standard Time:20260604T173000",
        "DTSTART;TZID=/mozilla.org/20250101_1/Europe/Amsterdam:20260604T173000",
        'DTSTART;TZID="Europe/Brussels":20260604T173000',
        "DTSTART;TZID=Eigen:20260604T173000",
        "DTSTART;TZID=America/New_York:20260604T113000",
        "DTSTART:20260604T153000Z",
        "DTSTART:20260604T173000",
    ],
)
def test_time_zones(starts):
    found = one(starts, "DURATION:PT90M")
    assert (found.starts_at, found.ends_at) == (at(2026, 6, 4, 17, 30), at(2026, 6, 4, 19, 0))
    assert found.starts_at.tzinfo == ical.ZONE


@pytest.mark.parametrize(
    ("lines", "starts", "ends", "all_day"),
    [
        (["DTSTART;VALUE=DATE:20260604"], at(2026, 6, 4), at(2026, 6, 4, 23, 59), True),
        (["DTSTART;VALUE=DATE:20260604", "DTEND;VALUE=DATE:20260606"], at(2026, 6, 4), at(2026, 6, 5, 23, 59), True),
        (["DTSTART;VALUE=DATE:20260604", "DURATION:P2D"], at(2026, 6, 4), at(2026, 6, 5, 23, 59), True),
        (["DTSTART;VALUE=DATE:20260604", "DTEND;VALUE=DATE:20260604"], at(2026, 6, 4), at(2026, 6, 4, 23, 59), True),
        (["DTSTART:20260604T173000"], at(2026, 6, 4, 17, 30), at(2026, 6, 4, 18, 30), False),
    ],
)
def test_end_that_is_left_out_or_exclusive(lines, starts, ends, all_day):
    found = one(*lines)
    assert (found.starts_at, found.ends_at, found.all_day) == (starts, ends, all_day)
    assert bool(found.notes) is not all_day


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=5"], Rule(Frequency.WEEKLY, weekdays=(3,), count=5)),
        (["RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5;WKST=SU"], Rule(Frequency.WEEKLY, weekdays=(1, 3), count=5)),
        (
            ["RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260702T153000Z"],
            Rule(Frequency.WEEKLY, every=2, weekdays=(3,), until=date(2026, 7, 2)),
        ),
        (
            ["RRULE:FREQ=WEEKLY;UNTIL=20260702T152959Z"],
            Rule(Frequency.WEEKLY, weekdays=(3,), until=date(2026, 6, 25)),
        ),
        (["RRULE:FREQ=WEEKLY;UNTIL=20260702"], Rule(Frequency.WEEKLY, weekdays=(3,), until=date(2026, 7, 2))),
        (["RRULE:FREQ=DAILY;COUNT=3"], Rule(Frequency.DAILY, count=3)),
        (
            ["RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=9"],
            Rule(Frequency.WEEKLY, weekdays=(0, 1, 2, 3, 4), count=9),
        ),
        (["RRULE:FREQ=MONTHLY;COUNT=3"], Rule(Frequency.MONTHLY_DAY, count=3)),
        (["RRULE:FREQ=MONTHLY;BYMONTHDAY=4;COUNT=3"], Rule(Frequency.MONTHLY_DAY, count=3)),
        (["RRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=3"], Rule(Frequency.MONTHLY_WEEKDAY, count=3)),
        (["RRULE:FREQ=MONTHLY;BYDAY=TH;BYSETPOS=1;COUNT=3"], Rule(Frequency.MONTHLY_WEEKDAY, count=3)),
        (["RRULE:FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=4;COUNT=3"], Rule(Frequency.YEARLY, count=3)),
        (["RRULE:FREQ=WEEKLY;COUNT=1"], None),
    ],
)
def test_rule_that_is_possible_here(lines, rule):
    found = one("DTSTART;TZID=Europe/Amsterdam:20260604T173000", "DURATION:PT1H", *lines)
    assert found.rule == rule


def test_last_weekday_of_the_month():
    found = one("DTSTART;VALUE=DATE:20260625", "RRULE:FREQ=MONTHLY;BYDAY=-1TH;COUNT=3")
    assert found.rule == Rule(Frequency.MONTHLY_LAST_WEEKDAY, count=3)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=MONTHLY;BYDAY=TH,FR;COUNT=3",
        "FREQ=MONTHLY;BYDAY=2TH;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=5;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
        "FREQ=WEEKLY;BYDAY=2TH;COUNT=3",
        "FREQ=WEEKLY;BYMONTH=6;COUNT=9",
        "FREQ=YEARLY;BYWEEKNO=20;COUNT=3",
        "FREQ=DAILY;INTERVAL=0;COUNT=3",
        "FREQ=DAILY;INTERVAL=-1;COUNT=3",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;COUNT=751",
        "FREQ=DAILY;UNTIL=19990101",
        "FREQ=DAILY;UNTIL=x",
        "COUNT=3",
        "x",
        "",
    ],
)
def test_rule_that_is_not_possible_here_is_refused_with_a_sentence(rule):
    reason = refused("DTSTART;TZID=Europe/Amsterdam:20260604T173000", "DURATION:PT1H", f"RRULE:{rule}")
    assert reason.endswith(".")


def test_series_by_the_clock_of_another_zone_is_taken_only_while_the_clocks_agree():
    summer = one("DTSTART:20260604T153000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    assert summer.starts_at == at(2026, 6, 4, 17, 30)
    assert refused("DTSTART:20260604T153000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=40")
    brussels = one("DTSTART;TZID=Europe/Brussels:20260604T173000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=40")
    assert brussels.days[-1] == date(2027, 3, 4)


def test_series_without_an_end_runs_from_now_until_the_end_of_next_year():
    found = one("DTSTART;TZID=Europe/Amsterdam:20150107T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2")
    assert found.starts_at == at(2026, 6, 10, 10)
    assert (found.starts_at.date() - date(2015, 1, 7)).days % 14 == 0
    assert found.rule == Rule(Frequency.WEEKLY, every=2, weekdays=(2,), until=date(2027, 12, 22))
    assert len(found.notes) == 1


def test_changed_dates_of_a_series():
    file = read(
        event(
            "SUMMARY:Soep",
            "DTSTART;TZID=Europe/Amsterdam:20260604T173000",
            "DURATION:PT1H",
            "LOCATION:Buurthuis",
            "RRULE:FREQ=WEEKLY;COUNT=6",
            "EXDATE;TZID=Europe/Amsterdam:20260611T173000,20260612T173000",
        ),
        event(
            "RECURRENCE-ID;TZID=Europe/Amsterdam:20260618T173000",
            "DTSTART;TZID=Europe/Amsterdam:20260619T200000",
            "DURATION:PT1H",
            "SUMMARY:Soep",
            "LOCATION:Kerk",
        ),
        event("RECURRENCE-ID:20260625T153000Z", "STATUS:CANCELLED", "DESCRIPTION:De kok is ziek."),
        event(
            "RECURRENCE-ID;TZID=Europe/Amsterdam:20260702T173000",
            "DTSTART;TZID=Europe/Amsterdam:20260702T173000",
            "DURATION:PT1H",
            "SUMMARY:Snert",
            "LOCATION:Buurthuis",
        ),
        event("RECURRENCE-ID;TZID=Europe/Amsterdam:20260703T173000", "STATUS:CANCELLED"),
    )
    (found,) = file.found
    assert found.changes == (
        Change(date(2026, 6, 11), "skipped"),
        Change(date(2026, 6, 18), "moved", at(2026, 6, 19, 20), at(2026, 6, 19, 21), location="Kerk"),
        Change(date(2026, 6, 25), "cancelled", reason="De kok is ziek."),
    )
    assert len(found.notes) == 1


def test_changed_date_without_its_series_stands_on_its_own():
    file = read(event("RECURRENCE-ID:20260604T153000Z", "DTSTART:20260604T153000Z", "DURATION:PT1H", "SUMMARY:Los"))
    assert [found.uid for found in file.found] == ["een@elders.example 20260604T153000Z"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["DTSTART:morgen"],
        ["DTSTART:20260231T100000"],
        ["DTSTART:00010101T000000Z"],
        ["DTSTART:99990101T000000Z"],
        ["DTSTART:20400101T000000Z"],
        ["DTSTART:٢٠٢٦٠٦٠٤T173000"],
        ["DTSTART;TZID=Nergens/Niets:20260604T173000"],
        ["DTSTART;TZID=../../etc/passwd:20260604T173000"],
        ["DTSTART;TZID=Europe:20260604T173000"],
        ["DTSTART;TZID=Europe/Amsterdam:20270328T023000"],
        ["DTSTART:20260604T173000", "DTEND:20260603T173000"],
        ["DTSTART:20260604T173000", "DTEND:20280604T173000"],
        ["DTSTART:20260604T173000", "DURATION:-PT1H"],
        ["DTSTART:20260604T173000", "DURATION:lang"],
        ["DTSTART:20260604T173000", "DURATION:P99999999999W"],
        ["DTSTART:20260604T173000", "CLASS:PRIVATE"],
        ["DTSTART:20260604T173000", "RRULE:FREQ=WEEKLY;COUNT=3", "RDATE:20260605T173000"],
        ["DTSTART:20260604T173000", "RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=DAILY;COUNT=3"],
        ["DTSTART:20260604T173000", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:gisteren"],
    ],
)
def test_event_that_cannot_be_taken_is_told_with_the_reason(lines):
    assert refused(*lines).endswith(".")


def test_event_without_uid_or_with_one_that_is_too_long_is_refused():
    for uid in ("", "x" * 300, "a\x07b"):
        file = read(event("DTSTART:20260604T173000", uid=uid))
        assert (len(file.found), len(file.unfit)) == (0, 1)


def test_zone_of_a_file_is_not_worked_out_when_it_is_not_yearly():
    file = read(ZONE.replace("YEARLY", "SECONDLY"), event("DTSTART;TZID=Eigen:20260604T173000"))
    assert (len(file.found), len(file.unfit)) == (0, 1)


def test_what_is_over_is_only_counted():
    file = read(event("DTSTART:20260531T173000"), event("DTSTART:20260601T003000", uid="twee"))
    assert (file.over, [found.uid for found in file.found]) == (1, ["twee"])


def test_later_version_of_the_same_event_counts():
    versions = [event(f"DTSTART:2026060{day}T173000", f"SEQUENCE:{day}") for day in (4, 6, 5)]
    (found,) = read(*versions).found
    assert found.starts_at == at(2026, 6, 6, 17, 30)


def test_digest_forgets_what_a_program_writes_anew_each_time():
    lines = ["DTSTART:20260604T173000", "SUMMARY:Soep"]
    plain = one(*lines).digest
    assert one(*lines, "DTSTAMP:20260101T000000Z", "LAST-MODIFIED:20260101T000000Z", "X-IETS:1").digest == plain
    assert one(*lines[::-1]).digest == plain
    assert one(*lines, "LOCATION:Kerk").digest != plain


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><title>Agenda</title>",
        b"PK\x03\x04",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 3_001 + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"X:1\r\n" * 200_000 + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"x" * 5_000_000 + b"END:VCALENDAR\r\n",
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(data):
    with pytest.raises(calendar_lines.Unreadable) as refusal:
        calendar_file.read(data, TODAY)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends(encoding, end):
    data = calendar(event("DTSTART:20260604T173000", "SUMMARY:Één")).decode().replace("\r\n", end).encode(encoding)
    (found,) = calendar_file.read(data, TODAY).found
    assert found.title == "Één"


VALID = calendar(
    ZONE,
    event(
        "SUMMARY:Soep",
        "DTSTART;TZID=Eigen:20260604T173000",
        "DURATION:PT1H",
        "RRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=6",
        "EXDATE;TZID=Eigen:20260702T173000",
        "CATEGORIES:a,b",
    ),
    event("RECURRENCE-ID;TZID=Eigen:20260806T173000", "DTSTART;TZID=Eigen:20260807T173000", "DURATION:PT1H"),
)
PIECES = [b"\r\n", *(bytes([sign]) for sign in b':;,=\\"\0\xff'), b"9" * 20, b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"]
EDIT = st.tuples(st.integers(0, len(VALID)), st.integers(0, 30), st.sampled_from(PIECES) | st.binary(max_size=12))


@settings(max_examples=300, deadline=timedelta(seconds=2))
@given(st.lists(EDIT, max_size=6))
def test_whatever_the_bytes_there_are_events_or_a_sentence(edits):
    data = VALID
    for begin, length, piece in edits:
        data = data[:begin] + piece + data[begin + length :]
    try:
        file = calendar_file.read(data, TODAY)
    except calendar_lines.Unreadable:
        return
    assert all(found.ends_at > found.starts_at for found in file.found)
    assert all(reason for _title, reason in file.unfit)
