"""What follows when an activity is published, withdrawn or moved: its dates, and what the feeds say about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from home.models import Theme

from . import ical, syndication
from .models import EventPage, FeedEntry, Listing, Occurrence

DAYS_AFTER = 90
DAYS_AFTER_CANCELLED = 30
TEXT_LENGTH = 1_000  # a feed of many activities must stay below `ical.MAX_BYTES`; the page has the whole text


@transaction.atomic
def announce(event: EventPage) -> FeedEntry | None:
    """Write the dates and the feed entry of a published event, from what the database holds now.

    Repeatable: without a change in between not a byte changes. Locks the event's row, so that two publications count
    `sequence` one after the other. Returns None for an alias, which calendars would show as a second event, and for
    an event that is not live.
    """
    page = EventPage.objects.select_for_update(of=("self",)).select_related("locale").get(pk=event.pk)
    if page.alias_of_id or not page.live:
        return None
    _write_dates(page)
    entry = FeedEntry.objects.filter(uid=page.uid).first() or FeedEntry(uid=page.uid)
    told = _describe(page)
    _tell(entry, told, schedule=_schedule(page, told), is_withdrawn=False)
    entry.event = page
    entry.audience = page.audience
    entry.languages = f" {' '.join(sorted(page.languages))} "
    entry.save()
    entry.themes.set(_themes(page))
    _list(entry, page)
    return entry


@transaction.atomic
def withdraw(event: EventPage) -> None:
    """Take an event that is unpublished, or about to be deleted, out of the lists; tell subscribers that it is off.

    An event that is private is not told about: nobody who follows a feed may learn its title. Its row stays, empty,
    so that `sequence` goes on from there should the event ever be public again.
    """
    event.occurrences.all().delete()
    entry = FeedEntry.objects.select_for_update().filter(uid=event.uid).first()
    if entry is None or entry.is_withdrawn:
        return
    if event.get_view_restrictions().exists():
        entry.ical = entry.atom = entry.json = b""
        entry.is_withdrawn, entry.schedule, entry.leaves_on = True, "withdrawn", date.min
        entry.save()
        return
    page = EventPage.objects.select_related("locale").get(pk=event.pk)
    told = replace(_describe(page), is_cancelled=True, text="", url="")
    _tell(entry, told, schedule=f"withdrawn {_schedule(page, told)}", is_withdrawn=True)
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


def _write_dates(page: EventPage) -> None:
    on = page.starts_at.astimezone(ical.ZONE).date()
    page.occurrences.exclude(on=on).delete()
    Occurrence.objects.update_or_create(
        event=page,
        on=on,
        defaults={
            "starts_at": page.starts_at,
            "ends_at": page.ends_at,
            "status": page.status,
            "reason": page.status_reason,
        },
    )


def _themes(page: EventPage) -> QuerySet[Theme]:
    return Theme.objects.filter(event_themes__content_object=page).order_by("name", "pk")


def _describe(page: EventPage) -> ical.Entry:
    venue = page.venue
    parts = [page.status_reason, page.summary, plain(page.description), page.price, page.organiser, page.contact]
    parts += [page.online_url] if venue else []
    text = "\n\n".join(part for part in parts if part)
    return ical.Entry(
        uid=page.uid,
        created_at=page.first_published_at or page.last_published_at or timezone.now(),
        changed_at=timezone.now(),
        sequence=0,
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        all_day=page.all_day,
        title=page.title,
        is_cancelled=page.status == EventPage.Status.CANCELLED,
        text=text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - 1] + "…",
        location=venue.location if venue else page.online_url,
        point=venue.point if venue else None,
        url=page.full_url or "",
        categories=tuple(_themes(page).values_list("name", flat=True)),
        language=page.locale.language_code,
    )


def _schedule(page: EventPage, told: ical.Entry) -> str:
    """Return the part of an event whose change makes subscribers look again: date, time, place and status."""
    instants = (page.starts_at.astimezone(ical.ZONE).isoformat(), page.ends_at.astimezone(ical.ZONE).isoformat())
    return " ".join([*instants, "days" if page.all_day else "hours", page.status, told.location, page.online_url])


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
    return told.ends_at.astimezone(timezone.get_default_timezone()).date() + timedelta(days=days + 1)


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


def plain(html: str) -> str:
    """Return rich text as lines of plain text; an item of a list begins with a dash."""
    soup = BeautifulSoup(html, "html.parser")
    for item in soup.find_all("li"):
        item.insert(0, "- ")
    for block in soup.find_all(["p", "li", "h2", "h3", "h4", "br"]):
        block.append("\n")
    return "\n".join(line.strip() for line in soup.get_text().strip().split("\n"))
