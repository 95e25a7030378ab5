"""From topics to actions, in the admin: for moderators and for who leads the evening."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import any_permission_required

from .. import actions
from ..models import Group, StadsbijeenkomstPage
from ..promotion_form import PromotionForm
from .meeting import any_meeting

may_promote = any_permission_required("stadsbijeenkomst.moderate_note", "stadsbijeenkomst.change_proceedings")
SHOWN = 50


@require_safe
@may_promote
@never_cache
def candidates(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """List the topics that tables named as an action, with votes and plans; with `?wijk=<slug>` those of one wijk."""
    meeting = any_meeting(meeting_id)
    wijken = list(meeting.wijken())
    wijk = next((one for one in wijken if one.slug == request.GET.get("wijk")), None)
    paginator = Paginator(actions.candidates(meeting, wijk), SHOWN)
    context = {
        "page_title": _("From topics to actions"),
        "page_subtitle": meeting.title,
        "header_icon": "tick",
        "meeting": meeting,
        "wijken": wijken,
        "wijk": wijk,
        "candidates": paginator.get_page(request.GET.get("p")),
    }
    return render(request, "stadsbijeenkomst/admin/actions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_promote
@never_cache
def promote(request: HttpRequest, meeting_id: int, group_id: int) -> HttpResponse:
    """Make one topic an action of the network, or undo that."""
    meeting = any_meeting(meeting_id)
    group = get_object_or_404(Group.objects.select_related("action"), meeting=meeting, id=group_id)
    if request.method == "POST" and request.POST.get("verb") == "take_back":
        return take_back(request, meeting, group)
    if group.action is not None:
        if request.method == "POST":
            messages.info(request, _("This topic is an action already."))
        return redirect("stadsbijeenkomst_actions", meeting.pk)
    candidate = actions.candidate(meeting, group_id)
    if candidate is None:
        raise Http404(actions.NothingOnDisplay.sentence)
    form = PromotionForm(request.POST or None, initial=actions.draft(meeting, candidate))
    if request.method == "POST" and form.is_valid():
        try:
            action = actions.promote(group, request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except actions.ActionRefused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("“%(action)s” is an action now.") % {"action": action})
            return redirect("stadsbijeenkomst_actions", meeting.pk)
    context = {
        "page_title": _("Make it an action"),
        "page_subtitle": meeting.title,
        "header_icon": "tick",
        "meeting": meeting,
        "candidate": candidate,
        "provenance": actions.provenance(meeting, candidate),
        "form": form,
    }
    return render(request, "stadsbijeenkomst/admin/promote.html", context, status=422 if form.errors else 200)


def take_back(request: HttpRequest, meeting: StadsbijeenkomstPage, group: Group) -> HttpResponse:
    try:
        actions.take_back(group, request.user)
        messages.success(request, _("It is a topic again. The action is gone."))
    except actions.TakenUp as refusal:
        messages.error(request, refusal.sentence)
    return redirect("stadsbijeenkomst_actions", meeting.pk)
