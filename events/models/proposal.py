import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """An activity that somebody without an account proposed, and what became of it. Written by `proposals` alone."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")

    # Sent along by the form, so that a proposal which is sent twice is made once.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.OneToOneField(
        "events.EventPage",
        verbose_name=_("activity"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="proposal",
    )
    title = models.CharField(_("title"), max_length=255)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10, default="nl")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("proposed"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title
