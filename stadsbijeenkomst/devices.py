"""The telephones and tablets of an evening: what each still holds, and how every table is doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Max, Sum
from django.utils import timezone

from . import limits
from .models import Device, Note, StadsbijeenkomstPage, Table
from .tables import Seat

# A device that says the same again is written down no more often than this.
REMEMBERED = timedelta(seconds=15)
# A table of which no device was heard for this long may hold notes that nobody here knows of.
SILENCE = timedelta(minutes=5)
MOST = 999


@dataclass(frozen=True, slots=True)
class Counts:
    """How many notes of a table the server has, and how many its devices said that they still hold."""

    stored: int
    unsent: int

    @property
    def written(self) -> int:
        return self.stored + self.unsent


@dataclass(frozen=True, slots=True)
class TableState:
    """How a table is doing, as far as its devices could tell.

    `heard_at` is when a device of the table was last heard of, None before the first. `is_silent`: nothing was heard
    for a while during the evening, and its host did not close it.
    """

    table: Table
    counts: Counts
    heard_at: datetime | None
    is_silent: bool

    @property
    def is_green(self) -> bool:
        """Everything that was written here is stored, as far as anybody knows."""
        return not self.counts.unsent and not self.is_silent


def report(seat: Seat, device: UUID, unsent: int) -> None:
    """Write down that a device of the seat's table holds `unsent` notes that were not sent yet, 0 to 999.

    One query, and a second when the number changed or the last one was a while ago. A flood of devices that were
    never heard of before is let go by: the reply does not depend on it.
    """
    now, unsent = timezone.now(), min(max(unsent, 0), MOST)
    known = Device.objects.filter(table=seat.table_id, uuid=device).values_list("unsent", "seen_at").first()
    if known is None and not limits.devices.take(str(seat.table_id)):
        return
    if known and known[0] == unsent and now - known[1] < REMEMBERED:
        return
    Device.objects.bulk_create(
        [Device(table_id=seat.table_id, uuid=device, is_host=seat.is_host, unsent=unsent, seen_at=now)],
        update_conflicts=True,
        unique_fields=["table", "uuid"],
        # Once a host, always a host: somebody who hosts opens the page of the participants too.
        update_fields=["unsent", "seen_at", *(["is_host"] if seat.is_host else [])],
    )


@transaction.atomic
def relieve(seat: Seat, number: int) -> None:
    """Count `number` notes that were carried to another device no longer as unsent at the seat's table: first those of
    the device that was not heard of for longest. Locks the devices that hold notes.

    What is carried does not say which device it comes from; one that is still alive tells its own number again.
    """
    holding = Device.objects.select_for_update().filter(table=seat.table_id, unsent__gt=0).order_by("seen_at", "pk")
    for device in holding:
        taken = min(device.unsent, number)
        Device.objects.filter(pk=device.pk).update(unsent=F("unsent") - taken)
        number -= taken


def counts(seat: Seat) -> Counts:
    """Return the numbers of the seat's table. Two queries."""
    stored = Note.objects.written().filter(table=seat.table_id).count()
    unsent = Device.objects.filter(table=seat.table_id).aggregate(Sum("unsent"))["unsent__sum"]
    return Counts(stored, unsent or 0)


def overview(meeting: StadsbijeenkomstPage) -> list[TableState]:
    """Return how each table of the meeting is doing, by number. Three queries, whatever the number of tables."""
    stored = dict(Note.objects.written().filter(meeting=meeting).values_list("table").annotate(Count("pk")).order_by())
    heard = {
        table: (unsent, seen_at)
        for table, unsent, seen_at in Device.objects.filter(table__meeting=meeting)
        .values_list("table")
        .annotate(Sum("unsent"), Max("seen_at"))
        .order_by()
    }
    before = timezone.now() - SILENCE
    tables = meeting.tables.select_related("wijk").defer("wijk__boundary", "wijk__body").order_by("number")
    states = []
    for table in tables:
        unsent, heard_at = heard.get(table.pk, (0, None))
        quiet = heard_at is None or heard_at < before
        silent = meeting.state.is_open and table.closed_at is None and quiet
        states.append(TableState(table, Counts(stored.get(table.pk, 0), unsent), heard_at, silent))
    return states
