"""The programme lead's control room in the admin: every button that moves the evening on."""

from collections.abc import Callable
from datetime import timedelta

import segno
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from .. import ballot, control_room, proceedings, tables
from ..desk_forms import AnnouncementForm, BallotForm, TablesForm, TablesPerWijkForm, TimerForm
from ..models import Proceedings, StadsbijeenkomstPage, Table
from .meeting import any_meeting

may_lead = permission_required("stadsbijeenkomst.change_proceedings")

MINUTES = (5, 10, 15, 20)
SWITCHES: dict[str, tuple[Callable[[StadsbijeenkomstPage], object], str]] = {
    "moderate": (lambda meeting: proceedings.moderate(meeting, True), "inbreng"),
    "show_at_once": (lambda meeting: proceedings.moderate(meeting, False), "inbreng"),
    "stop_timer": (lambda meeting: proceedings.set_timer(meeting, None), "klok"),
    "silence": (lambda meeting: proceedings.announce(meeting, ""), "mededeling"),
}
CODES: dict[str, Callable[[Table], object]] = {"revoke": tables.revoke, "renew": tables.renew}


@require_safe
@may_lead
def index(request: HttpRequest) -> HttpResponse:
    """List the meetings, the newest first."""
    meetings = StadsbijeenkomstPage.objects.select_related("proceedings").order_by("-starts_at")
    return render(
        request,
        "stadsbijeenkomst/admin/desks.html",
        {"page_title": _("City meetings"), "header_icon": "group", "meetings": meetings},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_lead
@never_cache
def desk(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show where one meeting stands, and do what a button says."""
    meeting = any_meeting(meeting_id)
    if request.method != "POST":
        return room(request, meeting)
    if "phase" in request.POST:
        return change_phase(request, meeting)
    for name, verb in CODES.items():
        if name in request.POST:
            return change_code(request, meeting, name, verb)
    if (switch := SWITCHES.get(request.POST.get("verb", ""))) is not None:
        switch[0](meeting)
        return back(meeting, switch[1])
    if request.POST.get("timer") in {str(minutes) for minutes in MINUTES}:
        return start_timer(meeting, int(request.POST["timer"]))
    for name, (form_class, send) in FORMS.items():
        if name in request.POST:
            form = form_class(meeting, request.POST)
            return (send(request, meeting, form) if form.is_valid() else None) or room(request, meeting, name, form)
    raise BadRequest(_("This button is not known here."))


@require_safe
@may_lead
@never_cache
def now(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Send the parts of the control room that change by themselves: what its page asks every few seconds."""
    meeting = any_meeting(meeting_id)
    context = {"meeting": meeting, "room": control_room.show(meeting)}
    return render(request, "stadsbijeenkomst/admin/desk_now.html", context)


def room(
    request: HttpRequest, meeting: StadsbijeenkomstPage, sent: str = "", form: Form | None = None
) -> HttpResponse:
    """Show the control room, with the form that has to be put right."""
    shown = control_room.show(meeting)
    forms = {
        "set_timer": TimerForm(),
        "announce": AnnouncementForm(initial={"sentence": shown.state.announcement}),
        "arrange_ballot": BallotForm(meeting),
        "add_tables": TablesForm(after=shown.last),
        "add_per_wijk": TablesPerWijkForm(after=shown.last),
    }
    if form is not None:
        forms[sent] = form
    context = {
        "page_title": meeting.title,
        "page_subtitle": _("Control room"),
        "header_icon": "group",
        "meeting": meeting,
        "room": shown,
        "minutes": MINUTES,
        "forms": forms,
    }
    return render(request, "stadsbijeenkomst/admin/desk.html", context, status=200 if form is None else 422)


def change_phase(request: HttpRequest, meeting: StadsbijeenkomstPage) -> HttpResponse:
    """Enter a phase; ask first when a table could still hold notes that were written in time."""
    try:
        phase = Proceedings.Phase(request.POST["phase"])
    except ValueError as error:
        raise BadRequest(_("There is no such phase.")) from error
    if "sure" not in request.POST and (behind := control_room.asks_first(meeting, phase)):
        return confirm(request, meeting, "phase", phase.value, "fase", {"phase": phase, "behind": behind})
    proceedings.enter(meeting, phase)
    messages.success(request, _("The meeting is now in this phase: %(phase)s.") % {"phase": phase.label})
    return back(meeting, "fase")


def change_code(
    request: HttpRequest, meeting: StadsbijeenkomstPage, name: str, verb: Callable[[Table], object]
) -> HttpResponse:
    """Revoke or renew the codes of a table, after asking: its cards and devices stop working."""
    number = request.POST[name]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest(_("This button is not known here."))
    table = get_object_or_404(meeting.tables.select_related("wijk"), pk=number)
    anchor = f"tafel-{table.number}"
    if "sure" not in request.POST:
        return confirm(request, meeting, name, number, anchor, {"table": table, "verb": name})
    verb(table)
    done = {"revoke": _("%(table)s: the codes no longer work."), "renew": _("%(table)s has new codes.")}
    messages.success(request, done[name] % {"table": table})
    return back(meeting, anchor)


def start_timer(meeting: StadsbijeenkomstPage, minutes: int) -> HttpResponse:
    proceedings.set_timer(meeting, timezone.now() + timedelta(minutes=minutes))
    return back(meeting, "klok")


def announce(request: HttpRequest, meeting: StadsbijeenkomstPage, form: Form) -> HttpResponse:
    proceedings.announce(meeting, form.cleaned_data["sentence"])
    return back(meeting, "mededeling")


def arrange_ballot(request: HttpRequest, meeting: StadsbijeenkomstPage, form: Form) -> HttpResponse | None:
    rules = form.cleaned_data
    try:
        ballot.arrange(meeting, question=rules["ballot"], votes_by=rules["votes_by"], votes_each=rules["votes_each"])
    except ballot.VotesCast as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, _("The rules of the vote are saved."))
    return back(meeting, "stemming")


def add_tables(request: HttpRequest, meeting: StadsbijeenkomstPage, form: Form) -> HttpResponse:
    try:
        added = tables.furnish(meeting, form.places(), after=form.cleaned_data["after"])
    except tables.TablesChanged as refusal:
        messages.warning(request, refusal.sentence)
        return back(meeting, "tafels")
    if added:
        numbers = {"first": added[0].number, "last": added[-1].number}
        messages.success(request, _("Added: tables %(first)s to %(last)s.") % numbers)
    return back(meeting, f"tafel-{added[0].number}" if added else "tafels")


FORMS = {
    "set_timer": (lambda _m, data: TimerForm(data), lambda _r, m, form: start_timer(m, form.cleaned_data["own"])),
    "announce": (lambda _m, data: AnnouncementForm(data), announce),
    "arrange_ballot": (BallotForm, arrange_ballot),
    "add_tables": (lambda _m, data: TablesForm(data), add_tables),
    "add_per_wijk": (lambda _m, data: TablesPerWijkForm(data), add_tables),
}


@require_safe
@may_lead
def cards(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show a card for each table, to print: its code, and a QR code of its address."""
    meeting = get_object_or_404(StadsbijeenkomstPage, id=meeting_id)
    in_use = meeting.tables.filter(revoked_at=None).select_related("wijk").defer("wijk__boundary", "wijk__body")
    host = request.build_absolute_uri(reverse("stadsbijeenkomst:join"))
    shown = [
        (table, control_room.spaced(table.code), segno.make(host + table.code, error="m").svg_data_uri(scale=5))
        for table in in_use.order_by("number")
    ]
    response = render(request, "stadsbijeenkomst/cards.html", {"meeting": meeting, "cards": shown, "host": host})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def back(meeting: StadsbijeenkomstPage, anchor: str) -> HttpResponse:
    """Return to the part of the room where the button stands: there the keyboard goes on."""
    return redirect(f"{reverse('stadsbijeenkomst_desk', args=[meeting.pk])}#{anchor}")


def confirm(
    request: HttpRequest, meeting: StadsbijeenkomstPage, name: str, value: str, anchor: str, about: dict
) -> HttpResponse:
    """Ask whether to go on, and say what it does."""
    context = {
        "page_title": _("Are you sure?"),
        "page_subtitle": meeting.title,
        "header_icon": "warning",
        "meeting": meeting,
        "name": name,
        "value": value,
        "anchor": anchor,
    }
    return render(request, "stadsbijeenkomst/admin/desk_confirm.html", context | about)
