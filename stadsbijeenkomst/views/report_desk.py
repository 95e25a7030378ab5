"""Where editors make the report of a meeting, and write its lines chapter by chapter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import drafting, report, report_forms, report_lines
from ..models import Question, ReportLine, ReportPage, StadsbijeenkomstPage
from ..models.report import CITY
from .meeting import any_meeting

ORDER = [question.value for question in Question]


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the chapters of a report with their numbers; make it, or take in the notes that came since."""
    meeting = any_meeting(meeting_id)
    page = report.page_of(meeting)
    require_editor(request, meeting, page)
    if request.method == "POST":
        page = drafting.draft(meeting, request.user)
        messages.success(request, _("The lines of the report are up to date with the notes."))
        return redirect("stadsbijeenkomst_report", meeting_id)
    return render(
        request,
        "stadsbijeenkomst/admin/report.html",
        {
            "page_title": _("Report"),
            "page_subtitle": meeting.title,
            "header_icon": "doc-full",
            "meeting": meeting,
            "report_page": page,
            "report": report.read(meeting, page),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def chapter(request: HttpRequest, meeting_id: int, slug: str) -> HttpResponse:
    """Show the lines of one chapter to write in; all of them are saved, or none."""
    meeting = any_meeting(meeting_id)
    page = report.page_of(meeting)
    if page is None:
        raise Http404(_("The report has no page about this."))
    require_editor(request, meeting, page)
    place = {"wijk": None} if slug == CITY else {"wijk__slug": slug}
    # Read once: what the forms show and what is compared with it are the same rows.
    lines = sorted(page.lines.filter(count__gt=0, **place), key=lambda line: ORDER.index(line.question))
    if not lines:
        raise Http404(_("The report has no page about this."))
    known = {line.pk: line for line in lines}
    options = {"form_kwargs": {"themes": report_forms.themes()}}
    status = 200
    if request.method == "POST":
        forms = still_here(report_forms.LineFormSet(request.POST, **options), known, options)
        if forms.is_valid():
            try:
                report_lines.rewrite(page, [form.change() for form in forms])
            except report_lines.ChangedMeanwhile as refusal:
                forms = shown_again(forms, refusal, lines, options)
                messages.error(request, _("Nothing was saved: some lines changed meanwhile. Look at them again."))
                status = 409
            else:
                drafting.refresh(page)
                messages.success(request, _("Saved."))
                return redirect("stadsbijeenkomst_report", meeting_id)
        else:
            messages.error(request, _("Nothing was saved: something is wrong in the lines below."))
            status = 422
    else:
        forms = report_forms.LineFormSet(initial=report_forms.initial(lines), **options)
    context = {
        "page_title": next((line.wijk.title for line in lines if line.wijk_id), _("Whole city")),
        "page_subtitle": page.title,
        "header_icon": "doc-full",
        "meeting": meeting,
        "forms": forms,
        "lists": [
            (wording, [(form, line) for form in forms if (line := of(form, known)) and line.question == question])
            for question, wording in meeting.questions.items()
        ],
    }
    return render(request, "stadsbijeenkomst/admin/report_chapter.html", context, status=status)


def of(form: report_forms.LineForm, known: dict[int, ReportLine]) -> ReportLine | None:
    """Return the line that a form is about."""
    key = number(form)
    return None if key is None else known.get(key)


def number(form: report_forms.LineForm) -> int | None:
    """Return the key of a line that a form names; None when no database can hold it."""
    value = str(form["line"].value())
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def still_here(
    forms: report_forms.LineFormSet, known: dict[int, ReportLine], options: dict
) -> report_forms.LineFormSet:
    """Return the forms without those of lines that left the chapter meanwhile: no note stands behind them any more.

    The page does not show them again, so whatever is wrong in them could never be put right.
    """
    kept = [form for form in forms if number(form) is None or of(form, known)]
    if len(kept) == len(forms):
        return forms
    data = QueryDict(mutable=True)
    data["form-TOTAL_FORMS"] = data["form-INITIAL_FORMS"] = str(len(kept))
    for position, form in enumerate(kept):
        for name in form.fields:
            if (typed := forms.data.get(form.add_prefix(name))) is not None:
                data[f"form-{position}-{name}"] = typed
    return report_forms.LineFormSet(data, **options)


def shown_again(
    forms: report_forms.LineFormSet,
    refusal: report_lines.ChangedMeanwhile,
    lines: list[ReportLine],
    options: dict,
) -> report_forms.LineFormSet:
    """Return the forms with what was typed, but for the lines that changed: those as they stand now."""
    data = forms.data.copy()
    now = {one["line"]: one for one in report_forms.initial(lines)}
    for form in forms:
        if form.cleaned_data["line"] in refusal.lines and (found := now.get(form.cleaned_data["line"])):
            for name in ("seen", "text", "theme"):
                data[form.add_prefix(name)] = "" if found[name] is None else str(found[name])
    again = report_forms.LineFormSet(data, **options)
    for form in again:
        if form.is_valid() and form.cleaned_data["line"] in refusal.lines:
            form.add_error("text", _("This line changed meanwhile. This is how it stands now."))
    return again


def require_editor(request: HttpRequest, meeting: StadsbijeenkomstPage, page: ReportPage | None) -> None:
    """Who may edit the page of the report may edit its lines; before there is one, who may put a page there."""
    may = (
        page.permissions_for_user(request.user).can_edit()
        if page
        else meeting.permissions_for_user(request.user).can_add_subpage()
    )
    if not may:
        raise PermissionDenied
