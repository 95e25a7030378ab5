from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .feed import FeedEntry


class VenueQuerySet(models.QuerySet):
    def shown_to_all(self):
        """Return the venues at which a public activity is held; that of a private one stays private."""
        entries = FeedEntry.objects.filter(is_withdrawn=False).public()
        moved = entries.filter(event__occurrences__venue=OuterRef("pk"))
        return self.filter(Exists(entries.filter(event__venue=OuterRef("pk"))) | Exists(moved))


class Venue(models.Model):
    """A place where activities are held, with its address and, for maps, its coordinates in degrees (WGS 84)."""

    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    # What is true, what is not, and None for what nobody has looked at.
    has_wheelchair_access = models.BooleanField(_("wheelchair accessible"), null=True, blank=True)
    has_lift = models.BooleanField(_("lift"), null=True, blank=True)
    has_accessible_toilet = models.BooleanField(_("accessible toilet"), null=True, blank=True)
    has_hearing_loop = models.BooleanField(_("hearing loop"), null=True, blank=True)
    has_quiet_room = models.BooleanField(_("quiet room"), null=True, blank=True)
    has_sign_language = models.BooleanField(_("sign language interpreter"), null=True, blank=True)
    public_transport = models.CharField(
        _("public transport"),
        max_length=250,
        blank=True,
        help_text=_("For example: bus 6, stop Marnixlaan, 200 metres."),
    )

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                # In SQL a comparison with NULL does not fail a check, hence the second `isnull`.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="events_venue_point_whole",
                violation_error_message=_("Fill in both latitude and longitude, or neither."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def location(self) -> str:
        """Name and address on one line, as a calendar shows it."""
        town = " ".join(part for part in (self.postcode, self.place) if part)
        return ", ".join(part for part in (self.name, self.address, town) if part)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees (WGS 84), or None."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)
