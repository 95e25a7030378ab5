from datetime import date, datetime, time, timedelta

from django.db import connections, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .feed import FeedEntry


class OccurrenceQuerySet(models.QuerySet):
    """Which dates a list shows. `between` comes last, because it ends in a union."""

    def of(self, entries):
        """Return the dates of the events of `entries`, a queryset of feed entries.

        Asked for each date in turn, in the order of the list: a page of 24 never costs what the other thousands do.
        """
        return self.filter(Exists(entries.filter(event=OuterRef("event"))))

    def listed_on(self, page):
        """Return the dates of public events under `page` or with `page` among their wijken."""
        return self.of(FeedEntry.objects.listed_on(page).public())

    def few_on(self, page):
        """Return the same, for a page with few activities, of which no list is ever full: in the order of the dates
        every date of the city would be tried."""
        return self.filter(event__in=FeedEntry.objects.few_on(page).public().values("event"))

    def whole(self):
        """Return the dates with event and venue, unless the query says already what comes along."""
        return self if self.query.select_related or self._fields else self.select_related("event__venue", "venue")

    def between(self, first: date, last: date | None = None):
        """Return the dates on at least one of the days from `first` to `last` inclusive, the first one first.

        By the day and not by the minute: what was on this afternoon stays until midnight. A union, of what begins on
        those days, which an index reads in order, and of what began before them and lasts, which is little.
        """
        since = midnight(first)
        found = self.whole().order_by()
        begins = found.filter(starts_at__gte=since)
        lasts = found.filter(lasts_days=True, starts_at__lt=since, ends_at__gte=since)
        if last is not None:
            begins = begins.filter(starts_at__lt=midnight(last + timedelta(days=1)))
        if connections[self.db].features.supports_slicing_ordering_in_compound:
            # PostgreSQL merges what is sorted already; SQLite sorts the parts of a union by itself, and by the index.
            begins, lasts = begins.order_by("starts_at", "pk"), lasts.order_by("starts_at", "pk")
        return begins.union(lasts, all=True).order_by("starts_at", "pk")

    def upcoming(self, today: date):
        """Return the dates that end on `today` (in the site's time zone) or later, the first one first.

        For the dates of one event: a list of many asks `between`, which does not read what is over.
        """
        return self.filter(ends_at__gte=midnight(today)).order_by("starts_at", "pk")

    def past(self, today: date):
        """Return the dates that ended before `today`, the latest one first."""
        found = self.whole()
        return found.filter(starts_at__lt=midnight(today), ends_at__lt=midnight(today)).order_by("-starts_at", "-pk")


def midnight(day: date) -> datetime:
    """Return the instant at which `day` begins in the site's time zone."""
    return datetime.combine(day, time(0, 0), timezone.get_default_timezone())


class LastsDaysField(models.BooleanField):
    """Whether a date goes on after the day it starts on, in the site's time zone; sets itself as `auto_now` does.

    Lists ask for the few that began before today apart from the many that are to come (`between`).
    """

    def pre_save(self, model_instance, add: bool) -> bool:
        zone = timezone.get_default_timezone()
        starts_at, ends_at = model_instance.starts_at, model_instance.ends_at
        value = starts_at.astimezone(zone).date() < ends_at.astimezone(zone).date()
        setattr(model_instance, self.attname, value)
        return value


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
    lasts_days = LastsDaysField(_("goes on after its first day"), default=False, editable=False)
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
            models.Index(fields=["starts_at", "id"], name="events_occurrence_order"),
            models.Index(fields=["starts_at", "id"], name="events_occurrence_lasting", condition=Q(lasts_days=True)),
            models.Index(fields=["ends_at"], name="events_occurrence_end"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "on"], name="events_occurrence_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_occurrence_ends_after_start"
            ),
        ]

    @staticmethod
    def held_at(venues) -> Q:
        """Return the condition that a date is held at one of `venues`, a queryset: its own one, or its event's."""
        return Q(Exists(venues.filter(pk=Coalesce(OuterRef("venue"), OuterRef("event__venue")))))

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"
