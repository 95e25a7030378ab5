"""How an action goes, told by who looks after it in the admin; and planning an activity from it."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import follow_up, planning, register, rights
from ..models import Action
from ..progress_form import Progress


class ReportForm(Progress):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how an action went until now, and take what is new."""
    action = _find(request, pk)
    form = ReportForm(action, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            follow_up.report(action, voice=rights.voice_of(request.user), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("It stands on the page of the action now."))
            return redirect(_listing())
    context = {
        "action": action,
        "form": form,
        "history": action.updates.newest_first(),
        "address": register.address(action),
        "header_title": _("How does it go?"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": _listing(), "label": _("Actions")},
            {"url": "", "label": action.title},
        ],
    }
    return render(request, "coalitions/admin/report.html", context, status=422 if form.is_bound else 200)


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of an activity that comes from an action, and go on to its form."""
    action = _find(request, pk)
    try:
        event = planning.plan(action, request.user)
    except planning.PlanRefused as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("coalitions_report", action.pk)
    messages.success(
        request, _("This draft comes from the action. Fill in when and where it is; then it can be published.")
    )
    return redirect("wagtailadmin_pages:edit", event.pk)


def _find(request: HttpRequest, pk: int) -> Action:
    """Return an action that somebody looks after, or 404: who may not may not learn either that it is there."""
    action = rights.seen_by(request.user).select_related("organisation", "coalition").filter(pk=pk).first()
    if action is None or not rights.policy.user_has_permission_for_instance(request.user, "change", action):
        raise Http404(_("There is no such action."))
    return action


def _listing() -> str:
    return reverse(Action.snippet_viewset.get_url_name("list"))
