from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from .organisation import Organisation


class MembershipQuerySet(models.QuerySet):
    """Words for reading who takes part."""

    def current(self) -> "MembershipQuerySet":
        """Memberships that have not ended."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))


class Membership(Orderable):
    """How an organisation, or a person named by role, takes part in a coalition."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        CORE = "core", _("core group")
        CIRCLE = "circle", _("circle")

    page = ParentalKey("coalitions.CoalitionPage", on_delete=models.CASCADE, related_name="memberships")
    # CASCADE, although PROTECT would seem kinder: a draft that still names a deleted organisation can only be read
    # back when the missing row may be dropped. The admin lists where an organisation is used before it deletes.
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    person = models.CharField(
        _("person"),
        max_length=120,
        blank=True,
        help_text=_("A role, for example “resident of the neighbourhood”; never the name of a private person."),
    )
    role = models.CharField(_("part"), max_length=10, choices=Role, default=Role.CORE)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    panels = [
        FieldPanel("organisation"),
        FieldPanel("person"),
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person="") | (Q(organisation__isnull=True) & ~Q(person="")),
                name="coalitions_membership_somebody",
                violation_error_message=_("Choose a partner or describe a person: one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="coalitions_membership_dates_in_order",
                violation_error_message=_("“Until” comes before “since”."),
            ),
            models.UniqueConstraint(
                fields=["page", "organisation"],
                name="coalitions_membership_once",
                violation_error_message=_("This partner is already a member."),
            ),
        ]

    @property
    def is_current(self) -> bool:
        """Whether it has not ended."""
        return self.until is None or self.until >= timezone.localdate()

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.person
