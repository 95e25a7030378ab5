from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from home.blocks import TEXT_FEATURES
from home.models import InWijken
from home.visibility import public

from .stop import Stop


class StoryPageQuerySet(PageQuerySet):
    """Words for reading stories."""

    def published(self) -> "StoryPageQuerySet":
        """Stories that everybody may see."""
        return self.filter(public())


class StoryPage(InWijken, Page):
    """The story of somebody's way out of loneliness, told with consent, stop by stop."""

    summary = models.CharField(_("summary"), max_length=250)
    teller = models.CharField(
        _("who tells it"),
        max_length=80,
        blank=True,
        help_text=_("A first name or an invented name, as agreed with the person."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    coalition = models.ForeignKey(
        "coalitions.CoalitionPage",
        verbose_name=_("coalition"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    consented_on = models.DateField(_("consent given on"), help_text=_("Readers do not see this."))
    review_on = models.DateField(
        _("ask again on"), help_text=_("From this day we ask an editor whether the story may stay.")
    )

    objects = PageManager.from_queryset(StoryPageQuerySet)()

    template = "coalitions/story_page.html"
    parent_page_types = ["coalitions.StoryIndexPage"]
    subpage_types = []
    content_panels = Page.content_panels + [
        FieldPanel("summary"),
        FieldPanel("teller"),
        FieldPanel("image"),
        InlinePanel("steps", heading=_("Stops on the way"), label=_("Stop"), min_num=1),
        MultiFieldPanel([FieldPanel("coalition"), FieldPanel("wijken")], heading=_("Belongs to")),
        FieldRowPanel([FieldPanel("consented_on"), FieldPanel("review_on")], heading=_("Consent")),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("summary"),
        index.RelatedFields("steps", [index.SearchField("title"), index.SearchField("text")]),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__gt=F("consented_on")),
                name="coalitions_story_asked_again_later",
                violation_error_message=_("The day to ask again comes after the day of the consent."),
            )
        ]


class Step(Orderable):
    """One stop in a story, in the order of the story."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="steps")
    stop = models.ForeignKey(
        Stop, verbose_name=_("stop"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("heading"), max_length=120)
    text = RichTextField(_("text"), features=TEXT_FEATURES)

    panels = [FieldPanel("stop"), FieldPanel("title"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("stop in a story")
        verbose_name_plural = _("stops in a story")

    def __str__(self) -> str:
        return self.title


class StoryIndexPage(Page):
    """All stories, with filters by stop and wijk."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "coalitions/story_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["coalitions.StoryPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of stories")
