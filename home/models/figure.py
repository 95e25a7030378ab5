from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Figure(models.Model):
    """A published percentage about a wijk, the whole city or the country, never without its source."""

    class Precision(models.TextChoices):
        EXACT = "exact", _("exact")
        MORE_THAN = "more_than", _("more than")
        LESS_THAN = "less_than", _("less than")
        ABOUT = "about", _("about")

    class Kind(models.TextChoices):
        SURVEY = "survey", _("survey")
        ESTIMATE = "estimate", _("model estimate")

    class Area(models.TextChoices):
        WIJK = "wijk", _("wijk")
        CITY = "city", _("whole city")
        COUNTRY = "country", _("whole country")

    area = models.CharField(_("area"), max_length=10, choices=Area, default=Area.CITY)
    wijk = models.ForeignKey(
        "home.WijkPage",
        verbose_name=_("wijk"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="figures",
    )
    indicator = models.CharField(_("indicator"), max_length=80)
    group = models.CharField(_("group"), max_length=40, help_text=_("For example 18+ or 65+."))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    value = models.DecimalField(
        _("percentage"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.EXACT)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SURVEY)
    source = models.URLField(_("source"), max_length=500)
    note = models.CharField(
        pgettext_lazy("figure", "note"),
        max_length=200,
        blank=True,
        help_text=_("For example that the source does not name the year."),
    )

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["indicator", "group", "-year"]
        constraints = [
            # Two constraints, because in SQL a wijk that is NULL never equals another NULL.
            models.UniqueConstraint(
                fields=["wijk", "indicator", "group", "year", "kind"],
                condition=Q(wijk__isnull=False),
                name="home_figure_once_per_wijk",
                violation_error_message=_("This figure is already in the register."),
            ),
            models.UniqueConstraint(
                fields=["area", "indicator", "group", "year", "kind"],
                condition=Q(wijk__isnull=True),
                name="home_figure_once_per_area",
                violation_error_message=_("This figure is already in the register."),
            ),
            models.CheckConstraint(
                condition=Q(area="wijk", wijk__isnull=False) | Q(~Q(area="wijk"), wijk__isnull=True),
                name="home_figure_wijk_named",
                violation_error_message=_("Choose a wijk, or say that the figure is about the whole city or country."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0) & Q(value__lte=100),
                name="home_figure_is_percentage",
                violation_error_message=_("A percentage is between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.group} {self.year}"
