from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import TEXT_FEATURES


class FactsheetPage(Page):
    """What the network did in a period, in numbers that are counted and never typed, and the letter to the council."""

    introduction = models.TextField(_("introduction"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    letter = RichTextField(
        _("letter to the council"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Empty: a letter that begins with the numbers."),
    )

    template = "coalitions/factsheet_page.html"
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = []
    content_panels = Page.content_panels + [
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("Period")),
        FieldPanel("letter"),
    ]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("factsheet")
        verbose_name_plural = _("factsheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="coalitions_factsheet_dates_in_order",
                violation_error_message=_("The end comes before the start."),
            )
        ]
