"""From what tables said to what somebody promises: topics become actions of the city's network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import translation
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from coalitions import follow_up
from coalitions.models import Action, Organisation
from home.models import WijkPage

from . import ballot, decisions, plans
from .models import Group, Note, Plan, Question, StadsbijeenkomstPage
from .models.note import NoteQuerySet


class ActionRefused(Exception):
    """`sentence` says why, to the person at the screen."""

    sentence = gettext_lazy("This cannot be done.")


class NothingOnDisplay(ActionRefused):
    sentence = gettext_lazy("No note of this topic is on display any more. It cannot become an action.")


class TakenUp(ActionRefused):
    sentence = gettext_lazy("Somebody has taken this action up already. Change it in the list of actions.")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What one table says about a topic."""

    table: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that may become an action: what is displayed of it, who said it, and what they plan.

    `votes` is None while totals are hidden. `tables` are numbers, `wijken` ids.
    """

    group: Group
    text: str
    said: tuple[str, ...]
    tables: tuple[int, ...]
    wijken: frozenset[int]
    votes: int | None
    plans: tuple[TablePlan, ...]

    @property
    def notes(self) -> int:
        return len(self.said)

    @property
    def best(self) -> Plan | None:
        """The plan to begin with: a complete one, else the first."""
        found = sorted(self.plans, key=lambda one: not plans.is_complete(one.plan))
        return found[0].plan if found else None

    @property
    def is_ready(self) -> bool:
        return plans.is_complete(self.best)


def candidates(meeting: StadsbijeenkomstPage, wijk: WijkPage | None = None) -> list[Candidate]:
    """Return the topics of the action question with a note on display, the one with most votes first; with `wijk` only
    those that tables about it named. Two queries."""
    notes = _said(meeting)
    votes = ballot.totals(meeting)
    by_group: dict[int, list[Note]] = {}
    for note in notes:
        by_group.setdefault(note.group_id, []).append(note)
    shown = meeting.state.shows_votes
    found = [_candidate(notes, votes.get(group, 0) if shown else None) for group, notes in by_group.items()]
    if wijk is not None:
        found = [one for one in found if wijk.pk in one.wijken]
    return sorted(found, key=lambda one: -(one.votes or 0))


def candidate(meeting: StadsbijeenkomstPage, group_id: int) -> Candidate | None:
    """Return one topic as `candidates` does, or None when nothing of it is on display."""
    notes = list(_said(meeting).filter(group=group_id))
    shown = meeting.state.shows_votes
    return _candidate(notes, ballot.totals(meeting).get(group_id, 0) if shown else None) if notes else None


def _said(meeting: StadsbijeenkomstPage) -> NoteQuerySet:
    notes = Note.objects.on_display().worded().filter(meeting=meeting, group__question=Question.ACTION)
    return notes.select_related("group__action__coalition", "group__action__organisation", "table", "plan").order_by(
        "id"
    )


def _candidate(notes: Sequence[Note], votes: int | None) -> Candidate:
    said = tuple(note.wording for note in notes)  # type: ignore[attr-defined]
    group = notes[0].group
    at_table: dict[int, list[Note]] = {}
    for note in notes:
        at_table.setdefault(note.table.number, []).append(note)
    carriers = {number: plans.carrying(found) for number, found in sorted(at_table.items())}
    return Candidate(
        group=group,  # type: ignore[arg-type]
        text=said[0] if len(said) == 1 else group.title,  # type: ignore[union-attr]
        said=said,
        tables=tuple(carriers),
        wijken=frozenset(note.table.wijk_id for note in notes if note.table.wijk_id),
        votes=votes,
        plans=tuple(TablePlan(number, note.plan) for number, note in carriers.items() if hasattr(note, "plan")),
    )


def provenance(meeting: StadsbijeenkomstPage, candidate: Candidate) -> str:
    """Return in words where an action comes from, in the site's language: everybody can read it."""
    with translation.override(settings.LANGUAGE_CODE):
        said = ngettext("%(count)s note", "%(count)s notes", candidate.notes) % {"count": candidate.notes}
        numbers = [str(number) for number in candidate.tables]
        named = ngettext("table %(numbers)s", "tables %(numbers)s", len(numbers)) % {
            "numbers": get_text_list(numbers, _("and"))
        }
        counted = ngettext("%(count)s table", "%(count)s tables", len(numbers)) % {"count": len(numbers)}
        whole = _("from %(notes)s of %(tables)s at %(meeting)s")
        longest = Action._meta.get_field("provenance").max_length or 0
        for tables in (named, counted):
            sentence = whole % {"notes": said, "tables": tables, "meeting": meeting.title}
            if len(sentence) <= longest:
                return sentence
        return Truncator(sentence).chars(longest)


def draft(meeting: StadsbijeenkomstPage, candidate: Candidate) -> dict[str, Any]:
    """Return what the form of a promotion begins with: the words of the topic and of the best plan, and the wijken of
    the tables. Two queries at most."""
    plan = candidate.best
    who = plan.who if plan else ""
    partner = Organisation.objects.filter(name__iexact=who).first() if who else None
    return {
        "title": Truncator(candidate.text.replace("\n", " ")).chars(Action._meta.get_field("title").max_length or 0),
        "first_step": plan.first_step if plan else "",
        "organisation": partner,
        "owner": "" if partner else who,
        "due_on": plan.due_on if plan else None,
        "wijken": candidate.wijken,
    }


@transaction.atomic
def promote(group: Group, by: AbstractBaseUser, **promise: Any) -> Action:
    """Make a topic an action of the network, with where it comes from; once: the second time gives the same action.

    `promise` is what `follow_up.propose` takes: title, first step, owner, day and so on.

    Refuses with NothingOnDisplay, and with ValidationError when a part of the promise is missing. Locks the topic.
    """
    decisions.take_turn(group.meeting_id)
    group = Group.objects.select_for_update(of=("self",)).select_related("meeting__proceedings").get(pk=group.pk)
    if group.action is not None:
        return group.action
    found = candidate(group.meeting, group.pk)
    if found is None:
        raise NothingOnDisplay
    origin = provenance(group.meeting, found)
    action = follow_up.propose(source=group.meeting, provenance=origin, **promise)
    group.action = action
    group.save(update_fields=["action"])
    log(action, "wagtail.create", user=by)
    return action


@transaction.atomic
def take_back(group: Group, by: AbstractBaseUser) -> None:
    """Undo a promotion: the topic is a topic again, and the action is gone. Repeatable.

    Refuses with TakenUp when the action is more than proposed. Locks the topic and the action.
    """
    decisions.take_turn(group.meeting_id)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    action = Action.objects.select_for_update(of=("self",)).filter(pk=group.action_id or 0).first()
    if action is None:
        return
    if action.status != Action.Status.PROPOSED:
        raise TakenUp
    group.action = None
    group.save(update_fields=["action"])
    log(action, "wagtail.delete", user=by)
    action.delete()
