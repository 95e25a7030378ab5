"""What the programme lead does with a meeting. Each verb works at once, for everybody, and may be repeated."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from . import decisions, grouping, journal
from .models import BoardEvent, Proceedings, StadsbijeenkomstPage

COLLECTING = (Proceedings.Phase.WELCOME, Proceedings.Phase.COLLECT)


def enter(meeting: StadsbijeenkomstPage, phase: Proceedings.Phase) -> Proceedings:
    """Put the meeting in a phase, at once and for everybody; entering the phase it is in changes nothing.

    Refuses nothing of what is written: what was written before the collecting ended arrives as ever, whenever it
    comes; what is written later is kept as late, until the collecting begins again. From the prioritising on each note
    on display stands in a topic, so that it can be voted for and become an action.
    """
    with transaction.atomic():
        decisions.take_turn(meeting.pk)
        state = locked(meeting)
        if state.phase == phase:
            return state
        now = timezone.now()
        ended_at = None if phase in COLLECTING else state.collecting_ended_at or now
        changed = _change(meeting, phase=phase, phase_changed_at=now, collecting_ended_at=ended_at, timer_ends_at=None)
        if phase in grouping.BALLOT:
            grouping.settle(meeting)
        journal.tell(meeting, BoardEvent.Kind.PHASE)
        return changed


def announce(meeting: StadsbijeenkomstPage, sentence: str) -> Proceedings:
    """Show a sentence to the whole hall and to every table; "" takes it away."""
    with transaction.atomic():
        changed = _change(meeting, announcement=sentence)
        journal.tell(meeting)
        return changed


def set_timer(meeting: StadsbijeenkomstPage, ends_at: datetime | None) -> Proceedings:
    """Let a clock run to that moment, for the hall and the tables to see; None takes it away."""
    with transaction.atomic():
        changed = _change(meeting, timer_ends_at=ends_at)
        journal.tell(meeting)
        return changed


def moderate(meeting: StadsbijeenkomstPage, moderated: bool) -> Proceedings:
    """Say whether new notes wait for a moderator. Notes that wait already go on waiting."""
    return _change(meeting, moderated=moderated)


def publish_report(meeting: StadsbijeenkomstPage, at: datetime | None = None) -> Proceedings:
    """Show the report to everybody from now on; keeps the first date when it was published already."""
    with transaction.atomic():
        state = locked(meeting)
        return _change(meeting, report_published_at=state.report_published_at or at or timezone.now())


def withdraw_report(meeting: StadsbijeenkomstPage) -> Proceedings:
    """Show the report to editors only."""
    return _change(meeting, report_published_at=None)


@transaction.atomic
def _change(meeting: StadsbijeenkomstPage, **values: object) -> Proceedings:
    state = locked(meeting)
    for name, value in values.items():
        setattr(state, name, value)
    state.save(update_fields=[*values])
    return state


def locked(meeting: StadsbijeenkomstPage) -> Proceedings:
    """Return where the meeting stands, locked until the end of the transaction; made when nothing has happened yet."""
    Proceedings.objects.get_or_create(meeting=meeting)
    return Proceedings.objects.select_for_update().get(meeting=meeting)
