"""The page of a table's host: every note of the table, paper, and what a dead device left behind."""

from functools import wraps
from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from home.answers import View

from .. import devices, handover, limits, notes, paper, tables
from ..forms import ChangeForm
from ..models import Note
from ..paper_forms import HandoverForm, PaperSheet
from ..tables import HostOnly, Seat
from .seats import SLOW_DOWN, about, device_of, refused, seated, slow_down, with_device

VERBS = {"close": tables.close, "reopen": tables.reopen}
COUNTS = {str(number) for number in range(1, handover.MAX_NOTES + 1)}


def hosted(view: View) -> View:
    """As `seated`, but only the code on the host's card opens the page."""

    @wraps(view)
    def answer(request: HttpRequest, code: str, seat: Seat, **kwargs) -> HttpResponse:
        if not seat.is_host:
            response = refused(request, code, HostOnly())
            response.status_code = 403
            return response
        return view(request, code, seat, **kwargs)

    return seated(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def host(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Show every note of the table with its state; close the table or open it again."""
    if request.method == "POST":
        if request.POST.get("verb") not in VERBS:
            raise BadRequest(_("This button is not known here."))
        VERBS[request.POST["verb"]](seat)
        return redirect("stadsbijeenkomst:host", code=code)
    table = tables.at(seat)
    written = list(Note.objects.written().filter(table=seat.table_id).order_by("id"))
    groups = [
        (question, wording, [note for note in written if note.question == question])
        for question, wording in table.meeting.questions.items()
    ]
    context = {"groups": groups, "counts": devices.counts(seat), "count": told(request)}
    response = render(request, "stadsbijeenkomst/host.html", about(code, table) | context)
    return with_device(request, response)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def host_note(request: HttpRequest, code: str, seat: Seat, uuid: UUID) -> HttpResponse:
    """Change, withdraw or mark one note of the table, as it was shown."""
    note = Note.objects.filter(table=seat.table_id, client_uuid=uuid).first()
    if note is None:
        raise Http404(_("This note is not known here."))
    table = tables.at(seat)
    form = ChangeForm(table.meeting.questions, request.POST or None, initial=ChangeForm.of(note))
    status, complaint = 200, ""
    if request.method == "POST":
        try:
            if not limits.notes.take(code):
                status, complaint = 429, slow_down()
            elif act(request, seat, note, form):
                return redirect("stadsbijeenkomst:host", code=code)
            else:
                status = 422
        except notes.NoteRefused as refusal:
            note.refresh_from_db()
            form.refuse(note, refusal.sentence)
            status = 409
    context = {"form": form, "note": note, "wording": table.meeting.questions[note.question], "complaint": complaint}
    return render(request, "stadsbijeenkomst/host_note.html", about(code, table) | context, status=status)


def act(request: HttpRequest, seat: Seat, note: Note, form: ChangeForm) -> bool:
    """Do what the pressed button says; False when the form is not right."""
    verb, device = request.POST.get("verb"), device_of(request) or uuid4()
    valid = form.is_valid()
    seen = form.cleaned_data.get("seen")
    if verb in {"withdraw", "mark"} and seen:
        (notes.withdraw if verb == "withdraw" else notes.mark_sensitive)(seat, device, note.client_uuid, seen=seen)
        return True
    if not valid:
        return False
    notes.change(seat, device, note.client_uuid, form.cleaned_data["question"], form.cleaned_data["text"], seen=seen)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def typed(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Take rows of paper; store those that are right and show only the others again."""
    table = tables.at(seat)
    sheet = PaperSheet(table.meeting, {table.number: seat}, request.POST if request.method == "POST" else None)
    status, complaint, stored = 200, "", 0
    if request.method == "POST":
        status = 422
        if not sheet.rows:
            sheet, complaint = PaperSheet(table.meeting, sheet.seats), _("Type at least one row.")
        elif not limits.notes.take(code, len(sheet.rows)):
            status, complaint = 429, slow_down()
        else:
            try:
                stored = len(paper.store(sheet.seats, sheet.right, in_time=sheet.about.in_time))
                if not sheet.wrong:
                    return redirect(f"{reverse('stadsbijeenkomst:paper', args=[code])}?opgeslagen={stored}")
                sheet.rows = sheet.wrong
            except notes.NoteRefused as refusal:
                complaint = refusal.sentence
    context = {"sheet": sheet, "complaint": complaint, "count": stored or told(request), "example": paper.EXAMPLE}
    headers = SLOW_DOWN if status == 429 else None
    return TemplateResponse(
        request, "stadsbijeenkomst/paper.html", about(code, table) | context, status=status, headers=headers
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def take_over(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Show what another device could not send, and store it when the host agrees."""
    table = tables.at(seat)
    form = HandoverForm(seat, *((request.POST, request.FILES) if request.method == "POST" else ()))
    status, complaint, plan = 200, "", None
    if form.is_bound:
        plan = form.preview if form.is_valid() else None
        status = 200 if plan and plan.is_right else 422
        if plan and plan.is_right and request.POST.get("verb") == "store":
            if not limits.notes.take(code, len(plan.notes)):
                status, complaint = 429, slow_down()
            else:
                device = device_of(request) or uuid4()
                try:
                    count = len(handover.store(seat, device, plan))
                    response = redirect(f"{reverse('stadsbijeenkomst:host', args=[code])}?opgeslagen={count}")
                    return with_device(request, response, device)
                except notes.NoteRefused as refusal:
                    status, complaint = 409, refusal.sentence
    questions = table.meeting.questions
    context = {
        "form": form,
        "plan": plan,
        "carried": [(note, questions.get(note.question, "")) for note in plan.notes] if plan else [],
        "whole": form.cleaned_data["whole"] if plan else "",
        "complaint": complaint,
    }
    return render(request, "stadsbijeenkomst/handover.html", about(code, table) | context, status=status)


def told(request: HttpRequest) -> int:
    """Return the number of notes that the address says were stored just now."""
    count = request.GET.get("opgeslagen", "")
    return int(count) if count in COUNTS else 0
