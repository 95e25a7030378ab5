from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from home.models import Theme, WijkPage

from .occurrence import Occurrence

PER_PAGE = 24
CITY_WIDE = "stadsbreed"
PAST = "geweest"


class AgendaPage(Page):
    """The activities of the page it stands under: below the home page those of the whole city."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "events/agenda_page.html"
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Choose the dates that the address asks for: `wijk`, `thema`, `periode` and `pagina`."""
        wijken = {wijk.slug: wijk for wijk in WijkPage.objects.live().public().order_by("title")}
        themes = {theme.slug: theme for theme in Theme.objects.all()}
        wijk = chosen(request, "wijk", {CITY_WIDE: CITY_WIDE, **wijken})
        theme = chosen(request, "thema", themes)
        is_past = bool(chosen(request, "periode", {PAST: PAST}))
        today = timezone.localdate()
        occurrences = Occurrence.objects.listed_on(self.get_parent())
        occurrences = occurrences.past(today) if is_past else occurrences.upcoming(today)
        if wijk:
            occurrences = occurrences.city_wide() if wijk == CITY_WIDE else occurrences.in_wijk(wijk)
        if theme:
            occurrences = occurrences.with_theme(theme)
        try:
            occurrences = Paginator(occurrences, PER_PAGE).page(request.GET.get("pagina", 1))
        except InvalidPage as error:
            raise Http404(_("This list has no such page.")) from error
        return super().get_context(request, *args, **kwargs) | {
            "occurrences": occurrences,
            "is_past": is_past,
            "today": today,
            "wijk": wijk,
            "theme": theme,
            "wijken": wijken.values(),
            "themes": themes.values(),
        }


def chosen(request: HttpRequest, name: str, known: dict):
    """Return the one of `known` that the address asks for, None when it does not ask; refuse what is not known."""
    value = request.GET.get(name, "")
    if value and value not in known:
        raise BadRequest(_("“%(value)s” is not something that “%(name)s” can be.") % {"value": value, "name": name})
    return known.get(value)
