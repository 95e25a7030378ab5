from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .group import Group
from .meeting import StadsbijeenkomstPage
from .note import Note


class BoardEvent(models.Model):
    """Something changed on a board: a note, a group of notes, or where the meeting stands. Append-only; its id is the
    version of the board."""

    class Kind(models.TextChoices):
        WRITTEN = "written", _("written")
        CHANGED = "changed", _("changed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        APPROVED = "approved", _("approved")
        HIDDEN = "hidden", _("hidden")
        MARKED = "marked", _("marked as sensitive")
        UNMARKED = "unmarked", _("no longer sensitive")
        REDACTED = "redacted", _("given a neutral line")
        GROUPED = "grouped", _("put in another topic")
        PHASE = "phase", _("another phase")
        STATE = "state", _("timer or announcement changed")

    meeting = models.ForeignKey(StadsbijeenkomstPage, on_delete=models.CASCADE, related_name="+", db_index=False)
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="events")
    # The number stays when the group goes: it must still be taken off the boards that show it.
    group = models.ForeignKey(
        Group, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    happened_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change on the board")
        verbose_name_plural = _("changes on the board")
        indexes = [models.Index(fields=["meeting", "id"], name="stadsbijeenkomst_event_version")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
