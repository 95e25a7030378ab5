"""What the lists of coalitions and partners ask for."""

from django import template
from django.utils.translation import gettext as _

from .. import directory, overview, particulars, route
from ..models import Result

register = template.Library()


@register.simple_tag(takes_context=True)
def coalitions_shown(context, page) -> overview.Overview:
    """The coalitions for this address (see `coalitions.overview`)."""
    return overview.collect(page, context["request"].GET)


@register.simple_tag(takes_context=True)
def partners_shown(context, page) -> directory.Directory:
    """The partners for this address (see `coalitions.directory`)."""
    return directory.collect(page, context["request"].GET)


@register.simple_tag
def route_of(page) -> list[route.Halt]:
    """The stops of the city with those of a coalition (see `coalitions.route`)."""
    return route.of(page)


@register.simple_tag
def about_coalition(page) -> list[tuple[str, str]]:
    """Where, when and about what a coalition works, by name."""
    found = particulars.of(page)
    return [
        (_("Wijken"), ", ".join(found.wijken) or _("whole city")),
        (_("Period"), page.period),
        (_("Themes"), ", ".join(found.themes)),
    ]


@register.simple_tag
def figures_of(page) -> list[Result]:
    """What a coalition counted."""
    return particulars.of(page).figures
