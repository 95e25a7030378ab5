"""What stands beside a story."""

from django import template
from wagtail.models import Page

from events.models import AgendaPage
from home import navigation

from .. import storybook
from ..models import CoalitionPage, StoryIndexPage, StoryPage

register = template.Library()


@register.simple_tag(takes_context=True)
def stories_shown(context: template.Context, page: StoryIndexPage) -> storybook.Storybook:
    """The stories for this address (see `coalitions.storybook`)."""
    return storybook.collect(page, context["request"].GET)


@register.simple_tag
def coalition_of(story: StoryPage) -> CoalitionPage | None:
    """The coalition of a story, when everybody may see it."""
    return CoalitionPage.objects.published().find(story.coalition_id) if story.coalition_id else None


@register.simple_tag(takes_context=True)
def agenda_near(context: template.Context, page: Page) -> Page | None:
    """The agenda of the city; no query where the menu is drawn."""
    return navigation.first_of(context["request"], page, AgendaPage)


@register.simple_tag(takes_context=True)
def stories_index(context: template.Context, page: Page) -> Page | None:
    """The list of stories; no query where the menu is drawn."""
    return navigation.first_of(context["request"], page, StoryIndexPage)
