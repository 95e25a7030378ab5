"""The parts of an activity that an import writes: as the calendar has them, as a page has them, and put into a page.

Each part is made of what JSON holds, because what was written is kept, to see later what an editor changed.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import ical, rich_text
from .calendar_file import Found, web_address
from .calendar_series import Change
from .models import DateChange, EventPage, Venue

Parts = dict[str, Any]
NAMES = {
    "title": gettext_lazy("title"),
    "when": gettext_lazy("date and time"),
    "place": gettext_lazy("place"),
    "text": gettext_lazy("text"),
    "themes": gettext_lazy("themes"),
    "status": gettext_lazy("going ahead or not"),
}


def of_event(found: Found, themes: Mapping[str, int]) -> Parts:
    """Return the parts of an event of a calendar; `themes` gives the id of a theme by its name, folded."""
    venue, online = venue_called(found.location), web_address(found.location)
    return {
        "title": _without_prefix(found.title),
        "when": {
            "starts_at": _instant(found.starts_at),
            "ends_at": _instant(found.ends_at),
            "all_day": found.all_day,
            "repeats": found.rule.frequency.value if found.rule else "",
            "every": found.rule.every if found.rule else 1,
            "weekdays": list(found.rule.weekdays) if found.rule else [],
            "until": found.rule.until.isoformat() if found.rule and found.rule.until else None,
            "count": found.rule.count if found.rule else None,
            "changes": [_change(change) for change in found.changes],
        },
        "place": {"venue": venue.pk if venue else None, "online_url": online},
        "text": _text(found, "" if venue or online else found.location),
        "themes": sorted({themes[word.casefold()] for word in found.categories if word.casefold() in themes}),
        "status": _status(found.is_cancelled),
    }


def of_page(page: EventPage) -> Parts:
    """Return the parts as a page has them, also a draft that was never saved."""
    changes = sorted(page.date_changes.all(), key=lambda change: change.on)
    return {
        "title": page.title,
        "when": {
            "starts_at": _instant(page.starts_at),
            "ends_at": _instant(page.ends_at),
            "all_day": page.all_day,
            "repeats": page.repeats,
            "every": page.repeat_every,
            "weekdays": sorted(page.repeat_weekdays),
            "until": page.repeat_until.isoformat() if page.repeat_until else None,
            "count": page.repeat_count,
            "changes": [
                {
                    "on": change.on.isoformat(),
                    "kind": change.kind,
                    "reason": change.reason,
                    "starts_at": _instant(change.starts_at),
                    "ends_at": _instant(change.ends_at),
                    "venue": change.venue_id,
                }
                for change in changes
            ],
        },
        "place": {"venue": page.venue_id, "online_url": page.online_url},
        "text": page.description,
        "themes": sorted(theme.pk for theme in page.themes.all()),
        "status": {"status": page.status, "reason": page.status_reason},
    }


def is_same(name: str, one: Any, other: Any) -> bool:
    """Say whether two values of a part mean the same: the editor's program writes the same text with other tags."""
    if name == "text" and isinstance(one, str) and isinstance(other, str):
        return rich_text.words(one) == rich_text.words(other)
    return one == other


def cancelled() -> Any:
    """Return the part `status` of what the organiser has called off."""
    return _status(is_cancelled=True)


def put(page: EventPage, name: str, value: Any, themes: Mapping[int, Any]) -> None:
    """Put a part into a page in hand; `themes` gives themes by id. Saves nothing."""
    match name:
        case "title":
            page.title = value
        case "when":
            _put_when(page, value)
        case "place":
            page.venue_id, page.online_url = value["venue"], value["online_url"]
        case "text":
            page.description = value
        case "themes":
            page.themes.set([themes[pk] for pk in value if pk in themes])
        case "status":
            page.status, page.status_reason = value["status"], value["reason"]


def _put_when(page: EventPage, value: Parts) -> None:
    page.starts_at, page.ends_at = datetime.fromisoformat(value["starts_at"]), datetime.fromisoformat(value["ends_at"])
    page.all_day, page.repeats, page.repeat_every = value["all_day"], value["repeats"], value["every"]
    page.repeat_weekdays, page.repeat_count = value["weekdays"], value["count"]
    page.repeat_until = date.fromisoformat(value["until"]) if value["until"] else None
    changes = [
        DateChange(
            on=date.fromisoformat(one["on"]),
            kind=one["kind"],
            reason=one["reason"],
            starts_at=datetime.fromisoformat(one["starts_at"]) if one["starts_at"] else None,
            ends_at=datetime.fromisoformat(one["ends_at"]) if one["ends_at"] else None,
            venue_id=one["venue"],
            sort_order=number,
        )
        for number, one in enumerate(value["changes"])
    ]
    page.date_changes.set(changes)


def venue_called(location: str) -> Venue | None:
    """Return the one venue that a line of text names: by its name, its address, or both, as a calendar writes them."""
    wanted = _folded(location)
    if not wanted:
        return None
    by_line, by_name = [], []
    for venue in Venue.objects.all():
        lines = {venue.name, venue.location, f"{venue.name}, {venue.address}", f"{venue.address}, {venue.place}"}
        by_line += [venue] if wanted in {_folded(line) for line in lines} else []
        by_name += [venue] if _folded(location.split(",", maxsplit=1)[0]) == _folded(venue.name) else []
    for found in (by_line, by_name):
        if len(found) == 1:
            return found[0]
    return None


def _folded(line: str) -> str:
    return " ".join(line.replace(",", " ").split()).casefold()


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _change(change: Change) -> Parts:
    venue = venue_called(change.location)
    return {
        "on": change.on.isoformat(),
        "kind": change.kind,
        "reason": change.reason or ("" if venue else change.location[:250]),
        "starts_at": _instant(change.starts_at),
        "ends_at": _instant(change.ends_at),
        "venue": venue.pk if venue else None,
    }


def _status(is_cancelled: bool) -> Parts:
    if is_cancelled:
        return {"status": str(EventPage.Status.CANCELLED), "reason": _("The organiser has called it off.")}
    return {"status": str(EventPage.Status.PLANNED), "reason": ""}


def _without_prefix(title: str) -> str:
    for prefix in ical.CANCELLED_TITLE.values():
        title = title.removeprefix(prefix)
    return title


def _text(found: Found, location: str) -> str:
    """Return the description as rich text: the place when it is no venue of ours, the text, and where more stands."""
    parts = [rich_text.rich(_("Place: %(place)s") % {"place": location})] if location else []
    parts.append(rich_text.rich(rich_text.without_tags(found.text)))
    if found.url:
        parts.append(format_html('<p><a href="{}">{}</a></p>', found.url, _("More about this activity")))
    return "".join(parts)
