"""Where somebody joins a coalition: `/coalities/<id>/aansluiten`."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from home import navigation
from home.answers import for_one_reader

from .. import joining
from ..request_forms import JoinForm
from .reading import coalition, show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def join(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form, or take what was filled in and go on to the page that says what comes next."""
    page = coalition(page_id)
    if not joining.is_open(page):
        return show(request, "joining_closed", 410, page=page)
    data = request.POST if request.method == "POST" else None
    form = JoinForm(data, privacy=navigation.privacy(page.locale))
    if form.is_bound and form.is_valid():
        try:
            joining.ask(page, form.cleaned_data["key"], form.wish())
        except joining.CoalitionEnded:
            return show(request, "joining_closed", 410, page=page)
        return HttpResponseRedirect(reverse("coalitions:joined", args=[page.pk]), status=303)
    return show(request, "join", 422 if form.is_bound else 200, page=page, form=form)


@require_safe
@for_one_reader
def joined(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say that there is a letter, the same for everybody."""
    page = coalition(page_id)
    return show(request, "joined", page=page, subject=page.title)
