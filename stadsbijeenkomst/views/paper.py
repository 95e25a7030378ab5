"""What staff do with paper at the desk: print the table kit, type rows in, and read a file of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from home.pdf import PdfUnavailable

from .. import kit, notes, paper, paper_import, tables
from ..models import StadsbijeenkomstPage
from ..paper_forms import PaperSheet, RowsFileForm, RowsTextForm
from .desk import may_lead
from .meeting import any_meeting

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_safe
@may_lead
def kit_pdf(request: HttpRequest, meeting_id: int) -> HttpResponseBase:
    """Give the table kit as a PDF, of all tables or of the one with the number `tafel`.

    Where no PDF can be made the page with the cards takes its place.
    """
    meeting = any_meeting(meeting_id)
    chosen = meeting.tables.filter(revoked_at=None).select_related("wijk").defer("wijk__boundary", "wijk__body")
    number = request.GET.get("tafel", "")
    if number:
        known = number.isascii() and number.isdigit() and len(number) < 6
        chosen = chosen.filter(number=int(number)) if known else chosen.none()
    chosen = list(chosen.order_by("number"))
    if not chosen:
        raise Http404(_("There is no such table with a code."))
    try:
        content = kit.render(meeting, request.build_absolute_uri("/").rstrip("/"), chosen)
    except PdfUnavailable:
        messages.warning(request, _("No PDF can be made here. Print these cards instead."))
        return redirect("stadsbijeenkomst_cards", meeting_id)
    name = slugify(f"{_('table kit')} {meeting.slug} {number}")
    return file(content, "application/pdf", f"{name}.pdf")


@require_safe
@may_lead
def template(request: HttpRequest, meeting_id: int, kind: str) -> HttpResponse:
    """Give an empty file to type rows in, with the id of every row."""
    if kind not in KINDS:
        raise Http404(_("There is no such file."))
    meeting = any_meeting(meeting_id)
    return file(paper_import.template(meeting, kind), KINDS[kind], f"rijen-{meeting.slug}.{kind}")


def file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to keep, which nobody on the way keeps: it holds codes."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_lead
def typed(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Take rows of any table; store those that are right and show only the others again."""
    meeting = any_meeting(meeting_id)
    sheet = PaperSheet(meeting, tables.hosting(meeting), request.POST if request.method == "POST" else None)
    status, complaint = 200, ""
    if request.method == "POST":
        status = 422
        if not sheet.rows:
            sheet, complaint = PaperSheet(meeting, sheet.seats), _("Type at least one row.")
        else:
            try:
                stored = len(paper.store(sheet.seats, sheet.right, in_time=sheet.about.in_time))
            except notes.NoteRefused as refusal:
                complaint = refusal.sentence
            else:
                if stored:
                    tell(request, stored)
                if not sheet.wrong:
                    return redirect("stadsbijeenkomst_paper", meeting_id)
                sheet.rows = sheet.wrong
    context = {
        "sheet": sheet,
        "complaint": complaint,
        "file": RowsFileForm(meeting),
        "example": paper.EXAMPLE,
        "numbers": meeting.tables.filter(revoked_at=None).order_by("number").values_list("number", flat=True),
    }
    return render(
        request, "stadsbijeenkomst/admin/paper.html", about(meeting, _("Rows of paper")) | context, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_lead
def imported(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show what a file would bring, row by row, and store it when asked to."""
    meeting = any_meeting(meeting_id)
    confirming = "text" in request.POST
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = (RowsTextForm if confirming else RowsFileForm)(meeting, *data)
    plan = form.preview if form.is_bound and form.is_valid() else None
    faults = [*form.errors.get("text", [])] if confirming else []
    if confirming and plan and plan.is_importable:
        try:
            tell(request, len(paper_import.store(meeting, plan, in_time=form.in_time)))
            return redirect("stadsbijeenkomst_paper", meeting_id)
        except notes.NoteRefused as refusal:
            faults, plan = [refusal.sentence], None
    context = {
        "form": RowsFileForm(meeting) if confirming else form,
        "faults": faults,
        "plan": plan,
        "confirm": RowsTextForm(meeting, initial={"text": plan.csv}) if plan and plan.is_importable else None,
    }
    wrong = form.is_bound and not (plan and plan.is_importable)
    return render(
        request,
        "stadsbijeenkomst/admin/import_rows.html",
        about(meeting, _("Rows of paper from a file")) | context,
        status=422 if wrong else 200,
    )


def tell(request: HttpRequest, number: int) -> None:
    messages.success(request, ngettext("%(n)d row is saved.", "%(n)d rows are saved.", number) % {"n": number})


def about(meeting: StadsbijeenkomstPage, title: str) -> dict:
    crumbs = [
        {"url": reverse("stadsbijeenkomst_desks"), "label": _("City meetings")},
        {"url": reverse("stadsbijeenkomst_desk", args=[meeting.pk]), "label": meeting.title},
        {"url": "", "label": title},
    ]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "doc-full",
        "meeting": meeting,
        "breadcrumbs_items": crumbs,
    }
