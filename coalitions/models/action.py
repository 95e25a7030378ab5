from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from home.models import WijkPage
from home.visibility import hidden, public

from .organisation import Organisation
from .page import CoalitionPage

# What a page needs for its title and address.
NAMED = ("title", "slug", "url_path", "locale__language_code")


class ActionQuerySet(models.QuerySet):
    """Words for reading actions."""

    def published(self) -> "ActionQuerySet":
        """Actions that everybody may see: all, unless the page that one comes from, or its coalition, is private.

        A page that is only a draft hides no action; it is neither named nor linked (`shown`).
        """
        return self.filter(~hidden("source__"), ~hidden("coalition__"))

    def listed(self) -> "ActionQuerySet":
        """With what a list shows of each: `coalition` is a public page or None, `wijken` are public ones by title.
        Three queries, however many actions.

        Whether an action looks for a lead (`seeks_lead`) still counts a coalition that is a draft.
        """
        return self.select_related("organisation").prefetch_related(
            Prefetch(
                "wijken", WijkPage.objects.filter(public()).select_related("locale").only(*NAMED).order_by("title")
            ),
            Prefetch("coalition", CoalitionPage.objects.published().select_related("locale").only(*NAMED)),
        )

    def shown(self) -> "ActionQuerySet":
        """As `listed`, and `source` is a public page or None too. Four queries."""
        sources = Page.objects.filter(public()).select_related("locale").only(*NAMED)
        return self.listed().prefetch_related(Prefetch("source", sources))

    def coming_from(self, page: Page) -> "ActionQuerySet":
        """Actions that were first named on `page`, such as a city meeting."""
        return self.filter(source=page.pk)

    def in_wijk(self, wijk: Page) -> "ActionQuerySet":
        return self.filter(wijken=wijk)

    def open(self) -> "ActionQuerySet":
        """Actions that are neither done nor stopped."""
        return self.exclude(status__in=Action.ENDED)

    def late(self) -> "ActionQuerySet":
        """Open actions of which the day is over, or of which somebody told that they are late."""
        return self.filter(Action.is_late_now())

    def quiet(self) -> "ActionQuerySet":
        """Open actions of which nobody told anything for `QUIET_DAYS` days."""
        return self.filter(Action.is_quiet_now())

    def wanting_reminders(self) -> "ActionQuerySet":
        """Actions of which nobody stopped the reminders, or only who was the partner's contact before."""
        by_another = Q(owner_email="", reminders_stopped_at__lt=F("organisation__contact_since"))
        return self.filter(Q(reminders_stopped_at=None) | by_another)

    def seeking_lead(self) -> "ActionQuerySet":
        """Open actions that no coalition has taken up."""
        return self.open().filter(coalition=None)


class Action(models.Model):
    """A promise: who does what first, and before when."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        PROMISED = "promised", _("promised")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        LATE = "late", pgettext_lazy("action", "late")
        STOPPED = "stopped", _("stopped")

    ENDED = (Status.DONE, Status.STOPPED)
    # What changes since when something is so.
    SINCE = frozenset({"due_on", "coalition", "coalition_id", "owner_email", "organisation", "organisation_id"})

    title = models.CharField(_("title"), max_length=200)
    first_step = models.CharField(_("first step"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        # Everybody reads who promised it: first somebody else begins it, then the partner can go.
        on_delete=models.PROTECT,
        related_name="actions",
    )
    owner = models.CharField(
        _("owner"), max_length=160, blank=True, help_text=_("A role, or an organisation that is no partner.")
    )
    due_on = models.DateField(_("before when"))
    wijken = models.ManyToManyField("home.WijkPage", verbose_name=_("wijken"), blank=True, related_name="+")
    coalition = models.ForeignKey(
        "coalitions.CoalitionPage",
        verbose_name=_("coalition"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
    )
    # The page that it comes from, for example a city meeting, and in words what it comes from.
    source = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    provenance = models.CharField(_("provenance"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    status_reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("What was last told. Everybody can read this.")
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    # When somebody last told how it goes; at first, when it was promised.
    news_at = models.DateTimeField(_("last news"), default=timezone.now, editable=False, db_index=True)
    owner_email = models.EmailField(
        _("e-mail address of who begins"),
        blank=True,
        help_text=_("For reminders and a link to tell how it goes; nobody else sees it. Empty: the partner’s."),
    )
    # Since when it is promised for that day, and since when it is with that coalition: what was before is no news, and
    # nobody is reminded of it. Kept by `save`.
    due_since = models.DateField(_("promised for that day since"), default=timezone.localdate, editable=False)
    taken_up_at = models.DateTimeField(_("taken up by the coalition"), null=True, blank=True, editable=False)
    reminders_stopped_at = models.DateTimeField(_("wants no reminders since"), null=True, blank=True, editable=False)
    events = models.ManyToManyField(
        "events.EventPage", verbose_name=_("activities"), blank=True, editable=False, related_name="actions"
    )

    objects = ActionQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("first_step"),
        FieldPanel("due_on"),
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("owner"), FieldPanel("owner_email")],
            heading=_("Who begins"),
            help_text=_("A partner, or else a role or another organisation in words. No name of a person."),
        ),
        FieldPanel("coalition", help_text=_("Empty: it is listed as looking for somebody who takes the lead.")),
        FieldPanel("wijken", widget=CheckboxSelectMultiple),
        FieldPanel("provenance", read_only=True),
    ]

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "id"]
        indexes = [
            # The columns of the board: the soonest of what is open, the latest of what ended.
            models.Index(fields=["status", "due_on", "id"], name="coalitions_action_board_due"),
            models.Index(fields=["status", "-news_at", "-id"], name="coalitions_action_board_news"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(owner=""), name="coalitions_action_has_owner"
            ),
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(status_reason=""), name="coalitions_action_stopped_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        """Write down since when the day and the coalition are what they are; a new owner has stopped no reminders."""
        written = options.get("update_fields")
        if written is None or not self.SINCE.isdisjoint(written):
            kept = self._keep_since()
            if written is not None:
                options["update_fields"] = {*written, *kept}
        super().save(*args, **options)

    def _keep_since(self) -> set[str]:
        """Set since when something is so that was changed; return the names of those columns."""
        columns = ("due_on", "coalition_id", "owner_email", "organisation_id")
        was = Action.objects.filter(pk=self.pk).values(*columns).first() if self.pk else None
        if was is None:
            self.taken_up_at = self.taken_up_at or (timezone.now() if self.coalition_id else None)
            return {"taken_up_at"}
        changed, kept = {column for column in columns if was[column] != getattr(self, column)}, set()
        if "due_on" in changed:
            self.due_since = timezone.localdate()
            kept.add("due_since")
        if "coalition_id" in changed:
            self.taken_up_at = timezone.now() if self.coalition_id else None
            kept.add("taken_up_at")
        if changed & {"owner_email", "organisation_id"}:
            self.reminders_stopped_at = None
            kept.add("reminders_stopped_at")
        return kept

    def clean(self) -> None:
        super().clean()
        errors = {}
        if not self.organisation_id and not self.owner:
            errors["owner"] = _("Say who begins: choose a partner, or write a role or an organisation.")
        if self.status == self.Status.STOPPED and not self.status_reason:
            errors["status_reason"] = _("Say why it is stopped: people read this.")
        if errors:
            raise ValidationError(errors)

    @property
    def who(self) -> str:
        """The name of the owner."""
        return self.organisation.name if self.organisation else self.owner

    @property
    def mail_to(self) -> str:
        """Where letters to who begins go: the action's own address, else that of the partner; empty without either."""
        return self.owner_email or (self.organisation.contact_email if self.organisation else "")

    @property
    def is_open(self) -> bool:
        """Neither done nor stopped."""
        return self.status not in self.ENDED

    @property
    def is_overdue(self) -> bool:
        """Open, while its day is over."""
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def is_late(self) -> bool:
        """Open, while its day is over or somebody told that it is late."""
        return self.status == self.Status.LATE or self.is_overdue

    @property
    def is_quiet(self) -> bool:
        """Open, while nobody told anything for `QUIET_DAYS` days."""
        return self.is_open and self.news_at < self._quiet_before()

    @classmethod
    def is_late_now(cls) -> Q:
        return Q(status=cls.Status.LATE) | (~Q(status__in=cls.ENDED) & Q(due_on__lt=timezone.localdate()))

    @classmethod
    def is_quiet_now(cls) -> Q:
        return ~Q(status__in=cls.ENDED) & Q(news_at__lt=cls._quiet_before())

    @staticmethod
    def _quiet_before() -> datetime:
        return timezone.now() - timedelta(days=settings.QUIET_DAYS)

    @property
    def seeks_lead(self) -> bool:
        """No coalition has taken it up yet."""
        return self.coalition_id is None
