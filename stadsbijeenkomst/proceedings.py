"""What the programme lead does with a meeting. Each verb works at once, for everybody, and may be repeated."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .models import Proceedings, StadsbijeenkomstPage


def open(meeting: StadsbijeenkomstPage) -> Proceedings:
    """Let the tables write, for the first time or again after a close."""
    return _to(meeting, Proceedings.Phase.COLLECT)


def close(meeting: StadsbijeenkomstPage) -> Proceedings:
    """End the writing. Refuses nothing: what still comes in is kept as late."""
    return _to(meeting, Proceedings.Phase.CLOSED)


def moderate(meeting: StadsbijeenkomstPage, moderated: bool) -> Proceedings:
    """Say whether new notes wait for a moderator. Notes that wait already go on waiting."""
    return _change(meeting, moderated=moderated)


def publish_report(meeting: StadsbijeenkomstPage, at: datetime | None = None) -> Proceedings:
    """Show the report to everybody from now on; keeps the first date when it was published already."""
    with transaction.atomic():
        state = _locked(meeting)
        return _change(meeting, report_published_at=state.report_published_at or at or timezone.now())


def withdraw_report(meeting: StadsbijeenkomstPage) -> Proceedings:
    """Show the report to editors only."""
    return _change(meeting, report_published_at=None)


def _to(meeting: StadsbijeenkomstPage, phase: Proceedings.Phase) -> Proceedings:
    with transaction.atomic():
        state = _locked(meeting)
        return state if state.phase == phase else _change(meeting, phase=phase, phase_changed_at=timezone.now())


@transaction.atomic
def _change(meeting: StadsbijeenkomstPage, **values: object) -> Proceedings:
    state = _locked(meeting)
    for name, value in values.items():
        setattr(state, name, value)
    state.save(update_fields=[*values])
    return state


def _locked(meeting: StadsbijeenkomstPage) -> Proceedings:
    Proceedings.objects.get_or_create(meeting=meeting)
    return Proceedings.objects.select_for_update().get(meeting=meeting)
