"""What the city meetings hang on pages of the ground floor."""

from dataclasses import replace

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from wagtail.models import Page

from coalitions.models import ActionIndexPage
from home.models import HomePage, WijkPage
from home.visibility import public

from . import promises, report
from .models import Proceedings, ReportLine, ReportPage, StadsbijeenkomstPage

LINES = 4
ABOVE = Substr("path", 1, Length("path") - Page.steplen)


def on_home(page: Page, request: HttpRequest) -> dict | None:
    """On the front door: the meeting that is open now, and what the last one with a report brought."""
    if not isinstance(page, HomePage):
        return None
    newest = StadsbijeenkomstPage.objects.filter(public()).descendant_of(page).order_by("-starts_at")
    is_open = newest.filter(proceedings__phase__in=Proceedings.OPEN)
    reported = newest.filter(path__in=_above(ReportPage.objects.filter(public())))
    wanted = Q(pk__in=is_open.values("pk")[:1]) | Q(pk__in=reported.values("pk")[:1])
    found = list(newest.filter(wanted).select_related("proceedings").annotate(seats=Count("tables")))
    now = next((meeting for meeting in found if meeting.state.is_open), None)
    counted = report.with_counts(ReportPage.objects.filter(public()))
    last, its = next(((meeting, its) for meeting in found if (its := report_of(meeting, counted))), (None, None))
    if now is None and last is None:
        return None
    return {"now": now, "last": last, "report": its, "notes": report.counts(its, last) if its and last else ()}


def on_wijk(page: Page, request: HttpRequest) -> dict | None:
    """On a wijk: the three lists of the last public report that has a chapter about it, the first lines of each."""
    if not isinstance(page, WijkPage):
        return None
    about = ReportLine.objects.shown().filter(wijk=page)
    reports = ReportPage.objects.filter(public(), pk__in=about.values("report")).order_by()
    told_in = reports.annotate(above=ABOVE).filter(above=OuterRef("path")).values("pk")
    meetings = StadsbijeenkomstPage.objects.filter(public(), path__in=_above(reports))
    last = (
        meetings.annotate(told_in=Subquery(told_in[:1])).select_related("proceedings").order_by("-starts_at").first()
    )
    if last is None or not last.state.has_report:
        return None
    found, answers = report.chapter(about.filter(report=last.told_in), last)
    first = (replace(one, lines=one.lines[:LINES]) for one in answers)
    return {"meeting": last, "report": found, "lists": tuple(first)} if found else None


def report_of(meeting: StadsbijeenkomstPage, reports: QuerySet[ReportPage] | None = None) -> ReportPage | None:
    """Return the page of a meeting's report when everybody may read it, from `reports` if they are given."""
    if not meeting.state.has_report:
        return None
    reports = ReportPage.objects.filter(public()) if reports is None else reports
    return reports.child_of(meeting).first()


def _above(reports: QuerySet[ReportPage]) -> QuerySet:
    """Return the paths of the pages that reports stand under."""
    return reports.order_by().annotate(above=ABOVE).values("above")


def promises_of_meeting(page: Page, request: HttpRequest) -> dict | None:
    """On a meeting: what became of the actions that came from it."""
    if not isinstance(page, StadsbijeenkomstPage):
        return None
    columns = promises.of(page)
    return {"columns": columns, "total": promises.total(columns)} if columns else None


def promises_before_meeting(page: Page, request: HttpRequest) -> dict | None:
    """On a meeting that is not over: what the one before it promised, in numbers."""
    if not isinstance(page, StadsbijeenkomstPage) or page.state.is_closed:
        return None
    last = promises.previous(page)
    return {"last": last, "columns": promises.of(last)} if last else None


def report_behind_action(page: Page, request: HttpRequest) -> dict | None:
    """On an action that came from a meeting: the public report of what was said there. Two queries at most."""
    if not isinstance(page, ActionIndexPage) or page.action is None or page.action.source_id is None:
        return None
    source = StadsbijeenkomstPage.objects.filter(public(), id=page.action.source_id)
    meeting = source.select_related("proceedings").first()
    found = report_of(meeting) if meeting else None
    return {"meeting": meeting, "report": found} if found else None
