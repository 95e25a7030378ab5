"""Cancelling activities and single dates of them: what is public changes at once, and a draft along with it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction

from . import notices, series
from .models import DateChange, EventPage


class NothingToCancel(Exception):
    """The activity is not public, has been cancelled already, or does not have one of those dates any more."""


@transaction.atomic
def cancel(event: EventPage, reason: str, user: Any) -> EventPage:
    """Cancel a public event and publish that; return it. Changes that are not public yet stay a draft.

    Locks the event's row. Refuses an event that is not public or cancelled already (`NothingToCancel`).
    """
    page = _public(event)
    _change(page, user, lambda version: _cancel(version, reason))
    return page


@transaction.atomic
def cancel_dates(event: EventPage, days: Iterable[date], reason: str, user: Any) -> EventPage:
    """Cancel single dates of a public series, by their dates in the series, and publish that; return the event.

    Locks the event's row. Refuses dates that the series does not hold (`NothingToCancel`).
    """
    page = _public(event)
    wanted = set(days)
    if not wanted or not wanted <= {day.on for day in series.dates(page) if not day.is_cancelled} or not page.rule:
        raise NothingToCancel
    _change(page, user, lambda version: _cancel_dates(version, wanted, reason))
    return page


def would_tell(event: EventPage, days: Iterable[date] | None = None) -> int:
    """Return how many people would be mailed if `event`, or only those dates of it, were cancelled."""
    page = EventPage.objects.get(pk=event.pk)
    if days is None:
        _cancel(page, "")
    else:
        _cancel_dates(page, set(days), "")
    return notices.would_be_told(page)


def _public(event: EventPage) -> EventPage:
    page = EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not page.live or page.alias_of_id or page.status == EventPage.Status.CANCELLED:
        raise NothingToCancel
    return page


def _change(page: EventPage, user: Any, change: Callable[[EventPage], None]) -> None:
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    change(page)
    page.save_revision(user=user, log_action=True).publish(user=user)
    if draft:
        change(draft)
        draft.save_revision(user=user, clean=False)  # It may be half filled, as a draft may.


def _cancel(version: EventPage, reason: str) -> None:
    version.status, version.status_reason = EventPage.Status.CANCELLED, reason


def _cancel_dates(version: EventPage, days: set[date], reason: str) -> None:
    kept = [change for change in version.date_changes.all() if change.on not in days]
    added = [DateChange(on=on, kind=DateChange.Kind.CANCELLED, reason=reason) for on in sorted(days)]
    version.date_changes = kept + added  # type: ignore[misc]
