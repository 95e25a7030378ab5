"""The tables of a meeting and the codes that give a place at them."""

from dataclasses import dataclass

from django.db import transaction
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


def seat(code: str) -> Seat:
    """Return the place that a code gives, with one query. Refuses with CodeRefused or one of its kinds."""
    try:
        # `get` and not `first`: this runs for every note of an evening, and needs no order, which takes three joins.
        table, meeting, revoked_at, ends_at, moderated, phase = Table.objects.values_list(
            "id",
            "meeting_id",
            "revoked_at",
            "meeting__ends_at",
            "meeting__proceedings__moderated",
            "meeting__proceedings__phase",
        ).get(code=codes.normalise(code))
    except Table.DoesNotExist:
        raise CodeRefused from None
    if revoked_at is not None:
        raise CodeRevoked
    if timezone.now() > ends_at + StadsbijeenkomstPage.CODES_LAST:
        raise CodeExpired
    # A meeting of which nothing has happened yet has no proceedings: it is moderated and not closed.
    return Seat(table, meeting, moderated is not False, phase == Proceedings.Phase.CLOSED)


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
