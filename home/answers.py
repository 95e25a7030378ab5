"""Answers that are for one reader and one moment."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Let nobody keep the answer, and no search engine find it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


def for_one_reader(view: View) -> View:
    """As `private`, for who has no account. The view may speak another language in its answer.

    It must look at no session: then there is nothing that a forged request could borrow, and no CSRF token is needed,
    which would take a cookie.
    """

    @csrf_exempt
    @private
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(translation.get_language()):
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return answer
