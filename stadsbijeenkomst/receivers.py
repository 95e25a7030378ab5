"""Where Wagtail tells that a report was published or withdrawn: editing, scheduling, deleting all end in these."""

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from . import drafting
from .models import ReportPage


@receiver(page_published, sender=ReportPage)
def publish(instance: ReportPage, **kwargs) -> None:
    drafting.publish(instance)


@receiver(page_unpublished, sender=ReportPage)
def withdraw(instance: ReportPage, **kwargs) -> None:
    drafting.withdraw(instance)
