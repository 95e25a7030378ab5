"""What the lists of coalitions and partners ask for."""

from django import template

from .. import directory, overview, route

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
