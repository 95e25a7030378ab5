"""What templates say about actions."""

from django import template

from home import navigation

from ..models import Action, ActionIndexPage

register = template.Library()


@register.simple_tag(takes_context=True)
def action_url(context: template.Context, action: Action | int) -> str:
    """The address of an action in the language of the page; empty when there is no public list of actions.

    Costs no query where the menu is drawn.
    """
    request = context.get("request")
    if request is None:
        return ""
    index = navigation.first_of(request, context.get("page"), ActionIndexPage)
    above = index.get_url(request) if index else None
    return f"{above}{action if isinstance(action, int) else action.pk}/" if above else ""
