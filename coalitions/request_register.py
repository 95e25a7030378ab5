"""The registers of who wants to join a coalition or to start one: list, filters, inspection, an answer, export.

Nobody sees more than the pages he may change. Needs wagtail-modeladmin; removable.
"""

from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from home.inspection import LookOnly, SafeIndexView
from home.models import WijkPage

from . import rights
from .models import CoalitionPage, Initiative, JoinRequest
from .request_forms import AnswerForm
from .views import request_answer


def visible(requests: QuerySet, user) -> QuerySet:
    """Return the requests of people who confirmed them, about coalitions of `user`; those of which the page is gone
    for who may answer them."""
    field = "coalition" if requests.model is JoinRequest else "page"
    wanted = Q(**{f"{field}__in": rights.coalitions_of(user).order_by().values("pk")})
    if requests.model is Initiative and rights.may_answer(user, Initiative):
        wanted |= Q(page=None)
    return requests.exclude(status=JoinRequest.Status.UNCONFIRMED).filter(wanted)


class ByCoalition(SimpleListFilter):
    """The coalitions that somebody wants to join, as far as this editor sees them."""

    title = _("coalition")
    parameter_name = "coalition"

    def lookups(self, request, model_admin):
        seen = visible(JoinRequest.objects.all(), request.user).order_by().values("coalition")
        pages = CoalitionPage.objects.filter(pk__in=seen).order_by("title")
        return [(str(pk), title) for pk, title in pages.values_list("pk", "title")]

    def queryset(self, request, queryset):
        known = {value for value, _words in self.lookup_choices}
        return queryset.filter(coalition=int(self.value())) if self.value() in known else queryset


class ByStatus(SimpleListFilter):
    """How a request stands. What nobody confirmed is not in the register."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        statuses = JoinRequest.Status
        return [(status.value, status.label) for status in statuses if status is not statuses.UNCONFIRMED]

    def queryset(self, request, queryset):
        known = {value for value, _words in self.lookup_choices}
        return queryset.filter(status=self.value()) if self.value() in known else queryset


class ByKind(SimpleListFilter):
    """People who speak for themselves, or organisations."""

    title = _("who")
    parameter_name = "who"

    def lookups(self, request, model_admin):
        return [("resident", _("resident")), ("organisation", _("organisation"))]

    def queryset(self, request, queryset):
        match self.value():
            case "resident":
                return queryset.filter(organisation="")
            case "organisation":
                return queryset.exclude(organisation="")
        return queryset


class ByWijk(SimpleListFilter):
    """The wijken that plans were made for."""

    title = _("wijk")
    parameter_name = "wijk"

    def lookups(self, request, model_admin):
        wijken = WijkPage.objects.filter(pk__in=Initiative.wijken.through.objects.values("wijkpage")).order_by("title")
        return [(str(pk), title) for pk, title in wijken.values_list("pk", "title")]

    def queryset(self, request, queryset):
        known = {value for value, _words in self.lookup_choices}
        return queryset.filter(wijken=int(self.value())) if self.value() in known else queryset


class RequestIndexView(SafeIndexView):
    export_filename = "aanvragen"


class RequestInspectView(InspectView):
    def __init__(self, model_admin, instance_pk):
        # A number that no database can hold is nobody's.
        if not (instance_pk.isascii() and instance_pk.isdecimal()) or len(instance_pk) > 18:
            raise Http404(gettext("There is no such request."))
        super().__init__(model_admin, instance_pk)

    def check_action_permitted(self, user) -> bool:
        is_visible = visible(self.model.objects.filter(pk=self.instance.pk), user).exists()
        return is_visible and super().check_action_permitted(user)

    def get_page_subtitle(self) -> str:
        return str(self.instance)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        found = self.instance
        is_join = isinstance(found, JoinRequest)
        may_answer = rights.may_answer(self.request.user, self.model) and found.status == found.Status.WAITING
        name = "coalitions_answer_join" if is_join else "coalitions_answer_initiative"
        return super().get_context_data(**kwargs) | {
            "concerned": found.coalition if is_join else found.page,
            "is_join": is_join,
            "answer_form": AnswerForm() if may_answer else None,
            "answer_url": reverse(name, args=[found.pk]),
        }


class RequestAdmin(ModelAdmin):
    """What both registers share."""

    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = RequestIndexView
    inspect_view_class = RequestInspectView
    inspect_view_enabled = True
    inspect_template_name = "coalitions/admin/request.html"

    def get_queryset(self, request) -> QuerySet:
        return visible(super().get_queryset(request), request.user)


class JoinRequestAdmin(RequestAdmin):
    model = JoinRequest
    menu_label = _("Requests to join")
    menu_icon = "group"
    inspect_view_fields = [
        *["coalition", "organisation", "name", "email", "message", "requested_at", "confirmed_at"],
        *["status", "answer", "answered_at", "left_at"],
    ]
    list_display = ["who", "coalition", "status", "confirmed_at", "answered_at"]
    list_filter = [ByStatus, ByCoalition, ByKind, "confirmed_at"]
    list_select_related = ["coalition"]
    list_export = [
        *["coalition", "organisation", "name", "email", "message", "status", "answer", "confirmed_at", "answered_at"],
        "left_at",
    ]
    search_fields = ["organisation", "name", "email"]

    def who(self, request: JoinRequest) -> str:
        return request.organisation or request.name or gettext("forgotten")

    who.short_description = _("who")


class InitiativeAdmin(RequestAdmin):
    model = Initiative
    menu_label = _("Initiatives")
    menu_icon = "pick"
    inspect_view_fields = [
        *["title", "goal", "plan", "wijken", "themes", "organisation", "name", "email", "requested_at"],
        *["confirmed_at", "status", "answer", "answered_at"],
    ]
    list_display = ["title", "organisation", "status", "draft", "confirmed_at", "answered_at"]
    list_filter = [ByStatus, ByWijk, "confirmed_at"]
    list_select_related = ["page"]
    list_export = [
        *["title", "goal", "plan", "organisation", "name", "email", "status", "answer", "confirmed_at"],
        "answered_at",
    ]
    search_fields = ["title", "goal", "organisation", "name", "email"]

    def draft(self, initiative: Initiative) -> str:
        if initiative.page is None:
            return gettext("deleted")
        there = reverse("wagtailadmin_pages:edit", args=[initiative.page_id])
        return format_html('<a href="{}">{}</a>', there, gettext("Open the page"))

    draft.short_description = _("page")


join_request_admin, initiative_admin = JoinRequestAdmin(), InitiativeAdmin()
join_request_admin.register_with_wagtail()
initiative_admin.register_with_wagtail()


@hooks.register("register_registers_menu_item")
def join_requests_menu_item():
    return join_request_admin.get_menu_item(order=310)


@hooks.register("register_registers_menu_item")
def initiatives_menu_item():
    return initiative_admin.get_menu_item(order=320)


@hooks.register("register_admin_urls")
def answer_urls():
    return [
        path("requests/join/<int:pk>/answer/", request_answer.join, name="coalitions_answer_join"),
        path("requests/start/<int:pk>/answer/", request_answer.initiative, name="coalitions_answer_initiative"),
    ]
