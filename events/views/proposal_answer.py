"""Telling who proposed an activity that it will not be in the agenda."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.permissions import page_permission_policy

from .. import proposals
from ..models import Proposal
from ..proposal_form import AnswerForm


def may_answer(user) -> bool:
    """Say whether `user` may answer proposals at all."""
    return user.has_perm("events.change_proposal")


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a proposal with a sentence."""
    proposal = get_object_or_404(Proposal.objects.select_related("event"), pk=pk)
    page = proposal.event
    if not may_answer(request.user) or not (
        page is None or page_permission_policy.user_has_permission_for_instance(request.user, "change", page)
    ):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["answer"]))
    elif proposals.refuse(proposal, form.cleaned_data["answer"], request.user):
        messages.success(request, _("The answer is on its way."))
    else:
        messages.error(request, _("This proposal was answered already."))
    return redirect("events_proposal_modeladmin_inspect", pk)
