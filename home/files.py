"""Files that belong to a page, such as its PDF: made once and kept, and sent also to an editor before it is public."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from . import pdf

AGAIN_AFTER = 60  # seconds before the same PDF is asked for again


def made_pdf(name: str, kept: Callable[[], bytes | None], ask: Callable[[], object]) -> bytes | None:
    """Return the PDF that is `kept`; one that is not there yet is asked for, and may be there at once.

    `name` tells one content of one file from another: it is asked for once in a minute, however many wait for it.
    """
    found = kept()
    if found is None and pdf.is_available() and cache.add(f"pdf-{name}", 1, AGAIN_AFTER):
        ask()
        found = kept()
    return found


def without_pdf(request: HttpRequest, page: Page, printed: Callable[[], str]) -> HttpResponse:
    """Say that the PDF of a page is on its way; on a system that makes none, show what can be `printed` instead."""
    if pdf.is_available():
        response = render(request, "home/file_on_its_way.html", {"subject": page}, status=503)
        response.headers["Retry-After"] = "10"
    else:
        response = HttpResponse(printed())
    response.headers["Cache-Control"] = "no-store"
    return response


def mark(response: HttpResponse, is_public: bool) -> HttpResponse:
    """Keep search engines off a file, and let nobody keep one that is not public yet."""
    if not is_public:
        response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
