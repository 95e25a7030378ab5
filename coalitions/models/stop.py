from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Stop(models.Model):
    """A topic on the route out of loneliness, from noticing it to belonging somewhere. The list is the city's own."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(
        _("place on the route"), default=0, help_text=_("A lower number comes first.")
    )

    panels = [FieldPanel("name"), FieldPanel("description"), FieldPanel("position")]

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
