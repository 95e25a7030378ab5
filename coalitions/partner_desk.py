"""Partners in the admin: the list with how the declaration of each stands, and the ways to ask for one."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from .models import Organisation
from .views import invitation
from .views.invitation import BulkInvite, may_invite

hooks.register("register_bulk_action", BulkInvite)


def declaration_in_words(organisation: Organisation) -> str:
    """Since when the declaration stands or was asked for; empty when it never was. Needs `with_declaration`."""
    if organisation.declared_at:
        return gettext("stands since %s") % date_format(organisation.declared_at, "j F Y")
    if organisation.asked_at:
        return gettext("asked for on %s") % date_format(organisation.asked_at, "j F Y")
    return ""


def invite_button(organisation: Organisation) -> Button:
    there = reverse("coalitions_invite", args=[organisation.pk])
    return Button(_("Declaration of intent"), there, icon_name="mail", priority=40)


class OrganisationEditView(EditView):
    @property
    def header_more_buttons(self) -> list:
        buttons = list(super().header_more_buttons)
        return [*buttons, invite_button(self.object)] if may_invite(self.request.user) else buttons


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "user"
    edit_view_class = OrganisationEditView
    list_display = [
        *["name", "kind", "contact_email"],
        Column("declaration", label=_("Declaration of intent"), accessor=declaration_in_words),
    ]
    list_filter = ["kind", "wijken"]
    list_export = ["name", "kind", "website", "description"]
    list_per_page = 50
    search_fields = ["name", "description"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Organisation.objects.with_declaration()


@hooks.register("register_snippet_listing_buttons")
def invite_from_the_list(snippet, user, next_url=None):
    if isinstance(snippet, Organisation) and may_invite(user):
        yield invite_button(snippet)


@hooks.register("register_admin_urls")
def addresses():
    return [path("partners/<int:pk>/verklaring/", invitation.invite, name="coalitions_invite")]
