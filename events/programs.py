"""Calendar programs: the links with which a web calendar takes an address or an event, and how often each looks again.

The forms of these links are nobody's standard; docs/subscribing.md names where they and the intervals were read.
Spaces are sent as %20, because Outlook shows a plus sign as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import ical

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = {"outlook": "https://outlook.live.com/calendar/0", "office": "https://outlook.office.com/calendar/0"}


@dataclass(frozen=True)
class Program:
    """A program that people keep their calendar in. `refreshes` is about how often it asks a subscription for news."""

    key: str
    name: str | Promise
    refreshes: str | Promise


PROGRAMS = (
    Program("apple", _("Apple Calendar (iPhone, iPad, Mac)"), _("as often as you choose; usually every hour or day")),
    Program("google", _("Google Calendar"), _("about every 12 to 24 hours; subscribe with a computer")),
    Program("outlook", _("Outlook.com"), _("about every 3 hours")),
    Program("office", _("Microsoft 365"), _("about every 3 hours")),
    Program("desktop", _("Outlook on your computer"), _("at each start, then about every 1 to 3 hours")),
    Program("thunderbird", _("Thunderbird"), _("about every 30 minutes")),
)


@dataclass(frozen=True)
class Way:
    """A link that takes an address or an event to a program; `is_elsewhere` when it leaves for another site."""

    name: str | Promise
    href: str
    refreshes: str | Promise = ""
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Date:
    """One date of an event. Instants are aware; `ends_at` of whole days lies on the last of them.

    `recurs` is the value of an RRULE when the date is the first of a series that goes on without exceptions.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    text: str = ""
    location: str = ""
    recurs: str = ""


def subscribe(webcal: str, https: str, name: str) -> tuple[Way, ...]:
    """Return how each program takes the address of a calendar, which is given with both schemes."""
    links = {
        "google": address(GOOGLE, {"cid": webcal}),  # it refuses https here
        **{key: address(f"{host}/addfromweb", {"url": https, "name": name}) for key, host in OUTLOOK.items()},
    }
    return tuple(
        Way(program.name, links.get(program.key, webcal), program.refreshes, is_elsewhere=program.key in links)
        for program in PROGRAMS
    )


def add(date: Date) -> tuple[Way, ...]:
    """Return how web calendars take one date; the others open a file."""
    links = {"google": google(date)} | {key: outlook(host, date) for key, host in OUTLOOK.items()}
    return tuple(
        Way(program.name, links[program.key], is_elsewhere=True) for program in PROGRAMS if program.key in links
    )


def google(date: Date) -> str:
    """Return the link that opens Google Calendar with `date` filled in, in local time with its zone."""
    first, after = date.starts_at.astimezone(ical.ZONE), date.ends_at.astimezone(ical.ZONE)
    if date.all_day:
        dates = f"{first:%Y%m%d}/{after + timedelta(days=1):%Y%m%d}"
    else:
        dates = f"{first:%Y%m%dT%H%M%S}/{after:%Y%m%dT%H%M%S}"
    return address(
        GOOGLE,
        {
            "action": "TEMPLATE",
            "text": date.title,
            "dates": dates,
            "ctz": ical.TZID,
            "details": date.text,
            "location": date.location,
            "recur": f"RRULE:{date.recurs}" if date.recurs else "",
        },
    )


def outlook(host: str, date: Date) -> str:
    """Return the link that opens Outlook on the web with `date` filled in; it has no word for a series."""
    if date.all_day:
        first, last = date.starts_at.astimezone(ical.ZONE).date(), date.ends_at.astimezone(ical.ZONE).date()
        starts, ends = first.isoformat(), (last + timedelta(days=1)).isoformat()
    else:
        starts, ends = (f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in (date.starts_at, date.ends_at))
    return address(
        f"{host}/deeplink/compose",
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": date.title,
            "startdt": starts,
            "enddt": ends,
            "allday": "true" if date.all_day else "",
            "body": date.text,
            "location": date.location,
        },
    )


def address(base: str, query: Mapping[str, str]) -> str:
    """Return `base` with the parameters that have a value."""
    return f"{base}?{urlencode({name: value for name, value in query.items() if value}, quote_via=quote, safe='')}"
