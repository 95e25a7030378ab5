"""What the city meetings hang on pages of the ground floor."""

from dataclasses import replace

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from home.models import HomePage, WijkPage
from home.visibility import public

from . import report
from .models import Proceedings, StadsbijeenkomstPage, Table

LINES = 4


def on_home(page: Page, request: HttpRequest) -> dict | None:
    """On the front door: the meeting that is open now, and what the last one with a report brought."""
    if not isinstance(page, HomePage):
        return None
    newest = StadsbijeenkomstPage.objects.filter(public()).descendant_of(page).order_by("-starts_at")
    is_open = newest.filter(proceedings__phase__in=Proceedings.OPEN)
    has_report = newest.filter(proceedings__report_published_at__isnull=False)
    wanted = Q(pk__in=is_open.values("pk")[:1]) | Q(pk__in=has_report.values("pk")[:1])
    found = list(newest.filter(wanted).select_related("proceedings"))
    now = next((meeting for meeting in found if meeting.state.is_open), None)
    last = next((meeting for meeting in found if meeting.state.has_report), None)
    if now is None and last is None:
        return None
    return {"now": now, "last": last, "totals": report.count(last) if last else None}


def on_wijk(page: Page, request: HttpRequest) -> dict | None:
    """On a wijk: the three lists of the last public report that has a chapter about it, the first lines of each."""
    if not isinstance(page, WijkPage):
        return None
    about = Table.objects.filter(wijk=page)
    meetings = StadsbijeenkomstPage.objects.filter(public(), pk__in=about.values("meeting"))
    last = meetings.filter(proceedings__report_published_at__isnull=False).order_by("-starts_at").first()
    if last is None:
        return None
    chapter = report.collect(last, wijk=page).chapter_of(page)
    if chapter is None or not chapter.notes:
        return None
    first = tuple(replace(answers, lines=answers.lines[:LINES]) for answers in chapter.answers)
    return {"meeting": last, "chapter": chapter, "lists": first}
