from datetime import date, datetime, time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import WijkPage

from .feed import FeedEntry


class OccurrenceQuerySet(models.QuerySet):
    """Which dates a list shows."""

    def listed_on(self, page):
        """Return the dates of public events under `page` or with `page` among their wijken."""
        return self.filter(event__feed_entry__in=FeedEntry.objects.listed_on(page).public())

    def in_wijk(self, wijk):
        """Return the dates of events under the page of `wijk` or with it among their wijken."""
        return self.filter(event__feed_entry__in=FeedEntry.objects.listed_on(wijk))

    def city_wide(self):
        """Return the dates of events that are in no wijk."""
        return self.exclude(event__feed_entry__listings__page__in=WijkPage.objects.values("pk"))

    def with_theme(self, theme):
        """Return the dates of events with `theme`."""
        return self.filter(event__event_themes__tag=theme)

    def upcoming(self, today: date):
        """Return the dates that end on `today` (in the site's time zone) or later, the first one first.

        By the day and not by the minute: what was on this afternoon stays until midnight.
        """
        return self.filter(ends_at__gte=midnight(today)).order_by("starts_at", "pk")

    def past(self, today: date):
        """Return the dates that ended before `today`, the latest one first."""
        return self.filter(ends_at__lt=midnight(today)).order_by("-starts_at", "-pk")


def midnight(day: date) -> datetime:
    """Return the instant at which `day` begins in the site's time zone."""
    return datetime.combine(day, time(0, 0), timezone.get_default_timezone())


class Occurrence(models.Model):
    """One date of a published event. Written by `publishing` alone; every list on screen reads these rows.

    `on` tells which date of the series it is, and stays when that date is moved to another day or hour.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("goes ahead")
        CHANGED = "changed", _("changed")
        CANCELLED = "cancelled", _("cancelled")

    event = models.ForeignKey(
        "events.EventPage", verbose_name=_("activity"), on_delete=models.CASCADE, related_name="occurrences"
    )
    on = models.DateField(_("date in the series"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    # That of the date: the event's own, unless the date has moved to another.
    venue = models.ForeignKey(
        "events.Venue", verbose_name=_("venue"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="events_occurrence_start"),
            models.Index(fields=["ends_at"], name="events_occurrence_end"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "on"], name="events_occurrence_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_occurrence_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"
