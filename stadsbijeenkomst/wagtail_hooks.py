"""What the city meetings add to Wagtail's admin and to the pages of the ground floor."""

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button

from coalitions.factsheet import Counted
from home.sections import Section
from home.statistics import Statistic
from home.visibility import public

from . import factsheet_numbers, registers, sections  # noqa: F401
from .models import Note, ReportLine, ReportPage, StadsbijeenkomstPage, Table
from .views import desk, paper, promotion, queue, report_desk, topics

MODERATE = "stadsbijeenkomst.moderate_note"
LEAD = "stadsbijeenkomst.change_proceedings"


@hooks.register("register_page_section")
def meeting_on_home() -> Section:
    return Section(template="stadsbijeenkomst/_on_home.html", build=sections.on_home, order=400)


@hooks.register("register_page_section")
def meeting_on_wijk() -> Section:
    return Section(template="stadsbijeenkomst/_on_wijk.html", build=sections.on_wijk, order=300)


@hooks.register("register_page_section")
def report_behind_action() -> Section:
    return Section(template="stadsbijeenkomst/_behind_action.html", build=sections.report_behind_action, order=100)


@hooks.register("register_page_section")
def promises_of_meeting() -> Section:
    return Section(template="stadsbijeenkomst/_promises.html", build=sections.promises_of_meeting, order=100)


@hooks.register("register_page_section")
def promises_before_meeting() -> Section:
    return Section(template="stadsbijeenkomst/_last_time.html", build=sections.promises_before_meeting, order=90)


@hooks.register("register_home_statistic")
def things_said() -> Statistic:
    # Of the reports, as in a factsheet: notes are deleted when their time is over, and the number would fall.
    return Statistic(
        things=lambda: ReportLine.objects.shown().filter(public("report__")),
        summed="count",
        label=lambda number: ngettext("thing said at a meeting", "things said at a meeting", number),
        order=300,
    )


@hooks.register("register_factsheet_numbers")
def factsheet_numbers_of_meetings() -> list[Counted]:
    return factsheet_numbers.offered()


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(
        content_type__app_label="stadsbijeenkomst", codename__in=["moderate_note", "change_proceedings"]
    )


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("stadsbijeenkomsten/", desk.index, name="stadsbijeenkomst_desks"),
        path("stadsbijeenkomsten/<int:meeting_id>/", desk.desk, name="stadsbijeenkomst_desk"),
        path("stadsbijeenkomsten/<int:meeting_id>/acties/", promotion.candidates, name="stadsbijeenkomst_actions"),
        path(
            "stadsbijeenkomsten/<int:meeting_id>/acties/<int:group_id>/",
            promotion.promote,
            name="stadsbijeenkomst_promote",
        ),
        path("stadsbijeenkomsten/<int:meeting_id>/nu/", desk.now, name="stadsbijeenkomst_desk_now"),
        path("stadsbijeenkomsten/<int:meeting_id>/tafelset.pdf", paper.kit_pdf, name="stadsbijeenkomst_kit"),
        path("stadsbijeenkomsten/<int:meeting_id>/papier/", paper.typed, name="stadsbijeenkomst_paper"),
        path("stadsbijeenkomsten/<int:meeting_id>/papier/bestand/", paper.imported, name="stadsbijeenkomst_import"),
        path("stadsbijeenkomsten/<int:meeting_id>/rijen.<str:kind>", paper.template, name="stadsbijeenkomst_rows"),
        path("stadsbijeenkomsten/<int:meeting_id>/kaarten/", desk.cards, name="stadsbijeenkomst_cards"),
        path("stadsbijeenkomsten/<int:meeting_id>/verslag/", report_desk.overview, name="stadsbijeenkomst_report"),
        path(
            "stadsbijeenkomsten/<int:meeting_id>/verslag/<slug:slug>/",
            report_desk.chapter,
            name="stadsbijeenkomst_report_chapter",
        ),
        path("stadsbijeenkomsten/inbreng/", queue.newest, name="stadsbijeenkomst_moderation"),
        path("stadsbijeenkomsten/<int:meeting_id>/inbreng/", queue.queue, name="stadsbijeenkomst_queue"),
        path("stadsbijeenkomsten/<int:meeting_id>/onderwerpen/", topics.topics, name="stadsbijeenkomst_topics"),
    ]


class PermittedMenuItem(MenuItem):
    """A menu item for who has a permission."""

    def __init__(self, *args, permission: str, **options):
        super().__init__(*args, **options)
        self.permission = permission

    def is_shown(self, request) -> bool:
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_menu_item")
def meetings_menu() -> MenuItem:
    return PermittedMenuItem(
        _("City meetings"), reverse("stadsbijeenkomst_desks"), icon_name="group", order=340, permission=LEAD
    )


@hooks.register("register_admin_menu_item")
def moderation_menu() -> MenuItem:
    return PermittedMenuItem(
        _("Moderation"), reverse("stadsbijeenkomst_moderation"), icon_name="tasks", order=341, permission=MODERATE
    )


@hooks.register("register_page_header_buttons")
def desk_button(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, StadsbijeenkomstPage) and user.has_perm(LEAD):
        address = reverse("stadsbijeenkomst_desk", args=[page.pk])
        yield Button(_("Phase, tables and report"), address, icon_name="group", priority=12)


@hooks.register("register_page_header_buttons")
def report_button(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, ReportPage) and page.permissions_for_user(user).can_edit():
        address = reverse("stadsbijeenkomst_report", args=[page.get_parent().pk])
        yield Button(_("Lines and files"), address, icon_name="list-ul", priority=12)


class DeleteTable(DeleteView):
    """What was said at a table does not disappear together with it: its rows protect themselves, and this says so."""

    def run_before_hook(self):
        if self.object.notes.exists():
            messages.error(
                self.request,
                _("Notes were written at this table, so it stays. You can revoke its codes in the control room."),
            )
            return redirect(self.index_url_name)
        return super().run_before_hook()


class TableViewSet(ModelViewSet):
    """Corrections of one table; tables are made at the desk, where they get their number and code."""

    model = Table
    icon = "table"
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    delete_view_class = DeleteTable
    form_fields = ["number", "wijk", "topic"]
    list_display = ["number", "meeting", "wijk", "topic"]
    list_filter = ["meeting", "wijk"]
    url_namespace = "stadsbijeenkomst_tables"
    url_prefix = "stadsbijeenkomsten/tafels"


@hooks.register("register_admin_viewset")
def table_viewset() -> TableViewSet:
    return TableViewSet()


class WaitingNotes(Component):
    """On the dashboard of moderators: the meetings with notes that wait."""

    name = "waiting-notes"
    template_name = "stadsbijeenkomst/admin/waiting.html"
    order = 120

    def get_context_data(self, parent_context):
        waiting = Note.objects.waiting().order_by().values("meeting", "meeting__title").annotate(count=Count("id"))
        return {"waiting": waiting.order_by("meeting__title")}


@hooks.register("construct_homepage_panels")
def waiting_notes(request, panels):
    if request.user.has_perm(MODERATE):
        panels.append(WaitingNotes())


def holds_notes(page) -> bool:
    return Note.objects.filter(meeting__path__startswith=page.path).exists()


def refuse_to_delete(request, pages):
    """What was said at a meeting does not disappear together with a page: its rows protect themselves, and this says
    so in a sentence. Unpublishing takes a meeting offline."""
    if any(holds_notes(page) for page in pages):
        messages.error(request, _("This page holds notes of a city meeting. Unpublish it instead of deleting it."))
        return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    return None


@hooks.register("before_delete_page")
def keep_notes(request, page):
    return refuse_to_delete(request, [page])


@hooks.register("before_bulk_action")
def keep_notes_in_bulk(request, action_type, objects, action):
    if action_type == "delete" and objects and hasattr(objects[0], "numchild"):
        return refuse_to_delete(request, objects)
    return None
