"""Retention: what was said goes when it has served. That it went is written down, in numbers only.

The report stays: its lines were approved, and hold their own number of notes.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import grouping, journal
from .models import (
    BoardEvent,
    Decision,
    Device,
    Group,
    Note,
    NoteDeletion,
    Plan,
    ReportFile,
    StadsbijeenkomstPage,
    Vote,
    Voucher,
)

REASON = NoteDeletion.Reason
GONE = {"text": "", "redaction": "", "status": Note.Status.ERASED, "group": None, "line": None}


def delete_expired() -> int:
    """Delete what has stood long enough, and return how many notes lost their words. Run daily; repeatable.

    All notes of a meeting go `NOTE_DAYS` days after its report was published; without a report `NOTE_DAYS_UNPUBLISHED`
    days after the meeting; and never later than the two together. What moderators kept from display for being too
    personal loses its own words `SENSITIVE_DAYS` days after the meeting. What is known of devices goes with the codes.
    """
    now = timezone.now()
    published, unpublished = (timedelta(days=_days(name)) for name in ("NOTE_DAYS", "NOTE_DAYS_UNPUBLISHED"))
    over = (
        Q(proceedings__report_published_at__lt=now - published)
        | Q(proceedings__report_published_at=None, ends_at__lt=now - unpublished)
        | Q(ends_at__lt=now - unpublished - published)
    )
    meetings = StadsbijeenkomstPage.objects.order_by("pk")
    number = sum(_forget(meeting) for meeting in meetings.filter(over))
    personal = now - timedelta(days=_days("SENSITIVE_DAYS"))
    number += sum(_neutralise(meeting) for meeting in meetings.filter(ends_at__lt=personal))
    # Longer than any note, so that who kept one is told where the words went.
    Voucher.objects.filter(meeting__ends_at__lt=now - unpublished - published).delete()
    Device.objects.filter(table__meeting__ends_at__lt=now - StadsbijeenkomstPage.CODES_LAST).delete()
    return number


@transaction.atomic
def erase(meeting: StadsbijeenkomstPage, notes: QuerySet[Note]) -> list[str]:
    """Take away the words of notes of one meeting, because somebody asked; locks them. Writes down the number.

    Gone at once from board, report and files: the note itself, what its table planned, what a moderator wrote instead,
    and the title of a topic or the line of a report that has these words. Returns the sentences in which staff wrote
    about it in words of their own, which nobody else can judge: titles of topics and actions, lines of the report.
    Repeatable.
    """
    left: list[str] = []
    number = 0
    for note in notes.filter(meeting=meeting).exclude(status=Note.Status.ERASED).select_for_update(of=("self",)):
        words, group, line = {note.text, note.redaction} - {""}, note.group, note.line
        Decision.objects.filter(note=note).delete()
        Plan.objects.filter(note=note).delete()
        note.text, note.redaction, note.status, note.changed_at = "", "", Note.Status.ERASED, timezone.now()
        note.save(update_fields=["text", "redaction", "status", "changed_at"])
        left += _retitle(group, words) if group else []
        # The report's line follows here, by the link that the note still has.
        journal.record(note, BoardEvent.Kind.WITHDRAWN, note.group_id)
        Note.objects.filter(pk=note.pk).update(group=None, line=None)
        if group and not group.action and not group.notes.exists():
            group.delete()
        if line and line.edited:
            left.append(line.text)
        number += 1
    ReportFile.objects.filter(report__in=meeting.get_children()).delete()
    _log(meeting, number, REASON.REQUEST)
    return list(dict.fromkeys(left))


@transaction.atomic
def erase_device(voucher: Voucher) -> list[str]:
    """Take away everything that the device of an Inbrengbon wrote and chose, and the Inbrengbon. As `erase`."""
    left = erase(voucher.meeting, Note.objects.of_device(voucher.device))
    Vote.objects.filter(meeting=voucher.meeting, voter=voucher.device).delete()
    Device.objects.filter(table__meeting=voucher.meeting, uuid=voucher.device).delete()
    voucher.delete()
    return left


@transaction.atomic
def _forget(meeting: StadsbijeenkomstPage) -> int:
    # The delete itself counts, so that of two commands at the same time each writes down its own.
    number = meeting.notes.all().delete()[1].get(Note._meta.label, 0)
    for model in (BoardEvent, Vote, Group):
        model.objects.filter(meeting=meeting).delete()
    if number:
        # An Inbrengbon stays, a code of which nothing is known any more: who kept it is told where the words went.
        vouchers = list(Voucher.objects.filter(meeting=meeting))
        for voucher in vouchers:
            voucher.device = uuid4()
        Voucher.objects.bulk_update(vouchers, ["device"])
    _log(meeting, number, REASON.RETENTION)
    return number


@transaction.atomic
def _neutralise(meeting: StadsbijeenkomstPage) -> int:
    """Leave of what was too personal only the moderator's neutral line, or nothing."""
    now = timezone.now()
    kept = meeting.notes.exclude(status__in=Note.GONE)
    number = kept.exclude(redaction="").exclude(redaction=F("text")).update(text=F("redaction"), changed_at=now)
    bare = list(kept.filter(sensitive=True, redaction="").values_list("pk", flat=True))
    Plan.objects.filter(note__in=bare).delete()
    # It was on no screen and in no report, so nothing has to follow.
    number += kept.filter(pk__in=bare, sensitive=True, redaction="").update(**GONE, changed_at=now)
    _log(meeting, number, REASON.SENSITIVE)
    return number


def _retitle(group: Group, words: Iterable[str]) -> list[str]:
    """Let a topic say no word of a note that is erased; return its title and its action's when staff wrote them."""
    for word in words:
        grouping.retitle(group.pk, word)
    group.refresh_from_db()
    said = Note.objects.on_display().worded().filter(group=group).values_list("wording", flat=True)
    is_written = group.title not in {"", *map(grouping.title_of, said)}
    return [*([group.action.title] if group.action else []), *([group.title] if is_written else [])]


def _log(meeting: StadsbijeenkomstPage, number: int, reason: NoteDeletion.Reason) -> None:
    if number:
        NoteDeletion.objects.create(
            meeting_uid=meeting.translation_key, meeting_title=meeting.title, reason=reason, number=number
        )


def _days(name: str) -> int:
    return getattr(settings, name, {"NOTE_DAYS": 90, "NOTE_DAYS_UNPUBLISHED": 365, "SENSITIVE_DAYS": 14}[name])
