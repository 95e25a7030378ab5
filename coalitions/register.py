"""Where everybody reads about the actions: the list of the site, and below it a page of each."""

from django.conf import settings
from django.utils.translation import get_language

from home.visibility import public

from .models import Action, ActionIndexPage


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
