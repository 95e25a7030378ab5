from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model, get_image_model_string
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from home import handbook, links
from home.blocks import TEXT_FEATURES
from home.models import InWijken, WijkPage
from home.visibility import public

from .stop import Stop

CARD_IMAGE = "fill-600x338"


class StoryPageQuerySet(PageQuerySet):
    """Words for reading stories."""

    def published(self) -> "StoryPageQuerySet":
        """Stories that everybody may see."""
        return self.filter(public())

    def at_stop(self, stop: Stop) -> "StoryPageQuerySet":
        """Stories that pass a stop."""
        return self.filter(Exists(Step.objects.filter(page=OuterRef("pk"), stop=stop)))

    def in_wijk(self, wijk: Page) -> "StoryPageQuerySet":
        return self.filter(wijken=wijk)

    def due(self) -> "StoryPageQuerySet":
        """Public stories of which the day to ask again has come."""
        return self.live().filter(review_on__lte=timezone.localdate())

    def listed(self) -> "StoryPageQuerySet":
        """For a list: the newest first, with what a card shows."""
        image = Prefetch("image", get_image_model().objects.prefetch_renditions(CARD_IMAGE))
        wijken = Prefetch("wijken", WijkPage.objects.filter(public()).defer("boundary", "body"))
        return self.order_by("-first_published_at", "-pk").select_related("locale").prefetch_related(wijken, image)


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
        _("ask again on"),
        help_text=_("From this day we ask an editor whether the story may stay. Empty: a year after the consent."),
    )

    objects = PageManager.from_queryset(StoryPageQuerySet)()

    template = "coalitions/story_page.html"
    parent_page_types = ["coalitions.StoryIndexPage"]
    subpage_types = []
    content_panels = Page.content_panels + [
        HelpPanel(
            handbook.hint(_("Only with the consent of who tells it, who may withdraw that at any time."), "redacteur")
        ),
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        wijken = ", ".join(wijk.title for wijk in self.public_wijken())
        steps = list(self.steps.select_related("stop"))
        links.foresee(step.text for step in steps)
        return super().get_context(request, *args, **kwargs) | {
            "about": [(_("Wijken"), wijken or _("whole city"))],
            "steps": steps,
        }


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


class StoryQuestion(models.Model):
    """That an editor was asked whether a story may stay, and what became of it. Written by `stories` alone."""

    class Outcome(models.TextChoices):
        OPEN = "", _("no answer yet")
        STAYS = "stays", _("it may stay")
        WITHDRAWN = "withdrawn", _("unpublished by an editor")
        EXPIRED = "expired", _("unpublished, because nobody answered")

    story = models.ForeignKey(StoryPage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="questions")
    # The day of the story's own that had come; an editor may have moved it since.
    review_on = models.DateField(_("ask again on"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    # Empty while no letter could be sent: the time for an answer begins with it.
    told_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question about a story")
        verbose_name_plural = _("questions about stories")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["story"], condition=Q(outcome=""), name="coalitions_story_asked_once"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="coalitions_story_question_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.asked_at:%Y-%m-%d}"


class StoryIndexPage(Page):
    """All stories, with filters by stop and wijk (see `coalitions.storybook`)."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "coalitions/story_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["coalitions.StoryPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of stories")
