"""Where anybody proposes an activity: `/agenda-voorstel/<id of the agenda>`.

No view here looks at a session, so there is nothing that a forged request could borrow, and no token is needed.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home import navigation
from home.visibility import public

from .. import proposals
from ..models import AgendaPage
from ..proposal_form import ProposalForm


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@never_cache
def propose(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form, or take what was filled in and go on to the page that says thank you."""
    agenda = find(page_id)
    with translation.override(agenda.locale.language_code):
        if not agenda.takes_proposals:
            return show(request, "events/proposals_closed.html", agenda, 403 if request.method == "POST" else 200)
        data = request.POST if request.method == "POST" else None
        form = ProposalForm(agenda, data, privacy=navigation.privacy(agenda.locale))
        if form.is_bound and form.is_valid():
            try:
                proposals.submit(agenda, form.cleaned_data["key"], form.proposed())
            except proposals.Closed:
                return show(request, "events/proposals_closed.html", agenda, 403)
            return HttpResponseRedirect(reverse("events:proposed", args=[agenda.pk]), status=303)
        return show(request, "events/propose.html", agenda, 422 if form.is_bound else 200, form=form)


@require_safe
def proposed(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say thank you, and what happens next."""
    agenda = find(page_id)
    with translation.override(agenda.locale.language_code):
        return show(request, "events/proposed.html", agenda)


def find(page_id: int) -> AgendaPage:
    """Return a public agenda, or 404."""
    # By `id`: `pk` is a relation here, and would send a number that no database can hold to the database.
    return get_object_or_404(AgendaPage.objects.filter(public()).select_related("locale"), id=page_id)


def show(request: HttpRequest, template: str, agenda: AgendaPage, status: int = 200, **context) -> HttpResponse:
    # The empty token keeps the form from making a cookie for one.
    context |= {"agenda": agenda, "page": agenda, "csrf_token": ""}
    response = render(request, template, context, status=status)
    response.headers["Content-Language"] = agenda.locale.language_code
    return response
