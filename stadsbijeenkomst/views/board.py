"""The board in front of the hall, and what its pages ask every few seconds."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from home.answers import private

from .. import board as boards
from .. import journal
from ..frames import MeetingNotPublic, frames
from ..models import StadsbijeenkomstPage
from ..stream import PATH
from ..versions import versions
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
    names = {wijk.slug: wijk.title for wijk in wijken}
    context = {"wijken": wijken, "part": part, "board": found, "about": name_of(part, names.get(part.wijk))}
    return render(request, "stadsbijeenkomst/board.html", context | live(meeting, part))


@require_safe
@private
def hall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the screen in front of the hall, of a part as `board`; with `?voorlezen=<n>` the n-th wijk to read back."""
    meeting = public_meeting(request, slug)
    here, chapters = request.path, boards.chapters(meeting)
    parts = [part for part, _name in chapters]
    reading = "voorlezen" in request.GET
    if reading:
        number = chapter_number(request.GET["voorlezen"], len(chapters))
        part = parts[number - 1]
        steps = {n: f"{here}?voorlezen={n}" for n in range(1, len(parts) + 1)}
    else:
        part = part_of(request)
        number = parts.index(part) + 1 if part in parts else 0
        # Round, so that a presenter who only presses "next" comes by the whole hall again.
        steps = dict(enumerate([here, *(f"{here}?{query(each)}" for each in parts)]))
        steps |= {-1: steps[len(parts)], len(parts) + 1: here}
    found = shown(meeting, part)
    join = reverse("stadsbijeenkomst:join")
    context = {
        "about": name_of(part, dict(chapters).get(part)),
        "board": found if reading else found.newest_first(),
        "reading": reading,
        "is_wijk": part.wijk not in {"", boards.CITY},
        "progress": _("%(number)s of %(total)s") % {"number": number, "total": len(parts)} if reading else "",
        "whole": here if reading or part != boards.WHOLE else "",
        "previous": steps.get(number - 1) if parts else None,
        "next": steps.get(number + 1) if parts else None,
        "read": read_link(here, part, number, reading) if parts else None,
        "join_address": request.build_absolute_uri(join),
        "host": f"{request.get_host()}{join}".rstrip("/"),
    }
    return render(request, "stadsbijeenkomst/hall.html", context | live(meeting, part))


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


def query(part: boards.Part) -> str:
    """Return a part as the address says it."""
    return urlencode({name: value for name, value in (("wijk", part.wijk), ("tafel", part.table)) if value})


def live(meeting: StadsbijeenkomstPage, part: boards.Part) -> dict:
    """What a page needs that follows the board: where to ask, and where the stream is when there is one."""
    asked = f"?{query(part)}" if part != boards.WHOLE else ""
    stream = f"{settings.STREAM_URL}{PATH.format(meeting.pk)}{asked}" if settings.STREAM_URL else ""
    return {
        "meeting": meeting,
        "source": reverse("stadsbijeenkomst:changes", args=[meeting.pk]) + asked,
        "stream": stream,
    }


def chapter_number(asked: str, last: int) -> int:
    """Return which wijk is read back, 1 for the first; a 404 when there is no such."""
    if asked in {str(number) for number in range(1, last + 1)}:
        return int(asked)
    raise Http404(_("There are not that many wijken to read back."))


def read_link(here: str, part: boards.Part, number: int, reading: bool) -> str:
    return f"{here}?{query(part)}" if reading else f"{here}?voorlezen={number or 1}"


def name_of(part: boards.Part, wijk: str | None) -> str:
    """Return what a part of the meeting is called on screen; `wijk` is the name of its wijk."""
    if part.table:
        return _("Table %(number)s") % {"number": part.table}
    if part.wijk == boards.CITY:
        return _("Whole city")
    return wijk or _("Whole hall")
