from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import codes
from .meeting import StadsbijeenkomstPage


class Table(models.Model):
    """A table of a meeting, where people talk about one wijk or about one topic of the whole city.

    Not an inline part of the page: publishing an old draft would delete the tables added since.
    """

    meeting = models.ForeignKey(
        StadsbijeenkomstPage, verbose_name=_("city meeting"), on_delete=models.CASCADE, related_name="tables"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    wijk = models.ForeignKey(
        "home.WijkPage",
        verbose_name=_("wijk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: this table talks about the whole city."),
    )
    topic = models.CharField(
        _("topic"), max_length=120, blank=True, help_text=_("For a table about the whole city: its topic.")
    )
    code = models.CharField(_("code"), max_length=codes.LENGTH, unique=True, default=codes.make, editable=False)
    host_code = models.CharField(
        _("code of the host"), max_length=codes.HOST_LENGTH, unique=True, default=codes.make_for_host, editable=False
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(
        _("closed at"), null=True, blank=True, editable=False, help_text=_("The host says that the table is ready.")
    )

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="stadsbijeenkomst_table_number_once",
                violation_error_message=_("This meeting already has a table with this number."),
            )
        ]

    def __str__(self) -> str:
        about = str(self.wijk) if self.wijk else self.topic or _("whole city")
        return _("Table %(number)s · %(about)s") % {"number": self.number, "about": about}


class Device(models.Model):
    """A telephone or tablet at a table, and how many notes on it the server does not have yet."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="devices", db_index=False)
    uuid = models.UUIDField(_("device"), editable=False)
    is_host = models.BooleanField(_("of the host"), default=False)
    unsent = models.PositiveSmallIntegerField(_("notes not sent yet"), default=0)
    seen_at = models.DateTimeField(_("last heard of"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [models.UniqueConstraint(fields=["table", "uuid"], name="stadsbijeenkomst_device_once")]

    def __str__(self) -> str:
        return f"{self.uuid} ({self.unsent})"
