import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .action import Action


class FollowerQuerySet(models.QuerySet):
    """Words for reading who follows."""

    def confirmed(self) -> "FollowerQuerySet":
        """Those who followed the link in the first letter."""
        return self.filter(confirmed_at__isnull=False)


class Follower(models.Model):
    """Somebody who wants to hear of news of one coalition or one action. Deleted as soon as it is stopped."""

    # What stands, signed, in the links of each letter.
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10, default="nl")
    coalition = models.ForeignKey(
        "coalitions.CoalitionPage", null=True, on_delete=models.CASCADE, related_name="followers"
    )
    action = models.ForeignKey(Action, null=True, on_delete=models.CASCADE, related_name="followers")
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    confirmed_at = models.DateTimeField(pgettext_lazy("request", "confirmed"), null=True)
    # News of before this moment was mailed, or is older than the wish to follow.
    heard_until = models.DateTimeField(_("heard until"), default=timezone.now)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(coalition__isnull=False, action__isnull=True)
                | Q(coalition__isnull=True, action__isnull=False),
                name="coalitions_follower_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["email", "coalition"],
                condition=Q(coalition__isnull=False),
                name="coalitions_follower_of_coalition_once",
            ),
            models.UniqueConstraint(
                fields=["email", "action"],
                condition=Q(action__isnull=False),
                name="coalitions_follower_of_action_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
