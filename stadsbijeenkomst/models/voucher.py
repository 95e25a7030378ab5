from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import codes
from .meeting import StadsbijeenkomstPage


class Voucher(models.Model):
    """An Inbrengbon: the secret code with which somebody sees what became of the notes of one device."""

    meeting = models.ForeignKey(StadsbijeenkomstPage, on_delete=models.CASCADE, related_name="+", db_index=False)
    device = models.UUIDField(_("device"), editable=False)
    code = models.CharField(
        _("code"), max_length=codes.VOUCHER_LENGTH, unique=True, default=codes.make_for_voucher, editable=False
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Inbrengbon")
        verbose_name_plural = _("Inbrengbonnen")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "device"], name="stadsbijeenkomst_voucher_once"),
        ]

    def __str__(self) -> str:
        return str(self.meeting)
