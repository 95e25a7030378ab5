"""Answers each line of JSON on standard input with one line: what libical reads in a calendar.

libical is the parser inside Evolution, GNOME Calendar and KOrganizer. It comes from Debian (gir1.2-ical-3.0 and
python3-gi), so this file is run by the system's own Python, outside the environment of the project.
"""

import json
import sys
from datetime import UTC, datetime

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402


def form(time) -> str:
    """Return a date, or an instant in UTC; the time knows its zone from the VTIMEZONE of the file."""
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    return datetime.fromtimestamp(time.as_timet_with_zone(time.get_timezone()), UTC).isoformat()


def shown(event, on, start, end) -> dict:
    status = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
    return {
        "uid": event.get_uid(),
        "on": on,
        "start": start,
        "end": end,
        "status": ICalGLib.Property.status_to_string(status.get_status()) if status else None,
        "sequence": event.get_sequence(),
        "title": event.get_summary(),
        "text": event.get_description() or "",
        "place": event.get_location() or "",
    }


def events(calendar):
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event:
        yield event
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


def read(text: str) -> list[dict]:
    """Return the dates of every event; as the programs that use libical do, an override replaces one of the rule."""
    calendar = ICalGLib.Component.new_from_string(text)
    if not calendar or calendar.count_errors():
        raise ValueError("libical finds errors")
    rows, overridden, masters = [], set(), []
    for event in events(calendar):
        recurrence_id = event.get_first_property(ICalGLib.PropertyKind.RECURRENCEID_PROPERTY)
        if not recurrence_id:
            masters.append(event)
            continue
        on = form(recurrence_id.get_datetime_with_component(event))
        overridden.add((event.get_uid(), on))
        rows.append(shown(event, on, form(event.get_dtstart()), form(event.get_dtend())))
    for event in masters:
        rule = event.get_first_property(ICalGLib.PropertyKind.RRULE_PROPERTY)
        first, last = event.get_dtstart(), event.get_dtend()
        if not rule:
            rows.append(shown(event, None, form(first), form(last)))
            continue
        dates = ICalGLib.RecurIterator.new(rule.get_rrule(), first)
        skipped = set()
        exception = event.get_first_property(ICalGLib.PropertyKind.EXDATE_PROPERTY)
        while exception:
            skipped.add(form(exception.get_datetime_with_component(event)))
            exception = event.get_next_property(ICalGLib.PropertyKind.EXDATE_PROPERTY)
        lasts = last.subtract(first)
        while not (date := dates.next()).is_null_time():
            date.set_timezone(first.get_timezone())
            on = form(date)
            if on in skipped or (event.get_uid(), on) in overridden:
                continue
            rows.append(shown(event, on, on, form(date.add(lasts))))
    return rows


for line in sys.stdin:
    try:
        answer = {"rows": read(json.loads(line)["text"])}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)  # noqa: T201
