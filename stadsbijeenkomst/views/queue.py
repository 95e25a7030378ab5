"""The moderators' queue in the admin."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from .. import moderation
from ..models import Note, StadsbijeenkomstPage

VERBS = {
    "approve": moderation.approve,
    "hide": moderation.hide,
    "mark_sensitive": moderation.mark_sensitive,
}
SHOWN = 50
may_moderate = permission_required("stadsbijeenkomst.moderate_note")


@require_http_methods(["GET", "HEAD", "POST"])
@may_moderate
def queue(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the notes of a meeting that wait, the oldest first, each with its buttons."""
    meeting = StadsbijeenkomstPage.objects.filter(pk=meeting_id).select_related("proceedings").first()
    if meeting is None:
        raise Http404(_("There is no such city meeting."))
    if request.method == "POST":
        decide(request, meeting)
        return redirect("stadsbijeenkomst_queue", meeting_id)
    waiting = Note.objects.waiting().filter(meeting=meeting).order_by("id")
    shown = waiting.select_related("table__wijk").defer("table__wijk__boundary", "table__wijk__body")[:SHOWN]
    return render(
        request,
        "stadsbijeenkomst/admin/queue.html",
        {
            "page_title": _("Notes that wait"),
            "page_subtitle": meeting.title,
            "header_icon": "tasks",
            "meeting": meeting,
            "waiting": [(note, meeting.questions[note.question]) for note in shown],
            "count": waiting.count(),
        },
    )


def decide(request: HttpRequest, meeting: StadsbijeenkomstPage) -> None:
    """Do what the pressed button says with the note as the moderator saw it."""
    try:
        verb = VERBS[request.POST["verb"]]
        note = Note.objects.get(meeting=meeting, pk=int(request.POST["note"]))
        seen = datetime.fromisoformat(request.POST["seen"]).astimezone()
    except (KeyError, ValueError, OverflowError, Note.DoesNotExist) as error:
        raise BadRequest(_("This button is not known here.")) from error
    try:
        verb(note.pk, seen)
    except moderation.ChangedMeanwhile as refusal:
        messages.warning(request, refusal.sentence)
