import re
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.utils import translation

from events import programs
from events.programs import Date

from .factories import AMSTERDAM, EVENING

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "subscribing.md"
ADDRESS = "https://stad.example/kalender/3.ics?wijk=12&thema=bewegen"
WEBCAL = "webcal://stad.example/kalender/3.ics?wijk=12&thema=bewegen"


def query(href: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(href).query, strict_parsing=True).items()}


def soup(**fields) -> Date:
    return Date("Soep & brood", EVENING, EVENING.replace(hour=19, minute=0), **fields)


def test_each_program_takes_an_address_in_its_own_way():
    hrefs = {str(way.name): (way.href, way.is_elsewhere) for way in programs.subscribe(WEBCAL, ADDRESS, "Utrecht")}
    escaped = "stad.example%2Fkalender%2F3.ics%3Fwijk%3D12%26thema%3Dbewegen"
    with translation.override("en"):
        assert {str(program.name) for program in programs.PROGRAMS} == {
            "Apple Calendar (iPhone, iPad, Mac)",
            "Google Calendar",
            "Outlook.com",
            "Microsoft 365",
            "Outlook on your computer",
            "Thunderbird",
        }
    assert list(hrefs.values()) == [
        (WEBCAL, False),
        (f"https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F{escaped}", True),
        (f"https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2F{escaped}&name=Utrecht", True),
        (f"https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2F{escaped}&name=Utrecht", True),
        (WEBCAL, False),
        (WEBCAL, False),
    ]


def test_google_gets_local_time_with_its_zone():
    assert query(programs.google(soup(text="Kom erbij!", location="Kade 1, Utrecht"))) == {
        "action": "TEMPLATE",
        "text": "Soep & brood",
        "dates": "20260604T173000/20260604T190000",
        "ctz": "Europe/Amsterdam",
        "details": "Kom erbij!",
        "location": "Kade 1, Utrecht",
    }


def test_google_gets_the_rule_of_a_series():
    assert query(programs.google(soup(recurs="FREQ=WEEKLY;BYDAY=TH;COUNT=4")))["recur"] == (
        "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=4"
    )


def test_outlook_gets_utc_and_no_plus_sign_for_a_space():
    href = programs.outlook(programs.OUTLOOK["outlook"], soup(text="Kom erbij!"))
    assert "+" not in href
    assert href.startswith("https://outlook.live.com/calendar/0/deeplink/compose?")
    assert query(href) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Soep & brood",
        "startdt": "2026-06-04T15:30:00Z",
        "enddt": "2026-06-04T17:00:00Z",
        "body": "Kom erbij!",
    }


def test_whole_days_end_on_the_day_after():
    days = Date(
        "Week",
        datetime(2026, 10, 24, tzinfo=AMSTERDAM),
        datetime(2026, 10, 25, 23, 59, tzinfo=AMSTERDAM),
        all_day=True,
    )
    assert query(programs.google(days))["dates"] == "20261024/20261026"
    asked = query(programs.outlook(programs.OUTLOOK["office"], days))
    assert (asked["startdt"], asked["enddt"], asked["allday"]) == ("2026-10-24", "2026-10-26", "true")


def test_document_says_what_the_page_says():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| \[\d\]", DOCUMENT.read_text(encoding="utf-8"), re.M)
    with translation.override("en"):
        assert rows == [(str(program.name), str(program.refreshes)) for program in programs.PROGRAMS]
