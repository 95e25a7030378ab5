from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class CalendarSource(models.Model):
    """A calendar elsewhere whose events become drafts here."""

    name = models.CharField(_("name"), max_length=120)
    address = models.URLField(_("address of the calendar"), max_length=500, blank=True)
    parent = models.ForeignKey(
        Page,
        verbose_name=_("where the drafts stand"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    read_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    report = models.JSONField(_("report"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar to import")
        verbose_name_plural = _("calendars to import")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ImportedEvent(models.Model):
    """Which event of a calendar elsewhere became which page, so that reading it again makes no second one.

    The row stays when the page is deleted: what an editor threw away does not come back.
    """

    source = models.ForeignKey(
        CalendarSource, on_delete=models.CASCADE, related_name="events", verbose_name=_("calendar")
    )
    uid = models.CharField(_("identity there"), max_length=255)
    event = models.OneToOneField(
        "events.EventPage",
        verbose_name=_("activity"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="imported_from",
    )
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    changed_at = models.DateTimeField(_("changed there"), null=True, blank=True)
    digest = models.CharField(_("digest of what was read"), max_length=64)
    written = models.JSONField(
        _("what was written"), default=dict, help_text=_("Part by part, to see what an editor changed since.")
    )

    class Meta:
        verbose_name = _("imported activity")
        verbose_name_plural = _("imported activities")
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="events_imported_event_once")]

    def __str__(self) -> str:
        return self.uid
