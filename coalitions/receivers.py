"""Where Wagtail tells that a coalition was published or sent back. Each receiver calls one domain function."""

from django.dispatch import receiver
from wagtail.models import WorkflowState
from wagtail.signals import page_published, workflow_rejected

from . import initiatives
from .models import CoalitionPage


@receiver(page_published, sender=CoalitionPage)
def answer_initiative(instance: CoalitionPage, **kwargs) -> None:
    initiatives.publish(instance)


@receiver(workflow_rejected, sender=WorkflowState)
def send_initiative_back(instance: WorkflowState, **kwargs) -> None:
    initiatives.reject(instance)
