"""Many activities in little time: the rows that publishing wrote for a few, over again with other days.

Every table that grows with the number of activities grows: the page tree, dates, feed entries, listings and both
search indexes. Revisions and the log stay as few as they were; nothing that is measured reads those of another
activity.
"""

import copy
import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from events.ical import ZONE
from events.models import AgendaPage, DateChange, EventPage, EventTheme, FeedEntry, Listing, Occurrence
from home.models import WijkPage
from search.models import Entry

MOMENT = re.compile(rb"(DT(?:START|END);TZID=Europe/Amsterdam):\d{8}")
BATCH = 500
STRIDE = 7919  # a prime, so that copies that follow each other lie far apart


class Copy:
    """What differs in one copy: its ids, its place in the tree, its day; and the rows that follow from it."""

    def __init__(self, original: EventPage, number: int, parent: Page, pk: int, child: int, day: date | None):
        self.original, self.parent, self.pk, self.uid = original, parent, pk, uuid.uuid4()
        self.slug = f"kopie-{number}"
        self.path = Page._get_path(parent.path, parent.depth + 1, child)
        self.day = day
        self.later = day - original.starts_at.astimezone(ZONE).date() if day else timedelta(0)

    def moved(self, moment: datetime) -> datetime:
        """Return a moment of the original on the day of the copy, at the same hour on the clock."""
        local = moment.astimezone(ZONE)
        return datetime.combine(local.date() + self.later, local.time(), ZONE)

    def page(self) -> EventPage:
        page = copy.copy(self.original)
        page.pk = page.id = page.page_ptr_id = self.pk
        page.uid, page.slug, page.path = self.uid, self.slug, self.path
        page.url_path = f"{self.parent.url_path}{self.slug}/"
        page.title = page.draft_title = f"{self.original.title} {self.slug}"
        page.translation_key = uuid.uuid4()
        page.latest_revision = page.live_revision = None
        page.starts_at, page.ends_at = self.moved(page.starts_at), self.moved(page.ends_at)
        return page

    def entry(self) -> FeedEntry:
        entry = copy.copy(self.original.feed_entry)
        old, new = str(entry.uid).encode(), str(self.uid).encode()
        entry.ical, entry.atom, entry.json = (
            bytes(text).replace(old, new) for text in (entry.ical, entry.atom, entry.json)
        )
        if self.day:
            entry.ical = MOMENT.sub(rb"\1:" + f"{self.day:%Y%m%d}".encode(), entry.ical)
        entry.uid, entry.event_id = self.uid, self.pk
        entry.starts_at, entry.leaves_on = self.moved(entry.starts_at), entry.leaves_on + self.later
        return entry

    def rows(self, found: Iterable[models.Model], **changed) -> list[models.Model]:
        """Return copies of rows that belong to the original."""
        made = []
        for row in found:
            fresh = copy.copy(row)
            fresh.pk = None
            for name, value in changed.items():
                setattr(fresh, name, value)
            made.append(fresh)
        return made

    def dates(self) -> list[Occurrence]:
        found = self.rows(self.original.occurrences.all(), event_id=self.pk)
        for row in found:
            row.on += self.later
            row.starts_at, row.ends_at = self.moved(row.starts_at), self.moved(row.ends_at)
        return found

    def search_entry(self) -> Entry:
        entry = copy.copy(self.original.page_ptr.search_entry)
        entry.page_id = entry.number = self.pk
        entry.path, entry.title = self.path, f"{self.original.title} {self.slug}"
        entry.first_on, entry.last_on = (day + self.later for day in (entry.first_on, entry.last_on))
        return entry


def add(
    parent: AgendaPage, originals: Sequence[EventPage], wijk: WijkPage, number: int, days: Sequence[int] = ()
) -> None:
    """Add `number` copies of published activities under `parent`, in `wijk`.

    `days` are the days from today on which copies begin; without them a copy begins when its original does.
    """
    today, taken = timezone.localdate(), EventPage.objects.count()
    below = list(
        EventPage.objects.filter(pk__in=[page.pk for page in originals])
        .select_related("feed_entry", "page_ptr__search_entry")
        .prefetch_related("occurrences", "event_themes", "date_changes", "feed_entry__themes", "feed_entry__listings")
        .order_by("pk")
    )
    children = parent.get_children().order_by("path")
    child = int(children.last().path[-Page.steplen :], 36)
    pk = Page.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with transaction.atomic():
        made = []
        for i in range(1, number + 1):
            day = today + timedelta(days=days[(taken + i) * STRIDE % len(days)]) if days else None
            made.append(Copy(below[i % len(below)], taken + i, parent, pk + i, child + i, day))
        for begin in range(0, number, BATCH):
            _write(made[begin : begin + BATCH], wijk)
        Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + number)


def _write(made: list[Copy], wijk: WijkPage) -> None:
    pages = [one.page() for one in made]
    names = [field.attname for field in Page._meta.concrete_fields]
    Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in names}) for page in pages)
    # `bulk_create` refuses a model with a parent model, whose rows stand here already.
    fields = list(EventPage._meta.local_concrete_fields)
    EventPage._base_manager._insert(pages, fields=fields, using="default")
    EventPage.wijken.through.objects.bulk_create(
        EventPage.wijken.through(eventpage_id=one.pk, wijkpage_id=wijk.pk) for one in made
    )
    _create(EventTheme, (one.rows(one.original.event_themes.all(), content_object_id=one.pk) for one in made))
    _create(DateChange, (one.rows(one.original.date_changes.all(), event_id=one.pk) for one in made))
    _create(Occurrence, (one.dates() for one in made))
    FeedEntry.objects.bulk_create(one.entry() for one in made)
    themed = FeedEntry.themes.through
    themed.objects.bulk_create(
        themed(feedentry_id=one.uid, theme_id=theme.pk)
        for one in made
        for theme in one.original.feed_entry.themes.all()
    )
    _create(Listing, (_listings(one, wijk) for one in made))
    Entry.objects.bulk_create(one.search_entry() for one in made)
    Entry.wijken.through.objects.bulk_create(
        Entry.wijken.through(entry_id=one.pk, wijkpage_id=wijk.pk) for one in made
    )
    indexed = {}
    for row in IndexEntry.objects.filter(object_id__in={str(one.original.pk) for one in made}):
        indexed.setdefault(row.object_id, []).append(row)
    _create(IndexEntry, (one.rows(indexed.get(str(one.original.pk), ()), object_id=str(one.pk)) for one in made))


def _listings(one: Copy, wijk: WijkPage) -> list[Listing]:
    places = {Listing.Reason.SELF: one.pk, Listing.Reason.WIJK: wijk.pk}
    rows = one.rows(one.original.feed_entry.listings.all(), entry_id=one.uid)
    for row in rows:
        row.page_id = places.get(row.reason, row.page_id)
    return rows


def _create(model: type[models.Model], rows: Iterable[list[models.Model]]) -> None:
    model._base_manager.bulk_create(row for found in rows for row in found)
