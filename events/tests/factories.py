"""Events for tests, as short as can be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wagtail.models import Page

from events.models import DateChange, EventPage
from home.models import Theme, WijkPage

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVENING = datetime(2026, 6, 4, 17, 30, tzinfo=AMSTERDAM)


def draft(
    parent: Page, title: str = "Soep eten", *, wijken: list[WijkPage] = (), themes: list[Theme] = (), **fields
) -> EventPage:
    """Return an event under `parent` that is not live; it takes an hour and a half unless `fields` says otherwise."""
    starts_at = fields.pop("starts_at", EVENING)
    ends_at = fields.pop("ends_at", starts_at + timedelta(minutes=90))
    page = parent.add_child(
        instance=EventPage(title=title, starts_at=starts_at, ends_at=ends_at, live=False, **fields)
    )
    page.wijken = wijken
    page.themes.add(*themes)
    page.save()
    return page


def published(parent: Page, title: str = "Soep eten", **fields) -> EventPage:
    """Return an event under `parent` that was published as an editor does it, fresh from the database."""
    return publish(draft(parent, title, **fields))


def publish(page: EventPage, **fields) -> EventPage:
    """Change fields of an event and publish it; return it fresh from the database."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def repeated(parent: Page, title: str = "Soep eten", *, changes: list[DateChange] = (), **fields) -> EventPage:
    """Return a published series under `parent`: every week, five times, unless `fields` says otherwise."""
    if not fields.keys() & {"repeat_until", "repeat_count"}:
        fields["repeat_count"] = 5
    page = draft(parent, title, **{"repeats": "weekly"} | fields)
    page.date_changes = changes
    return publish(page)


def change(on: str, kind: str = "cancelled", **fields) -> DateChange:
    """Return what is different on one date of a series."""
    return DateChange(on=date.fromisoformat(on), kind=kind, **fields)
