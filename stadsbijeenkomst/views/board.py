"""The board in front of the hall, and what its pages ask every few seconds."""

from django.core.exceptions import BadRequest
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.models import WijkPage

from .. import board as boards
from .. import journal
from ..models import StadsbijeenkomstPage
from .answers import private
from .meeting import public_meeting

LONGEST_VERSION = 18  # digits: what fits in a bigint


@require_safe
@private
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the board, of the whole hall or with `?wijk=<slug>` of one wijk."""
    meeting = public_meeting(request, slug)
    wijken = list(meeting.wijken())
    wijk = chosen(request, wijken)
    return render(
        request,
        "stadsbijeenkomst/board.html",
        {
            "meeting": meeting,
            "wijken": wijken,
            "wijk": wijk,
            "board": boards.show(meeting, wijk and wijk.pk),
            "source": reverse("stadsbijeenkomst:changes", args=[meeting.pk]),
        },
    )


@require_safe
@private
def changes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Send what changed after `?v=<version>`, as HTML; 204 when nothing did, which costs one query."""
    asked = request.GET.get("v", "0")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_VERSION):
        raise BadRequest(_("“v” is the number of a version."))
    if meeting_id > BigIntegerField.MAX_BIGINT:
        # The database would raise an error about a number that it cannot hold.
        raise Http404
    since, now = int(asked), journal.version(meeting_id)
    if since == now:
        return HttpResponse(status=204)
    meeting = get_object_or_404(StadsbijeenkomstPage.objects.live().public(), pk=meeting_id)
    wijk = chosen(request, list(meeting.wijken()))
    # A version that is still to come is from before the database was put back: begin again.
    found = boards.changes(meeting, since if since < now else 0, wijk and wijk.pk)
    return render(request, "stadsbijeenkomst/_columns.html", {"board": found})


def chosen(request: HttpRequest, wijken: list[WijkPage]) -> WijkPage | None:
    """Return the wijk that the address asks for, None for the whole hall; another than the meeting's is a 404."""
    slug = request.GET.get("wijk", "")
    if not slug:
        return None
    for wijk in wijken:
        if wijk.slug == slug:
            return wijk
    raise Http404(_("This wijk has no table at this meeting."))
