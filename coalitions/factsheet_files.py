"""The factsheet and its letter as files: from `factsheet.Factsheet` to bytes, and the PDFs that are kept."""

import csv
import hashlib
import io
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from home import pdf
from home.spreadsheets import safe

from . import factsheet
from .factsheet import Factsheet
from .models import FactsheetFile, FactsheetPage

# Raise it when the PDF's template or style changes: kept files of an earlier look are then made anew.
LOOK = 2
TEMPLATES = {
    FactsheetFile.Kind.FACTSHEET: "coalitions/factsheet_document.html",
    FactsheetFile.Kind.LETTER: "coalitions/letter_document.html",
}


def as_csv(found: Factsheet) -> bytes:
    """Return every number as a row; no cell runs in a spreadsheet program. UTF-8 with a mark, which Excel needs."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe(cell) for cell in row] for row in _table(found))
    return out.getvalue().encode("utf-8-sig")


def _table(found: Factsheet) -> list[list[Any]]:
    head = [_("First day"), _("Last day"), _("Topic"), _("What"), _("Wijk"), _("Number"), _("Meaning")]
    lines: list[list[Any]] = [[n.topic, n.label, "", n.value, n.meaning] for n in found.numbers]
    at_end = _("Actions by status at the end of the period")
    lines += [[at_end, tally.label, "", tally.number, ""] for tally in found.actions_by_status]
    for row in found.wijken:
        lines += [
            [_("Per wijk"), _("activities held"), row.title, row.activities, ""],
            [_("Per wijk"), _("actions on the list"), row.title, row.actions, ""],
            [_("Per wijk"), _("of which done"), row.title, row.done, ""],
        ]
    for title, ended in ((_("Done in the period"), found.done), (_("Stopped in the period"), found.stopped)):
        lines += [[title, one.title, "", "", one.text] for one in ended]
    return [head, *([found.starts_on.isoformat(), found.ends_on.isoformat(), *line] for line in lines)]


def document(found: Factsheet, page: FactsheetPage, kind: str, is_instead: bool = False) -> str:
    """Return the factsheet or the letter as the HTML that becomes the PDF.

    `is_instead`: it is for a browser and says that there is no PDF, and that it can be printed.
    """
    context = {"page": page, "factsheet": found, "site": page.get_site(), "language": get_language()}
    return render_to_string(TEMPLATES[FactsheetFile.Kind(kind)], context | {"is_instead": is_instead})


def version(found: Factsheet, page: FactsheetPage, kind: str) -> str:
    """Return what names this content of a file, in this language and look."""
    words = [page.title, page.introduction, get_language(), str(LOOK), str(found.is_over)]
    if kind == FactsheetFile.Kind.LETTER:
        words += [page.letter, str(page.letter_on)]
    return hashlib.sha256(as_csv(found) + "\0".join(words).encode()).hexdigest()


def kept_pdf(page: FactsheetPage, kind: str, version: str) -> bytes | None:
    """Return the PDF of exactly this content, when it was made."""
    kept = FactsheetFile.objects.filter(factsheet=page, kind=kind, version=version)
    content = kept.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


@task()
def keep_pdf(page_id: int, kind: str) -> None:
    """Make the PDF of a factsheet or a letter, unless the kept one is of this content already."""
    page = FactsheetPage.objects.select_related("locale").filter(id=page_id).first()
    if page is None or not pdf.is_available():
        return
    page = as_seen(page)
    with override(page.locale.language_code):
        found = factsheet.read(page.starts_on, page.ends_on)
        named = version(found, page, kind)
        if kept_pdf(page, kind, named) is not None:
            return
        content = pdf.render(document(found, page, kind), settings.WAGTAILADMIN_BASE_URL)
        # Beside the version of these numbers: when one changed meanwhile, nobody is given these bytes.
        FactsheetFile.objects.update_or_create(
            factsheet=page,
            kind=kind,
            defaults={"version": named, "content": content, "made_at": timezone.now()},
        )


def as_seen(page: FactsheetPage) -> FactsheetPage:
    """Return the page as it is public; before that as its editors wrote it last."""
    return page if page.live else page.get_latest_revision_as_object()
