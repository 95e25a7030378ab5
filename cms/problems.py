"""Errors of the open data, as programs read them (RFC 9457, NLGov API Design Rules)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from home import open_data

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: _("Something in the question is wrong"),
    403: _("You may not see this"),
    404: _("This is not here"),
    405: _("This is read-only"),
    406: _("We do not have this form"),
    412: _("This is not what you have"),
    413: _("That is too much at once"),
    500: _("Something is broken on our side"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter: where it stands ("query", "path"), its name, and a sentence."""

    place: str
    name: str
    detail: str


def is_about(request: HttpRequest) -> bool:
    """Say whether a request is for the open data, and so gets its errors in this form."""
    return request.path_info.startswith(open_data.ROOT) or request.path_info == open_data.ROOT.rstrip("/")


def response(status: int, detail: object, faults: Iterable[Fault] = (), **headers: str) -> HttpResponse:
    """Return an error with one sentence; of a question that is wrong also what is wrong with each parameter."""
    problem = {"status": status, "title": str(TITLES.get(status, TITLES[500])), "detail": str(detail)}
    if status == 400:
        problem["errors"] = [
            {"in": fault["place"], "location": {"name": fault["name"]}, "detail": fault["detail"]}
            for fault in map(asdict, faults)
        ]
    body = json.dumps(problem, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)
