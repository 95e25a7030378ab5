from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class Action(models.Model):
    """A promise: who does what first, and before when."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        PROMISED = "promised", _("promised")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        LATE = "late", _("late")
        STOPPED = "stopped", _("stopped")

    title = models.CharField(_("title"), max_length=200)
    first_step = models.CharField(_("first step"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
    )
    owner = models.CharField(
        _("owner"), max_length=160, blank=True, help_text=_("A role, or an organisation that is no partner.")
    )
    due_on = models.DateField(_("before when"))
    wijken = models.ManyToManyField("home.WijkPage", verbose_name=_("wijken"), blank=True, related_name="+")
    coalition = models.ForeignKey(
        "coalitions.CoalitionPage",
        verbose_name=_("coalition"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
    )
    # The page that it comes from, for example a city meeting, and in words what it comes from.
    source = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    provenance = models.CharField(_("provenance"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(owner=""), name="coalitions_action_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def who(self) -> str:
        """The name of the owner."""
        return self.organisation.name if self.organisation else self.owner

    @property
    def seeks_lead(self) -> bool:
        """No coalition has taken it up yet."""
        return self.coalition_id is None
