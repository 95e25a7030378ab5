from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .action import Action


class ActionUpdateQuerySet(models.QuerySet):
    """Words for reading what happened to actions. Nothing here is changed."""

    def newest_first(self) -> "ActionUpdateQuerySet":
        return self.order_by("-made_at", "-pk")


class ActionUpdate(models.Model):
    """What happened to an action: one line of its history, for everybody to read. Written by `follow_up` alone.

    Only ever added; the database refuses a change.
    """

    class Voice(models.TextChoices):
        OWNER = "owner", pgettext_lazy("voice", "who begins")
        LEAD = "lead", pgettext_lazy("voice", "lead of the coalition")
        WIJK = "wijk", _("wijkbureau")
        CITY = "city", pgettext_lazy("voice", "city")

    # Sent along by a form, so that what is sent twice is written once.
    key = models.UUIDField(unique=True, editable=False)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(_("status"), max_length=10, choices=Action.Status)
    text = models.CharField(_("what happened"), max_length=300)
    # A part that somebody plays, never a name.
    voice = models.CharField(_("told by"), max_length=10, choices=Voice)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = ActionUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress of an action")
        verbose_name_plural = _("progress of actions")
        ordering = ["made_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="coalitions_update_says_something")]

    def __str__(self) -> str:
        return self.text
