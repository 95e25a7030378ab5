"""Where everybody reads about the actions: the list of the site, and below it a page of each."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from events import agenda
from events.models import Occurrence
from events.models.occurrence import midnight
from home.filters import Part, part_of
from home.visibility import public

from .models import Action, ActionIndexPage

LINES = 20
DATES = 6


@dataclass(frozen=True)
class Particulars:
    """What the page of an action tells. `dates` are of the activities that were planned from it: those to come, or
    else the last that were."""

    facts: list[tuple[str, str]]
    status: str
    is_late: bool
    is_quiet: bool
    seeks_lead: bool
    history: Part
    dates: list[agenda.Item]
    is_over: bool


def particulars(action: Action, number: str | None = None) -> Particulars:
    """Return what everybody may read of an action that is public, with page `number` of its history. Four queries at
    most."""
    dates = _dates(action)
    return Particulars(
        facts=_facts(action),
        status=capfirst(action.get_status_display()),
        is_late=action.is_overdue and action.status != Action.Status.LATE,
        is_quiet=action.is_quiet,
        seeks_lead=action.seeks_lead and action.is_open,
        history=part_of(action.updates.newest_first(), number, LINES),
        dates=agenda.items(dates) if dates else [],
        is_over=bool(dates) and dates[0].ends_at < midnight(timezone.localdate()),
    )


def _facts(action: Action) -> list[tuple[str, str]]:
    wijken = Action.wijken.through.objects.filter(action=action)
    named = Q(pk__in=[action.coalition_id or 0, action.source_id or 0]) | Q(pk__in=wijken.values("wijkpage"))
    pages = Page.objects.filter(public()).filter(named).select_related("locale").order_by("title")
    found = pages.annotate(is_wijk=Exists(wijken.filter(wijkpage=OuterRef("pk"))))
    links = {page.pk: (_link(page), page.is_wijk) for page in found}
    coalition, source = (links.get(pk or 0, ("",))[0] for pk in (action.coalition_id, action.source_id))
    in_wijken = ((link,) for link, is_wijk in links.values() if is_wijk)
    return [
        (_("Who begins"), action.who),
        (_("First step"), action.first_step),
        (_("Before when"), date_format(action.due_on, "j F Y")),
        (_("Wijken"), format_html_join(", ", "{}", in_wijken) or _("whole city")),
        (_("Coalition"), coalition),
        (_("Comes from"), source),
        (_("Because of"), action.provenance if source or not action.source_id else ""),
    ]


def _link(page: Page) -> str:
    return format_html('<a href="{}">{}</a>', page.url, page.title) if page.url else page.title


def _dates(action: Action) -> list[Occurrence]:
    """Return the first dates to come of the public activities that were planned from an action; when there are none,
    the last that were."""
    today = midnight(timezone.localdate())
    held = Occurrence.objects.filter(public("event__"), event__actions=action).whole()
    is_over = Case(When(ends_at__lt=today, then=1), default=0)
    to_come = Case(When(ends_at__gte=today, then="starts_at"))
    found = list(held.annotate(over=is_over).order_by("over", to_come, "-starts_at", "pk")[:DATES])
    return [date for date in found if date.ends_at >= today] or found


def index() -> ActionIndexPage | None:
    """Return the public list of actions: in the active language, else in the site's own. One query."""
    found = ActionIndexPage.objects.filter(public()).select_related("locale").order_by("path")
    lists = {page.locale.language_code: page for page in reversed(found)}
    return next((lists[code] for code in (get_language(), settings.LANGUAGE_CODE) if code in lists), None)


def address(action: Action | int, *, whole: bool = False) -> str:
    """Return the address of an action, `whole` with the name of the site, as a letter needs it; empty when there is no
    public list of actions. One query; a template with many of them takes `{% action_url %}`, which needs none.

    It says nothing about whether everybody may see the action: ask `ActionQuerySet.published` for that.
    """
    page = index()
    above = (page.full_url if whole else page.url) if page else None
    return f"{above}{action if isinstance(action, int) else action.pk}/" if above else ""
