"""The moderators' queue in the admin: one note in focus, decided about with a key or a button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from .. import grouping, journal, moderation, trays, wording
from ..models import Decision, Note, Proceedings, StadsbijeenkomstPage
from .meeting import any_meeting

may_moderate = permission_required("stadsbijeenkomst.moderate_note")

NAMES = {
    trays.WAITING: gettext_lazy("Waiting"),
    trays.LATE: gettext_lazy("Came late"),
    trays.SENSITIVE: gettext_lazy("Sensitive"),
    trays.HIDDEN: gettext_lazy("Hidden"),
    trays.DECIDED: gettext_lazy("On display"),
}
LOG = "logboek"
DONE = {
    "approve": gettext_lazy("Approved: %(words)s"),
    "hide": gettext_lazy("Hidden: %(words)s"),
    "mark_sensitive": gettext_lazy("Marked as sensitive: %(words)s"),
    "redact": gettext_lazy("Displayed with a neutral line: %(words)s"),
    "reconsider": gettext_lazy("Put back: %(words)s"),
    "merge": gettext_lazy("Displayed, in one topic: %(words)s"),
    "put": gettext_lazy("Displayed, in one topic: %(words)s"),
    "undo": gettext_lazy("Undone: %(words)s"),
}
KINDS = {
    "phone": gettext_lazy("a telephone number"),
    "email": gettext_lazy("an e-mail address"),
    "postcode": gettext_lazy("a postcode with a house number"),
    "bsn": gettext_lazy("a number that may be a BSN"),
}
KEYS = [
    ("a", gettext_lazy("approve")),
    ("v", gettext_lazy("hide")),
    ("g", gettext_lazy("sensitive")),
    ("r", gettext_lazy("write a neutral line")),
    ("m", gettext_lazy("put in one topic with another note")),
    ("j", gettext_lazy("next note (also n)")),
    ("k", gettext_lazy("previous note")),
    ("u", gettext_lazy("undo your latest decision")),
    ("?", gettext_lazy("show or hide these keys")),
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a press of a button gave: a sentence, and the note to look at after it.

    `line` is a neutral line that was refused, and goes back into its field. `onward`: when the note to look at has
    left the tray, any other will do.
    """

    sentence: str
    note_id: int | None
    done: bool = True
    line: str | None = None
    onward: bool = False


@require_safe
@may_moderate
def newest(request: HttpRequest) -> HttpResponse:
    """Lead to the queue of the meeting that goes on, else of the newest; where there is none yet, say so."""
    meetings = StadsbijeenkomstPage.objects.order_by("-starts_at")
    going_on = meetings.filter(proceedings__phase__in=Proceedings.OPEN)
    key = going_on.values_list("pk", flat=True).first() or meetings.values_list("pk", flat=True).first()
    if key is None:
        messages.info(request, _("There is no city meeting yet."))
        return redirect("wagtailadmin_home")
    return redirect("stadsbijeenkomst_queue", key)


@require_http_methods(["GET", "HEAD", "POST"])
@may_moderate
def queue(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show a tray of a meeting with one note in focus; do what a button says.

    A script asks for parts of the page only (the header X-Part), with the version that it shows: 204 when the meeting
    has not changed since.
    """
    meeting = any_meeting(meeting_id)
    tray = request.POST.get("bak") or request.GET.get("bak")
    if request.method != "POST":
        if "v" in request.GET and request.GET["v"] == str(journal.version(meeting.pk)):
            return HttpResponse(status=204)
        return show(request, meeting, tray, number(request.GET, "notitie"))
    if request.POST.get("verb") == "search":
        # What moderators look for may be a name: it stands in no address and no log.
        request.session[sought_key(meeting)] = wording.normalise(request.POST.get("zoek", ""))[: Note.MAX_LENGTH]
        return redirect(address(meeting, trays.FOUND))
    outcome = decide(request, meeting)
    if in_part(request) or outcome.line is not None:
        return show(request, meeting, tray, outcome.note_id, outcome)
    (messages.success if outcome.done else messages.warning)(request, outcome.sentence)
    return redirect(address(meeting, tray, outcome.note_id))


def show(
    request: HttpRequest,
    meeting: StadsbijeenkomstPage,
    tray: str | None,
    note_id: int | None,
    outcome: Outcome | None = None,
) -> HttpResponse:
    """Answer with the whole page, or with its parts."""
    if tray not in (*NAMES, trays.FOUND, LOG):
        tray = trays.WAITING
    # The version first: what happens between this query and the next is shown twice rather than never.
    version = journal.version(meeting.pk)
    sought = request.session.get(sought_key(meeting), "")
    lines = [] if tray == LOG else trays.lines(meeting, tray, sought)
    ids = [line.id for line in lines]
    if outcome and outcome.onward and note_id not in ids:
        note_id = None
    focus = trays.focus(meeting, note_id) if note_id and tray != LOG else None
    told = ""
    if "gezien" in request.GET:
        told = happened(focus, request.GET["gezien"])
    elif focus is None and ids:
        focus = trays.focus(meeting, ids[0])
    at = focus.note.pk if focus else None
    here = ids.index(at) if at in ids else -1
    context = {
        "page_title": _("Moderation"),
        "page_subtitle": meeting.title,
        "header_icon": "tasks",
        "meeting": meeting,
        "version": version,
        "tray": tray,
        "tray_name": NAMES.get(tray, ""),
        "tabs": tabs(meeting, tray),
        "lines": lines,
        "sought": sought,
        "focus": focus,
        "kinds": [KINDS[kind] for kind in focus.kinds] if focus else [],
        "before": ids[here - 1] if here > 0 else None,
        "after": ids[(here + 1) % len(ids)] if len(ids) > 1 or (ids and here < 0) else None,
        "log": trays.log(meeting) if tray == LOG else [],
        "own": trays.own_latest(meeting, request.user),
        "told": told,
        "outcome": outcome,
        "line": outcome.line if outcome and outcome.line is not None else None,
        "keys": KEYS,
        "shown": trays.SHOWN,
    }
    template = "_queue" if in_part(request) else "queue"
    answer = render(request, f"stadsbijeenkomst/admin/{template}.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    if outcome and outcome.line is not None:
        answer.status_code = 422
    return answer


def decide(request: HttpRequest, meeting: StadsbijeenkomstPage) -> Outcome:
    """Do what the pressed button says, with the note as the moderator saw it.

    A note of another meeting does not exist here.
    """
    sent = request.POST
    if sent.get("verb") == "undo":
        return undo(meeting, number(sent, "decision"), request.user)
    verb = sent.get("verb", "")
    note_id = number(sent, "note")
    if verb not in VERBS or note_id is None:
        raise BadRequest(_("This button is not known here."))
    if not Note.objects.filter(meeting=meeting, pk=note_id).exists():
        raise Http404(_("There is no such note in this meeting."))
    try:
        seen = datetime.fromisoformat(sent["seen"]).astimezone()
    except (KeyError, ValueError, OverflowError) as error:
        raise BadRequest(_("This button is not known here.")) from error
    line = sent.get("line", "") if verb == "redact" else None
    try:
        note = VERBS[verb](note_id, seen, sent, request.user)
    except REFUSALS as refusal:
        return Outcome(str(refusal.sentence), note_id, done=False, line=line)
    return Outcome(str(DONE[verb]) % {"words": trays.told(note)}, number(sent, "next"), onward=True)


def undo(meeting: StadsbijeenkomstPage, decision_id: int | None, moderator: AbstractBaseUser) -> Outcome:
    """Undo a decision, or the moderator's own latest."""
    if decision_id is None:
        decision = trays.own_latest(meeting, moderator)
        if decision is None:
            return Outcome(_("There is nothing to undo."), None, done=False)
    else:
        decision = Decision.objects.filter(pk=decision_id, note__meeting=meeting).first()
        if decision is None:
            raise Http404(_("There is no such decision in this meeting."))
    try:
        note = moderation.undo(decision.pk, moderator)
    except moderation.ChangedMeanwhile as refusal:
        return Outcome(str(refusal.sentence), decision.note_id, done=False)
    return Outcome(str(DONE["undo"]) % {"words": trays.told(note)}, note.pk)


Verb = Callable[[int, datetime, QueryDict, AbstractBaseUser], Note]
REFUSALS = (moderation.ChangedMeanwhile, moderation.LineRefused, grouping.GroupingRefused)
VERBS: dict[str, Verb] = {
    "approve": lambda note, seen, sent, moderator: moderation.approve(note, seen, moderator),
    "hide": lambda note, seen, sent, moderator: moderation.hide(note, seen, moderator),
    "mark_sensitive": lambda note, seen, sent, moderator: moderation.mark_sensitive(note, seen, moderator),
    "reconsider": lambda note, seen, sent, moderator: moderation.reconsider(note, seen, moderator),
    "redact": lambda note, seen, sent, moderator: moderation.redact(note, seen, sent.get("line", ""), moderator),
    "merge": lambda note, seen, sent, moderator: moderation.merge(note, seen, number(sent, "other") or 0, moderator),
    "put": lambda note, seen, sent, moderator: moderation.put(note, seen, number(sent, "group") or 0, moderator),
}


def happened(focus: trays.Focus | None, seen: str) -> str:
    """Return what happened to the note that somebody is looking at since they saw it; "" when nothing did."""
    if focus is None:
        return _("The writer took this note back.")
    note, latest = focus.note, focus.latest
    if note.changed_at.isoformat() == seen:
        return ""
    if latest and latest.made_at == note.changed_at:
        return _("%(who)s has just decided about this note: %(verb)s.") % {
            "who": latest.moderator.get_full_name() or latest.moderator.get_username() if latest.moderator else "–",
            "verb": latest.get_verb_display(),
        }
    return _("The writer has just changed this note.")


def tabs(meeting: StadsbijeenkomstPage, tray: str) -> list[tuple[str, str, int | None, bool]]:
    """Return address, name, number and whether it is the one shown, for each tray and the log."""
    counts = trays.counts(meeting)
    named = [(address(meeting, name), str(title), counts[name], name == tray) for name, title in NAMES.items()]
    return [*named, (address(meeting, LOG), _("Log"), None, tray == LOG)]


def address(meeting: StadsbijeenkomstPage, tray: str | None, note_id: int | None = None) -> str:
    """Return the address of a tray with a note in focus."""
    place = {"bak": tray if tray and tray != trays.WAITING else None, "notitie": note_id}
    query = urlencode({name: value for name, value in place.items() if value is not None})
    return reverse("stadsbijeenkomst_queue", args=[meeting.pk]) + (f"?{query}" if query else "")


def sought_key(meeting: StadsbijeenkomstPage) -> str:
    return f"moderation-sought-{meeting.pk}"


def in_part(request: HttpRequest) -> bool:
    return "X-Part" in request.headers


def number(sent: QueryDict, name: str) -> int | None:
    """Return a key that was sent; None when there is none that a database can hold."""
    value = sent.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
