from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .action import Action


class Reminder(models.Model):
    """That the owner of an action was reminded: which one, and when. Holds no address."""

    action = models.ForeignKey(Action, verbose_name=_("action"), on_delete=models.CASCADE, related_name="reminders")
    # Of which day: a promise for another day is reminded of anew.
    due_on = models.DateField(_("before when"))
    days = models.SmallIntegerField(_("days after that day"), help_text=_("Negative: so many days before."))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    # It is not tried again: nobody can tell a letter that was lost from one of which only the answer was.
    failed_at = models.DateTimeField(_("could not be sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "due_on", "days"], name="coalitions_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.days}"

    @property
    def which(self) -> str:
        """How long before or after its day, in words."""
        days = abs(self.days)
        if self.days < 0:
            return ngettext("%(number)d day before", "%(number)d days before", days) % {"number": days}
        return ngettext("%(number)d day late", "%(number)d days late", days) % {"number": days}
