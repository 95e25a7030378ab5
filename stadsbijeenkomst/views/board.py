"""The board in front of the hall, and what its pages ask every few seconds."""

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from home.models import WijkPage

from .. import board as boards
from .. import journal
from ..frames import MeetingNotPublic, frames
from ..models import StadsbijeenkomstPage
from ..versions import versions
from .answers import private
from .meeting import public_meeting

LONGEST_VERSION = 18  # digits: what fits in a bigint
NO_TABLE = gettext_lazy("This meeting has no such table, and no table about this wijk.")


@require_safe
@private
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the board: of the whole hall, with `?wijk=<slug>` of one wijk, or with `?tafel=<number>` of one table."""
    meeting = public_meeting(request, slug)
    part = part_of(request)
    found = shown(meeting, part)
    wijken = list(meeting.wijken())
    return render(
        request,
        "stadsbijeenkomst/board.html",
        {
            "meeting": meeting,
            "wijken": wijken,
            "part": part,
            "about": name_of(part, wijken),
            "board": found,
            "source": reverse("stadsbijeenkomst:changes", args=[meeting.pk]),
        },
    )


@require_safe
@private
def changes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Send what changed after `?v=<version>`, as HTML; 204 when nothing did, which costs no query."""
    asked = request.GET.get("v", "0")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_VERSION):
        raise BadRequest(_("“v” is the number of a version."))
    since, now = int(asked), versions.of(meeting_id)
    if now is None:
        raise Http404(_("There is no such city meeting."))
    if since > now:
        # Another process told this viewer, and knew more; or the version is from before the database was put back.
        now = journal.version(meeting_id)
    if since == now:
        return HttpResponse(status=204)
    try:
        frame = frames.since(meeting_id, part_of(request), since, now)
    except MeetingNotPublic:
        raise Http404(_("There is no such city meeting.")) from None
    except boards.NoSuchPart:
        raise Http404(NO_TABLE) from None
    return HttpResponse(frame.html)


def shown(meeting: StadsbijeenkomstPage, part: boards.Part) -> boards.Board:
    """Return the board of a part of the meeting; a 404 when there is no such part."""
    try:
        return boards.show(meeting, part)
    except boards.NoSuchPart:
        raise Http404(NO_TABLE) from None


def part_of(request: HttpRequest) -> boards.Part:
    """Return the part of a meeting that the address asks for; a 404 when no meeting can have it."""
    try:
        return boards.part(request.GET.get("wijk", ""), request.GET.get("tafel", ""))
    except boards.NoSuchPart:
        raise Http404(NO_TABLE) from None


def name_of(part: boards.Part, wijken: Iterable[WijkPage]) -> str:
    """Return what a part of the meeting is called on screen."""
    if part.table:
        return _("Table %(number)s") % {"number": part.table}
    if part.wijk == boards.CITY:
        return _("Whole city")
    return next((wijk.title for wijk in wijken if wijk.slug == part.wijk), _("Whole hall"))
