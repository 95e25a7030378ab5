from django.db import models
from django.utils.translation import gettext_lazy as _


class Occurrence(models.Model):
    """One date of a published event. Written by `publishing` alone; every list on screen reads these rows."""

    event = models.ForeignKey(
        "events.EventPage", verbose_name=_("activity"), on_delete=models.CASCADE, related_name="occurrences"
    )
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="events_occurrence_start"),
            models.Index(fields=["ends_at"], name="events_occurrence_end"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "starts_at"], name="events_occurrence_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_occurrence_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"
