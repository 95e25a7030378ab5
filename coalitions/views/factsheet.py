"""The factsheet and its letter as files. Their pages are pages of the site (`FactsheetPage`)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from home import pdf
from home.visibility import public

from .. import factsheet, factsheet_files
from ..factsheet import Factsheet
from ..models import FactsheetFile, FactsheetPage

Kind = FactsheetFile.Kind
CSV = "csv"


@require_safe
def file(request: HttpRequest, page_id: int, kind: str) -> HttpResponse:
    """Send the factsheet as a PDF or as CSV, or its letter as a PDF; before it is public to its editors only."""
    page, is_public = readable(request, page_id)
    with override(page.locale.language_code):
        if kind == Kind.LETTER and not page.has_letter:
            raise Http404(_("There is no letter with this factsheet."))
        response = sent(request, page, factsheet.read(page.starts_on, page.ends_on), kind)
    if not is_public:
        response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def readable(request: HttpRequest, page_id: int) -> tuple[FactsheetPage, bool]:
    """Return a factsheet, and whether everybody may read it; else only who may edit it."""
    page = FactsheetPage.objects.select_related("locale").filter(id=page_id).first()
    is_public = page is not None and FactsheetPage.objects.filter(public(), id=page_id).exists()
    if page is None or not (is_public or page.permissions_for_user(request.user).can_edit()):
        raise Http404(_("There is no such factsheet."))
    return factsheet_files.as_seen(page), is_public


def sent(request: HttpRequest, page: FactsheetPage, found: Factsheet, kind: str) -> HttpResponse:
    """Return the bytes with their headers, or 304 when the reader has them."""
    etag = f'"{factsheet_files.version(found, page, kind)[:32]}-{kind}"'
    if unmodified := get_conditional_response(request, etag=etag):
        return unmodified
    if kind == CSV:
        body, content_type, name = factsheet_files.as_csv(found), "text/csv; charset=utf-8", "factsheet.csv"
    else:
        made = made_pdf(page, found, kind)
        if made is None:
            return without_pdf(request, page, found, kind)
        body, content_type = made, "application/pdf"
        name = "brief.pdf" if kind == Kind.LETTER else "factsheet.pdf"
    disposition = content_disposition_header(kind == CSV, f"{page.slug}-{name}")
    return HttpResponse(body, content_type=content_type, headers={"ETag": etag, "Content-Disposition": disposition})


def made_pdf(page: FactsheetPage, found: Factsheet, kind: str) -> bytes | None:
    """Return the PDF of this content; one that is not there yet is asked for, and may be there at once."""
    if (kept := factsheet_files.kept_pdf(page, found, kind)) is None and pdf.is_available():
        factsheet_files.keep_pdf.enqueue(page.pk, kind)
        kept = factsheet_files.kept_pdf(page, found, kind)
    return kept


def without_pdf(request: HttpRequest, page: FactsheetPage, found: Factsheet, kind: str) -> HttpResponse:
    """Say that the PDF is on its way; on a system that makes none, show what can be printed instead."""
    if pdf.is_available():
        response = render(request, "coalitions/file_on_its_way.html", {"factsheet": page}, status=503)
        response.headers["Retry-After"] = "10"
    else:
        response = HttpResponse(factsheet_files.document(found, page, kind, is_instead=True))
    response.headers["Cache-Control"] = "no-store"
    return response
