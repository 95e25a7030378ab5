"""How the actions stood at a moment, told from their history: what is told later never changes an earlier period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Action, ActionUpdate

Status = Action.Status


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions had a status."""

    status: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An action that became done or stopped in the period, with what was told then."""

    action_id: int
    title: str
    who: str
    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How many actions there were when a period ended, and how many of them were made, done and stopped in it.

    `overdue`: open, although their day was over.
    """

    tallies: tuple[Tally, ...]
    made: int
    done: int
    stopped: int
    overdue: int

    def numbers(self) -> Iterator[tuple[str, int, str, str]]:
        """Yield name, value, label and meaning of each number, in the active language."""
        known = sum(tally.number for tally in self.tallies)
        yield (
            "actions",
            known,
            ngettext("action on the list", "actions on the list", known),
            _("All actions that were made before the end of the period, whatever became of them."),
        )
        yield (
            "actions_made",
            self.made,
            ngettext("new action", "new actions", self.made),
            _("Actions that were put on the list in the period."),
        )
        yield (
            "actions_done",
            self.done,
            ngettext("action done", "actions done", self.done),
            _("Actions that became done in the period and were still done when it ended."),
        )
        yield (
            "actions_stopped",
            self.stopped,
            ngettext("action stopped", "actions stopped", self.stopped),
            _("Actions that were stopped in the period and had not been taken up again when it ended."),
        )
        yield (
            "actions_overdue",
            self.overdue,
            ngettext("action past its date", "actions past their date", self.overdue),
            _("Actions that were neither done nor stopped when the period ended, although their date had passed."),
        )


def count(since: datetime, until: datetime) -> Standing:
    """Return how the public actions stood at `until` and what changed between `since` and then. One query."""
    day = timezone.localdate(min(until, timezone.now()))
    grouped = (
        known(until)
        .annotate(before=_status_at(since), is_past=Case(When(due_on__lt=day, then=Value(1)), default=Value(0)))
        .order_by()
        .values_list("then", "before", "is_past")
        .annotate(number=Count("pk"))
    )
    tallies = dict.fromkeys(Status.values, 0)
    made = done = stopped = overdue = 0
    for then, before, is_past, number in grouped:
        tallies[then] += number
        made += number if not before else 0
        done += number if then == Status.DONE != before else 0
        stopped += number if then == Status.STOPPED != before else 0
        overdue += number if is_past and then not in Action.ENDED else 0
    named = tuple(Tally(status, str(Status(status).label), number) for status, number in tallies.items())
    return Standing(named, made, done, stopped, overdue)


def ended(since: datetime, until: datetime) -> tuple[tuple[Ended, ...], tuple[Ended, ...]]:
    """Return what became done, and what was stopped, between two instants, the first one first. One query."""
    last = _history(until)
    found = (
        known(until)
        .annotate(before=_status_at(since))
        .filter(then__in=Action.ENDED)
        .exclude(before=F("then"))
        .annotate(
            told=Coalesce(Subquery(last.values("text")[:1]), F("status_reason")),
            told_at=Coalesce(Subquery(last.values("made_at")[:1]), F("created_at")),
        )
        .select_related("organisation")
        .order_by("told_at", "pk")
    )
    lists: dict[str, list[Ended]] = {Status.DONE: [], Status.STOPPED: []}
    for action in found:
        on = timezone.localdate(action.told_at)
        lists[action.then].append(Ended(action.pk, action.title, action.who, action.told, on))
    return tuple(lists[Status.DONE]), tuple(lists[Status.STOPPED])


def known(until: datetime) -> QuerySet[Any]:
    """Return the public actions that were made before `until`, with the status they had `then`."""
    found: Any = Action.objects.published().filter(created_at__lt=until).annotate(then=_status_at(until))
    return found


def _history(until: datetime) -> QuerySet[ActionUpdate]:
    return ActionUpdate.objects.filter(action=OuterRef("pk"), made_at__lt=until).order_by("-made_at", "-pk")


def _status_at(moment: datetime) -> Case:
    """Return the status of an action at an instant: that of its last line before then; empty before it was made.

    Until something was told of it an action is as it was written down: proposed, or as it stands when nothing was ever
    told.
    """
    told = Exists(ActionUpdate.objects.filter(action=OuterRef("pk")))
    written = Case(When(told, then=Value(Status.PROPOSED.value)), default=F("status"))
    known = Coalesce(Subquery(_history(moment).values("status")[:1]), written)
    return Case(When(created_at__gte=moment, then=Value("")), default=known)
