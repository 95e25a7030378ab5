"""What a table makes of its own actions: who begins, with what, and before when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import ballot
from .models import Group, Note, Plan, Proceedings, Question, Table
from .tables import Seat


class PlanRefused(Exception):
    """`sentence` says why, to the host who writes."""

    sentence = _("This cannot be saved.")


class NotTheHost(PlanRefused):
    sentence = _("Only the table host writes this. The code of the host is on the host's card.")


class TooEarly(PlanRefused):
    sentence = _("The actions are not being worked out yet.")


class NotOfThisTable(PlanRefused):
    sentence = _("This action is no longer on the list of your table.")


class BecameAction(PlanRefused):
    sentence = _("This has become an action meanwhile, and changes no more here.")


class PlanChanged(PlanRefused):
    sentence = _("Somebody at your table changed this meanwhile. Look at it below, and save again if yours is better.")


@dataclass(frozen=True, slots=True)
class Item:
    """An action of a table, with what the table says about it. `note_id` is the note that carries the plan.

    `votes` is None while totals are hidden.
    """

    note_id: int
    group: Group
    text: str
    votes: int | None
    plan: Plan | None

    @property
    def is_action(self) -> bool:
        """It was taken up as an action of the city's network."""
        return self.group.action_id is not None


def is_complete(plan: Plan | None) -> bool:
    """Say whether somebody begins, with something, before a date."""
    return plan is not None and bool(plan.who and plan.first_step and plan.due_on)


def is_open(state: Proceedings) -> bool:
    """Say whether plans are written: from the phase in which they are asked on. What a host finishes after the close
    is welcome, for as long as the code gives a seat."""
    return state.phase in {Proceedings.Phase.ACTIONS, Proceedings.Phase.CLOSED}


def of_table(table: Table) -> list[Item]:
    """Return the topics in which a table named an action, the one with most votes first. Three queries."""
    own = Note.objects.on_display().filter(table=table, question=Question.ACTION, group__isnull=False)
    by_group: dict[int, list[Note]] = {}
    for note in own.worded().select_related("group__action", "plan").order_by("id"):
        by_group.setdefault(note.group_id, []).append(note)
    sizes, votes = ballot.sizes(by_group), ballot.totals(table.meeting)
    shown = table.meeting.state.shows_votes
    items = []
    for group_id, notes in by_group.items():
        carrier = carrying(notes)
        items.append(
            Item(
                note_id=carrier.pk,
                group=carrier.group,  # type: ignore[arg-type]
                text=carrier.wording if sizes[group_id] == 1 else carrier.group.title,  # type: ignore[attr-defined, union-attr]
                votes=votes.get(group_id, 0) if shown else None,
                plan=getattr(carrier, "plan", None),
            )
        )
    return sorted(items, key=lambda item: -(item.votes or 0))


def carrying(notes: Iterable[Note]) -> Note:
    """Return the note of a table in one topic whose plan counts: the one written about last, or the oldest note."""
    notes = list(notes)
    planned = [note for note in notes if getattr(note, "plan", None)]
    return max(planned, key=lambda note: note.plan.changed_at) if planned else notes[0]


@transaction.atomic
def write(seat: Seat, note_id: int, seen: datetime | None, *, who: str, first_step: str, due_on: date | None) -> Plan:
    """Keep what the host says about an action of the table; a part of it is welcome too.

    `seen` is the `changed_at` of the plan that the host looked at, None when there was none. The same again changes
    nothing. Refuses with PlanRefused or one of its kinds. Locks the note.
    """
    if not seat.is_host:
        raise NotTheHost
    state = Proceedings.objects.filter(meeting=seat.meeting_id).first()
    if state is None or not is_open(state):
        raise TooEarly
    note = Note.objects.select_for_update(of=("self",)).on_display().filter(pk=note_id, table=seat.table_id).first()
    if note is None or note.question != Question.ACTION:
        raise NotOfThisTable
    if note.group_id and Group.objects.filter(pk=note.group_id, action__isnull=False).exists():
        raise BecameAction
    plan = Plan.objects.filter(note=note).first()
    said = (who, first_step, due_on)
    if plan and (plan.who, plan.first_step, plan.due_on) == said:
        return plan
    if (plan.changed_at if plan else None) != seen:
        raise PlanChanged
    plan = plan or Plan(note=note)
    plan.who, plan.first_step, plan.due_on = said
    plan.changed_at = timezone.now()
    plan.save()
    return plan


def current(note_id: int) -> Plan | None:
    """Return the plan of a note as it stands now."""
    return Plan.objects.filter(note=note_id).first()
