"""The report of a meeting: a page of general information, then a page per wijk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import report as reports
from ..models import StadsbijeenkomstPage
from .meeting import public_meeting


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show general information and the way to each chapter."""
    meeting = readable(request, slug)
    found = reports.collect(meeting)
    facts = [
        (_("Date"), date_format(localtime(found.starts_at), "l j F Y")),
        (_("Place"), found.place),
        (_("Theme"), found.theme),
        (_("Tables"), found.tables),
        (_("Notes"), found.notes),
    ]
    return answer(request, meeting, "stadsbijeenkomst/report.html", {"report": found, "facts": facts})


@require_safe
def chapter(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """Show the three lists of a wijk, or of the whole city."""
    meeting = readable(request, slug)
    found = reports.collect(meeting)
    asked = found.chapter(chapter)
    if asked is None:
        raise Http404(_("The report has no page about this."))
    return answer(request, meeting, "stadsbijeenkomst/chapter.html", {"report": found, "chapter": asked})


def readable(request: HttpRequest, slug: str) -> StadsbijeenkomstPage:
    """Return the meeting when its report is public, or when the reader may edit the meeting; else a 404."""
    meeting = public_meeting(request, slug)
    if not meeting.state.has_report and not meeting.permissions_for_user(request.user).can_edit():
        raise Http404(_("The report of this meeting is not public yet."))
    return meeting


def answer(request: HttpRequest, meeting: StadsbijeenkomstPage, template: str, context: dict) -> HttpResponse:
    response = render(request, template, {"meeting": meeting, **context})
    if not meeting.state.has_report:
        response.headers["Cache-Control"] = "private, no-store"
    return response
