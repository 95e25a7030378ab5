"""What follows when an activity is published, withdrawn or moved: its dates, and what the feeds say about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from home.models import Theme

from . import announcement, ical, notices, occurrences, registration, series, syndication
from .models import DateChange, EventPage, FeedEntry, Listing, Venue

DAYS_AFTER = 90
DAYS_AFTER_CANCELLED = 30


@transaction.atomic
def announce(event: EventPage) -> FeedEntry | None:
    """Write the dates and the feed entry of a published event, from what the database holds now.

    Repeatable: without a change in between not a byte changes. Locks the event's row, so that two publications count
    `sequence` one after the other. Returns None for an alias, which calendars would show as a second event, for an
    event that is not live, and for a series of which every date is skipped: its subscribers hear that it is off.
    """
    page = EventPage.objects.select_for_update(of=("self",)).select_related("locale", "venue").get(pk=event.pk)
    if page.alias_of_id or not page.live:
        return None
    days = series.dates(page, with_skipped=True)
    held = [day for day in days if not day.is_skipped]
    occurrences.write(page, held, timezone.localdate())
    if page.registrations.standing().exists():
        notices.tell(page, held)
        registration.promote(page)
    if not held:
        _recall(page)
        return None
    entry = FeedEntry.objects.filter(uid=page.uid).first() or FeedEntry(uid=page.uid)
    told = announcement.of(page, days)
    _tell(entry, told, schedule=announcement.schedule(page, told), is_withdrawn=False)
    entry.event = page
    entry.audience = page.audience
    entry.languages = f" {' '.join(sorted(page.languages))} "
    entry.save()
    entry.themes.set(announcement.themes(page))
    _list(entry, page)
    return entry


@transaction.atomic
def withdraw(event: EventPage) -> None:
    """Take an event that is unpublished, or about to be deleted, out of the lists; tell subscribers that it is off.

    An event that is private is not told about: nobody who follows a feed may learn its title. Its row stays, empty,
    so that `sequence` goes on from there should the event ever be public again.
    """
    event.occurrences.all().delete()
    notices.tell(event, [])
    _recall(EventPage.objects.select_related("locale", "venue").get(pk=event.pk))


def _recall(page: EventPage) -> None:
    entry = FeedEntry.objects.select_for_update().filter(uid=page.uid).first()
    if entry is None or entry.is_withdrawn:
        return
    if page.get_view_restrictions().exists():
        entry.ical = entry.atom = entry.json = b""
        entry.is_withdrawn, entry.schedule, entry.leaves_on = True, "withdrawn", date.min
    else:
        page.status = EventPage.Status.CANCELLED
        told = announcement.of(page, series.dates(page, with_skipped=True))
        told = replace(told, text="", url="", overrides=tuple(replace(one, reason="") for one in told.overrides))
        _tell(entry, told, schedule=f"withdrawn {announcement.schedule(page, told)}", is_withdrawn=True)
    entry.save()


@transaction.atomic
def relocate(page: Page) -> None:
    """List the events at and under a page that was moved or renamed under its present ancestors and address.

    Withdrawn events move along: their subscribers read the feeds of the place where they would have stood.
    """
    inside = list(
        FeedEntry.objects.filter(
            pk__in=Listing.objects.filter(page=page.pk, reason__in=[Listing.Reason.SELF, Listing.Reason.ABOVE]).values(
                "entry"
            )
        )
    )
    page = Page.objects.get(pk=page.pk)
    above = list(page.get_ancestors().filter(depth__gt=1).values_list("pk", flat=True))
    Listing.objects.filter(entry__in=inside, reason=Listing.Reason.ABOVE).exclude(
        page__path__startswith=page.path
    ).delete()
    Listing.objects.bulk_create(
        Listing(entry=entry, page_id=pk, reason=Listing.Reason.ABOVE) for entry in inside for pk in above
    )
    retell(EventPage.objects.descendant_of(page, inclusive=True))


def retell(events: Iterable[EventPage]) -> None:
    """Write the entries of events anew of which something outside their own row changed: address, venue, theme."""
    for event in events:
        if event.live:
            announce(event)


def retell_of(thing: Venue | Theme) -> None:
    """Write the entries anew that tell of a venue or a theme which was changed, or is about to be deleted."""
    if isinstance(thing, Venue):
        at_venue = Q(venue=thing) | Q(pk__in=DateChange.objects.filter(venue=thing).values("event"))
        _retell_soon(EventPage.objects.filter(at_venue))
    else:
        _retell_soon(EventPage.objects.filter(event_themes__tag=thing))


def retell_around_holidays() -> None:
    """Write the dates and entries of all live series that skip holidays anew, because the list of holidays changed."""
    _retell_soon(EventPage.objects.filter(skips_holidays=True).exclude(repeats=""))


def _retell_soon(events: QuerySet[EventPage]) -> None:
    """Leave `retell` to a worker, where there is one: after one click it may be about a thousand events."""
    if pks := list(events.filter(live=True).order_by("pk").values_list("pk", flat=True)):
        transaction.on_commit(partial(retell_these.enqueue, pks), robust=True)


@task()
def retell_these(pks: list[int]) -> None:
    """Do `retell` for the events with these ids."""
    retell(EventPage.objects.filter(pk__in=pks).order_by("pk"))


def rebuild(page: Page | None = None) -> int:
    """Write the dates and entries of all live events anew, or of those at and under `page`; return how many.

    Heals what was written past the signals (a new address of the site, rows put into the database by hand). Where
    nothing changed not a byte does, and the address alone never raises `sequence`. Each event is a transaction.
    """
    events = EventPage.objects.descendant_of(page, inclusive=True) if page else EventPage.objects.all()
    for gone in events.filter(live=False, feed_entry__is_withdrawn=False):
        withdraw(gone)
    told = 0
    for pk in list(events.live().filter(alias_of=None).order_by("pk").values_list("pk", flat=True)):
        told += announce(EventPage(pk=pk)) is not None
    return told


def _tell(entry: FeedEntry, told: ical.Entry, schedule: str, is_withdrawn: bool) -> None:
    """Put fragments into `entry`; raise `sequence` and `changed_at` only when there is something to raise them for.

    Whether something changed is asked of the bytes: with the old number and moment, are they the old bytes?
    """
    is_new = entry._state.adding
    if not is_new:
        told = replace(told, created_at=entry.created_at, changed_at=entry.changed_at, sequence=entry.sequence)
    if is_new or schedule != entry.schedule or _fragments(told) != _stored(entry):
        changed_at = timezone.now().replace(microsecond=0)
        if not is_new:
            changed_at = max(changed_at, entry.changed_at)
        sequence = 0 if is_new else entry.sequence + (schedule != entry.schedule)
        told = replace(told, changed_at=changed_at, sequence=sequence)
    entry.ical, entry.atom, entry.json = _fragments(told)
    entry.created_at, entry.changed_at, entry.sequence = told.created_at, told.changed_at, told.sequence
    entry.schedule, entry.is_withdrawn = schedule, is_withdrawn
    entry.starts_at = told.starts_at
    entry.leaves_on = leaves_on(told)


def _fragments(told: ical.Entry) -> tuple[bytes, bytes, bytes]:
    return ical.fragment(told), syndication.atom_fragment(told), syndication.json_fragment(told)


def _stored(entry: FeedEntry) -> tuple[bytes, bytes, bytes]:
    return bytes(entry.ical), bytes(entry.atom), bytes(entry.json)


def leaves_on(told: ical.Entry) -> date:
    """Return the first day, in the site's time zone, on which the feeds do not hold the event any more."""
    days = DAYS_AFTER_CANCELLED if told.is_cancelled else DAYS_AFTER
    return (told.last_at or told.ends_at).astimezone(timezone.get_default_timezone()).date() + timedelta(days=days + 1)


def _list(entry: FeedEntry, page: EventPage) -> None:
    wanted = {(page.pk, Listing.Reason.SELF)}
    wanted |= {
        (pk, Listing.Reason.ABOVE) for pk in page.get_ancestors().filter(depth__gt=1).values_list("pk", flat=True)
    }
    wanted |= {(pk, Listing.Reason.WIJK) for pk in page.wijken.values_list("pk", flat=True)}
    there = {(listing.page_id, listing.reason): listing for listing in entry.listings.all()}
    Listing.objects.filter(pk__in=[listing.pk for key, listing in there.items() if key not in wanted]).delete()
    Listing.objects.bulk_create(
        Listing(entry=entry, page_id=pk, reason=reason) for pk, reason in sorted(wanted - there.keys())
    )
