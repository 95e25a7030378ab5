"""What a coalition tells: its news, for its page, a list of all of it and a feed; and the stories that name it."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from wagtail.models import Page

from .models import CoalitionPage, NewsPage, StoryPage
from .models.news import NewsPageQuerySet

SHOWN = 3  # of each on the page of a coalition


@dataclass(frozen=True)
class Told:
    """Pages with what a card shows: `summary`, of news `on` and of a story `teller`."""

    news: list[Page]
    stories: list[Page]


def of(coalition: Page) -> NewsPageQuerySet:
    """Return the public news of a coalition, newest first, with what a list shows of it."""
    found = NewsPage.objects.published().child_of(coalition)
    return found.newest_first().select_related("locale").defer("body")


def told(coalition: CoalitionPage) -> Told:
    """Return the newest public news of a coalition, and stories that name it by title; asked once of a page, in one
    query."""
    known = coalition.__dict__
    if "_told" not in known:
        newest = of(coalition)[:SHOWN].values("pk")
        stories = StoryPage.objects.published().filter(coalition=coalition.pk)
        named = stories.order_by("title", "pk")[:SHOWN].values("pk")
        found = list(
            Page.objects.filter(Q(pk__in=newest) | Q(pk__in=named))
            .annotate(
                on=F("newspage__on"),
                teller=F("storypage__teller"),
                summary=Coalesce("newspage__summary", "storypage__summary"),
            )
            .select_related("locale")
            .order_by("-on", "-pk")
        )
        known["_told"] = Told(
            news=[page for page in found if page.on],
            stories=sorted((page for page in found if not page.on), key=lambda page: page.title),
        )
    return known["_told"]
