from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable


class Result(Orderable):
    """What a coalition reached, as a number that somebody counted."""

    page = ParentalKey("coalitions.CoalitionPage", on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveIntegerField(pgettext_lazy("result", "number"))
    label = models.CharField(_("of what"), max_length=80, help_text=_("For example “meals together each week”."))
    counted_on = models.DateField(_("counted on"))

    panels = [FieldRowPanel([FieldPanel("number"), FieldPanel("counted_on")]), FieldPanel("label")]

    class Meta(Orderable.Meta):
        verbose_name = _("result in a number")
        verbose_name_plural = _("results in numbers")

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class Paper(Orderable):
    """A document of a coalition, under the name that readers see."""

    page = ParentalKey("coalitions.CoalitionPage", on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("Empty: that of the document."))

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title or self.document.title
