"""The report as files: from `report.Report` to bytes, and the PDFs that are kept."""

import csv
import hashlib
import io
import json
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet
from wagtail.rich_text import get_text_for_indexing

from home import pdf
from home.spreadsheets import safe

from . import report
from .models import ReportFile, ReportPage
from .report import Report

# Raise it when the PDF's template or style changes: kept files of an earlier look are then made anew.
LOOK = 2


def as_json(found: Report, introduction: str = "", url: str = "") -> bytes:
    """Return the report for a program. The shape is documented in `docs/evening.md`: names are added, none changes."""
    return json.dumps(_plain(found, introduction, url), ensure_ascii=False, indent=1).encode()


def _plain(found: Report, introduction: str, url: str) -> dict[str, Any]:
    return {
        "title": found.title,
        "theme": found.theme,
        "place": found.place,
        "starts_at": localtime(found.starts_at).isoformat(),
        "ends_at": localtime(found.ends_at).isoformat(),
        "url": url,
        "introduction": get_text_for_indexing(introduction),
        "tables": found.tables,
        "notes": found.notes,
        "questions": [
            {"id": question, "wording": wording, "notes": notes}
            for (question, wording), (_wording, notes) in zip(found.questions, found.by_question, strict=True)
        ],
        "chapters": [
            {
                "title": chapter.title,
                "slug": chapter.slug,
                "is_wijk": chapter.wijk_id is not None,
                "tables": chapter.tables,
                "notes": chapter.notes,
                "answers": [
                    {
                        "question": answers.question,
                        "notes": answers.notes,
                        "lines": [
                            {"text": line.text, "notes": line.count, "votes": line.votes, "theme": line.theme}
                            for line in answers.lines
                        ],
                    }
                    for answers in chapter.answers
                ],
            }
            for chapter in found.chapters
        ],
        "themes": [
            {"name": theme.name, "notes": theme.notes, "by_question": list(theme.by_question)}
            for theme in found.themes
        ],
        "topics": [{"text": topic.text, "question": topic.question, "votes": topic.votes} for topic in found.topics],
        "actions": [
            {
                "title": promise.title,
                "who": promise.who,
                "first_step": promise.first_step,
                "due_on": promise.due_on.isoformat(),
                "status": promise.status,
                "coalition": promise.coalition,
                "seeks_lead": promise.seeks_lead,
            }
            for promise in found.promises
        ],
        "figures": [
            {
                "indicator": fact.indicator,
                "group": fact.group,
                "year": fact.year,
                "words": fact.words,
                "source": fact.source.href,
            }
            for fact in found.figures
        ],
    }


def _table(found: Report) -> list[list[Any]]:
    """Every line as a row, under a row of headings."""
    rows: list[list[Any]] = [[_("Wijk"), _("Question"), _("Line"), _("Notes"), _("Votes"), _("Theme")]]
    for chapter in found.chapters:
        for answers in chapter.answers:
            for line in answers.lines:
                rows.append([chapter.title, answers.wording, line.text, line.count, line.votes, line.theme])
    return rows


def as_csv(found: Report) -> bytes:
    """Return the lines of the report; no cell runs in a spreadsheet program. UTF-8 with a mark, which Excel needs."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe(cell) for cell in row] for row in _table(found))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Report) -> bytes:
    """Return the report as a workbook: general, the lines, the numbers per wijk, and the actions."""
    book = Workbook()
    general = book.active
    _fill(
        general,
        _("Report"),
        [
            [_("Title"), found.title],
            [_("Theme"), found.theme],
            [_("Date"), localtime(found.starts_at).date()],
            [_("Place"), found.place],
            [_("Tables"), found.tables],
            [_("Notes"), found.notes],
            *([wording, notes] for wording, notes in found.by_question),
        ],
        widths=(32, 60),
        headed=False,
    )
    _fill(book.create_sheet(), _("Lines"), _table(found), widths=(24, 28, 90, 9, 9, 22))
    wordings = [wording for _question, wording in found.questions]
    _fill(
        book.create_sheet(),
        _("Per wijk"),
        [
            [_("Wijk"), _("Tables"), *wordings, _("Together")],
            *(
                [chapter.title, chapter.tables, *(answers.notes for answers in chapter.answers), chapter.notes]
                for chapter in found.chapters
            ),
            [_("Together"), found.tables, *(notes for _wording, notes in found.by_question), found.notes],
        ],
        widths=(24, 9, 22, 22, 22, 12),
    )
    if found.promises:
        _fill(
            book.create_sheet(),
            _("Actions"),
            [
                [_("Action"), _("Who begins"), _("First step"), _("Before when"), _("Status"), _("Coalition")],
                *([p.title, p.who, p.first_step, p.due_on, p.status, p.coalition] for p in found.promises),
            ],
            widths=(44, 28, 50, 14, 14, 28),
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, title: str, rows: list[list[Any]], widths: tuple[int, ...], headed: bool = True) -> None:
    sheet.title = title
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    for column, width in zip("ABCDEF", widths, strict=False):
        sheet.column_dimensions[column].width = width
    bold = sheet[1] if headed else sheet["A"]
    for cell in bold:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    if headed:
        sheet.freeze_panes = "A2"


def document(found: Report, page: ReportPage, about: str = "", is_instead: bool = False) -> str:
    """Return the whole report, or what it says about one wijk, as the HTML that becomes the PDF.

    `is_instead`: it is for a browser and says that there is no PDF, and that it can be printed.
    """
    context = {"page": page, "report": found, "about": about, "site": page.get_site(), "language": get_language()}
    context["is_instead"] = is_instead
    return render_to_string("stadsbijeenkomst/report_document.html", context)


def version(found: Report, page: ReportPage) -> str:
    """Return what names this content of the report, in this language and look."""
    return hashlib.sha256(
        as_json(found, page.introduction) + f"{page.introduction} {page.title} {get_language()} {LOOK}".encode()
    ).hexdigest()


def find(page: ReportPage, about: str = "") -> Report | None:
    """Return the report, or its chapter with this slug; None when there is no such chapter."""
    found = report.read(page.meeting, page)
    return found.about(about) if about else found


def kept_pdf(page: ReportPage, about: str, version: str) -> bytes | None:
    """Return the PDF of exactly this content, when it was made."""
    kept = ReportFile.objects.filter(report=page, chapter=about, version=version)
    content = kept.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


@task()
def keep_pdf(report_id: int, about: str = "") -> None:
    """Make the PDF of a report, or of one chapter, unless the kept one is of this content already."""
    page = ReportPage.objects.select_related("locale").filter(pk=report_id).first()
    if page is None or not pdf.is_available():
        return
    page = as_seen(page)
    with override(page.locale.language_code):
        found = find(page, about)
        if found is None:
            return
        named = version(found, page)
        if kept_pdf(page, about, named) is not None:
            return
        content = pdf.render(document(found, page, about), settings.WAGTAILADMIN_BASE_URL)
        # Beside the numbers of this content: when a line changed meanwhile, nobody is given these bytes.
        ReportFile.objects.update_or_create(
            report=page, chapter=about, defaults={"version": named, "content": content}
        )


def as_seen(page: ReportPage) -> ReportPage:
    """Return the page as it is public; before that as its editors wrote it last."""
    return page if page.live else page.get_latest_revision_as_object()
