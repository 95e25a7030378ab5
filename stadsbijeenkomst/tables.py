"""The tables of a meeting and the codes that give a place at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import WijkPage

from . import codes
from .models import Proceedings, StadsbijeenkomstPage, Table


class CodeRefused(Exception):
    """This code gives no place at a table. `sentence` says why, to the person who typed it."""

    sentence = _("This code is not right. Look at the card on your table and try again.")


class CodeExpired(CodeRefused):
    sentence = _("The meeting of this code is over. Notes can no longer be sent in.")


class CodeRevoked(CodeRefused):
    sentence = _("This code is no longer in use. Ask the table host for the new one.")


class HostOnly(CodeRefused):
    sentence = _("This is the page of the table host. The code that opens it is on the host's own card.")


@dataclass(frozen=True, slots=True)
class Seat:
    """What a code gives: the right to write at one table, under the rules of this moment.

    `closed_at` is when collecting ended, None while notes are collected. A host may do with every note of the table
    what a participant may do with their own.
    """

    table_id: int
    meeting_id: int
    moderated: bool
    closed_at: datetime | None = None
    is_host: bool = False

    def is_late(self, written_at: datetime) -> bool:
        """Say whether what was written at that moment came after the close."""
        return self.closed_at is not None and written_at > self.closed_at


# Written out, because this is asked for every note of an evening, and composing it takes the ORM five times as long as
# the database takes to answer.
SEAT = f"""
    SELECT a.id, a.meeting_id, a.host_code = %s, a.revoked_at IS NOT NULL, b.ends_at < %s, c.moderated,
        c.collecting_ended_at
    FROM {Table._meta.db_table} a
    JOIN {StadsbijeenkomstPage._meta.db_table} b ON b.page_ptr_id = a.meeting_id
    LEFT JOIN {Proceedings._meta.db_table} c ON c.meeting_id = a.meeting_id
    WHERE a.code = %s OR a.host_code = %s
"""  # noqa: S608


def seat(code: str) -> Seat:
    """Return the place that a code, of a table or of its host, gives, with one query. Refuses with CodeRefused or one
    of its kinds."""
    before = connection.ops.adapt_datetimefield_value(timezone.now() - StadsbijeenkomstPage.CODES_LAST)
    code = codes.normalise(code)
    with connection.cursor() as cursor:
        cursor.execute(SEAT, [code, before, code, code])
        found = cursor.fetchone()
    if found is None:
        raise CodeRefused
    table, meeting, is_host, revoked, expired, moderated, ended_at = found
    if revoked:
        raise CodeRevoked
    if expired:
        raise CodeExpired
    if ended_at and timezone.is_naive(ended_at):
        # SQLite keeps instants without their zone, in UTC.
        ended_at = ended_at.replace(tzinfo=UTC)
    # A meeting of which nothing has happened yet has no proceedings: it is moderated.
    return Seat(table, meeting, moderated is None or bool(moderated), ended_at, bool(is_host))


def at(seat: Seat) -> Table:
    """Return the table of a seat, with its meeting and wijk, for a page that shows them."""
    return (
        Table.objects.select_related("meeting__proceedings", "wijk")
        .defer("wijk__boundary", "wijk__body")
        .get(pk=seat.table_id)
    )


def hosting(meeting: StadsbijeenkomstPage) -> dict[int, Seat]:
    """Return the host's seat of every table by its number, for staff who type what came in on paper.

    Staff need no code, and do this when the codes have expired.
    """
    state = meeting.state
    return {
        number: Seat(table, meeting.pk, state.moderated, state.collecting_ended_at, is_host=True)
        for table, number in meeting.tables.order_by("number").values_list("pk", "number")
    }


def close(seat: Seat) -> None:
    """Say, as the host, that the table is ready. Refuses nothing of what is written afterwards."""
    _as_host(seat).filter(closed_at=None).update(closed_at=timezone.now())


def reopen(seat: Seat) -> None:
    """Say, as the host, that the table goes on."""
    _as_host(seat).update(closed_at=None)


def _as_host(seat: Seat) -> models.QuerySet[Table]:
    if not seat.is_host:
        raise HostOnly
    return Table.objects.filter(pk=seat.table_id)


class TablesChanged(Exception):
    """Somebody else, or the same button pressed twice, has added tables meanwhile."""

    sentence = _("Tables were added meanwhile. Look at the list; add more if you still need them.")


def add(meeting: StadsbijeenkomstPage, wijk: WijkPage | None = None, topic: str = "") -> Table:
    """Put one more table in the meeting, with the next number and a code of its own. Locks the meeting."""
    return furnish(meeting, [(wijk, topic)])[0]


@transaction.atomic
def furnish(
    meeting: StadsbijeenkomstPage, places: Iterable[tuple[WijkPage | None, str]], after: int | None = None
) -> list[Table]:
    """Put tables in the meeting, each about a wijk or a topic of the whole city, with the next numbers and codes of
    their own. All or none; locks the meeting.

    `after` is the highest number that whoever asks saw, 0 for no table: refuses with TablesChanged when it is
    another by now.
    """
    StadsbijeenkomstPage.objects.select_for_update(of=("self",)).only("pk").get(pk=meeting.pk)
    last = meeting.tables.aggregate(last=Max("number"))["last"] or 0
    if after is not None and last != after:
        raise TablesChanged
    return Table.objects.bulk_create(
        Table(meeting=meeting, number=number, wijk=wijk, topic=topic)
        for number, (wijk, topic) in enumerate(places, start=last + 1)
    )


def revoke(table: Table) -> None:
    """Make the codes of the table and of its host worthless at once; the notes stay."""
    Table.objects.filter(pk=table.pk, revoked_at=None).update(revoked_at=timezone.now())


def renew(table: Table) -> str:
    """Give the table another code, and its host too; the old ones are unknown from now on. Return the table's."""
    code = codes.make()
    Table.objects.filter(pk=table.pk).update(code=code, host_code=codes.make_for_host(), revoked_at=None)
    return code
