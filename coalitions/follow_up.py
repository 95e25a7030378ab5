"""What becomes of what was said: actions, from the promise on."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from home.models import WijkPage

from .models import Action, ActionUpdate, CoalitionPage, Organisation


@transaction.atomic
def propose(
    *,
    title: str,
    first_step: str,
    due_on: date,
    owner: str = "",
    organisation: Organisation | None = None,
    wijken: Iterable[WijkPage] = (),
    coalition: CoalitionPage | None = None,
    source: Page | None = None,
    provenance: str = "",
) -> Action:
    """Write down an action: its first step, who begins (a partner, or a role in words), and before when.

    Without a coalition it looks for one that takes it up. Raises ValidationError when something is missing.
    """
    action = Action(
        title=title,
        first_step=first_step,
        due_on=due_on,
        owner=owner,
        organisation=organisation,
        coalition=coalition,
        source=source,
        provenance=provenance,
    )
    action.full_clean()
    action.save()
    action.wijken.set(wijken)
    return action


@transaction.atomic
def report(
    action: Action, *, status: str, text: str, voice: str, key: UUID, made_at: datetime | None = None
) -> ActionUpdate:
    """Tell how an action stands, with the reason or the news in a sentence; that becomes a line of its history.

    Repeatable by `key`, which a form sends along: the same key gives the same line. `made_at` is when it was told,
    now if None. Raises ValidationError without a text. Locks the action.
    """
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if known := ActionUpdate.objects.filter(key=key, action=action).first():
        return known
    update = ActionUpdate(
        key=key, action=action, status=status, text=text, voice=voice, made_at=made_at or timezone.now()
    )
    update.full_clean()
    update.save(force_insert=True)
    action.status, action.status_reason, action.news_at = status, text, update.made_at
    action.save(update_fields=["status", "status_reason", "news_at"])
    return update
