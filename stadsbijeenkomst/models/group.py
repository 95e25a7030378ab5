from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .meeting import Question, StadsbijeenkomstPage


class Group(models.Model):
    """Notes that say the same or belong together. A note stands in one group, or still on its own."""

    MAX_LENGTH = 200

    meeting = models.ForeignKey(
        StadsbijeenkomstPage, verbose_name=_("city meeting"), on_delete=models.CASCADE, related_name="groups"
    )
    question = models.CharField(_("question"), max_length=8, choices=Question)
    title = models.CharField(_("title"), max_length=MAX_LENGTH)
    theme = models.ForeignKey(
        "home.Theme", verbose_name=_("theme"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.OneToOneField(
        "coalitions.Action",
        verbose_name=_("action"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Vote(models.Model):
    """One of the votes of a device or a table. Which of them it is, `slot`, keeps the number of votes in bounds."""

    meeting = models.ForeignKey(StadsbijeenkomstPage, on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="votes")
    voter = models.UUIDField(_("device or table"), editable=False)
    slot = models.PositiveSmallIntegerField(editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "voter", "slot"], name="stadsbijeenkomst_vote_slot_once"),
            models.UniqueConstraint(fields=["meeting", "voter", "group"], name="stadsbijeenkomst_vote_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} ({self.slot})"
