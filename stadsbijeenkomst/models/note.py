from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Length, NullIf
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import WijkPage

from .group import Group
from .meeting import Question, StadsbijeenkomstPage
from .report import ReportLine
from .table import Table


class NoteQuerySet(models.QuerySet):
    def on_display(self) -> "NoteQuerySet":
        """What anybody may see. The board, the report and every other public output begin here."""
        return self.filter(~Q(sensitive=True, redaction=""), status=Note.Status.APPROVED)

    def worded(self) -> "NoteQuerySet":
        """With `wording`: what is displayed, which is the moderator's neutral line where there is one."""
        return self.annotate(wording=Coalesce(NullIf("redaction", Value("")), "text"))

    def waiting(self) -> "NoteQuerySet":
        """What a moderator has still to decide about."""
        return self.filter(status=Note.Status.PENDING)

    def in_wijk(self, wijk: WijkPage) -> "NoteQuerySet":
        return self.filter(table__wijk=wijk)

    def of_device(self, device: object) -> "NoteQuerySet":
        return self.filter(device=device)

    def late(self) -> "NoteQuerySet":
        """What was written after the close: the tray of late notes."""
        return self.filter(late=True)

    def written(self) -> "NoteQuerySet":
        """Without what the writer took back, and what was erased since."""
        return self.exclude(status__in=Note.GONE)


class Note(models.Model):
    """One thing that somebody said at a table. No name, address or browser is stored with it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        APPROVED = "approved", _("approved")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ERASED = "erased", _("erased")

    MAX_LENGTH = 1000
    # Without a text; the row stays, so that a late repeat cannot bring the note back.
    GONE = (Status.WITHDRAWN, Status.ERASED)

    # What was said is never deleted along with a page or a table; retention has a command of its own.
    meeting = models.ForeignKey(
        StadsbijeenkomstPage,
        verbose_name=_("city meeting"),
        on_delete=models.PROTECT,
        related_name="notes",
        db_index=False,
    )
    table = models.ForeignKey(Table, verbose_name=_("table"), on_delete=models.PROTECT, related_name="notes")
    client_uuid = models.UUIDField(_("number given by the device"), editable=False)
    device = models.UUIDField(_("device"), editable=False, help_text=_("Random; says nothing about a person."))
    question = models.CharField(_("question"), max_length=8, choices=Question)
    text = models.CharField(_("text"), max_length=MAX_LENGTH)
    redaction = models.CharField(
        _("neutral line"), max_length=MAX_LENGTH, blank=True, help_text=_("Displayed instead of the text.")
    )
    row = models.CharField(_("row on paper"), max_length=12, blank=True, editable=False)
    group = models.ForeignKey(
        Group, verbose_name=_("topic"), null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    line = models.ForeignKey(
        ReportLine, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="notes"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    sensitive = models.BooleanField(_("sensitive"), default=False)
    late = models.BooleanField(_("came in after the close"), default=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    # Wagtail keeps an index of references at every save: three queries more for each note, for nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-id"]
        permissions = [("moderate_note", _("Can moderate notes"))]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "client_uuid"], name="stadsbijeenkomst_note_once"),
            models.CheckConstraint(
                condition=Q(status__in=["withdrawn", "erased"], text="", redaction="")
                | (~Q(status__in=["withdrawn", "erased"]) & ~Q(text="")),
                name="stadsbijeenkomst_only_gone_is_empty",
            ),
            # SQLite takes any text in a varchar(1000).
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), 1000), name="stadsbijeenkomst_note_not_too_long"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("redaction"), 1000), name="stadsbijeenkomst_line_not_too_long"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "status"], name="stadsbijeenkomst_note_status")]

    def __str__(self) -> str:
        return self.told[:60]

    @property
    def told(self) -> str:
        """The words that staff may read anywhere: nothing of what a sensitive note itself says. Only the moderators'
        queue shows more."""
        if self.sensitive and not self.redaction:
            return str(_("(sensitive)"))
        return self.redaction or self.text

    told.fget.short_description = _("text")

    @property
    def is_on_display(self) -> bool:
        """As `NoteQuerySet.on_display`."""
        return self.status == self.Status.APPROVED and not (self.sensitive and not self.redaction)
