"""Calendar bytes: what stands in an `.ics` file, as a function of the data and nothing else (RFC 5545, RFC 7986).

`icalendar` builds each VEVENT once, when the event is published; a feed is the join of stored fragments.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Event, vCategory, vRecur, vText, vUri
from icalendar.parser import Contentline

TZID = "Europe/Amsterdam"
ZONE = ZoneInfo(TZID)
MAX_BYTES = 900_000  # Google refuses a feed of about 1 MB
CANCELLED_TITLE = {"nl": "GEANNULEERD: ", "en": "CANCELLED: "}

# Constant, with RRULEs: icalendar's own `add_missing_timezones()` writes the start of summer time an hour late, and
# RDATE lists, which Outlook ignores. A test compares it with zoneinfo.
VTIMEZONE = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Override:
    """A date of a series that is not as the rule says. `of` is the start that the rule gives it; it `is_moved` if an
    editor gave it another start or end."""

    of: datetime
    starts_at: datetime
    ends_at: datetime
    is_moved: bool = False
    is_cancelled: bool = False
    reason: str = ""
    location: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Entry:
    """One event as the feeds tell it. Instants are aware; `ends_at` of whole days lies on the last of them.

    A series begins with its first date. `rule` is the value of its RRULE and `repeats` says the same in words;
    `skipped` are the starts of dates that the rule gives and that are not held; `dates` the starts of all that go
    ahead, and `last_at` is the end of the last one.
    """

    uid: UUID
    created_at: datetime
    changed_at: datetime
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    all_day: bool = False
    is_cancelled: bool = False
    text: str = ""
    location: str = ""
    point: tuple[float, float] | None = None
    url: str = ""
    categories: tuple[str, ...] = ()
    language: str = "nl"
    rule: str = ""
    repeats: str = ""
    skipped: tuple[datetime, ...] = ()
    overrides: tuple[Override, ...] = ()
    dates: tuple[datetime, ...] = ()
    last_at: datetime | None = None

    @property
    def headline(self) -> str:
        """The title, which says so itself when the event is off: many programs do not show STATUS."""
        title = one_line(self.title)
        return CANCELLED_TITLE.get(self.language, CANCELLED_TITLE["nl"]) + title if self.is_cancelled else title


class Text(vText):
    """A TEXT value, escaped as in RFC 5545 §3.3.11; the library would also turn the two characters `\\N` into a line
    break, so that a path such as C:\\Noord would fall apart."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
        return escaped.encode()


class Words(vCategory):
    """A list of TEXT values in one property."""

    def __init__(self, words: Iterable[str]):
        super().__init__([])
        self.cats = [Text(word) for word in words]


def clean(text: str) -> str:
    """Return `text` without what a calendar or XML cannot hold (controls, lone surrogates, noncharacters), with every
    line break as `\\n`, and without white space around it."""
    text = re.sub(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    kept = (
        c for c in text if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in "\ufffe\uffff\ufeff")
    )
    return "".join(kept).strip()


def one_line(text: str) -> str:
    """Return `text` clean and on one line."""
    return " ".join(clean(text).split("\n"))


def fragment(entry: Entry) -> bytes:
    """Return the VEVENT of `entry`, followed by one for each override. Empty properties are left out; the property
    order is the library's own."""
    event = _event(entry)
    if entry.rule:
        event["RRULE"] = vRecur.from_ical(entry.rule)
        for start in entry.skipped:
            # One property per date, as Google writes them: not every program reads a list.
            event.add("EXDATE", _in_series(start, entry.all_day))
    return b"".join([event.to_ical(), *(_override(entry, one) for one in entry.overrides)])


def _override(entry: Entry, one: Override) -> bytes:
    """Return the VEVENT of a date that is not as the rule says: whole, because programs show it instead of the rule's
    and take nothing over."""
    told = replace(
        entry,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        is_cancelled=entry.is_cancelled or one.is_cancelled,
        text="\n\n".join(part for part in (one.reason, entry.text) if part),
        location=one.location,
        point=one.point,
        rule="",
    )
    event = _event(told)
    event.add("RECURRENCE-ID", _in_series(one.of, entry.all_day))
    return event.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    for name, instant in (
        ("DTSTAMP", entry.changed_at),
        ("LAST-MODIFIED", entry.changed_at),
        ("CREATED", entry.created_at),
    ):
        event.add(name, instant.astimezone(UTC).replace(microsecond=0))
    starts, ends = entry.starts_at.astimezone(ZONE), entry.ends_at.astimezone(ZONE)
    if entry.all_day:
        event.add("DTSTART", starts.date())
        event.add("DTEND", ends.date() + timedelta(days=1))  # exclusive, RFC 5545 §3.6.1
    else:
        # A series keeps local time: in UTC it would be an hour off in the other half of the year.
        told = _in_local_time if entry.rule else _unmistakable
        event.add("DTSTART", told(starts))
        event.add("DTEND", told(ends))
    event["UID"] = Text(str(entry.uid))
    event.add("SEQUENCE", entry.sequence)
    event["STATUS"] = Text("CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event["CLASS"] = Text("PUBLIC")
    for name, value in (
        ("SUMMARY", entry.headline),
        ("DESCRIPTION", clean(entry.text)),
        ("LOCATION", one_line(entry.location)),
    ):
        if value:
            event[name] = Text(value)
    if entry.url:
        event["URL"] = vUri(one_line(entry.url))
    if entry.point:
        event.add("GEO", entry.point)
    categories = [word for word in map(one_line, entry.categories) if word]
    if categories:
        # One property with a list: `ics` refuses a file in which it stands twice.
        event["CATEGORIES"] = Words(categories)
    return event


def _in_series(start: datetime, all_day: bool) -> datetime | date:
    """Return the start of a date of a series in the form that DTSTART has (RFC 5545 §3.8.4.4, §3.8.5.1)."""
    return start.astimezone(ZONE).date() if all_day else _in_local_time(start)


def _in_local_time(moment: datetime) -> datetime:
    return moment.astimezone(ZONE).replace(microsecond=0)


def _unmistakable(local: datetime) -> datetime:
    """Return a local time as it is, or in UTC when the clocks show it twice: RFC 5545 §3.3.5 means the first of the
    two, but libical and ical.js read the second."""
    is_clear = local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
    return (local if is_clear else local.astimezone(UTC)).replace(microsecond=0)


def calendar(name: str, source: str, url: str, comment: str = "") -> bytes:
    """Return the lines of a feed before its first event: properties of the calendar and its time zone."""
    # No comma, semicolon or line break in a name: several programs show the backslash that escapes them.
    name = re.sub(r"[,;\\\s]+", " ", one_line(name)).strip()
    lines = [
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        f"SOURCE;VALUE=URI:{one_line(source)}",
    ]
    lines += [f"URL:{one_line(url)}"] if url else []
    lines += [f"COMMENT:{Text(one_line(comment)).to_ical().decode()}"] if comment else []
    return _head(lines)


def _head(lines: Iterable[str] = ()) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wijkverbond//Agenda//NL", "CALSCALE:GREGORIAN", *lines]
    return b"".join(Contentline(line).to_ical() + b"\r\n" for line in head) + VTIMEZONE


def file(fragment: bytes) -> bytes:
    """Return a file with one event. It has no name: Outlook would make a new calendar for it."""
    return b"".join((_head(), fragment, END))


def feed(name: str, source: str, url: str, fragments: list[bytes], left_out: int = 0) -> bytes:
    """Return the feed of `fragments`, with a comment when later ones were left out to keep it small."""
    comment = f"{left_out} later activities do not fit in this calendar: see {url}" if left_out else ""
    return b"".join((calendar(name, source, url, comment), *fragments, END))


def fitting(fragments: list[bytes], size: int) -> int:
    """Return how many fragments, from the first on, fit in `size` bytes: what is cut lies furthest ahead."""
    total = 0
    for count, one in enumerate(fragments):
        total += len(one)
        if total > size:
            return count
    return len(fragments)
