from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index


class AgendaPage(Page):
    """The activities under the page it stands on: below the home page those of the whole city."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "events/agenda_page.html"
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
