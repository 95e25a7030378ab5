"""An activity as search engines read it: schema.org/Event, and EventSeries with its coming dates."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from . import series
from .models import EventPage, Occurrence, Venue
from .models.occurrence import midnight

SCHEMA = "https://schema.org/"
SCHEDULED, RESCHEDULED, CANCELLED = (f"{SCHEMA}Event{word}" for word in ("Scheduled", "Rescheduled", "Cancelled"))
COMING = 10


def event(page: EventPage) -> dict[str, Any]:
    """Return the activity as JSON-LD; what is empty is left out. A series holds its coming dates, at most COMING, each
    as an event of its own."""
    found = _common(page) | {
        "@context": "https://schema.org",
        "startDate": instant(page.starts_at, page.all_day),
        "endDate": instant(page.ends_at, page.all_day),
        "eventStatus": CANCELLED if page.status == EventPage.Status.CANCELLED else SCHEDULED,
        "location": places(page, page.venue),
    }
    if page.rule:
        today = midnight(timezone.localdate())
        rows = [row for row in page.occurrences.all() if row.ends_at >= today] if page.pk else []
        found |= {
            "@type": "EventSeries",
            "endDate": page.repeat_until.isoformat() if page.repeat_until else None,
            "subEvent": [date_of(page, row) for row in rows[:COMING]],
        }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def date_of(page: EventPage, row: Occurrence) -> dict[str, Any]:
    """Return one date of a series as JSON-LD; if it is moved, with the start that it had before."""
    planned_at = series.planned_at(page, row.on)
    is_moved = row.starts_at != planned_at
    status = RESCHEDULED if is_moved else SCHEDULED
    found = _common(page) | {
        "startDate": instant(row.starts_at, page.all_day),
        "endDate": instant(row.ends_at, page.all_day),
        "eventStatus": CANCELLED if row.status == Occurrence.Status.CANCELLED else status,
        "previousStartDate": instant(planned_at, page.all_day) if is_moved else None,
        "location": places(page, row.venue),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _common(page: EventPage) -> dict[str, Any]:
    mode = {(True, True): "Mixed", (False, True): "Online"}.get((bool(page.venue), bool(page.online_url)), "Offline")
    return {
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        "url": page.full_url,
        "eventAttendanceMode": f"{SCHEMA}{mode}EventAttendanceMode",
        "isAccessibleForFree": page.is_free,
        "inLanguage": page.languages,
        "organizer": {"@type": "Organization", "name": page.organiser} if page.organiser else None,
    }


def places(page: EventPage, venue: Venue | None) -> dict[str, Any] | list[dict[str, Any]]:
    """Return where it is, online and not: the one place itself, or a list."""
    found = [place(venue)] if venue else []
    found += [{"@type": "VirtualLocation", "url": page.online_url}] if page.online_url else []
    return found[0] if len(found) == 1 else found


def place(venue: Venue) -> dict[str, Any]:
    address = {"streetAddress": venue.address, "postalCode": venue.postcode, "addressLocality": venue.place}
    found: dict[str, Any] = {
        "@type": "Place",
        "name": venue.name,
        "address": {"@type": "PostalAddress"} | {name: value for name, value in address.items() if value},
    }
    if venue.point:
        latitude, longitude = venue.point
        found["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return found


def instant(moment: datetime, all_day: bool) -> str:
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return local.date().isoformat() if all_day else local.isoformat(timespec="seconds")
