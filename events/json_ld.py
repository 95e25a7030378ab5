"""An activity as search engines read it: schema.org/Event."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from .models import EventPage, Venue

SCHEMA = "https://schema.org/"


def event(page: EventPage) -> dict[str, Any]:
    """Return the activity as JSON-LD; what is empty is left out."""
    cancelled = page.status == EventPage.Status.CANCELLED
    places = [place(page.venue)] if page.venue else []
    places += [{"@type": "VirtualLocation", "url": page.online_url}] if page.online_url else []
    mode = {(True, True): "Mixed", (False, True): "Online"}.get((bool(page.venue), bool(page.online_url)), "Offline")
    found = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        "url": page.full_url,
        "startDate": instant(page.starts_at, page.all_day),
        "endDate": instant(page.ends_at, page.all_day),
        "eventStatus": f"{SCHEMA}{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}{mode}EventAttendanceMode",
        "location": places[0] if len(places) == 1 else places,
        "isAccessibleForFree": page.is_free,
        "inLanguage": page.languages,
        "organizer": {"@type": "Organization", "name": page.organiser} if page.organiser else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


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
