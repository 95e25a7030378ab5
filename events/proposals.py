"""Activities that organisations propose without an account: they become drafts in the workflow of the place where they
were proposed, and who proposed one hears what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Page, WorkflowState

from home import mail
from home.models import Theme, WijkPage

from . import rich_text
from .models import AgendaPage, EventPage, Proposal

DAYS_KEPT = 30  # after the answer
DAYS_WITHOUT_ANSWER = 365


class Closed(ValueError):
    """Nobody may propose anything here now."""


@dataclass(frozen=True)
class Proposed:
    """What somebody filled in. `place` is said in words when it is no venue of ours; `event` was never saved."""

    event: EventPage
    description: str
    name: str
    email: str
    place: str = ""
    wijken: Sequence[WijkPage] = field(default_factory=list)
    themes: Sequence[Theme] = field(default_factory=list)


@transaction.atomic
def submit(agenda: AgendaPage, key: UUID, proposed: Proposed) -> Proposal:
    """Make an unpublished page of a proposal, hand it to the workflow of `agenda` and confirm it by mail.

    Repeatable: the same `key` gives the same proposal and no second page. Refuses after the closing date (`Closed`).
    Locks the agenda, below which the page is added. Words about the place are in the active language.
    """
    parent = Page.objects.select_for_update().get(pk=agenda.pk).specific
    if known := Proposal.objects.filter(key=key).first():
        return known
    if not parent.takes_proposals:
        raise Closed
    event = proposed.event
    event.live = False
    place = rich_text.rich(_("Place: %(place)s") % {"place": proposed.place}) if proposed.place else ""
    event.description = place + rich_text.rich(proposed.description)
    event.wijken = proposed.wijken
    event.themes.set(proposed.themes)
    parent.add_child(instance=event)
    event.save_revision()
    proposal = Proposal.objects.create(
        key=key,
        event=event,
        title=event.title,
        organisation=event.organiser,
        name=proposed.name,
        email=proposed.email,
        language=parent.locale.language_code,
        created_at=timezone.now(),
    )
    if workflow := event.get_workflow():
        workflow.start(event, None)
    _post("proposal_received", proposal)
    return proposal


@transaction.atomic
def publish(event: EventPage) -> None:
    """Tell who proposed an event that it is on the site now; once, however often it is published."""
    proposal = Proposal.objects.select_for_update().filter(event=event.pk).first()
    if proposal is None or proposal.status == Proposal.Status.PUBLISHED:
        return
    _answer(proposal, Proposal.Status.PUBLISHED, "")


@transaction.atomic
def refuse(proposal: Proposal, answer: str, user: Any = None) -> bool:
    """Tell who made a proposal that it will not be on the site, with a sentence why; return whether that was new.

    The page stays as a draft, out of the workflow: an editor may come back to it, and publishing it tells that too.
    Only what waits can be refused.
    """
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.status != Proposal.Status.WAITING:
        return False
    _answer(proposal, Proposal.Status.REFUSED, answer)
    state = proposal.event.current_workflow_state if proposal.event else None
    if state is not None:
        state.cancel(user=user)
    return True


def reject(state: WorkflowState) -> None:
    """Refuse the proposal of the page that was sent back in the workflow, when the reviewer wrote a sentence why."""
    if state.content_type.model_class() is not EventPage:
        return
    comment = state.current_task_state.comment.strip() if state.current_task_state else ""
    proposal = Proposal.objects.filter(event=state.object_id).first() if comment else None
    if proposal is not None:
        refuse(proposal, comment[:500])


def forget() -> int:
    """Take name and address of who proposed something from what was answered `DAYS_KEPT` days ago, and from what was
    not answered for a year; return of how many. Repeatable."""
    now = timezone.now()
    answered = Q(answered_at__lt=now - timedelta(days=DAYS_KEPT))
    forgotten = Q(answered_at=None, created_at__lt=now - timedelta(days=DAYS_WITHOUT_ANSWER))
    return Proposal.objects.filter(answered | forgotten).exclude(email="").update(name="", email="")


def _answer(proposal: Proposal, status: str, answer: str) -> None:
    proposal.status, proposal.answer, proposal.answered_at = status, answer, timezone.now()
    proposal.save(update_fields=["status", "answer", "answered_at"])
    _post(f"proposal_{status}", proposal)


def _post(letter: str, proposal: Proposal) -> None:
    transaction.on_commit(partial(send.enqueue, letter, proposal.pk), robust=True)


@task()
def send(letter: str, pk: int) -> None:
    """Mail a letter about a proposal, unless the address was forgotten in the meantime."""
    proposal = Proposal.objects.select_related("event").filter(pk=pk).exclude(email="").first()
    if proposal is None:
        return
    event = proposal.event
    context = {"proposal": proposal, "page": event.full_url if event and event.live else ""}
    site = event.get_site() if event else None
    mail.send(mail.compose(f"events/{letter}", proposal.email, context, proposal.language, site=site))
