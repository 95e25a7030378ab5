"""What a coalition tells: its news, for its page, a list of all of it and a feed."""

from wagtail.models import Page

from .models import CoalitionPage, NewsPage
from .models.news import NewsPageQuerySet


def of(coalition: Page) -> NewsPageQuerySet:
    """Return the public news of a coalition, newest first, with what a list shows of it."""
    found = NewsPage.objects.published().child_of(coalition)
    return found.newest_first().select_related("locale").defer("body")


def find_coalition(page_id: int) -> CoalitionPage | None:
    """Return a public coalition, or None."""
    # By `id`: `pk` is a relation here, and would send a number that no database can hold to the database.
    return CoalitionPage.objects.published().filter(id=page_id).select_related("locale").first()
