"""With what a meeting can open: what became of the promises of the last one, for the screen in front of the hall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import promises
from .meeting import public_meeting


@require_safe
def previous(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the actions of the meeting before this one: done, going on, and not done because."""
    meeting = public_meeting(request, slug)
    last = promises.previous(meeting)
    columns = promises.of(last) if last else ()
    context = {"meeting": meeting, "last": last, "columns": columns, "total": promises.total(columns)}
    return render(request, "stadsbijeenkomst/previous.html", context)
