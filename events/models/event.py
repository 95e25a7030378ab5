import uuid
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import TEXT_FEATURES
from home.models import InWijken

from .. import refusals
from .occurrence import Occurrence
from .registration import Registrable
from .series import Recurring
from .venue import Venue


class LanguagesField(models.JSONField):
    """The codes of the languages spoken (ISO 639), chosen from a list."""

    CHOICES = [
        ("nl", _("Dutch")),
        ("en", _("English")),
        ("ar", _("Arabic")),
        ("tr", _("Turkish")),
        ("zgh", _("Tamazight")),
        ("pl", _("Polish")),
        ("uk", _("Ukrainian")),
        ("es", _("Spanish")),
        ("fa", _("Persian")),
        ("so", _("Somali")),
        ("ti", _("Tigrinya")),
        ("dse", _("Dutch Sign Language")),
    ]

    def validate(self, value, model_instance) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not set(value) <= {code for code, _name in self.CHOICES}:
            raise ValidationError(_("Choose languages from the list."))

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.CHOICES,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=self.verbose_name,
            help_text=self.help_text,
        )


class EventTheme(ItemBase):
    """A theme on an event."""

    tag = models.ForeignKey(
        "home.Theme", verbose_name=_("theme"), on_delete=models.CASCADE, related_name="event_themes"
    )
    content_object = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="event_themes")

    class Meta:
        verbose_name = _("theme of an activity")
        verbose_name_plural = _("themes of activities")
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="events_theme_once")]


class EventPage(Recurring, Registrable, InWijken, Page):
    """Something at a time and a place. It belongs to the page it stands under and takes place in its wijken."""

    Status = Occurrence.Status

    class Audience(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        PROFESSIONALS = "professionals", _("professionals")
        BOTH = "both", _("residents and professionals")

    # Identity towards calendars: never copied, never taken from a revision, never shown in a form.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    all_day = models.BooleanField(
        _("all day"), default=False, help_text=_("Only the dates count; the times are not shown.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField(
        _("reason"), max_length=250, blank=True, help_text=_("Why it is cancelled, or what has changed.")
    )
    venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("venue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    online_url = models.URLField(_("online address"), max_length=500, blank=True)
    summary = models.CharField(
        _("in one sentence"), max_length=250, blank=True, help_text=_("Shown in lists and in calendars.")
    )
    description = RichTextField(_("description"), blank=True, features=["h3", *TEXT_FEATURES])
    themes = ClusterTaggableManager(through=EventTheme, blank=True, verbose_name=_("themes"))
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.RESIDENTS)
    languages = LanguagesField(_("languages spoken"), default=list, blank=True)
    is_free = models.BooleanField(_("free"), default=True)
    price = models.CharField(_("price"), max_length=120, blank=True, help_text=_("For example: € 4, coffee included."))
    organiser = models.CharField(_("organiser"), max_length=160, blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=160,
        blank=True,
        help_text=_("An e-mail address or a telephone number of the organiser."),
    )

    template = "events/event_page.html"
    subpage_types = []
    exclude_fields_in_copy = ["uid"]
    search_fields = Page.search_fields + [
        index.SearchField("summary"),
        index.SearchField("description"),
        index.SearchField("organiser"),
        index.RelatedFields("venue", [index.SearchField("name"), index.SearchField("address")]),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
        index.FilterField("status"),
        index.FilterField("audience"),
    ]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="events_event_ends_after_start",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.CheckConstraint(
                condition=Q(is_free=False) | Q(price=""),
                name="events_event_free_or_price",
                violation_error_message=_("An activity is free or has a price, not both."),
            ),
        ]

    def save(self, *args, **kwargs):
        """Save; an alias that is being made gets an identity of its own, because Wagtail copies every field to it."""
        if self._state.adding and self.alias_of_id:
            self.uid = uuid.uuid4()
        return super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """Read the dates once, for all the parts of the page that tell of them."""
        if self.pk:
            prefetch_related_objects([self], Prefetch("occurrences", Occurrence.objects.select_related("venue")))
        return super().get_context(request, *args, **kwargs)

    def with_content_json(self, content):
        """Give the page a revision's content, and keep its identity: an older revision never brings back another."""
        page = super().with_content_json(without_gone_venues(content))
        page.uid = self.uid
        return page

    def clean(self) -> None:
        super().clean()
        if self.all_day and self.starts_at and self.ends_at:
            self.starts_at, self.ends_at = whole_days(self.starts_at, self.ends_at)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be later than the start.")})
        if self.is_free and self.price:
            raise ValidationError({"price": _("An activity is free or has a price, not both.")})
        if self.rule and self.starts_at and self.ends_at:
            zone = timezone.get_default_timezone()
            found = refusals.of_series(self.rule, self.starts_at, self.ends_at, self.all_day, zone)
            if found:
                raise ValidationError(dict(found))


def without_gone_venues(content: dict) -> dict:
    """Return the content of a revision without venues that were deleted since.

    Only what is published protects a venue from deletion, and to a revision with one that is gone Wagtail would answer
    with an error, for good.
    """
    rows = [content, *content.get("date_changes", [])]
    asked = {row["venue"] for row in rows if row.get("venue")}
    gone = asked - set(Venue.objects.filter(pk__in=asked).values_list("pk", flat=True))
    if not gone:
        return content
    kept = [row | {"venue": None} if row.get("venue") in gone else row for row in rows]
    return kept[0] | ({"date_changes": kept[1:]} if "date_changes" in content else {})


def whole_days(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Return the first and last minute, in the site's time zone, of the days that two instants fall on."""
    zone = timezone.get_default_timezone()
    first, last = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
    return datetime.combine(first, time(0, 0), zone), datetime.combine(last, time(23, 59), zone)
