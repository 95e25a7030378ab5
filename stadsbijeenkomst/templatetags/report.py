"""The report of a meeting, for the templates of its page."""

from django import template
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import report, sections
from ..models import ReportPage, StadsbijeenkomstPage

register = template.Library()


@register.simple_tag
def report_of(page: ReportPage) -> report.Report:
    """What the meeting of this report brought, read once for each page that is made."""
    if "_brought" not in page.__dict__:
        page._brought = report.read(page.meeting, page)
    return page._brought


@register.simple_tag
def public_report(meeting: StadsbijeenkomstPage) -> ReportPage | None:
    """The page of the report of a meeting, when everybody may read it."""
    return sections.report_of(meeting)


@register.simple_tag
def chapter_of(found: report.Report, slug: str) -> report.Chapter:
    """The chapter with this slug; there is no page without it."""
    if (chapter := found.chapter(slug)) is None:
        raise Http404(_("The report has no page about this."))
    return chapter


@register.simple_tag
def facts_of(found: report.Report) -> list[tuple[str, object]]:
    """When and where it was, about what, and how many took part in it."""
    return [
        (_("Date"), date_format(localtime(found.starts_at), "l j F Y")),
        (_("Place"), found.place),
        (_("Theme"), found.theme),
        (_("Tables"), found.tables),
        (_("Notes"), found.notes),
    ]


@register.filter
def weight(line: report.Line) -> str:
    """How many notes and votes stand behind a line, and its theme, in words; nothing about a single note."""
    parts = [
        ngettext("%d note", "%d notes", line.count) % line.count if line.count > 1 else "",
        ngettext("%d vote", "%d votes", line.votes) % line.votes if line.votes else "",
        line.theme,
    ]
    return " · ".join(part for part in parts if part)
