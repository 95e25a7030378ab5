from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoteDeletion(models.Model):
    """That notes were deleted or erased, and why: numbers, no words. Outlives the meeting's page."""

    class Reason(models.TextChoices):
        RETENTION = "retention", _("time was up")
        SENSITIVE = "sensitive", _("sensitive, time was up")
        REQUEST = "request", _("somebody asked for it")
        REHEARSAL = "rehearsal", _("notes of a rehearsal")

    meeting_uid = models.UUIDField(_("city meeting"))
    meeting_title = models.CharField(_("title"), max_length=255)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    number = models.PositiveIntegerField(_("notes deleted"))
    deleted_at = models.DateTimeField(_("deleted"), default=timezone.now)

    class Meta:
        verbose_name = _("deletion of notes")
        verbose_name_plural = _("deletions of notes")
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.meeting_title}: {self.number}"
