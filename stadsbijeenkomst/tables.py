"""The tables of a meeting and the codes that give a place at them."""

from dataclasses import dataclass

from django.db import connection, transaction
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


@dataclass(frozen=True, slots=True)
class Seat:
    """What a code gives: the right to write at one table, under the rules of this moment."""

    table_id: int
    meeting_id: int
    moderated: bool
    closed: bool


# Written out, because this is asked for every note of an evening, and composing it takes the ORM five times as long as
# the database takes to answer.
SEAT = f"""
    SELECT a.id, a.meeting_id, a.revoked_at IS NOT NULL, b.ends_at < %s, c.moderated, c.phase
    FROM {Table._meta.db_table} a
    JOIN {StadsbijeenkomstPage._meta.db_table} b ON b.page_ptr_id = a.meeting_id
    LEFT JOIN {Proceedings._meta.db_table} c ON c.meeting_id = a.meeting_id
    WHERE a.code = %s
"""  # noqa: S608


def seat(code: str) -> Seat:
    """Return the place that a code gives, with one query. Refuses with CodeRefused or one of its kinds."""
    before = connection.ops.adapt_datetimefield_value(timezone.now() - StadsbijeenkomstPage.CODES_LAST)
    with connection.cursor() as cursor:
        cursor.execute(SEAT, [before, codes.normalise(code)])
        found = cursor.fetchone()
    if found is None:
        raise CodeRefused
    table, meeting, revoked, expired, moderated, phase = found
    if revoked:
        raise CodeRevoked
    if expired:
        raise CodeExpired
    # A meeting of which nothing has happened yet has no proceedings: it is moderated and not closed.
    return Seat(table, meeting, moderated is None or bool(moderated), phase == Proceedings.Phase.CLOSED)


def at(seat: Seat) -> Table:
    """Return the table of a seat, with its meeting and wijk, for a page that shows them."""
    return (
        Table.objects.select_related("meeting__proceedings", "wijk")
        .defer("wijk__boundary", "wijk__body")
        .get(pk=seat.table_id)
    )


@transaction.atomic
def add(meeting: StadsbijeenkomstPage, wijk: WijkPage | None = None, topic: str = "") -> Table:
    """Put one more table in the meeting, with the next number and a code of its own. Locks the meeting."""
    StadsbijeenkomstPage.objects.select_for_update(of=("self",)).only("pk").get(pk=meeting.pk)
    last = meeting.tables.aggregate(last=Max("number"))["last"] or 0
    return Table.objects.create(meeting=meeting, number=last + 1, wijk=wijk, topic=topic)


def revoke(table: Table) -> None:
    """Make the table's code worthless at once; the notes stay."""
    Table.objects.filter(pk=table.pk, revoked_at=None).update(revoked_at=timezone.now())


def renew(table: Table) -> str:
    """Give the table another code and return it; the old one is unknown from now on."""
    code = codes.make()
    Table.objects.filter(pk=table.pk).update(code=code, revoked_at=None)
    return code
