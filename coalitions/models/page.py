from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from home import handbook
from home.blocks import TEXT_FEATURES, BodyBlock
from home.models import InWijken, Theme, WijkPage
from home.visibility import public

from .stop import Stop


class CoalitionPageQuerySet(PageQuerySet):
    """Words for reading coalitions."""

    def published(self) -> "CoalitionPageQuerySet":
        """Coalitions that everybody may see."""
        return self.filter(public())

    def find(self, number: int | None) -> "CoalitionPage | None":
        """The one with an id, with its language, or None; of an alias the page that it repeats.

        Wagtail writes an alias anew whenever that page is published, so who joins or leads must not hang on it.
        """
        # By `id`: `pk` is a relation here, and would send a number that no database can hold to the database.
        found = self.select_related("locale").filter(id=number).first()
        return self.find(found.alias_of_id) if found and found.alias_of_id else found

    def in_wijk(self, wijk: WijkPage) -> "CoalitionPageQuerySet":
        """Coalitions that stand under the page of `wijk`, or name it among their wijken."""
        named = CoalitionPage.objects.filter(wijken=wijk).values("pk")
        return self.filter(Q(path__startswith=wijk.path) | Q(pk__in=named))

    def about(self, theme: Theme) -> "CoalitionPageQuerySet":
        """Coalitions that have a theme."""
        return self.filter(pk__in=CoalitionTheme.objects.filter(tag=theme).values("content_object"))

    def at_stop(self, stop: Stop) -> "CoalitionPageQuerySet":
        """Coalitions that work at a stop on the route."""
        return self.filter(pk__in=CoalitionPage.stops.through.objects.filter(stop=stop).values("coalitionpage"))

    def running(self) -> "CoalitionPageQuerySet":
        """Coalitions that one can still join."""
        return self.exclude(status=CoalitionPage.Status.COMPLETED)

    def listed(self) -> "CoalitionPageQuerySet":
        """For a list: those that run before those that are completed, by title, with what a card shows."""
        completed = Case(When(status=CoalitionPage.Status.COMPLETED, then=Value(1)), default=Value(0))
        # Without the largest columns of a wijk, which no card shows.
        wijken = models.Prefetch("wijken", WijkPage.objects.filter(public()).defer("boundary", "body"))
        return self.order_by(completed, Lower("title"), "pk").select_related("locale").prefetch_related(wijken)


class CoalitionTheme(ItemBase):
    """A theme of a coalition."""

    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="coalition_items")
    content_object = ParentalKey("coalitions.CoalitionPage", on_delete=models.CASCADE, related_name="theme_items")


class CoalitionPage(InWijken, Page):
    """Organisations and residents working on one thing."""

    class Status(models.TextChoices):
        IDEA = "idea", _("idea")
        FORMING = "forming", _("forming")
        ACTIVE = "active", _("active")
        COMPLETED = "completed", _("completed")

    goal = models.CharField(
        _("goal"), max_length=250, help_text=_("What will be different, in one sentence that everybody understands.")
    )
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.FORMING)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    stops = ParentalManyToManyField("coalitions.Stop", verbose_name=_("stops"), blank=True, related_name="coalitions")
    themes = ClusterTaggableManager(through=CoalitionTheme, verbose_name=_("themes"), blank=True)
    results = RichTextField(
        _("results"), blank=True, features=TEXT_FEATURES, help_text=_("What came of it, in words.")
    )
    joining = models.TextField(
        _("how to join"), blank=True, help_text=_("What somebody can do, and how to take the first step.")
    )
    contact_name = models.CharField(
        _("contact"), max_length=120, blank=True, help_text=_("A role or an organisation.")
    )
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)

    objects = PageManager.from_queryset(CoalitionPageQuerySet)()

    template = "coalitions/coalition_page.html"
    parent_page_types = ["coalitions.CoalitionIndexPage", "home.WijkPage"]
    content_panels = Page.content_panels + [
        HelpPanel(
            handbook.hint(
                _("Activities, actions and news of the coalition appear on its page by themselves."),
                "netwerkcoordinator",
            )
        ),
        FieldPanel("goal"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                FieldPanel("wijken", widget=CheckboxSelectMultiple),
                FieldPanel("stops", widget=CheckboxSelectMultiple),
                FieldPanel("themes"),
            ],
            heading=_("Status, place and topics"),
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("results"), InlinePanel("figures", label=_("Number"))], heading=_("Results")),
        InlinePanel("papers", heading=_("Documents"), label=_("Document")),
        InlinePanel("memberships", heading=_("Members"), label=_("Member")),
        MultiFieldPanel(
            [
                FieldPanel("joining"),
                FieldPanel("contact_name"),
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
            ],
            heading=_("Join and contact"),
        ),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("goal"),
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("results"),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = _("coalition")
        verbose_name_plural = _("coalitions")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="coalitions_coalition_dates_in_order",
                violation_error_message=_("The end comes before the start."),
            )
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {
            "joining": self.joining or self.contact_name or self.contact_email or self.contact_phone,
        }

    @property
    def is_completed(self) -> bool:
        """Whether nobody can join it any more."""
        return self.status == self.Status.COMPLETED

    @property
    def period(self) -> str:
        """From when till when it runs, in words; empty when neither is known."""
        start, end = (date_format(day, "j F Y") if day else "" for day in (self.starts_on, self.ends_on))
        if start and end:
            return _("%(start)s to %(end)s") % {"start": start, "end": end}
        if start:
            return _("since %s") % start
        return _("until %s") % end if end else ""


class CoalitionIndexPage(Page):
    """All coalitions of the city, with filters (see `coalitions.overview`)."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "coalitions/coalition_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["coalitions.CoalitionPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of coalitions")


class PartnerIndexPage(Page):
    """The directory of organisations in the network, with filters (see `coalitions.directory`)."""

    introduction = models.TextField(_("introduction"), blank=True)
    declaration = RichTextField(
        _("declaration of intent"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What a partner declares when it signs. Who signed before signed the words of then."),
    )

    template = "coalitions/partner_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("declaration")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of partners")
