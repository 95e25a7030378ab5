"""The factsheet and its letter as files. Their pages are pages of the site (`FactsheetPage`)."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from home import files
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
    return files.mark(response, is_public)


def readable(request: HttpRequest, page_id: int) -> tuple[FactsheetPage, bool]:
    """Return a factsheet, and whether everybody may read it; else only who may edit it."""
    page = FactsheetPage.objects.select_related("locale").filter(id=page_id).first()
    is_public = page is not None and FactsheetPage.objects.filter(public(), id=page_id).exists()
    if page is None or not (is_public or page.permissions_for_user(request.user).can_edit()):
        raise Http404(_("There is no such factsheet."))
    return factsheet_files.as_seen(page), is_public


def sent(request: HttpRequest, page: FactsheetPage, found: Factsheet, kind: str) -> HttpResponse:
    """Return the bytes with their headers, or 304 when the reader has them."""
    version = factsheet_files.version(found, page, kind)
    etag = f'"{version[:32]}-{kind}"'
    if unmodified := get_conditional_response(request, etag=etag):
        return unmodified
    if kind == CSV:
        body, content_type, name = factsheet_files.as_csv(found), "text/csv; charset=utf-8", "factsheet.csv"
    else:
        made = files.made_pdf(
            f"{page.pk}-{kind}-{version}",
            kept=lambda: factsheet_files.kept_pdf(page, kind, version),
            ask=lambda: factsheet_files.keep_pdf.enqueue(page.pk, kind),
        )
        if made is None:
            printed = partial(factsheet_files.document, found, page, kind, is_instead=True)
            return files.without_pdf(request, page, printed)
        body, content_type = made, "application/pdf"
        name = "brief.pdf" if kind == Kind.LETTER else "factsheet.pdf"
    disposition = content_disposition_header(kind == CSV, f"{page.slug}-{name}")
    return HttpResponse(body, content_type=content_type, headers={"ETag": etag, "Content-Disposition": disposition})
