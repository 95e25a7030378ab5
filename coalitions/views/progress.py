"""Where who began an action, or the lead of its coalition, tells how it goes: `/acties/voortgang/<token>`."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from home.answers import for_one_reader

from .. import follow_up, progress, register
from ..models import Action, ActionUpdate
from ..progress import Link
from ..progress_form import ProgressForm
from .reading import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form, or take what was told and go on to the page that says thank you."""
    link = progress.read(token)
    if link is None or link.is_expired:
        return _no_more(request, link)
    form = ProgressForm(link.action, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("status", "text", "key")}
        try:
            follow_up.report(link.action, voice=link.voice, **told)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return HttpResponseRedirect(reverse("coalitions:progress_told", args=[token]), status=303)
    context = {"form": form, "history": _history(link)}
    return _show(request, "progress", link, 422 if form.is_bound else 200, **context)


@require_safe
@for_one_reader
def told(request: HttpRequest, token: str) -> HttpResponse:
    """Say thank you, and where everybody reads it."""
    link = progress.read(token)
    if link is None or link.is_expired:
        return _no_more(request, link)
    again = reverse("coalitions:progress", args=[token])
    return _show(request, "progress_told", link, history=_history(link)[:1], again=again)


def _no_more(request: HttpRequest, link: Link | None) -> HttpResponse:
    """Say that a link does not work (any more); when asked, mail one that does to the address that we know already."""
    if link is None:
        return show(request, "progress_gone", 404)
    if request.method == "POST":
        progress.renew(link)
    return _show(request, "progress_expired", link, 410, is_asked=request.method == "POST")


def _history(link: Link) -> list[ActionUpdate]:
    return list(link.action.updates.newest_first()[:5])


def _show(request: HttpRequest, name: str, link: Link, status: int = 200, **context) -> HttpResponse:
    is_public = Action.objects.published().filter(pk=link.action.pk).exists()
    there = register.address(link.action) if is_public else ""
    return show(request, name, status, link=link, action=link.action, address=there, **context)
