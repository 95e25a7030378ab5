"""What every answer of the open data has around it."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from home import open_data

from . import problems

VERSION = "1.0.0"
METHODS = "GET, HEAD, OPTIONS"
JSON = ("application/json",)
FORMS = {
    "catalogus": ("application/ld+json", "application/json", "text/turtle"),
    "openapi.json": ("application/json", "application/vnd.oai.openapi+json"),
}


class OpenDataMiddleware:
    """Let programs on any site read the open data, in a form that they accept, and say which version it is.

    GET is the only method that is written; HEAD and OPTIONS follow from it here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not problems.is_about(request):
            return self.get_response(request)
        # Compressed by Django no answer has the same bytes, and so the same validator, twice.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
        response = self.answer(request)
        if response.status_code == 200 and not response.streaming:
            response.headers.setdefault("Cache-Control", "no-cache")
            if "ETag" not in response.headers:
                # One text in two forms (JSON and JSON-LD) is two representations.
                form = response.headers["Content-Type"].encode()
                response.headers["ETag"] = f'"{hashlib.sha256(form + response.content).hexdigest()[:32]}"'
            if is_another(request, response.headers["ETag"]):
                response = problems.response(412, _("It has changed since you read it. Ask again without If-Match."))
            else:
                response = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        response.headers["API-Version"] = VERSION
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "API-Version, ETag, Link"
        response.headers.setdefault("X-Robots-Tag", "noindex")
        patch_vary_headers(response, ["Accept"])
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the answer to any method, with a form that the reader accepts."""
        method = request.method
        forms = FORMS.get(request.path_info.removeprefix(open_data.ROOT), JSON)
        if method in {"GET", "HEAD"} and not any(map(request.accepts, (*forms, problems.CONTENT_TYPE))):
            return problems.response(406, _("We have this as: %s.") % ", ".join(forms))
        if method == "HEAD":
            request.method = "GET"
        try:
            response = self.get_response(request)
        finally:
            request.method = method
        if response.status_code == 405 and method == "OPTIONS":
            response = HttpResponse(status=204)
            del response.headers["Content-Type"]
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-Match, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
            response.headers["Allow"] = METHODS
        elif response.status_code == 405:
            response = problems.response(405, _("Ask with GET."), Allow=METHODS)
        return response


def is_another(request: HttpRequest, etag: str) -> bool:
    """Say whether a reader asked for one answer (If-Match) and this is another, and forget what was asked.

    The page cache gives each encoding of an answer a validator of its own; here all of them name it.
    """
    wanted = set(parse_etags(request.META.pop("HTTP_IF_MATCH", "")))
    return bool(wanted) and not wanted & {etag, f'{etag[:-1]}-gzip"', "*"}
