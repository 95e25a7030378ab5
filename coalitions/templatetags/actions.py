"""What templates say about actions."""

from django import template

from home import navigation

from .. import board
from .. import register as of_actions
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


@register.simple_tag(takes_context=True)
def actions_shown(context: template.Context) -> board.Overview:
    """What the register shows for this address (see `coalitions.board`)."""
    return board.collect(context["request"].GET)


@register.simple_tag(takes_context=True)
def told_of_action(context: template.Context, action: Action) -> of_actions.Particulars:
    """What the page of an action tells (see `coalitions.register`)."""
    return of_actions.particulars(action, context["request"].GET.get("pagina"))
