"""The register of proposals: list, filters, inspection with the draft beside it, an answer, export. Removable."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import page_permission_policy
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from home.inspection import LookOnly, SafeIndexView

from .models import Proposal
from .proposal_form import AnswerForm
from .views import proposal_answer


class ProposalIndexView(SafeIndexView):
    export_filename = "voorstellen"


class ProposalInspectView(InspectView):
    def check_action_permitted(self, user) -> bool:
        is_visible = visible(Proposal.objects.filter(pk=self.instance.pk), user).exists()
        return is_visible and super().check_action_permitted(user)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        proposal = self.instance
        may_answer = proposal.status == Proposal.Status.WAITING and proposal_answer.may_answer(self.request.user)
        return super().get_context_data(**kwargs) | {
            "draft": proposal.event,
            "answer_form": AnswerForm() if may_answer else None,
            "answer_url": reverse("events_answer_proposal", args=[proposal.pk]),
        }


class ProposalAdmin(ModelAdmin):
    model = Proposal
    menu_label = _("Proposals")
    menu_icon = "mail"
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = ProposalIndexView
    inspect_view_class = ProposalInspectView
    inspect_view_enabled = True
    inspect_template_name = "events/admin/proposal.html"
    inspect_view_fields = ["title", "organisation", "name", "email", "created_at", "status", "answer", "answered_at"]
    list_display = ["title", "organisation", "status", "draft", "created_at", "answered_at"]
    list_filter = ["status", "created_at"]
    list_export = ["title", "organisation", "name", "email", "status", "answer", "created_at", "answered_at"]
    search_fields = ["title", "organisation", "name", "email"]

    def get_queryset(self, request) -> QuerySet[Proposal]:
        return visible(super().get_queryset(request), request.user).select_related("event")

    def draft(self, proposal: Proposal) -> str:
        if proposal.event is None:
            return _("deleted")
        there = reverse("wagtailadmin_pages:edit", args=[proposal.event_id])
        return format_html('<a href="{}">{}</a>', there, _("Open the page"))

    draft.short_description = _("page")


def visible(proposals: QuerySet[Proposal], user) -> QuerySet[Proposal]:
    """Return the proposals whose page `user` may edit; those without a page for who may answer them."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    wanted = Q(event__in=pages.values("pk"))
    if proposal_answer.may_answer(user):
        wanted |= Q(event=None)
    return proposals.filter(wanted)


proposal_admin = ProposalAdmin()
proposal_admin.register_with_wagtail()


@hooks.register("register_registers_menu_item")
def proposals_menu_item():
    return proposal_admin.get_menu_item(order=300)


@hooks.register("register_admin_urls")
def answer_url():
    return [path("proposals/<int:pk>/answer/", proposal_answer.answer, name="events_answer_proposal")]
