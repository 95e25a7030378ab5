"""What the open data says of itself: to programs as OpenAPI 3.1, to people as a page."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from home import open_data
from home.models import CitySettings

from . import data_catalogue, problems
from .api import TAGS, api

TEXT = {"type": "string"}
FAULT = {
    "type": "object",
    "properties": {
        "in": TEXT,
        "location": {"type": "object", "properties": {"name": TEXT}},
        "detail": TEXT,
    },
    "required": ["in", "detail"],
}
PROBLEM = {"status": {"type": "integer"}, "title": TEXT, "detail": TEXT}
PROBLEMS = {
    "Fout": {
        "type": "object",
        "description": "Wat er mis is (RFC 9457).",
        "properties": PROBLEM,
        "required": list(PROBLEM),
    },
    "Vraagfout": {
        "type": "object",
        "description": "Wat er mis is met de vraag, per parameter.",
        "properties": PROBLEM | {"errors": {"type": "array", "items": FAULT}},
        "required": [*PROBLEM, "errors"],
    },
}


@csrf_exempt
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API (OpenAPI 3.1), with the address and the contact of this site."""
    return JsonResponse(description(request), json_dumps_params={"ensure_ascii": False})


def description(request: HttpRequest) -> dict[str, Any]:
    """Return the OpenAPI document of this site."""
    city = CitySettings.for_request(request)
    found = deepcopy(written())
    contact = {"name": city.organisation or "Wijkverbond", "url": request.build_absolute_uri("/")}
    found["info"]["contact"] = contact | ({"email": city.email} if city.email else {})
    found["info"]["license"] = {
        "name": city.get_open_data_licence_display(),
        "url": data_catalogue.LICENCES[city.open_data_licence],
    }
    found["servers"] = [{"url": open_data.address(request).rstrip("/")}]
    return found


@cache
def written() -> dict[str, Any]:
    """Return what the document says on every site: Ninja's, with the errors and without values that nobody sends."""
    document: dict[str, Any] = api.get_openapi_schema(path_prefix="")
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    # What is asked stands with each operation; Ninja also lists it among what is answered.
    schemas = {name: schema for name, schema in document["components"]["schemas"].items() if name[:5] != "Asked"}
    document["components"]["schemas"] = schemas | PROBLEMS
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                parameter["schema"] = _without_nothing(parameter["schema"])
            for status in ("400", "404", "406", "412", "500"):
                schema = "Vraagfout" if status == "400" else "Fout"
                operation["responses"][status] = {
                    "description": str(problems.TITLES[int(status)]),
                    "content": {problems.CONTENT_TYPE: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                }
            operation["responses"]["304"] = {"description": "Niet veranderd (na `If-None-Match`)."}
            for response in operation["responses"].values():
                response["headers"] = {"API-Version": {"schema": {"type": "string"}, "required": True}}
    catalogue = document["paths"]["/catalogus"]["get"]["responses"][200]["content"]
    anything = catalogue.pop("application/json")["schema"]
    catalogue |= {form: {"schema": anything} for form in ("application/ld+json", "application/json")}
    catalogue["text/turtle"] = {"schema": {"type": "string"}}
    # `Lijst_Wijk_` is how pydantic writes `Lijst[Wijk]`.
    return json.loads(re.sub(r"\bLijst_(\w+?)_\b", r"Lijst\1", json.dumps(document)))


def _without_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter without `null`, which an address cannot hold: not given is left out."""
    kept = {name: value for name, value in schema.items() if name not in {"anyOf", "title"} and value is not None}
    for choice in schema.get("anyOf", []):
        kept |= choice if choice != {"type": "null"} else {}
    return kept


@dataclass(frozen=True)
class Listed:
    """A list of the API on the page for people: its name, what is in it, and by what it can be narrowed."""

    name: str
    href: str
    about: str
    filters: str


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The page for people about the open data."""
    today = timezone.localdate()
    week = f"van={today:%Y-%m-%d}&tot={today + timedelta(days=7):%Y-%m-%d}"
    lists = []
    for name in data_catalogue.LISTS:
        parameters = written()["paths"][f"/{name}"]["get"]["parameters"]
        filters = ", ".join(one["name"] for one in parameters if one["name"] not in {"cursor", "aantal"})
        lists.append(Listed(name, f"{open_data.ROOT}{name}", TAGS[name], filters))
    context = {
        "title": _("Open data"),
        "lists": lists,
        "root": open_data.ROOT,
        "week": f"{open_data.ROOT}activiteiten?{week}",
        "licence": CitySettings.for_request(request).get_open_data_licence_display(),
    }
    return render(request, "cms/open_data.html", context)
