"""What the programme lead sees of an evening: where it stands, and how every table is doing."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import ballot, devices
from .models import Note, Proceedings, StadsbijeenkomstPage, Table

Phase = Proceedings.Phase


@dataclass(frozen=True, slots=True)
class Step:
    """A phase on the stepper: before, at or after where the meeting stands."""

    phase: str
    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Seating:
    """A table in the list: its codes as people read them, and in words how it is doing.

    `tone` colours what `verdict` says: "ok", "wait" or "off".
    """

    table: Table
    code: str
    host_code: str
    verdict: str
    tone: str
    words: tuple[str, ...]

    @property
    def is_behind(self) -> bool:
        """It may hold notes that nobody here knows of."""
        return self.tone == "wait"


@dataclass(frozen=True, slots=True)
class Room:
    """The whole room. `waiting` and `late` are notes that a moderator has still to decide about; `voters` is how many
    devices or tables have voted."""

    state: Proceedings
    steps: tuple[Step, ...]
    seatings: tuple[Seating, ...]
    waiting: int
    late: int
    voters: int

    @property
    def here(self) -> int:
        return next(number for number, step in enumerate(self.steps) if step.is_current)

    @property
    def previous(self) -> Step | None:
        return self.steps[self.here - 1] if self.here else None

    @property
    def next(self) -> Step | None:
        return self.steps[self.here + 1] if self.here + 1 < len(self.steps) else None

    @property
    def in_order(self) -> int:
        return sum(seating.tone == "ok" for seating in self.seatings)

    @property
    def behind(self) -> tuple[Seating, ...]:
        return tuple(seating for seating in self.seatings if seating.is_behind)

    @property
    def last(self) -> int:
        """The highest number of a table, 0 without tables."""
        return self.seatings[-1].table.number if self.seatings else 0


def show(meeting: StadsbijeenkomstPage) -> Room:
    """Return the control room of a meeting. Five queries, whatever the number of tables, devices and notes."""
    here = list(Phase).index(Phase(meeting.state.phase))
    pending = Note.objects.waiting().filter(meeting=meeting)
    counted = pending.aggregate(waiting=Count("pk", filter=Q(late=False)), late=Count("pk", filter=Q(late=True)))
    return Room(
        state=meeting.state,
        steps=tuple(
            Step(phase.value, str(phase.label), number < here, number == here) for number, phase in enumerate(Phase)
        ),
        seatings=seatings(meeting),
        waiting=counted["waiting"],
        late=counted["late"],
        voters=ballot.turnout(meeting),
    )


def seatings(meeting: StadsbijeenkomstPage) -> tuple[Seating, ...]:
    """Return the tables of a meeting by number, each with how it is doing. Three queries."""
    return tuple(_seating(one) for one in devices.overview(meeting))


def asks_first(meeting: StadsbijeenkomstPage, phase: Proceedings.Phase) -> tuple[Seating, ...]:
    """Return the tables for which to wait before the meeting enters a phase: when the collecting or the whole meeting
    would end while they may hold notes that were written in time. Three queries at most."""
    state = meeting.state
    ends_collecting = state.phase == Phase.COLLECT and phase not in {Phase.WELCOME, Phase.COLLECT}
    if not ends_collecting and (phase != Phase.CLOSED or state.is_closed):
        return ()
    return tuple(seating for seating in seatings(meeting) if seating.is_behind)


def _seating(one: devices.TableState) -> Seating:
    table, counts = one.table, one.counts
    words = []
    if counts.written:
        words.append(
            _("%(written)d written · %(stored)d saved") % {"written": counts.written, "stored": counts.stored}
        )
    if counts.unsent:
        words.append(
            ngettext("%(count)d still on a device", "%(count)d still on devices", counts.unsent)
            % {"count": counts.unsent}
        )
    if one.heard_at is None:
        words.append(_("nothing heard yet"))
    elif one.is_silent:
        words.append(_("nothing heard since %(time)s") % {"time": time_format(localtime(one.heard_at), "H.i")})
    if table.closed_at:
        words.append(_("ready, says the host"))
    if table.revoked_at and not counts.unsent:
        verdict, tone = _("code revoked"), "off"
    elif not one.is_green:
        verdict, tone = _("needs attention"), "wait"
    elif one.heard_at is None and not counts.stored:
        verdict, tone = _("not begun"), "off"
    else:
        verdict, tone = _("in order"), "ok"
    return Seating(table, spaced(table.code), spaced(table.host_code), verdict, tone, tuple(words))


def spaced(code: str) -> str:
    """Return a code in two halves, as people read it aloud."""
    return f"{code[: len(code) // 2]} {code[len(code) // 2 :]}"
