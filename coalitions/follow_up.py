"""What becomes of what was said: actions, from the promise on."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from wagtail.models import Page

from home.models import WijkPage

from .models import Action, CoalitionPage, Organisation


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
