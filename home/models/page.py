from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.queryset import FakeQuerySet
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from .. import boundaries, handbook
from ..blocks import TEXT_FEATURES, BodyBlock
from ..visibility import public


class InWijken(models.Model):
    """A page that takes place in wijken, wherever in the tree it stands. None means the whole city."""

    wijken = ParentalManyToManyField("home.WijkPage", verbose_name=_("wijken"), blank=True, related_name="+")

    class Meta:
        abstract = True

    def public_wijken(self) -> list["WijkPage"]:
        """Return the wijken of the page, or of its draft, that everybody may see, by title. One query."""
        found = self.wijken.all()
        if isinstance(found, FakeQuerySet):
            found = WijkPage.objects.filter(pk__in=[wijk.pk for wijk in found])
        return list(found.filter(public()).order_by("title").only("title"))


class HomePage(Page):
    """The front door: what is going on near me, how do I join, what did we reach together."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("body")]
    search_fields = Page.search_fields + [index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("home page")

    def route(self, request, path_components):
        """Find a page by its whole address: two queries, where Wagtail asks two for each level of the tree.

        A page that answers for addresses below its own gets what is left of the address. What was passed on the way
        stays with the page, for the breadcrumbs, and the pages right below this one with the request, for the menu
        (see `navigation.first_floor`).
        """
        wanted = [self.url_path + "/".join(path_components[:end]) + "/" for end in range(1, len(path_components) + 1)]
        wanted = [self.url_path, *wanted]
        # Only the slugs have an index.
        on_the_way = Q(slug__in={self.slug, *path_components}, url_path__in=wanted)
        below = Page.objects.filter(on_the_way | Q(depth=self.depth + 1)).descendant_of(self, inclusive=True)
        pages = list(below.annotate(is_public=ExpressionWrapper(public(), models.BooleanField())).order_by("path"))
        found = [page for page in pages if page.url_path in wanted]
        first_floor = [page for page in pages if page.depth == self.depth + 1 and page.is_public]
        request.__dict__.setdefault("first_floors", {})[self.path] = first_floor
        rest = path_components[len(found) - 1 :]
        if len(found) == 1:
            page, page.trail = self, []
        else:
            page = found[-1].specific
            # Where `get_parent` looks first: the pages on the way are in hand.
            for above, below in pairwise([self, *found[1:-1], page]):
                below._cached_parent_obj = above
            page.trail = [self, *(above for above in found[1:-1] if above.live)]
        if found[-1].is_public and not any(step.alias_of_id for step in found):
            # Wagtail is about to ask, in two more queries, whether somebody may see this; the query above said
            # everybody may. An alias follows the page it was made from, so there Wagtail's own way remains.
            page.__dict__["get_view_restrictions"] = PageViewRestriction.objects.none
        return super().route(request, rest) if page is self else page.route(request, rest)


class ContentPage(Page):
    """A page of text: about us, accessibility, privacy."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "home/content_page.html"
    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("body")]
    search_fields = Page.search_fields + [index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("text page")


class StatementPage(Page):
    """What the law asks every public body to say: how accessible the site is, and what happens to personal data.

    The facts (status, register, contact) come from the city's settings, so that they stand in one place.
    """

    class Kind(models.TextChoices):
        ACCESSIBILITY = "accessibility", _("accessibility")
        PRIVACY = "privacy", _("privacy")

    kind = models.CharField(_("statement about"), max_length=20, choices=Kind)
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "home/statement_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    content_panels = Page.content_panels + [FieldPanel("kind"), FieldPanel("introduction"), FieldPanel("body")]
    search_fields = Page.search_fields + [index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("statement")


class WijkIndexPage(Page):
    """All wijken of the city: map and list."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "home/wijk_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.WijkPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of wijken")


class WijkPage(Page):
    """One district of the city."""

    code = models.CharField(
        _("code"), max_length=20, blank=True, help_text=_("Statistics Netherlands' code, for example WK034403.")
    )
    boundary = models.JSONField(
        _("boundary"), null=True, blank=True, help_text=_("A GeoJSON Polygon or MultiPolygon in degrees (WGS 84).")
    )
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    office_name = models.CharField(_("wijkbureau"), max_length=120, blank=True)
    office_address = models.CharField(_("address"), max_length=200, blank=True)
    office_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    office_email = models.EmailField(_("e-mail"), blank=True)
    office_note = RichTextField(_("opening hours and other remarks"), blank=True, features=TEXT_FEATURES)

    # The code is of one page, and so are the figures that are found by it.
    exclude_fields_in_copy = ["code"]
    template = "home/wijk_page.html"
    parent_page_types = ["home.WijkIndexPage"]
    content_panels = Page.content_panels + [
        HelpPanel(
            handbook.hint(
                _("Figures, activities, coalitions, actions and what the city meeting brought appear by themselves."),
                "wijkbureau",
            )
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("office_name"),
                FieldPanel("office_address"),
                FieldPanel("office_phone"),
                FieldPanel("office_email"),
                FieldPanel("office_note"),
            ],
            heading=_("Wijkbureau"),
        ),
        MultiFieldPanel(
            [FieldPanel("code"), FieldPanel("boundary")], heading=_("Code and boundary"), classname="collapsed"
        ),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("office_name"),
        index.FilterField("code"),
    ]

    class Meta:
        verbose_name = _("wijk")
        verbose_name_plural = _("wijken")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="home_wijk_code_once",
                violation_error_message=_("Another wijk has this code."),
            )
        ]

    def save(self, *args, **kwargs):
        """Save; an alias has no code, because Wagtail copies every field to it and a code is of one page."""
        if self.alias_of_id:
            self.code = ""
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.boundary:
            try:
                boundaries.rings(self.boundary)
            except ValueError as error:
                raise ValidationError({"boundary": _("This is not a boundary: %s.") % error}) from error
