from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import TEXT_FEATURES

from .meeting import Question, StadsbijeenkomstPage


class ReportPage(Page):
    """What a city meeting brought. Published as every page; its lines stand in `ReportLine`.

    The lines are no part of a revision: an old draft must not bring back what somebody withdrew.
    """

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    template = "stadsbijeenkomst/report_page.html"
    parent_page_types = ["stadsbijeenkomst.StadsbijeenkomstPage"]
    subpage_types = []
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @property
    def meeting(self) -> StadsbijeenkomstPage:
        return StadsbijeenkomstPage.objects.parent_of(self).get()


class ReportLine(models.Model):
    """One line of a report: what one note, or a group of notes, said about a wijk.

    It outlives its notes, which are deleted when their time is up: so it carries their number itself.
    """

    report = models.ForeignKey(ReportPage, on_delete=models.CASCADE, related_name="lines")
    wijk = models.ForeignKey(
        "home.WijkPage", verbose_name=_("wijk"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField(_("question"), max_length=8, choices=Question)
    text = models.CharField(_("text"), max_length=1000)
    edited = models.BooleanField(_("edited"), default=False, help_text=_("An editor wrote it: no note changes it."))
    count = models.PositiveIntegerField(_("number of notes"), help_text=_("0: not shown."))
    theme = models.ForeignKey(
        "home.Theme", verbose_name=_("theme"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of a report")
        verbose_name_plural = _("lines of a report")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class ReportFile(models.Model):
    """The PDF of a report, made once per version. In the database, so that every node has it and nobody else."""

    report = models.OneToOneField(ReportPage, primary_key=True, on_delete=models.CASCADE, related_name="pdf")
    version = models.CharField(_("version"), max_length=64)
    content = models.BinaryField(_("content"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")

    def __str__(self) -> str:
        return self.version
