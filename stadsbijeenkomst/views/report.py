"""The report of a meeting as a file. Its pages are pages of the site (`ReportPage`)."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from home import files
from home.visibility import public

from .. import report_files
from ..models import ReportPage, StadsbijeenkomstPage
from ..report import Report

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@require_safe
def file(request: HttpRequest, meeting_id: int, kind: str) -> HttpResponse:
    """Send the report, or with `?wijk=<slug>` one chapter; before it is public to its editors only."""
    about = request.GET.get("wijk", "")
    page, is_public = readable(request, meeting_id)
    with override(page.locale.language_code):
        found = report_files.find(page, about)
        if found is None or kind not in KINDS:
            raise Http404(_("The report has no page about this."))
        response = sent(request, page, found, kind, about)
    return files.mark(response, is_public)


def readable(request: HttpRequest, meeting_id: int) -> tuple[ReportPage, bool]:
    """Return the page of the report of a meeting, and whether everybody may read it; else only who may edit it."""
    meeting = StadsbijeenkomstPage.objects.filter(id=meeting_id).first()
    pages = ReportPage.objects.child_of(meeting).select_related("locale") if meeting else ReportPage.objects.none()
    page = pages.first()
    is_public = page is not None and meeting.live and pages.filter(public()).exists()
    if page is None or not (is_public or page.permissions_for_user(request.user).can_edit()):
        raise Http404(_("The report of this meeting is not public yet."))
    return report_files.as_seen(page), is_public


def sent(request: HttpRequest, page: ReportPage, found: Report, kind: str, about: str) -> HttpResponse:
    """Return the bytes with their headers, or 304 when the reader has them."""
    version = report_files.version(found, page)
    etag = f'"{version[:32]}-{kind}"'
    if unmodified := get_conditional_response(request, etag=etag):
        return unmodified
    if kind == "pdf":
        body = files.made_pdf(
            f"{page.pk}-{about}-{version}",
            kept=lambda: report_files.kept_pdf(page, about, version),
            ask=lambda: report_files.keep_pdf.enqueue(page.pk, about),
        )
        if body is None:
            printed = partial(report_files.document, found, page, about, is_instead=True)
            return files.without_pdf(request, page, printed)
    elif kind == "json":
        body = report_files.as_json(found, page.introduction, page.full_url or "")
    else:
        body = report_files.as_xlsx(found) if kind == "xlsx" else report_files.as_csv(found)
    name = "-".join(part for part in ("verslag", page.meeting.slug, about) if part)
    return HttpResponse(
        body,
        content_type=KINDS[kind],
        headers={"ETag": etag, "Content-Disposition": content_disposition_header(kind != "pdf", f"{name}.{kind}")},
    )
