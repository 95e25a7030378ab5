from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import WijkPage

from .meeting import Question, StadsbijeenkomstPage
from .table import Table


class NoteQuerySet(models.QuerySet):
    def on_display(self) -> "NoteQuerySet":
        """What anybody may see. The board, the report and every other public output begin here."""
        return self.filter(status=Note.Status.APPROVED, sensitive=False)

    def waiting(self) -> "NoteQuerySet":
        """What a moderator has still to decide about."""
        return self.filter(status=Note.Status.PENDING)

    def in_wijk(self, wijk: WijkPage) -> "NoteQuerySet":
        return self.filter(table__wijk=wijk)

    def of_device(self, device: object) -> "NoteQuerySet":
        return self.filter(device=device)

    def written(self) -> "NoteQuerySet":
        """Without what the writer took back."""
        return self.exclude(status=Note.Status.WITHDRAWN)


class Note(models.Model):
    """One thing that somebody said at a table. No name, address or browser is stored with it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        APPROVED = "approved", _("approved")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MAX_LENGTH = 1000

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
                condition=models.Q(status="withdrawn", text="") | (~models.Q(status="withdrawn") & ~models.Q(text="")),
                name="stadsbijeenkomst_only_withdrawn_is_empty",
            ),
            # SQLite takes any text in a varchar(1000).
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), 1000), name="stadsbijeenkomst_note_not_too_long"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "status"], name="stadsbijeenkomst_note_status")]

    def __str__(self) -> str:
        return self.text[:60]


class BoardEvent(models.Model):
    """Something changed on a board. Append-only; its id is the version of the board."""

    class Kind(models.TextChoices):
        WRITTEN = "written", _("written")
        CHANGED = "changed", _("changed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        APPROVED = "approved", _("approved")
        HIDDEN = "hidden", _("hidden")
        MARKED = "marked", _("marked as sensitive")
        UNMARKED = "unmarked", _("no longer sensitive")

    meeting = models.ForeignKey(StadsbijeenkomstPage, on_delete=models.CASCADE, related_name="+", db_index=False)
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    happened_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change on the board")
        verbose_name_plural = _("changes on the board")
        indexes = [models.Index(fields=["meeting", "id"], name="stadsbijeenkomst_event_version")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
