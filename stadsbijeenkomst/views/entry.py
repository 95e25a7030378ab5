"""Where participants write: `/doe-mee/` and a page for each table."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.answers import private

from .. import devices, limits, notes, tables
from ..forms import ChangeForm, CodeForm, NoteForm, Sheet, clean_sent_note
from ..models import Note
from ..tables import Seat
from .seats import COOKIE, SLOW_DOWN, about, device_of, seated, slow_down, with_device


@require_safe
@private
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a table."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("stadsbijeenkomst:write", code=form.cleaned_data["code"])
    return render(request, "stadsbijeenkomst/join.html", {"form": form}, status=404 if form.is_bound else 200)


@require_safe
@seated
def write(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Show the three questions."""
    table = tables.at(seat)
    response = sheet_page(request, code, table, Sheet(table.meeting.questions), counts=devices.counts(seat))
    response.context_data["blank"] = NoteForm(prefix="new")
    # Not `no-store`, on purpose: browsers put typed text back when somebody returns with the back button, so they must
    # find this very page, with the same numbers in it. It holds no word that anybody wrote.
    response.headers["Cache-Control"] = "private, no-cache"
    return with_device(request, response)


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def send_sheet(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Store every note that is right and show only the others again.

    At an address of its own: a POST makes browsers forget the page kept for that address (RFC 9111 §4.4).
    """
    if request.method != "POST":
        return redirect("stadsbijeenkomst:write", code=code)
    table, device = tables.at(seat), device_of(request) or uuid4()
    sheet = Sheet(table.meeting.questions, request.POST)
    if not sheet.forms:
        sheet = Sheet(table.meeting.questions)
        return sheet_page(request, code, table, sheet, status=422, complaint=_("Write at least one note."))
    if not limits.notes.take(code, len(sheet.forms)):
        return sheet_page(request, code, table, sheet, status=429, complaint=slow_down())
    wrong = [form for question, form in sheet.rows if not stored(form, seat, device, question)]
    count = len(sheet.rows) - len(wrong)
    if wrong:
        sheet.keep(wrong)
        response = sheet_page(request, code, table, sheet, status=422, count=count)
    else:
        response = HttpResponseRedirect(
            f"{reverse('stadsbijeenkomst:own', args=[code])}?opgeslagen={count}", status=303
        )
    return with_device(request, response, device)


def stored(form: NoteForm, seat: Seat, device: UUID, question: str) -> bool:
    """Store the note of a form; False, with a message beside the field, when it cannot be."""
    if not form.is_valid():
        if "uuid" not in form.cleaned_data:
            form.renumber()
        return False
    sent = form.cleaned_data
    try:
        notes.submit(seat, device, sent["uuid"], question, sent["text"], age=sent["age"])
    except notes.NoteRefused as refusal:
        form.refuse(refusal.sentence)
        return False
    return True


@require_safe
@seated
def own(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Show what this device wrote at this table, each note with its state."""
    device = device_of(request)
    written = Note.objects.written().filter(table=seat.table_id).of_device(device).order_by("id") if device else []
    count = request.GET.get("opgeslagen", "")
    table = tables.at(seat)
    context = {
        "written": [(note, table.meeting.questions[note.question]) for note in written],
        "count": int(count) if count in ROW_COUNTS else 0,
        "counts": devices.counts(seat),
    }
    return render(request, "stadsbijeenkomst/own.html", about(code, table) | context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def change(request: HttpRequest, code: str, seat: Seat, uuid: UUID) -> HttpResponse:
    """Change or withdraw one note of this device."""
    device = device_of(request)
    note = Note.objects.written().filter(meeting=seat.meeting_id, client_uuid=uuid).of_device(device).first()
    if device is None or note is None:
        raise Http404(_("This note is not known here, or was written on another device."))
    table = tables.at(seat)
    form = ChangeForm(table.meeting.questions, request.POST or None, initial=ChangeForm.of(note))
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "withdraw":
                notes.withdraw(seat, device, uuid)
                return redirect("stadsbijeenkomst:own", code=code)
            if form.is_valid() and limits.notes.take(code):
                sent = form.cleaned_data
                notes.change(seat, device, uuid, sent["question"], sent["text"], seen=sent["seen"])
                return redirect("stadsbijeenkomst:own", code=code)
            status = 422 if form.errors else 429
        except notes.NoteRefused as refusal:
            note.refresh_from_db()
            form.refuse(note, refusal.sentence)
            status = 409 if isinstance(refusal, notes.ChangedMeanwhile) else 403
    complaint = slow_down() if status == 429 else ""
    return render(
        request,
        "stadsbijeenkomst/change.html",
        about(code, table) | {"form": form, "complaint": complaint},
        status=status,
    )


@require_POST
@seated
def send(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Store one note that a script sends (`uuid`, `question`, `text`, `age` in seconds, `first` when it was never sent
    with other words); answers in JSON.

    201 stored, 200 known already or changed, 400 wrong, 403 another device's, 409 withdrawn, 429 too many at once.
    """
    if not limits.notes.take(code):
        return JsonResponse({"error": str(slow_down())}, status=429, headers=SLOW_DOWN)
    sent, errors = clean_sent_note(request.POST)
    if errors:
        return JsonResponse({"errors": errors}, status=400)
    device = device_of(request) or uuid4()
    try:
        receipt = notes.submit(
            seat, device, sent["uuid"], sent["question"], sent["text"], age=sent["age"], first=sent["first"]
        )
    except notes.NoteRefused as refusal:
        status = 409 if isinstance(refusal, notes.NoteWithdrawn) else 403
        return JsonResponse({"error": str(refusal.sentence)}, status=status)
    response = JsonResponse(
        {"uuid": sent["uuid"], "outcome": receipt.outcome.value, "status": receipt.note.status},
        status=201 if receipt.outcome is notes.Outcome.STORED else 200,
    )
    return with_device(request, response, device)


@require_POST
@seated
def stand(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Take from a device how many notes it still holds (`unsent`); answer where its table and the meeting stand.

    What the page shows of the meeting comes as the very piece of HTML that the page has, so that they cannot differ.
    """
    device = device_of(request) or uuid4()
    devices.report(seat, device, whole_number(request.POST.get("unsent", "")))
    table = tables.at(seat)
    counts = devices.counts(seat)
    answer = JsonResponse(
        {
            "written": counts.written,
            "stored": counts.stored,
            "standing": render_to_string("stadsbijeenkomst/_standing.html", about(code, table)),
        }
    )
    return with_device(request, answer, device)


def whole_number(typed: str) -> int:
    """Return a number of at most nine digits; 0 for everything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


@require_POST
@seated
def forget(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Take the device's number away: who uses it next sees nothing of who used it before."""
    if (device := device_of(request)) is not None:
        devices.report(seat, device, 0)
    response = HttpResponseRedirect(reverse("stadsbijeenkomst:write", args=[code]), status=303)
    response.delete_cookie(COOKIE, path=reverse("stadsbijeenkomst:join"), samesite="Lax")
    return response


ROW_COUNTS = {str(number) for number in range(1, 100)}


def sheet_page(request, code, table, sheet, status=200, count=0, complaint="", counts=None) -> TemplateResponse:
    context = about(code, table) | {"sheet": sheet, "count": count, "complaint": complaint, "counts": counts}
    headers = SLOW_DOWN if status == 429 else None
    return TemplateResponse(request, "stadsbijeenkomst/write.html", context, status=status, headers=headers)
