from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Lower
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from home import handbook


class OrganisationQuerySet(models.QuerySet):
    """Words for reading the register of partners."""

    def of_kind(self, kind: str) -> "OrganisationQuerySet":
        """Organisations of one `Organisation.Kind`."""
        return self.filter(kind=kind)

    def in_wijk(self, wijk: Page) -> "OrganisationQuerySet":
        """Organisations that work in `wijk` by their own account; those for the whole city name no wijk."""
        return self.filter(wijken=wijk)

    def with_declaration(self) -> "OrganisationQuerySet":
        """Each with `declared_at`, since when its declaration stands, and `asked_at`, since when one waits for a
        signature: instants, or None."""
        # Each of both is at most one row, by the constraints of a declaration.
        stands = Q(declarations__signed_at__isnull=False, declarations__withdrawn_at__isnull=True)
        waits = Q(declarations__signed_at__isnull=True)
        return self.annotate(
            standing=FilteredRelation("declarations", condition=stands),
            waiting=FilteredRelation("declarations", condition=waits),
        ).annotate(declared_at=F("standing__signed_at"), asked_at=F("waiting__invited_at"))


class Organisation(index.Indexed, models.Model):
    """A partner: an organisation in the network."""

    class Kind(models.TextChoices):
        RESIDENTS = "residents", _("residents' initiative")
        VOLUNTEERS = "volunteers", _("volunteers' organisation")
        WELFARE = "welfare", _("welfare and social work")
        CARE = "care", _("health care")
        CULTURE = "culture", _("culture and sport")
        FAITH = "faith", _("faith and philosophy of life")
        HOUSING = "housing", _("housing association")
        EDUCATION = "education", _("education and research")
        BUSINESS = "business", _("business")
        GOVERNMENT = "government", _("government")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    description = models.TextField(_("description"), blank=True, max_length=1000)
    wijken = models.ManyToManyField(
        "home.WijkPage",
        verbose_name=_("wijken"),
        blank=True,
        related_name="+",
        help_text=_("Where it works. None means the whole city."),
    )

    since = models.DateField(
        _("partner since"),
        null=True,
        blank=True,
        default=timezone.localdate,
        help_text=_("From this day it counts in factsheets. Empty: it always did."),
    )

    # For declarations and reminders; never shown to readers.
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("e-mail address of the contact"),
        blank=True,
        help_text=_("For letters of the network. Readers never see it."),
    )
    # Since when letters go to that address: who stopped reminders before was somebody else. Kept by `save`.
    contact_since = models.DateTimeField(_("contact since"), null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    panels = [
        HelpPanel(
            handbook.hint(
                _(
                    "Who takes part in a coalition is chosen on the page of that coalition. A declaration of intent "
                    "is asked for in the list of partners."
                ),
                "netwerkcoordinator",
            )
        ),
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("website"),
        FieldPanel("description"),
        FieldPanel("wijken", widget=CheckboxSelectMultiple),
        FieldPanel("logo"),
        FieldPanel("since"),
        MultiFieldPanel([FieldPanel("contact_name"), FieldPanel("contact_email")], heading=_("Contact, for us only")),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="coalitions_organisation_name_once",
                violation_error_message=_("There is already a partner with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Write down since when letters go to another address."""
        written = options.get("update_fields")
        if self.pk and (written is None or "contact_email" in written):
            was = Organisation.objects.filter(pk=self.pk).values_list("contact_email", flat=True).first()
            if was is not None and was.lower() != self.contact_email.lower():
                self.contact_since = timezone.now()
                if written is not None:
                    options["update_fields"] = {*written, "contact_since"}
        super().save(*args, **options)
