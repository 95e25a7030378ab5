from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

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

    @property
    def takes_proposals(self) -> bool:
        """Say whether anybody may propose an activity today, the last day included."""
        return bool(self.live and self.proposals_until and self.proposals_until >= timezone.localdate())
