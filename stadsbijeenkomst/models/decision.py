from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .note import Note


class Decision(models.Model):
    """What a moderator decided about a note, and how the note was before: the log, and what undo goes back to.

    `before` holds the status, the marks, the neutral line and the group of the note, and never its own text.
    """

    class Verb(models.TextChoices):
        APPROVE = "approve", _("approve")
        HIDE = "hide", _("hide")
        MARK = "mark", _("mark as sensitive")
        REDACT = "redact", _("write a neutral line")
        MOVE = "move", _("move to a topic")
        RECONSIDER = "reconsider", _("put back")
        UNDO = "undo", _("undo")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moderator"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    verb = models.CharField(_("decision"), max_length=10, choices=Verb)
    before = models.JSONField(_("before"), default=dict)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.note_id})"
