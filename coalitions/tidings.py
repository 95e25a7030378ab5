"""Tidings: what became of coalitions and actions in a span of time, for who follows them.

Only what everybody may see now. The moment of a page is its first publication; of a line in the history of an action,
when it was told; of an action in a coalition, when the coalition took it up. Each is written once and stays, so that
nothing is told twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.text import capfirst
from wagtail.models import Page

from events.models import EventPage
from home.visibility import public

from . import register
from .models import Action, ActionUpdate, CoalitionPage, NewsPage


class Kind(StrEnum):
    """What somebody can follow; the word stands in addresses."""

    COALITION = "coalitie"
    ACTION = "actie"


Thing = tuple[Kind, int | None]


@dataclass(frozen=True, order=True)
class Tiding:
    """One piece of news. `kind`: "news", "action" (taken up), "progress" or "activity"; `title` is of the page or the
    action, `status` of the action then, `address` the whole address or empty."""

    at: datetime
    kind: str
    number: int
    title: str
    text: str = ""
    status: str = ""
    address: str = ""


def between(since: datetime, until: datetime) -> Mapping[Thing, list[Tiding]]:
    """Return what happened after `since` and up to `until`, oldest first, by what it belongs to.

    Something can belong to an action and to its coalition. A handful of queries, however much there is.
    """
    found: dict[Thing, list[Tiding]] = defaultdict(list)
    coalitions = {page.path: page.pk for page in CoalitionPage.objects.published().only("path")}
    steps = {len(path) for path in coalitions}
    index = register.index()
    above = index.full_url if index else ""

    def belongs(page: Page) -> Iterable[Thing]:
        return ((Kind.COALITION, coalitions[page.path[:n]]) for n in steps if page.path[:n] in coalitions)

    published = {"first_published_at__gt": since, "first_published_at__lte": until}
    for page in NewsPage.objects.published().filter(**published).select_related("locale"):
        for thing in belongs(page):
            found[thing].append(_of_page("news", page, since))
    events = EventPage.objects.filter(public(), **published).select_related("locale").prefetch_related("actions")
    for page in events:
        for thing in {*belongs(page), *((Kind.ACTION, action.pk) for action in page.actions.all())}:
            found[thing].append(_of_page("activity", page, since))
    public_ids = set(coalitions.values())
    taken_up = Action.objects.published().filter(taken_up_at__gt=since, taken_up_at__lte=until)
    for action in taken_up.filter(coalition__in=public_ids):
        address = f"{above}{action.pk}/" if above else ""
        at = action.taken_up_at or since
        tiding = Tiding(at, "action", action.pk, action.title, action.first_step, address=address)
        found[Kind.COALITION, action.coalition_id].append(tiding)
    updates = ActionUpdate.objects.filter(made_at__gt=since, made_at__lte=until)
    for update in updates.filter(action__in=Action.objects.published().values("pk")).select_related("action"):
        action, address = update.action, f"{above}{update.action_id}/" if above else ""
        status = capfirst(str(Action.Status(update.status).label))
        tiding = Tiding(update.made_at, "progress", update.pk, action.title, update.text, status, address)
        found[Kind.ACTION, action.pk].append(tiding)
        is_before = action.taken_up_at is not None and update.made_at < action.taken_up_at
        if action.coalition_id in public_ids and not is_before:
            found[Kind.COALITION, action.coalition_id].append(tiding)
    return {thing: sorted(tidings) for thing, tidings in found.items()}


def _of_page(kind: str, page: NewsPage | EventPage, since: datetime) -> Tiding:
    at = page.first_published_at or since
    return Tiding(at, kind, page.pk, page.title, page.summary, address=page.full_url or "")
