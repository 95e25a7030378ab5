from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField

from .. import handbook


def clean_stylesheets(value: str) -> None:
    """Refuse a style sheet that the content security policy would block: only paths on this site are allowed."""
    for line in value.split():
        if not line.startswith("/") or line.startswith("//") or not line.endswith(".css"):
            raise ValidationError(_("“%s” is not the path of a style sheet on this site.") % line)


@register_setting(icon="site")
class CitySettings(BaseSiteSetting):
    """Who publishes this site, how to reach them, how it looks, and the statements the law asks for."""

    class Licence(models.TextChoices):
        CC0 = "CC0", _("CC0 1.0: anybody may do anything with it")
        CC_BY = "CC_BY_4_0", _("CC BY 4.0: with the name of the source")

    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    footer = RichTextField(_("footer"), blank=True, features=["bold", "link"])
    notice = models.CharField(
        _("notice on every page"),
        max_length=200,
        blank=True,
        help_text=_("Shown above every page, for example that the content is an example."),
    )
    theme_class = models.CharField(
        _("theme class"),
        max_length=60,
        default="wijkverbond-theme",
        help_text=_("The class name of an NL Design System theme."),
    )
    theme_stylesheets = models.TextField(
        _("theme style sheets"),
        blank=True,
        validators=[clean_stylesheets],
        help_text=_("Paths on this site, one on each line. Empty: the theme of the suite."),
    )
    accessibility_status = models.CharField(
        _("accessibility status"),
        max_length=1,
        blank=True,
        choices=[(letter, f"{letter}") for letter in "ABCDE"],
        help_text=_("As in the national register of accessibility statements."),
    )
    accessibility_register = models.URLField(_("address in the register of accessibility statements"), blank=True)
    accessibility_contact = models.EmailField(_("contact for accessibility"), blank=True)
    privacy_contact = models.EmailField(_("contact for privacy"), blank=True)
    security_contact = models.CharField(
        _("security contact"),
        max_length=200,
        blank=True,
        help_text=_("An address that begins with https: or mailto:, for security.txt (RFC 9116)."),
    )
    security_policy = models.URLField(_("security policy"), blank=True)
    security_expires_on = models.DateField(_("security.txt is valid until"), null=True, blank=True)

    open_data_licence = models.CharField(
        _("licence of the open data"),
        max_length=10,
        choices=Licence,
        default=Licence.CC0,
        help_text=_(
            "Under which others may use it. Wijken and figures are always CC BY 4.0: they have their own sources."
        ),
    )
    open_data_publisher = models.URLField(
        _("identifier of the organisation"),
        blank=True,
        help_text=_("For example https://identifier.overheid.nl/tooi/id/gemeente/gm0344."),
    )
    open_data_area = models.URLField(
        _("identifier of the city"), blank=True, help_text=_("For example https://sws.geonames.org/2745912/.")
    )

    panels = [
        HelpPanel(handbook.hint(_("This stands on every page, in letters and in the open data."), "beheerder")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("organisation", "city", "tagline", "phone", "email", "footer", "notice")],
            heading=_("Organisation"),
        ),
        MultiFieldPanel([FieldPanel("theme_class"), FieldPanel("theme_stylesheets")], heading=_("Appearance")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "accessibility_status",
                    "accessibility_register",
                    "accessibility_contact",
                    "privacy_contact",
                    "security_contact",
                    "security_policy",
                    "security_expires_on",
                )
            ],
            heading=_("Statements"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("open_data_licence", "open_data_publisher", "open_data_area")],
            heading=_("Open data"),
        ),
    ]

    class Meta:
        verbose_name = _("city")

    def clean(self) -> None:
        super().clean()
        if self.security_contact and not self.security_contact.startswith(("https://", "mailto:")):
            raise ValidationError({"security_contact": _("Begin with https:// or mailto:.")})
