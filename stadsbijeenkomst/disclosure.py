"""What the site holds of one device, for the person who asks what is kept about them."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from .models import Note, Vote, Voucher


def of(voucher: Voucher) -> dict[str, Any]:
    """Return what the device of an Inbrengbon wrote and chose, and what became of it, as plain data for JSON.

    Instants are in ISO 8601, local time. Notes whose words are gone are there without words.
    """
    meeting = voucher.meeting
    notes = Note.objects.of_device(voucher.device).filter(meeting=meeting).order_by("id")
    votes = Vote.objects.filter(meeting=meeting, voter=voucher.device).select_related("group").order_by("slot")
    return {
        "meeting": meeting.title,
        "starts_at": _instant(meeting.starts_at),
        "notes": [
            _note(note, str(meeting.questions[note.question]))
            for note in notes.select_related("table__wijk", "group__theme", "group__action", "line", "plan")
        ],
        "votes": [vote.group.title for vote in votes],
        "voucher_made_at": _instant(voucher.created_at),
    }


def _note(note: Note, question: str) -> dict[str, Any]:
    plan, group, line = getattr(note, "plan", None), note.group, note.line
    action = group.action if group else None
    return {
        "uuid": str(note.client_uuid),
        "table": str(note.table),
        "row": note.row,
        "question": question,
        "text": note.text,
        "neutral_line": note.redaction,
        "status": note.get_status_display(),
        "sensitive": note.sensitive,
        "late": note.late,
        "written_at": _instant(note.created_at),
        "changed_at": _instant(note.changed_at),
        "plan": plan
        and {"who": plan.who, "first_step": plan.first_step, "due_on": plan.due_on and plan.due_on.isoformat()},
        "topic": group and group.title,
        "theme": group.theme.name if group and group.theme else None,
        "report_line": line and {"text": line.text, "notes": line.count},
        "action": action and {"title": action.title, "status": action.get_status_display()},
    }


def _instant(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
