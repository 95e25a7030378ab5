"""Error pages in the house style; one that needs nothing when the house itself is on fire."""

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from . import problems


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was asked makes no sense. Shows a view's own sentence (`BadRequest`), never Django's technical ones."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _error(request, 413, _("That is too much at once"), _("Send less text or a smaller file."))
    own = str(exception) if isinstance(exception, BadRequest) else ""
    return _error(
        request,
        400,
        _("We do not understand this address"),
        own or _("Something in it is wrong. Check what you typed."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, _("You may not see this page"), _("Log in first, or ask who gave you the address."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or came from another site."""
    return _error(
        request,
        403,
        _("This form was open for too long"),
        _("Nothing was sent. Go back, reload the page, and send the form again."),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(
        request, 404, _("This page is not here"), _("It may have moved, or there is a mistake in the address.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Something is broken, perhaps the database: a page that needs nothing."""
    try:
        if problems.is_about(request):
            return problems.response(500, _("We have been told. Try again later."))
        return HttpResponseServerError(render_to_string("500.html"))
    except Exception:
        # A missing static manifest, for example. Nothing may hide the error that came first.
        return HttpResponseServerError("500", content_type="text/plain")


def _error(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if problems.is_about(request):
        return problems.response(status, text)
    context = {"heading": title, "text": text, "status": status}
    try:
        return render(request, "cms/error.html", context, status=status)
    except Exception:
        # The frame round a page needs the site: it has none for a host that is not ours, or without a database.
        return HttpResponse(render_to_string("cms/error_plain.html", context), status=status)
