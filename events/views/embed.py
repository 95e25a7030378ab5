"""The agenda on somebody else's website: a small list for a frame, and the page where one gets its code."""

from csp.constants import HEADER, SELF
from csp.utils import build_policy
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from home import navigation
from home.visibility import public

from .. import agenda, agenda_filters
from ..models import AgendaPage

COUNT = 8
HEIGHT = 640  # pixels, for who has no JavaScript
OFFERED = ("wijk", "thema")
MORE = ("doelgroep", "taal", "gratis", "toegankelijk")
# What a list in a frame has no place for.
OTHER_VIEWS = {"weergave": "", "maand": ""}


@require_safe
def frame(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the next activities of a page, with the filters of the agenda, in a frame on any website."""
    page = find(page_id)
    with translation.override(page.locale.language_code):
        asked = agenda_filters.read(request.GET)
        scope = agenda.scope(page)
        context = {
            "title": title_of(scope, asked),
            "items": agenda.items(asked.listed(scope)[:COUNT]),
            "more_href": all_of(request, scope, asked),
        }
        response = render(request, "events/embed.html", context)
        response.headers["Content-Language"] = page.locale.language_code
    response.headers[HEADER] = build_policy(replace={"frame-ancestors": ["*"]})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def explain(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the code for that frame, with the filters that were chosen, and how it will look."""
    page = find(page_id)
    with translation.override(page.locale.language_code):
        asked = agenda_filters.read(request.GET)
        scope = agenda.scope(page)
        path = reverse("events:embed", args=[scope.pk]) + asked.address(**OTHER_VIEWS)
        context = {
            "fields": [asked.form[name] for name in OFFERED],
            "more": [asked.form[name] for name in MORE],
            "is_narrow": any(request.GET.get(name) for name in MORE),
            "about": scope,
            "title": title_of(scope, asked),
            "path": path.removesuffix("?"),
            "origin": f"{request.scheme}://{request.get_host()}",
            "height": HEIGHT,
        }
        response = render(request, "events/embed_code.html", context)
        response.headers["Content-Language"] = page.locale.language_code
    response.headers[HEADER] = build_policy(replace={"frame-src": [SELF]})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def find(page_id: int) -> Page:
    """Return a public page. Refuses one that is private, a draft or not there with 404."""
    return get_object_or_404(Page.objects.filter(public(), depth__gt=1).select_related("locale"), pk=page_id)


def title_of(scope: Page, asked: agenda_filters.Asked) -> str:
    return " · ".join([_("Activities"), scope.title, *(word for word, _without in asked.active)])


def all_of(request: HttpRequest, scope: Page, asked: agenda_filters.Asked) -> str:
    """Return the whole address of the agenda with the same filters, or of the page itself."""
    city = navigation.first_of(request, scope, AgendaPage) or agenda.city_agenda(Site.find_for_request(request))
    shown = city or scope
    address = shown.get_full_url(request)
    if not address:
        raise Http404(_("This page has no address."))
    return address + asked.address(**OTHER_VIEWS).removesuffix("?") if city else address
