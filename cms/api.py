"""The open data of the site for programs: one API, composed of what each app offers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from pydantic import Field
from wagtail.models import Site

from coalitions.api import routers as coalitions
from events.api import router as events
from home import open_data
from home.api import router as home
from home.models import CitySettings
from stadsbijeenkomst.api import router as stadsbijeenkomst

from . import data_catalogue, problems
from .open_data_headers import FORMS, VERSION

TITLE = "Open data van het netwerk"
DESCRIPTION = """Alles wat op deze site openbaar is over wijken, activiteiten, coalities, partners, acties, verslagen \
en cijfers, voor programma's. Lezen mag iedereen, zonder sleutel. Er staan geen concepten, geen besloten pagina's en \
geen gegevens van personen in. De API volgt de NLGov API Design Rules."""
TAGS = {
    "wijken": "De wijken van de stad, met hun grens en hun wijkbureau.",
    "activiteiten": "Wat er te doen is, met alle datums.",
    "coalities": "Organisaties en bewoners die samen aan één ding werken.",
    "partners": "De organisaties in het netwerk.",
    "acties": "Wat er is beloofd, en wat ervan kwam.",
    "verslagen": "Wat er op de stadsbijeenkomsten is gezegd.",
    "cijfers": "Gepubliceerde cijfers met hun bron.",
    "catalogus": "De beschrijving van deze data zelf.",
}


class Written(JSONRenderer):
    """UTF-8 as it is, so that people can read it too."""

    json_dumps_params = {"ensure_ascii": False}


class Wegwijzer(open_data.Words):
    """Waar alles staat."""

    links: dict[str, open_data.Link] = Field(serialization_alias="_links")


api = NinjaAPI(
    title=TITLE,
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace="api",
    renderer=Written(),
    openapi_url=None,
    # Ninja's own page of documentation takes its scripts from a CDN.
    docs_url=None,
)
for router in (home, events, *coalitions, stadsbijeenkomst):
    api.add_router("", router)


@api.get(
    "/", response=Wegwijzer, by_alias=True, operation_id="wegwijzer", summary="Waar alles staat", tags=["catalogus"]
)
def signpost(request: HttpRequest):
    names = [*(name for name in TAGS if name != "catalogus"), "catalogus", "openapi.json"]
    links = {"self": open_data.address(request)} | {name: open_data.address(request, name) for name in names}
    return Wegwijzer(links={name: open_data.Link(href=href) for name, href in links.items()})


@api.get(
    "/catalogus",
    response={200: dict[str, Any]},
    operation_id="catalogus",
    summary="Catalogus van deze data (DCAT-AP-NL)",
    description="Als JSON-LD, of als Turtle met `Accept: text/turtle`.",
    tags=["catalogus"],
)
def catalogus(request: HttpRequest):
    site = Site.find_for_request(request)
    city = CitySettings.for_request(request)
    graph = data_catalogue.graph(open_data.address(request), city, site.root_page if site else None)
    form = request.get_preferred_type(FORMS["catalogus"])
    if form == "text/turtle":
        return HttpResponse(data_catalogue.as_turtle(graph), content_type="text/turtle; charset=utf-8")
    return HttpResponse(data_catalogue.as_json_ld(graph), content_type=form or "application/ld+json")


def strict(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a parameter that the operation does not have, or that is given twice: who misspells a filter must not
    take the whole list for the answer."""
    queries = (model for model in run.__self__.models if model.__ninja_param_source__ == "query")
    known = {name for model in queries for name in model.__ninja_flatten_map__}

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        faults = [
            problems.Fault("query", name[:80], _("There is no such parameter here."))
            for name in request.GET
            if name not in known
        ]
        faults += [
            problems.Fault("query", name, _("Give this once."))
            for name in request.GET
            if name in known and len(request.GET.getlist(name)) > 1
        ]
        return refusal(faults) if faults else run(request, *args, **kwargs)

    return checked


api.add_decorator(strict, mode="view")


def refusal(faults: list[problems.Fault]) -> HttpResponse:
    """Return a 400 that names each parameter and what is wrong with it, also in its one sentence."""
    told = " ".join(f"{fault.name}: {fault.detail}" for fault in faults)
    return problems.response(400, told, faults)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refusal([problems.Fault(str(one["loc"][0]), str(one["loc"][-1]), _sentence(one)) for one in error.errors])


def _sentence(error: dict[str, Any]) -> str:
    """Return what is wrong with a parameter, in a sentence of ours."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return context["error"]
    if error["type"] == "literal_error":
        return _("Choose one of: %s.") % context["expected"].replace("' or '", "', '").replace("'", "")
    if error["type"] in {"greater_than_equal", "less_than_equal"}:
        return _("This number is too small or too large.")
    return _("This value is not possible here.")


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    # Django's own sentence names a model.
    own = str(error.args[0]) if error.args and "matches the given query" not in str(error.args[0]) else ""
    return problems.response(404, own or _("There is nothing public with this number."))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.response(error.status_code, error.message)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Let Django log it and answer, as for every page."""
    raise error


@csrf_exempt
def unknown(request: HttpRequest, path: str) -> HttpResponse:
    """Anything below the API that is not there; an address with a slash at its end is another address."""
    return problems.response(404, _("There is no such address here. An address of this API has no slash at its end."))
