"""Where anybody follows a coalition or an action, and stops: `/volgen/…`.

The mail program's own button to stop sends the POST of the page, without cookies (RFC 8058): nothing redirects there.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Locale

from home import navigation
from home.answers import for_one_reader

from .. import following, register
from ..follow_form import FollowForm
from ..models import Action, CoalitionPage
from .reading import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the form, or take what was filled in and go on to the page that says what comes next."""
    found = _thing(kind, pk)
    data = request.POST if request.method == "POST" else None
    form = FollowForm(data, privacy=navigation.privacy(_locale(found)))
    if form.is_bound and form.is_valid():
        following.follow(found, form.cleaned_data["email"], translation.get_language() or "nl")
        return HttpResponseRedirect(reverse("coalitions:follow_asked", args=[kind, pk]), status=303)
    return show(request, "follow", 422 if form.is_bound else 200, form=form, **_about(found))


@require_safe
@for_one_reader
def asked(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say that there is a letter, the same for everybody."""
    return show(request, "follow_asked", **_about(_thing(kind, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants to follow something, or let it be so."""
    follower = following.wanted(token)
    if follower is None:
        return show(request, "stop_gone", 404)
    translation.activate(follower.language)
    found = following.thing(*following.thing_of(follower))
    if found is None:
        return show(request, "stop_gone", 404)
    if request.method == "POST":
        following.confirm(follower)
        return HttpResponseRedirect(request.path, status=303)
    return show(request, "follow_confirm", is_confirmed=follower.confirmed_at is not None, **_about(found))


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants to hear no more, or stop at once."""
    followers = following.stopped_by(token)
    if followers is None:
        return show(request, "stop_gone", 404)
    first = followers.first()
    if first is not None:
        translation.activate(first.language)
    if request.method == "POST":
        followers.delete()
        return show(request, "unfollow", is_stopped=True)
    return show(request, "unfollow", is_known=first is not None, titles=following.titles(followers))


def _thing(kind: str, pk: int) -> CoalitionPage | Action:
    """Return what everybody may see, and speak its language; else 404."""
    found = following.thing(kind, pk)
    if found is None:
        raise Http404(_("There is nothing here that you can follow."))
    if isinstance(found, CoalitionPage):
        translation.activate(found.locale.language_code)
    return found


def _locale(found: CoalitionPage | Action) -> Locale:
    return found.locale if isinstance(found, CoalitionPage) else Locale.get_active()


def _about(found: CoalitionPage | Action) -> dict[str, str]:
    is_page = isinstance(found, CoalitionPage)
    return {"subject": found.title, "there": (found.url or "") if is_page else register.address(found)}
