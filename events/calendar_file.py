"""What stands in a calendar file that somebody else made, in the terms of this site. Whatever the bytes, `read` gives
events or a sentence."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import vDuration
from icalendar.parser import split_on_unescaped_comma

from . import calendar_series, ical
from .calendar_lines import Component, Unfit, components, moment, unescaped
from .calendar_series import Change, Span
from .recurrence import Rule
from .zones import Zones

MAX_UID = 255
MAX_DATES_IN_ALL = 100_000
LONGEST = timedelta(days=366)
YEARS_AHEAD = 5
# What changes without anything having changed; programs write some of these anew at every request.
VOLATILE = {"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE"}


@dataclass(frozen=True)
class Found:
    """One event of a file. Instants are in the site's zone; whole days last until 23:59 of the last one."""

    uid: str
    sequence: int
    changed_at: datetime | None
    digest: str
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    is_cancelled: bool = False
    text: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    rule: Rule | None = None
    days: tuple[date, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def last_on(self) -> date:
        """The last day on which there is something of this event."""
        moved = [change.ends_at.date() for change in self.changes if change.ends_at]
        return max([self.ends_at.date(), *self.days[-1:], *moved])


@dataclass
class File:
    """What was read: the events, those that could not be taken (title and reason), and the UIDs of all of them."""

    name: str = ""
    found: list[Found] = field(default_factory=list)
    unfit: list[tuple[str, str]] = field(default_factory=list)
    uids: set[str] = field(default_factory=set)
    over: int = 0


def read(data: bytes, today: date) -> File:
    """Return what stands in `data`; events of which the last date is before `today` are only counted (`over`).

    Refuses (`calendar_lines.Unreadable`) what is no calendar, is broken off or is too large.
    """
    file, zones = File(), Zones()
    groups: dict[str, list[Component]] = {}
    for component in components(data):
        if component.kind == "VCALENDAR":
            file.name = component.text("X-WR-CALNAME") or component.text("NAME")
        elif component.kind == "VTIMEZONE":
            zones.define(component.value("TZID"), component.lines)
        elif component.kind == "VEVENT":
            groups.setdefault(component.value("UID"), []).append(component)
    dates_left = MAX_DATES_IN_ALL
    for uid, group in groups.items():
        for main, *dates in _apart(group):
            own = uid if "RECURRENCE-ID" not in main else f"{uid[:200]} {main.value('RECURRENCE-ID')[:40]}"
            file.uids.add(own)
            try:
                if dates_left <= 0 and "RRULE" in main:
                    raise Unfit(_("The series of this calendar have too many dates together."))
                found = _event(own, main, dates, zones, today)
            except Unfit as reason:
                file.unfit.append((title(main), str(reason)))
                continue
            dates_left -= len(found.days)
            if found.last_on < today:
                file.over += 1
            else:
                file.found.append(found)
    return file


def title(component: Component) -> str:
    """Return the title on one line, or words for an event without one."""
    return ical.one_line(component.text("SUMMARY"))[:255].strip() or _("Activity without a title")


def _apart(group: list[Component]) -> list[list[Component]]:
    """Return the versions of one UID as events: a series with its changed dates, or changed dates each on their own
    when the series itself is not in the file. Of two that claim to be the same, the later version counts."""
    masters = [one for one in group if "RECURRENCE-ID" not in one]
    dates: dict[str, Component] = {}
    for one in group:
        if "RECURRENCE-ID" in one:
            on = one.value("RECURRENCE-ID")
            if on not in dates or one.whole("SEQUENCE") >= dates[on].whole("SEQUENCE"):
                dates[on] = one
    if not masters:
        return [[one] for one in dates.values()]
    return [[max(masters, key=lambda one: (one.whole("SEQUENCE"), one.value("LAST-MODIFIED"))), *dates.values()]]


def _event(uid: str, main: Component, dates: list[Component], zones: Zones, today: date) -> Found:
    if not uid:
        raise Unfit(_("It has no UID, so it could not be recognised the next time."))
    if len(uid) > MAX_UID or not uid.isprintable():
        raise Unfit(_("Its UID is not one that can be kept."))
    if main.value("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        raise Unfit(_("It is marked as private."))
    span = _span(main, zones)
    if span.starts_at.year > today.year + YEARS_AHEAD:
        raise Unfit(_("Its date lies more than %(number)d years ahead.") % {"number": YEARS_AHEAD})
    has_end = span.all_day or {"DTEND", "DURATION"} & main.properties.keys()
    found = Found(
        uid=uid,
        sequence=main.whole("SEQUENCE"),
        changed_at=_changed_at(main, zones),
        digest=_digest([main, *dates]),
        title=title(main),
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        all_day=span.all_day,
        is_cancelled=main.value("STATUS").upper() == "CANCELLED",
        text=main.text("DESCRIPTION"),
        location=ical.one_line(main.text("LOCATION"))[:500],
        url=web_address(main.value("URL")),
        categories=_categories(main),
        notes=() if has_end else (_("It has no end time; here it takes an hour."),),
    )
    return _with_series(found, span, main, dates, zones, today) if "RRULE" in main else found


def _with_series(
    found: Found, span: Span, main: Component, dates: list[Component], zones: Zones, today: date
) -> Found:
    series = calendar_series.read(main, span, zones, today)
    changes = {change.on: change for change in calendar_series.excluded(main, series.days, zones)}
    notes = [*found.notes, *series.notes]
    for one in dates:
        match calendar_series.changed(one, _span(one, zones, span), series, main, zones):
            case Change() as change:
                changes[change.on] = change
            case str(note):
                notes.append(note)
    return replace(
        found,
        starts_at=series.first.starts_at,
        ends_at=series.first.ends_at,
        rule=series.rule,
        days=series.days,
        changes=tuple(changes[on] for on in sorted(changes)) if series.rule else (),
        notes=tuple(notes),
    )


def _span(component: Component, zones: Zones, otherwise: Span | None = None) -> Span:
    """Return when an event is; `otherwise` is what holds for a cancelled date that does not tell."""
    if "DTSTART" not in component:
        if otherwise:
            return otherwise
        raise Unfit(_("It has no date."))
    given = moment(component.first("DTSTART"), zones)
    ends = moment(component.first("DTEND"), zones) if "DTEND" in component else _after(given, component)
    if not isinstance(given, datetime):
        last = ends - timedelta(days=1) if ends and not isinstance(ends, datetime) else given
        starts_at = datetime.combine(given, time(0, 0), ical.ZONE)
        ends_at = datetime.combine(max(given, last), time(23, 59), ical.ZONE)
    else:
        starts_at = given.astimezone(ical.ZONE)
        ends_at = ends.astimezone(ical.ZONE) if isinstance(ends, datetime) else starts_at
        if ends_at == starts_at:
            ends_at = (starts_at.astimezone(UTC) + timedelta(hours=1)).astimezone(ical.ZONE)
    if ends_at < starts_at:
        raise Unfit(_("It ends before it begins."))
    if ends_at - starts_at > LONGEST:
        raise Unfit(_("It lasts longer than a year."))
    return Span(given, starts_at, ends_at)


def _after(given: date | datetime, component: Component) -> date | datetime | None:
    """Return the end of an event that tells how long it lasts."""
    if "DURATION" not in component:
        return None
    try:
        length = vDuration.from_ical(component.value("DURATION"))
        return (given.astimezone(UTC) if isinstance(given, datetime) else given) + length
    except (ValueError, OverflowError) as error:
        raise Unfit(_("It does not tell how long it lasts.")) from error


def _changed_at(main: Component, zones: Zones) -> datetime | None:
    try:
        found = moment(main.first("LAST-MODIFIED"), zones) if "LAST-MODIFIED" in main else None
    except Unfit:
        return None
    return found if isinstance(found, datetime) else None


def _categories(main: Component) -> tuple[str, ...]:
    words = [word for one in main.all("CATEGORIES") for word in split_on_unescaped_comma(one.value[:2_000])]
    return tuple(dict.fromkeys(clean for word in words if (clean := ical.one_line(unescaped(word)))))


def web_address(value: str) -> str:
    """Return an address on the web, or an empty text for what is none."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    is_fine = parts.scheme in {"http", "https"} and parts.netloc and len(value) <= 500 and value.isprintable()
    return value if is_fine and not set(value) & set(" \"'<>") else ""


def _digest(group: list[Component]) -> str:
    rows = sorted(
        repr((one.value("RECURRENCE-ID"), name, sorted(given.parameters.items()), given.value))
        for one in group
        for name, all_given in one.properties.items()
        for given in all_given
        if name not in VOLATILE and not name.startswith("X-")
    )
    return hashlib.sha256("\n".join(rows).encode("utf-8", "backslashreplace")).hexdigest()
