"""Where somebody starts a coalition: `/coalities/beginnen`."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from home import navigation
from home.answers import for_one_reader

from .. import initiatives
from ..models import CoalitionIndexPage
from ..request_forms import StartForm
from .reading import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def start(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was filled in and go on to the page that says what comes next."""
    index = _index(request)
    data = request.POST if request.method == "POST" else None
    form = StartForm(index, data, privacy=navigation.privacy(index.locale))
    if form.is_bound and form.is_valid():
        initiatives.ask(index, form.cleaned_data["key"], form.plan())
        return HttpResponseRedirect(reverse("coalitions:started"), status=303)
    return show(request, "start", 422 if form.is_bound else 200, page=index, form=form)


@require_safe
@for_one_reader
def started(request: HttpRequest) -> HttpResponse:
    """Say that there is a letter, the same for everybody."""
    index = _index(request)
    return show(request, "started", page=index, subject=index.title)


def _index(request: HttpRequest) -> CoalitionIndexPage:
    site = Site.find_for_request(request)
    found = initiatives.index(site, translation.get_language()) if site else None
    if found is None:
        raise Http404(_("This site has no coalitions."))
    return found
