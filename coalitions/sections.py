"""What coalitions show on pages: who takes part, what they tell and promise; which there are in a wijk and a city."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Value, When, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from events.models import EventPage
from home import navigation
from home.models import HomePage, WijkPage

from . import news, papers, particulars
from .models import (
    Action,
    ActionIndexPage,
    CoalitionIndexPage,
    CoalitionPage,
    Membership,
    NewsPage,
    StoryIndexPage,
    StoryPage,
)

ACTIONS = 4
STORIES = 3
ROLES = [
    (Membership.Role.LEAD, gettext_lazy("Takes the lead")),
    (Membership.Role.CORE, gettext_lazy("Core group")),
    (Membership.Role.CIRCLE, gettext_lazy("Circle: helps now and then")),
]


@dataclass(frozen=True)
class Part:
    """Those who take part in one way: as lead, in the core group or in the circle."""

    role: str
    members: list[Membership]


def members(page: Page, _request: HttpRequest) -> dict[str, Any] | None:
    """Who takes part in a coalition now, by role, and who did before."""
    if not isinstance(page, CoalitionPage):
        return None
    everybody = list(page.memberships.select_related("organisation"))
    residents = particulars.of(page).residents
    if not everybody and not residents:
        return None
    parts = (Part(label, [m for m in everybody if m.is_current and m.role == role]) for role, label in ROLES)
    return {
        "parts": [part for part in parts if part.members],
        "former": [member for member in everybody if not member.is_current],
        "residents": residents,
    }


def latest_news(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """The latest news of a coalition; on the page of one piece of news, the rest of it."""
    coalition = page.get_parent() if isinstance(page, NewsPage) else page
    if not coalition.pk or not issubclass(coalition.specific_class, CoalitionPage):
        return None
    if coalition is page:
        shown = news.told(page).news
    else:
        shown = [one for one in news.of(coalition)[: news.SHOWN + 1] if one.pk != page.pk][: news.SHOWN]
    if not shown:
        return None
    return {
        "news": shown,
        "coalition": coalition,
        "is_more": isinstance(page, NewsPage),
        "more_href": reverse("coalitions:news", args=[coalition.pk]),
        "feed": reverse("coalitions:news_feed", args=[coalition.pk]),
    }


def stories_in_city(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """The newest stories, on the front door, and the way to all of them. One query."""
    if not isinstance(page, HomePage):
        return None
    told = StoryPage.objects.published().descendant_of(page).select_related("locale")
    found = list(told.order_by("-first_published_at", "-pk")[:STORIES])
    return {"stories": found, "index": navigation.first_of(request, page, StoryIndexPage)} if found else None


def stories(page: Page, _request: HttpRequest) -> dict[str, Any] | None:
    """The stories that name a coalition."""
    if not isinstance(page, CoalitionPage) or not page.pk:
        return None
    found = news.told(page).stories
    return {"stories": found} if found else None


def documents(page: Page, _request: HttpRequest) -> dict[str, Any] | None:
    """The documents of a coalition."""
    found = papers.of(page) if isinstance(page, CoalitionPage) else []
    return {"papers": found} if found else None


def news_link(page: Page, request: HttpRequest) -> SafeString | str:
    """Return the `<link>` element of the news feed of a coalition."""
    if not isinstance(page, CoalitionPage) or not page.live:
        return ""
    return format_html(
        '<link rel="alternate" type="application/atom+xml" href="{}" title="{} · {}">',
        request.build_absolute_uri(reverse("coalitions:news_feed", args=[page.pk])),
        page.title,
        _("News"),
    )


def in_wijk(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """The coalitions that run in a wijk."""
    if not isinstance(page, WijkPage):
        return None
    # Without the wijken of each: the reader has chosen this one.
    found = CoalitionPage.objects.published().in_wijk(page).running().listed().prefetch_related(None)
    return {"coalitions": found[:6], "index": _index(page, request)}


def in_city(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """Three coalitions to join, on the front door."""
    if not isinstance(page, HomePage):
        return None
    found = list(CoalitionPage.objects.published().descendant_of(page).running().listed()[:3])
    return {"coalitions": found, "index": _index(page, request)} if found else None


def actions_on(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """The first actions of a wijk or a coalition, those that are open before what has ended; None when there are
    none. One query."""
    if isinstance(page, WijkPage):
        found, chosen = Action.objects.in_wijk(page), f"?wijk={page.slug}"
    elif isinstance(page, CoalitionPage):
        coalition = page.alias_of_id or page.pk
        found, chosen = Action.objects.filter(coalition=coalition), f"?coalitie={coalition}"
    else:
        return None
    ended = Case(When(status__in=Action.ENDED, then=Value(1)), default=Value(0))
    found = found.published().select_related("organisation").annotate(total=Window(Count("pk")))
    actions = list(found.order_by(ended, "due_on", "pk")[:ACTIONS])
    index = navigation.first_of(request, page, ActionIndexPage)
    return {"actions": actions, "index": index, "chosen": chosen, "total": actions[0].total} if actions else None


def where_from(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """On an activity: the public actions that it was planned from. One query."""
    if not isinstance(page, EventPage):
        return None
    actions = list(Action.objects.published().filter(events=page).select_related("organisation"))
    return {"actions": actions} if actions else None


def start(page: Page, request: HttpRequest) -> str | None:
    """The address where somebody begins a coalition, where there is a list of coalitions for it to stand in."""
    return reverse("coalitions:start") if _index(page, request) else None


def _index(page: Page, request: HttpRequest) -> Page | None:
    return navigation.first_of(request, page, CoalitionIndexPage)
