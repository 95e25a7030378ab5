"""What the city meetings hang on pages of the ground floor."""

from dataclasses import replace

from django.http import HttpRequest
from wagtail.models import Page

from home.models import HomePage, WijkPage

from . import report
from .models import Proceedings, StadsbijeenkomstPage, Table

LINES = 4


def on_home(page: Page, request: HttpRequest) -> dict | None:
    """On the front door: the meeting that is open now, and what the last one with a report brought."""
    if not isinstance(page, HomePage):
        return None
    meetings = StadsbijeenkomstPage.objects.live().public().descendant_of(page).select_related("proceedings")
    newest = meetings.order_by("-starts_at")
    now = newest.filter(proceedings__phase=Proceedings.Phase.COLLECT).first()
    last = newest.filter(proceedings__report_published_at__isnull=False).first()
    if now is None and last is None:
        return None
    return {"now": now, "last": last, "report": report.collect(last) if last else None}


def on_wijk(page: Page, request: HttpRequest) -> dict | None:
    """On a wijk: the three lists of the last public report that has a chapter about it, the first lines of each."""
    if not isinstance(page, WijkPage):
        return None
    about = Table.objects.filter(wijk=page)
    meetings = StadsbijeenkomstPage.objects.live().public().filter(pk__in=about.values("meeting"))
    last = meetings.filter(proceedings__report_published_at__isnull=False).order_by("-starts_at").first()
    if last is None:
        return None
    chapter = report.collect(last).chapter_of(page)
    if chapter is None or not chapter.notes:
        return None
    first = tuple(replace(answers, lines=answers.lines[:LINES]) for answers in chapter.answers)
    return {"meeting": last, "chapter": chapter, "lists": first}
