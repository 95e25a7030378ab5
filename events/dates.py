"""Dates in words, in the site's time zone."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def span(starts_at: datetime, ends_at: datetime, all_day: bool, language: str | None = None) -> str:
    """Return from when to when in words, in `language` or else the active one: `Thursday 4 June 2026, 17:30 …`."""
    zone = timezone.get_default_timezone()
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    with translation.override(language or get_language()):
        first, last = date_format(starts, "l j F Y"), date_format(ends, "l j F Y")
        if all_day:
            return first if first == last else f"{first} – {last}"
        if first == last:
            return f"{first}, {starts:%H:%M} – {ends:%H:%M}"
        return f"{first}, {starts:%H:%M} – {last}, {ends:%H:%M}"


def brief(starts_at: datetime, ends_at: datetime, all_day: bool) -> str:
    """Return what a list says beside the date: the hours, or from when to when if it takes several days."""
    zone = timezone.get_default_timezone()
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if starts.date() != ends.date():
        return span(starts_at, ends_at, all_day)
    return _("All day") if all_day else f"{starts:%H:%M} – {ends:%H:%M}"
