"""Where Wagtail tells that something was published, withdrawn or moved. Each receiver calls one domain function.

Editing, scheduling, going back to a revision, copying and deleting all end in these signals.
"""

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    workflow_rejected,
)

from home.models import Theme

from . import proposals, publishing, retention
from .models import EventPage


@receiver(page_published, sender=EventPage)
def announce(instance: EventPage, **kwargs) -> None:
    publishing.announce(instance)


@receiver(page_unpublished, sender=EventPage)
def withdraw(instance: EventPage, **kwargs) -> None:
    publishing.withdraw(instance)


@receiver([post_page_move, page_slug_changed])
def relocate(instance, **kwargs) -> None:
    publishing.relocate(instance)


@receiver(pre_delete, sender=EventPage)
def part(instance: EventPage, **kwargs) -> None:
    """Before Wagtail's own receiver, which unpublishes the page: afterwards everybody would have been told."""
    retention.delete_with(instance)


@receiver(pre_delete, sender=Theme)
def forget(instance: Theme, **kwargs) -> None:
    publishing.retell_of(instance)


@receiver(page_published, sender=EventPage)
def answer(instance: EventPage, **kwargs) -> None:
    proposals.publish(instance)


@receiver(workflow_rejected, sender=WorkflowState)
def send_back(instance: WorkflowState, **kwargs) -> None:
    proposals.reject(instance)
