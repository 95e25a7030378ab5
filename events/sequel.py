"""“This and following”: a series ends before one of its dates, and another activity goes on from there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug

from . import registration, series
from .models import EventPage
from .series import Day


class SequelRefused(Exception):
    """Why a series cannot be divided there; `sentence` is for the editor."""

    sentence: str | Promise = _("This series cannot be divided.")


class NoSuchDate(SequelRefused):
    """The date is not one of the series, or is skipped."""

    sentence = _("This is not one of the dates of the series.")


class NothingBefore(SequelRefused):
    """It is the first date that is held, so that nothing would be left of the series."""

    sentence = _("This is the first date of the series. Change the activity itself.")


class DraftWaiting(SequelRefused):
    """There are changes that are not published: neither of the two activities could do without them, or have them."""

    sentence = _("This activity has changes that are not published yet. Publish or remove them first.")


@transaction.atomic
def begin(event: EventPage, on: date, user: Any = None) -> EventPage:
    """End the series `event` before its date `on` and return a new page, beside it, that goes on from there.

    The new one has an identity of its own, the later changes of dates and the registrations for later dates; whoever
    registered for the whole series is registered for both. Nobody is told, because nothing changed for them. Live
    stays live. Refuses with `SequelRefused`. Locks the event's row.
    """
    page = EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if page.alias_of_id or (page.live and page.has_unpublished_changes):
        raise DraftWaiting
    page = page.get_latest_revision_as_object()
    days = series.dates(page, with_skipped=True)
    if not page.rule or not any(day.on == on and not day.is_skipped for day in days):
        raise NoSuchDate
    before, after = [day for day in days if day.on < on], [day for day in days if day.on >= on]
    if all(day.is_skipped for day in before):
        raise NothingBefore
    slug = find_available_slug(page.get_parent(), f"{page.slug[:240]}-{on:%Y-%m-%d}")
    new = page.copy(update_attrs={"slug": slug, "live": False}, copy_revisions=False, keep_live=False, user=user)
    until = page.repeat_until
    _keep(new, after)
    if new.rule:
        new.starts_at, new.ends_at, new.repeat_until = after[0].planned_at, after[0].planned_until, until
    new.save()
    # Before either is published, which tells everybody of whose date something changed.
    registration.divide(page, new, on)
    _keep(page, before)
    for one, kept in ((page, before), (new, after)):
        if not one.rule:
            one.registrations.filter(on=kept[0].on).update(on=series.first_on(one))
        revision = one.save_revision(user=user)
        if page.live:
            revision.publish(user=user)
        else:
            one.save()
    return EventPage.objects.get(pk=new.pk)


def _keep(page: EventPage, days: Sequence[Day]) -> None:
    """Leave `page` these dates of its series. One date is no series: what was different on it becomes the activity's
    own."""
    kept = {day.on for day in days}
    page.date_changes.set([change for change in page.date_changes.all() if change.on in kept])
    if len(days) > 1:
        if page.repeat_count:
            page.repeat_count = len(days)
        else:
            page.repeat_until = days[-1].on
        return
    (day,) = days
    for name, value in EventPage.ONCE.items():
        setattr(page, name, value)
    page.date_changes.set([])
    page.starts_at, page.ends_at, page.venue = day.starts_at, day.ends_at, day.venue
    page.status, page.status_reason = day.status, day.reason
