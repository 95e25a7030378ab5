from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from home.filters import Filters, by_wijk, one_of, slice_of
from home.models import Theme

from .occurrence import Occurrence

PER_PAGE = 24
CITY_WIDE = "stadsbreed"
PAST = "geweest"


class AgendaPage(Page):
    """The activities of the page it stands under: below the home page those of the whole city."""

    introduction = models.TextField(_("introduction"), blank=True)
    proposals_until = models.DateField(
        _("proposals until"),
        null=True,
        blank=True,
        help_text=_("Up to and including this day everybody may propose an activity. Empty: nobody may."),
    )

    template = "events/agenda_page.html"
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("proposals_until")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Choose the dates that the address asks for: `wijk`, `thema`, `periode` and `pagina`."""
        themes = {theme.slug: theme for theme in Theme.objects.all()}
        form = Filters(
            request.GET,
            wijk=by_wijk_or_city(),
            thema=one_of(_("Theme"), _("All themes"), [(theme.slug, theme.name) for theme in themes.values()]),
            periode=one_of(_("Period"), _("What is to come"), [(PAST, _("What has been"))]),
        )
        asked = form.chosen()
        wijk, theme, is_past = asked["wijk"], themes.get(asked["thema"]), asked["periode"] == PAST
        today = timezone.localdate()
        dates = Occurrence.objects.listed_on(self.get_parent())
        dates = dates.past(today) if is_past else dates.upcoming(today)
        if wijk:
            dates = dates.city_wide() if wijk == CITY_WIDE else dates.in_wijk(wijk)
        if theme:
            dates = dates.with_theme(theme)
        return super().get_context(request, *args, **kwargs) | {
            "form": form,
            "occurrences": slice_of(dates, request.GET.get("pagina"), PER_PAGE),
            "is_past": is_past,
            "today": today,
            "subscribed": self if wijk in (None, CITY_WIDE) else wijk,
            "theme": theme,
        }


def by_wijk_or_city() -> forms.Field:
    """A filter by wijk in which what is in no wijk can be chosen too."""
    field = by_wijk()
    (everything, *wijken), wijk_of = field.choices, field.coerce
    field.choices = [everything, (CITY_WIDE, _("The whole city")), *wijken]
    field.coerce = lambda slug: CITY_WIDE if slug == CITY_WIDE else wijk_of(slug)
    return field
