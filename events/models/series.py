from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from ..recurrence import MAX_DATES, Frequency, Rule


class WeekdaysField(models.JSONField):
    """Days of the week, Monday is 0."""

    def validate(self, value, model_instance) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not set(value) <= set(WEEKDAYS):
            raise ValidationError(_("Choose days from the list."))

    def formfield(self, **kwargs):
        return forms.TypedMultipleChoiceField(
            choices=list(WEEKDAYS.items()),
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )


class Recurring(models.Model):
    """How an event repeats, in the words that an editor chooses from."""

    class Repeats(models.TextChoices):
        DAILY = Frequency.DAILY.value, _("every day")
        WEEKLY = Frequency.WEEKLY.value, _("every week")
        MONTHLY_DAY = Frequency.MONTHLY_DAY.value, _("every month, on the same day of the month")
        MONTHLY_WEEKDAY = (
            Frequency.MONTHLY_WEEKDAY.value,
            _("every month, on the same weekday (such as the 2nd Tuesday)"),
        )
        MONTHLY_LAST_WEEKDAY = Frequency.MONTHLY_LAST_WEEKDAY.value, _("every month, on the last such weekday")
        YEARLY = Frequency.YEARLY.value, _("every year")

        __empty__ = _("once")

    repeats = models.CharField(_("repeats"), max_length=20, choices=Repeats, blank=True)
    repeat_every = models.PositiveSmallIntegerField(
        _("every how many"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("1 is each time; 2 skips every other day, week, month or year."),
    )
    repeat_weekdays = WeekdaysField(
        _("on which days"),
        default=list,
        blank=True,
        help_text=_("For an activity of every week. Nothing ticked: the weekday of the first date."),
    )
    repeat_until = models.DateField(_("up to and including"), null=True, blank=True)
    repeat_count = models.PositiveSmallIntegerField(
        _("number of times"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(MAX_DATES)],
        help_text=_("Counting the first date, and dates that are skipped."),
    )
    skips_holidays = models.BooleanField(
        _("not in the holidays"),
        default=False,
        help_text=_("Dates within a holiday of the list of holidays are left out."),
    )

    # What the fields above hold for what happens once.
    ONCE: dict[str, Any] = {
        "repeats": "",
        "repeat_every": 1,
        "repeat_weekdays": [],
        "repeat_until": None,
        "repeat_count": None,
        "skips_holidays": False,
    }

    class Meta:
        abstract = True

    @property
    def rule(self) -> Rule | None:
        """How the series goes on; None for what happens once."""
        if not self.repeats:
            return None
        return Rule(
            frequency=Frequency(self.repeats),
            every=self.repeat_every,
            weekdays=tuple(sorted(self.repeat_weekdays)),
            until=self.repeat_until,
            count=self.repeat_count,
        )


class DateChange(Orderable):
    """What is different on one date of a series. It belongs to the page and is published with it."""

    class Kind(models.TextChoices):
        CANCELLED = "cancelled", _("cancelled: shown, with the reason")
        MOVED = "moved", _("moved: another time or place")
        SKIPPED = "skipped", _("skipped: never announced")

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="date_changes")
    on = models.DateField(_("date"), help_text=_("The date as it is in the series."))
    kind = models.CharField(_("what happens"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    starts_at = models.DateTimeField(_("new start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("new end"), null=True, blank=True)
    venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("new venue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("change of one date")
        verbose_name_plural = _("changes of single dates")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "on"],
                name="events_date_change_once",
                violation_error_message=_("This date has a change already."),
            ),
            models.CheckConstraint(
                # In SQL a comparison with NULL does not fail a check, hence the `isnull`.
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="events_date_change_whole",
                violation_error_message=_("Fill in both the new start and a later end, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"

    def clean(self) -> None:
        super().clean()
        if self.kind != self.Kind.MOVED:
            self.starts_at = self.ends_at = self.venue = None
        elif bool(self.starts_at) != bool(self.ends_at):
            missing = "ends_at" if self.starts_at else "starts_at"
            raise ValidationError({missing: _("Fill in both the new start and a later end, or neither.")})
        elif self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be later than the start.")})


class Holiday(models.Model):
    """A stretch of days in which series that skip holidays are not held: a school holiday, or a day off."""

    name = models.CharField(_("name"), max_length=120)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="events_holiday_ends_after_start",
                violation_error_message=_("The last day must not be before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    def clean(self) -> None:
        super().clean()
        if self.first_on and self.last_on and self.last_on < self.first_on:
            raise ValidationError({"last_on": _("The last day must not be before the first.")})
