"""What events add to Wagtail's admin and to the pages of other floors."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.menus import PagesMenuItem
from home.models import Theme
from home.sections import Section
from home.statistics import Statistic
from home.timetables import Timetable
from home.visibility import public
from home.ways import Way, to

from . import desk, panels, proposal_register, publishing, registers, sections, timetable  # noqa: F401
from .calendar_sources import calendar_sources
from .models import AgendaPage, EventPage, Holiday, Venue


@hooks.register("register_page_section")
def upcoming_events() -> Section:
    return Section(template="events/_upcoming.html", build=sections.upcoming, order=100)


@hooks.register("register_home_way")
def way_to_activities() -> Way:
    return Way(_("Drop in"), _("See what is on in the city"), "calendar", address=to(AgendaPage), order=100)


@hooks.register("register_home_statistic")
def activities() -> Statistic:
    return Statistic(
        things=EventPage.objects.filter(public()).all,
        label=lambda number: ngettext("activity in the city", "activities in the city", number),
        order=100,
    )


@hooks.register("register_timetable")
def days_of_activities() -> Timetable:
    return Timetable(EventPage, days=timetable.days, between=timetable.between, upcoming=timetable.upcoming)


@hooks.register("register_page_head")
def feed_links(page, request):
    return sections.feed_links(page, request)


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "site"
    list_display = ["name", "address", "postcode", "place"]
    search_fields = ["name", "address", "place"]
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("address"), FieldRowPanel([FieldPanel("postcode"), FieldPanel("place")])],
            heading=_("Address"),
        ),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("Point on the map")),
        panels.venue_facts,
    ]


register_snippet(VenueViewSet)


class HolidayViewSet(SnippetViewSet):
    model = Holiday
    icon = "calendar-alt"
    list_display = ["name", "first_on", "last_on"]
    search_fields = ["name"]
    panels = [
        HelpPanel(
            _(
                "As soon as you save, activities for which “not in the holidays” is ticked skip these days. "
                "Whoever registered for one of them gets a mail."
            )
        ),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("first_on"), FieldPanel("last_on")]),
    ]


register_snippet(HolidayViewSet)


@hooks.register("after_edit_snippet")
def retell_events(request, instance):
    """A venue's new address or a theme's new name stands in the feeds at once."""
    if isinstance(instance, Venue | Theme):
        publishing.retell_of(instance)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def skip_holiday(request, instance):
    """Series skip a new or changed holiday at once."""
    if isinstance(instance, Holiday):
        publishing.retell_around_holidays()


@hooks.register("after_delete_snippet")
def hold_after_all(request, instances):
    """Series are held again in a holiday that is deleted."""
    if any(isinstance(instance, Holiday) for instance in instances):
        publishing.retell_around_holidays()


def starts_in_words(page: EventPage) -> str:
    return date_format(timezone.localtime(page.starts_at), "j F Y, H:i")


class EventListingViewSet(PageListingViewSet):
    model = EventPage
    icon = "date"
    menu_label = _("Activities")
    menu_item_class = PagesMenuItem
    menu_order = 150
    add_to_admin_menu = True
    columns = [
        *IndexView.base_columns[:2],
        # Not Wagtail's DateColumn, which knows how long ago something was and calls all that is to come "just now".
        Column("starts_at", label=_("Begins"), accessor=starts_in_words, sort_key="starts_at", width="15%"),
        Column("venue", label=_("Venue"), accessor=lambda page: page.venue, width="15%"),
        Column("going_ahead", label=_("Going ahead?"), accessor=lambda page: page.get_status_display(), width="10%"),
        *IndexView.base_columns[2:],
    ]


event_listing = EventListingViewSet("activities")


@hooks.register("register_admin_viewset")
def register_event_listing():
    return event_listing


@hooks.register("register_admin_viewset")
def register_calendar_sources():
    return calendar_sources
