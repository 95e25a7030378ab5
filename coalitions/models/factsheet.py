from datetime import date

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home import handbook
from home.addresses import AddressesBelow
from home.blocks import TEXT_FEATURES
from home.visibility import public

LETTER = "brief"  # what the address of the letter ends in


class FactsheetPage(AddressesBelow, Page):
    """What the network did in a period, in numbers that are counted and never typed, and the letter to the council.

    Below its own address it answers for the letter, once there is one: `…/brief/`.
    """

    introduction = models.TextField(_("introduction"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    letter = RichTextField(
        _("letter to the council"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_(
            "The button “Letter to the council” writes a first text with the numbers. Empty: there is no letter."
        ),
    )
    letter_on = models.DateField(_("date of the letter"), null=True, blank=True)
    # The numbers that the first text was written with, by name: so that an editor sees which have changed since.
    letter_numbers = models.JSONField(default=dict, blank=True, editable=False)

    template = "coalitions/factsheet_page.html"
    parent_page_types = ["coalitions.FactsheetIndexPage"]
    subpage_types = []
    exclude_fields_in_copy = ["letter", "letter_on", "letter_numbers"]
    content_panels = Page.content_panels + [
        HelpPanel(
            handbook.hint(
                _("The numbers of a factsheet are counted by the site, in its period."), "netwerkcoordinator"
            )
        ),
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("Period")),
        FieldPanel("letter"),
        FieldPanel("letter_on"),
    ]
    search_fields = Page.search_fields + [index.SearchField("introduction"), index.SearchField("letter")]

    class Meta:
        verbose_name = _("factsheet")
        verbose_name_plural = _("factsheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="coalitions_factsheet_dates_in_order",
                violation_error_message=_("The end comes before the start."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=date(2000, 1, 1), ends_on__lt=date(2100, 1, 1)),
                name="coalitions_factsheet_in_this_century",
                violation_error_message=_("The period lies between 2000 and 2100."),
            ),
        ]

    @property
    def period(self) -> str:
        """The first and the last day in words."""
        start, end = (date_format(day, "j F Y") for day in (self.starts_on, self.ends_on))
        return _("%(start)s to %(end)s") % {"start": start, "end": end}

    @property
    def has_letter(self) -> bool:
        """Whether there is a letter to read."""
        return bool(self.letter)

    def route(self, request, path_components):
        if self.live and path_components == [LETTER] and self.has_letter:
            return RouteResult(self, kwargs={"part": LETTER})
        return super().route(request, path_components)

    def get_template(self, request, *args, part="", **kwargs):
        return "coalitions/factsheet_letter.html" if part else super().get_template(request, *args, **kwargs)

    @property
    def preview_modes(self):
        return [("", _("Factsheet")), (LETTER, _("Letter to the council"))]

    def get_preview_template(self, request, mode_name):
        return self.get_template(request, part=mode_name)

    def addresses_below(self):
        return [f"{LETTER}/"] if self.has_letter else []

    def get_sitemap_urls(self, request=None):
        urls = super().get_sitemap_urls(request)
        return urls + [url | {"location": url["location"] + below} for url in urls for below in self.addresses_below()]


class FactsheetIndexPage(Page):
    """The factsheets of all periods, the newest first."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "coalitions/factsheet_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["coalitions.FactsheetPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of factsheets")

    def get_context(self, request: HttpRequest, *args, **kwargs):
        found = FactsheetPage.objects.filter(public()).child_of(self).order_by("-ends_on", "-starts_on", "pk")
        return super().get_context(request, *args, **kwargs) | {"factsheets": found.select_related("locale")}


class FactsheetFile(models.Model):
    """The PDF of a factsheet or of its letter, made once per version. In the database, so that every node has it."""

    class Kind(models.TextChoices):
        FACTSHEET = "factsheet", _("factsheet")
        LETTER = "letter", _("letter to the council")

    factsheet = models.ForeignKey(FactsheetPage, on_delete=models.CASCADE, related_name="files", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.CharField(_("version"), max_length=64)
    content = models.BinaryField(_("content"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a factsheet")
        verbose_name_plural = _("files of factsheets")
        constraints = [models.UniqueConstraint(fields=["factsheet", "kind"], name="coalitions_factsheet_file_once")]

    def __str__(self) -> str:
        return self.version
