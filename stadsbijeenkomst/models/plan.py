from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .note import Note


class Plan(models.Model):
    """What a table says about an action of its own: who begins, with what, and before when."""

    note = models.OneToOneField(Note, primary_key=True, on_delete=models.CASCADE, related_name="plan")
    who = models.CharField(
        _("who begins"), max_length=160, blank=True, help_text=_("An organisation or a role, no name of a person.")
    )
    first_step = models.CharField(_("first step"), max_length=300, blank=True)
    due_on = models.DateField(_("before when"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.first_step
