from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home import handbook
from home.addresses import AddressesBelow
from home.blocks import TEXT_FEATURES

from .meeting import Question, StadsbijeenkomstPage

CITY = "stadsbreed"  # what addresses call the tables that talk about the whole city


class ReportPage(AddressesBelow, Page):
    """What a city meeting brought. Published as every page; its lines stand in `ReportLine`.

    The lines are no part of a revision: an old draft must not bring back what somebody withdrew. Below its own address
    it answers for a page per chapter: `verslag/<slug of a wijk>/`.
    """

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    template = "stadsbijeenkomst/report_page.html"
    parent_page_types = ["stadsbijeenkomst.StadsbijeenkomstPage"]
    subpage_types = []
    max_count_per_parent = 1
    content_panels = Page.content_panels + [
        HelpPanel(
            handbook.hint(
                _("The lines of the report are read over, and left out, in the control room."), "netwerkcoordinator"
            )
        ),
        FieldPanel("introduction"),
    ]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @cached_property
    def meeting(self) -> StadsbijeenkomstPage:
        return StadsbijeenkomstPage.objects.parent_of(self).select_related("proceedings").get()

    def route(self, request, path_components):
        if not self.meeting.live:
            raise Http404(_("There is no such city meeting."))
        if self.live and len(path_components) == 1:
            return RouteResult(self, kwargs={"chapter": path_components[0]})
        return super().route(request, path_components)

    def get_template(self, request, *args, chapter="", **kwargs):
        return "stadsbijeenkomst/report_chapter.html" if chapter else super().get_template(request, *args, **kwargs)

    def get_context(self, request, *args, chapter="", **kwargs):
        return super().get_context(request, *args, **kwargs) | {"asked": chapter}

    @property
    def preview_modes(self):
        """A preview of the general page and of each chapter: before publication their addresses answer to nobody."""
        wijken = [(wijk.slug, wijk.title) for wijk in self.meeting.wijken()] if self.path else []
        return [("", _("General information")), *wijken, (CITY, _("Whole city"))]

    def get_preview_template(self, request, mode_name):
        return self.get_template(request, chapter=mode_name)

    def get_preview_context(self, request, mode_name):
        return self.get_context(request, chapter=mode_name)

    def addresses_below(self):
        """A chapter of each wijk that something was said about, and of the whole city."""
        slugs = self.lines.shown().order_by().values_list("wijk__slug", flat=True).distinct()
        return [f"{slug or CITY}/" for slug in slugs]

    def get_sitemap_urls(self, request=None):
        urls = super().get_sitemap_urls(request)
        return urls + [url | {"location": url["location"] + below} for url in urls for below in self.addresses_below()]


class ReportLineQuerySet(models.QuerySet):
    def shown(self) -> "ReportLineQuerySet":
        """What readers see: not what an editor left out, nor what no note stands behind any more."""
        return self.filter(count__gt=0, left_out=False)


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
    left_out = models.BooleanField(_("left out"), default=False, help_text=_("An editor keeps it from the report."))
    # The id of the group that it came from, for lines of one topic to be known by when the groups are deleted; and how
    # often the hall voted for that group.
    topic = models.PositiveBigIntegerField(null=True, editable=False, db_index=True)
    votes = models.PositiveIntegerField(_("votes"), default=0, editable=False)

    objects = ReportLineQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of a report")
        verbose_name_plural = _("lines of a report")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class ReportFile(models.Model):
    """The PDF of a report or of one chapter, made once per version. In the database, so that every node has it and
    nobody else."""

    report = models.ForeignKey(ReportPage, on_delete=models.CASCADE, related_name="files", db_index=False)
    chapter = models.CharField(_("chapter"), max_length=255, blank=True)
    version = models.CharField(_("version"), max_length=64)
    content = models.BinaryField(_("content"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = [models.UniqueConstraint(fields=["report", "chapter"], name="stadsbijeenkomst_file_once")]

    def __str__(self) -> str:
        return self.version
