"""The Inbrengbon: with a secret code, and no name or e-mail, people see what became of what they wrote."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.models import Action

from . import codes
from .models import Note, NoteDeletion, ReportPage, StadsbijeenkomstPage, Voucher


class NoSuchVoucher(Exception):
    sentence = gettext_lazy("This code is not right, or it was deleted. Look at what you kept and try again.")


@dataclass(frozen=True, slots=True)
class Promised:
    """The action that a note became, as everybody may see it."""

    pk: int
    title: str
    first_step: str
    owner: str
    status: str
    reason: str
    due_on: date

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What it holds as pairs of a word and a value."""
        return [
            (_("First step"), self.first_step),
            (_("Who begins"), self.owner),
            (_("Where it stands"), self.status),
            *([(_("What was last told"), self.reason)] if self.reason else []),
            (_("Before"), date_format(self.due_on)),
        ]


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note of one's own, and what became of it.

    `state` is a sentence and `tone` its colour, as a badge has it. `topic` is the title of the group it went into,
    "" when it stands alone. `text` is "" when its words were erased.
    """

    question: str
    text: str
    state: str
    tone: str
    is_late: bool
    topic: str
    action: Promised | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What an Inbrengbon shows. `deleted_at` is when the notes of the meeting were deleted, because time was up."""

    code: str
    meeting: StadsbijeenkomstPage
    notes: tuple[OwnNote, ...]
    withdrawn: int
    deleted_at: datetime | None
    report: ReportPage | None

    @property
    def in_groups(self) -> str:
        """The code as people read it out."""
        return f"{self.code[:5]} {self.code[5:10]} {self.code[10:]}"

    @property
    def next_on(self) -> date | None:
        """The first date on which something of it should be done."""
        promised = [note.action.due_on for note in self.notes if note.action]
        return min(promised, default=None)


def give(meeting_id: int, device: UUID) -> str:
    """Return the code of the Inbrengbon for what this device wrote at the meeting; always the same one."""
    return Voucher.objects.get_or_create(meeting_id=meeting_id, device=device)[0].code


def read(code: str) -> Kept:
    """Return what became of the notes behind a code, as somebody typed it. Six queries, however many notes.

    Of other people's words it holds what is public: the title of a topic, and an action. Raises NoSuchVoucher.
    """
    voucher = Voucher.objects.select_related("meeting__proceedings").filter(code=codes.normalise(code)).first()
    if voucher is None:
        raise NoSuchVoucher
    meeting = voucher.meeting
    found = list(
        Note.objects.filter(meeting=meeting)
        .of_device(voucher.device)
        .select_related("group__action__organisation")
        .order_by("id")
    )
    written = [note for note in found if note.status != Note.Status.WITHDRAWN]
    public = _public({note.group.action_id for note in written if note.group and note.group.action_id})
    displayed = _displayed({note.group_id for note in written if note.group_id})
    deleted = NoteDeletion.objects.filter(
        meeting_uid=meeting.translation_key, reason=NoteDeletion.Reason.RETENTION
    ).values_list("deleted_at", flat=True)
    return Kept(
        code=voucher.code,
        meeting=meeting,
        notes=tuple(_own(meeting, note, displayed.get(note.group_id, 0), public) for note in written),
        withdrawn=len(found) - len(written),
        deleted_at=None if found else deleted.first(),
        report=ReportPage.objects.child_of(meeting).live().public().first() if meeting.live else None,
    )


def _displayed(groups: set[int]) -> dict[int | None, int]:
    """Return how many notes of each group anybody may see."""
    shown = Note.objects.on_display().filter(group__in=groups).order_by()
    return dict(shown.values_list("group").annotate(Count("pk")))


def _public(actions: set[int]) -> set[int]:
    """Return which of these actions everybody may see."""
    return set(Action.objects.published().filter(pk__in=actions).values_list("pk", flat=True)) if actions else set()


def _own(meeting: StadsbijeenkomstPage, note: Note, displayed: int, public: set[int]) -> OwnNote:
    group = note.group
    state, tone = _state(note)
    return OwnNote(
        question=meeting.questions[note.question],
        text=note.text,
        state=state,
        tone=tone,
        is_late=note.late,
        # A group with one note on display looks like that note everywhere, so its title is not public.
        topic=group.title if group and displayed > 1 else "",
        action=_promised(group.action) if group and group.action and group.action.pk in public else None,
    )


def _state(note: Note) -> tuple[str, str]:
    """Return what became of the note itself, and the colour of it."""
    if note.status == Note.Status.ERASED:
        return _("its words were erased, because they were too personal"), "neutral"
    if note.status == Note.Status.PENDING:
        return _("saved, waits for the moderator"), "accent"
    if not note.is_on_display:
        return _("saved, not shown to others"), "neutral"
    if note.redaction:
        return _("shown in a neutral line, without your own words"), "ok"
    return _("on the board"), "ok"


def _promised(action: Action) -> Promised:
    return Promised(
        pk=action.pk,
        title=action.title,
        first_step=action.first_step,
        owner=str(action.organisation or action.owner),
        status=action.get_status_display(),
        reason=action.status_reason,
        due_on=action.due_on,
    )
