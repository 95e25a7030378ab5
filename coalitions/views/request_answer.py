"""Answering in the admin who wants to join a coalition or to start one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import initiatives, joining, rights
from ..models import Initiative, JoinRequest
from ..request_forms import AnswerForm


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in, or refuse with a sentence."""
    found = _find(request, JoinRequest.objects.select_related("coalition"), pk, "coalition")
    refuses = request.POST.get("verb") != "accept"
    form = AnswerForm(request.POST, refuses=refuses)
    if _is_valid(request, form):
        answer = form.cleaned_data["answer"]
        _say(request, joining.refuse(found, answer) if refuses else joining.accept(found, answer))
    return redirect("coalitions_joinrequest_modeladmin_inspect", pk)


@require_POST
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a plan with a sentence; accepting it is publishing its page."""
    found = _find(request, Initiative.objects.select_related("page"), pk, "page")
    form = AnswerForm(request.POST, refuses=True)
    if _is_valid(request, form):
        _say(request, initiatives.refuse(found, form.cleaned_data["answer"], request.user))
    return redirect("coalitions_initiative_modeladmin_inspect", pk)


def _find(request: HttpRequest, requests, pk: int, page: str) -> JoinRequest | Initiative:
    found = requests.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no such request."))
    about = getattr(found, page)
    is_seen = about is None or rights.coalitions_of(request.user).filter(id=about.pk).exists()
    if not is_seen or not rights.may_answer(request.user, type(found)):
        raise PermissionDenied
    return found


def _is_valid(request: HttpRequest, form: AnswerForm) -> bool:
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["answer"]))
    return form.is_valid()


def _say(request: HttpRequest, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("The answer is on its way."))
    else:
        messages.error(request, _("This request was answered already."))
