"""What coalitions add to pages and to Wagtail's admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.menus import PagesMenuItem
from home.sections import Section
from home.statistics import Statistic
from home.ways import Way, to

from . import (  # noqa: F401
    declaration_register,
    factsheet_desk,
    follower_desk,
    lead_desk,
    reminder_register,
    request_register,
    sections,
    story_desk,
)
from .action_desk import ActionViewSet
from .models import (
    Action,
    ActionIndexPage,
    CoalitionIndexPage,
    CoalitionPage,
    Declaration,
    FactsheetIndexPage,
    Organisation,
    Stop,
)
from .partner_desk import OrganisationViewSet
from .views import reporting


@hooks.register("register_page_section")
def members() -> Section:
    return Section(template="coalitions/_members.html", build=sections.members, order=150)


@hooks.register("register_page_section")
def latest_news() -> Section:
    return Section(template="coalitions/_news.html", build=sections.latest_news, order=90)


@hooks.register("register_page_section")
def stories_in_city() -> Section:
    return Section(template="coalitions/_stories.html", build=sections.stories_in_city, order=300)


@hooks.register("register_page_section")
def stories_of_coalition() -> Section:
    return Section(template="coalitions/_stories.html", build=sections.stories, order=160)


@hooks.register("register_page_section")
def documents_of_coalition() -> Section:
    return Section(template="coalitions/_papers.html", build=sections.documents, order=170)


@hooks.register("register_page_head")
def news_link(page, request):
    return sections.news_link(page, request)


@hooks.register("register_page_section")
def coalitions_in_wijk() -> Section:
    return Section(template="coalitions/_in_wijk.html", build=sections.in_wijk, order=200)


@hooks.register("register_page_section")
def coalitions_in_city() -> Section:
    return Section(template="coalitions/_in_city.html", build=sections.in_city, order=200)


@hooks.register("register_page_section")
def actions_on_page() -> Section:
    return Section(template="coalitions/_actions.html", build=sections.actions_on, order=220)


@hooks.register("register_page_section")
def where_activity_comes_from() -> Section:
    return Section(template="coalitions/_where_from.html", build=sections.where_from, order=230)


@hooks.register("register_admin_urls")
def action_urls() -> list[URLPattern]:
    return [
        path("actions/<int:pk>/progress/", reporting.report, name="coalitions_report"),
        path("actions/<int:pk>/plan/", reporting.plan, name="coalitions_plan"),
    ]


@hooks.register("register_home_way")
def way_to_coalitions() -> Way:
    return Way(
        _("Join in"), _("Work with others on one thing"), "handshake", address=to(CoalitionIndexPage), order=200
    )


@hooks.register("register_home_way")
def way_to_start() -> Way:
    return Way(_("Begin yourself"), _("You have an idea for your wijk"), "idea", address=sections.start, order=210)


@hooks.register("register_home_way")
def way_to_actions() -> Way:
    return Way(_("Follow the actions"), _("What was promised, what is done"), "check", to(ActionIndexPage), order=220)


@hooks.register("register_home_numbers")
def way_to_factsheets() -> Way:
    return Way(_("All numbers, by period"), "", "chart", to(FactsheetIndexPage))


@hooks.register("register_home_statistic")
def coalitions() -> Statistic:
    return Statistic(
        things=CoalitionPage.objects.published,
        label=lambda number: ngettext("coalition at work", "coalitions at work", number),
        order=200,
    )


@hooks.register("register_home_statistic")
def actions_done() -> Statistic:
    return Statistic(
        things=Action.objects.published().filter(status=Action.Status.DONE).all,
        label=lambda number: ngettext("action done", "actions done", number),
        order=220,
    )


@hooks.register("register_home_statistic")
def declarations() -> Statistic:
    return Statistic(
        things=Declaration.objects.standing,
        label=lambda number: ngettext("declaration of intent", "declarations of intent", number),
        order=215,
    )


@hooks.register("register_home_statistic")
def partners() -> Statistic:
    return Statistic(
        things=Organisation.objects.all,
        label=lambda number: ngettext("partner in the network", "partners in the network", number),
        order=210,
    )


class CoalitionViewSet(PageListingViewSet):
    model = CoalitionPage
    name = "coalition_list"
    icon = "group"
    menu_label = _("Coalitions")
    menu_item_class = PagesMenuItem
    columns = [
        *PageListingViewSet.columns[:2],
        Column("phase", label=_("Status of the coalition"), accessor="get_status_display", sort_key="status"),
        *PageListingViewSet.columns[3:],
    ]
    list_filter = ["status", "wijken"]


class StopViewSet(SnippetViewSet):
    model = Stop
    icon = "pin"
    list_display = ["name", "position", "description"]


class NetworkGroup(SnippetViewSetGroup):
    """One menu for everything that the network coordinator keeps."""

    items = (CoalitionViewSet, ActionViewSet, OrganisationViewSet, StopViewSet)
    menu_label = _("Network")
    menu_icon = "group"
    menu_order = 300


register_snippet(NetworkGroup)
