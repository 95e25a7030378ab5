from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from home import handbook
from home.addresses import AddressesBelow
from home.models import WijkPage


class Question(models.TextChoices):
    GOOD = "good", _("What goes well?")
    IMPROVE = "improve", _("What can improve?")
    ACTION = "action", _("Which concrete actions?")


class StadsbijeenkomstIndexPage(Page):
    """All city meetings: the one that is coming, and what the earlier ones brought."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "stadsbijeenkomst/stadsbijeenkomst_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["stadsbijeenkomst.StadsbijeenkomstPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of city meetings")

    def get_context(self, request, *args, **kwargs):
        meetings = StadsbijeenkomstPage.objects.child_of(self).live().public().select_related("proceedings")
        return super().get_context(request, *args, **kwargs) | {"meetings": meetings.order_by("-starts_at")}


class StadsbijeenkomstPage(AddressesBelow, Page):
    """A city meeting about one theme, as editors write about it.

    What happens during the evening stands in `Proceedings`, because a page has revisions: publishing an old draft
    must not reopen a meeting, show notes that wait for a moderator, or take a report away.
    """

    theme = models.CharField(_("theme"), max_length=160, help_text=_("What the meeting is about, in a few words."))
    introduction = models.TextField(_("introduction"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    event = models.ForeignKey(
        "events.EventPage",
        verbose_name=_("activity in the agenda"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    question_good = models.CharField(_("first question"), max_length=120, blank=True)
    question_improve = models.CharField(_("second question"), max_length=120, blank=True)
    question_action = models.CharField(_("third question"), max_length=120, blank=True)

    # A code works from the moment it exists, so that a host can practise, until this long after the meeting.
    CODES_LAST = timedelta(days=2)

    template = "stadsbijeenkomst/stadsbijeenkomst_page.html"
    parent_page_types = ["stadsbijeenkomst.StadsbijeenkomstIndexPage"]
    subpage_types = ["stadsbijeenkomst.ReportPage"]
    content_panels = Page.content_panels + [
        HelpPanel(
            handbook.hint(
                _("People read this before they come. Tables, codes, paper and the evening are in the control room."),
                "netwerkcoordinator",
            )
        ),
        FieldPanel("theme"),
        FieldPanel("introduction", help_text=_("For who thinks of coming: what is it about, and who is welcome?")),
        MultiFieldPanel(
            [
                FieldPanel("event"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
            ],
            heading=_("When and where"),
            help_text=_(
                "Choose the activity in the agenda and leave the rest empty: date, time and place come from there. The"
                " time must lie within that of the activity. Codes of tables work until two days after the end."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("question_good"), FieldPanel("question_improve"), FieldPanel("question_action")],
            heading=_("Questions"),
            help_text=_(
                "Empty: What goes well? · What can improve? · Which concrete actions? Your own words are on every"
                " screen, on paper and in the report. Do not change them during the evening."
            ),
        ),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("theme"),
        index.SearchField("introduction"),
        index.SearchField("place"),
        index.FilterField("starts_at"),
    ]

    class Meta:
        verbose_name = _("city meeting")
        verbose_name_plural = _("city meetings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="stadsbijeenkomst_ends_after_start",
                violation_error_message=_("The meeting ends after it begins."),
            )
        ]

    def addresses_below(self) -> tuple[str, ...]:
        """What views of their own answer (see `urls`)."""
        return "bord/", "scherm/", "vorige/"

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The meeting ends after it begins.")})

    @property
    def questions(self) -> dict[str, str]:
        """The three questions in order: the kind of note and the wording."""
        return {question.value: getattr(self, f"question_{question}") or question.label for question in Question}

    @property
    def state(self) -> "Proceedings":
        """Where the meeting stands; before anything happened, the state in which every meeting begins."""
        return getattr(self, "proceedings", None) or Proceedings(meeting=self)

    @property
    def is_over(self) -> bool:
        """Its time is over, whatever phase it was left in."""
        return self.ends_at < timezone.now()

    def wijken(self) -> models.QuerySet[WijkPage]:
        """Return the wijken that have a table, in alphabetical order, with no more than their title and place."""
        return WijkPage.objects.filter(pk__in=self.tables.values("wijk")).only("title", "slug").order_by("title")


class Proceedings(models.Model):
    """Where a meeting stands. Changed during the evening, at once and for everybody; never part of a revision."""

    class Phase(models.TextChoices):
        WELCOME = "welcome", _("welcome")
        COLLECT = "collect", _("collecting")
        GROUP = "group", _("grouping")
        PRIORITISE = "prioritise", _("prioritising")
        ACTIONS = "actions", _("actions")
        CLOSED = "closed", _("closed")

    class VotesBy(models.TextChoices):
        DEVICE = "device", _("each device")
        TABLE = "table", _("each table")

    OPEN = (Phase.COLLECT, Phase.GROUP, Phase.PRIORITISE, Phase.ACTIONS)

    meeting = models.OneToOneField(
        StadsbijeenkomstPage, primary_key=True, on_delete=models.CASCADE, related_name="proceedings"
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.WELCOME)
    phase_changed_at = models.DateTimeField(_("phase changed at"), default=timezone.now)
    moderated = models.BooleanField(
        _("moderation before display"),
        default=True,
        help_text=_("A note appears on the board after a moderator approved it."),
    )
    # What was written after this came too late, whenever it arrives; empty while notes are collected.
    collecting_ended_at = models.DateTimeField(_("collecting ended at"), null=True, blank=True)
    timer_ends_at = models.DateTimeField(_("timer ends at"), null=True, blank=True)
    announcement = models.CharField(_("announcement"), max_length=200, blank=True)
    ballot = models.CharField(_("question voted about"), max_length=8, choices=Question, default=Question.ACTION)
    votes_by = models.CharField(_("who votes"), max_length=6, choices=VotesBy, default=VotesBy.DEVICE)
    votes_each = models.PositiveSmallIntegerField(_("votes each"), default=3)
    report_published_at = models.DateTimeField(_("report published at"), null=True, blank=True)

    # Written by the buttons of an evening, not by editors; the page's usage does not need it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proceedings")
        verbose_name_plural = _("proceedings")

    def __str__(self) -> str:
        return f"{self.meeting} ({self.get_phase_display()})"

    @property
    def is_open(self) -> bool:
        """The evening goes on: it has begun and is not closed."""
        return self.phase in self.OPEN

    @property
    def is_collecting(self) -> bool:
        """What is written now is in time."""
        return self.collecting_ended_at is None

    @property
    def shows_votes(self) -> bool:
        """Totals stay hidden until the voting has ended."""
        return self.phase in {self.Phase.ACTIONS, self.Phase.CLOSED}

    @property
    def is_closed(self) -> bool:
        return self.phase == self.Phase.CLOSED

    @property
    def has_report(self) -> bool:
        return self.report_published_at is not None
