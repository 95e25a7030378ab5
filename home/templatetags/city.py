"""What the city knows about itself: the frame round every page, the map of the wijken, figures and numbers."""

import html

from django import template
from django.utils.html import strip_tags
from django.utils.text import Truncator
from wagtail.models import Page

from .. import city_map, figures, navigation, statistics, ways
from ..models import WijkPage

register = template.Library()

SUMMARIES = ("search_description", "introduction", "summary", "goal")


@register.simple_tag(takes_context=True)
def site_navigation(context) -> navigation.Navigation:
    """Return the links round this page (see `home.navigation`)."""
    return navigation.for_request(context.get("request"), context.get("page"))


@register.simple_tag
def summary_of(page: Page | str) -> str:
    """Return what a page says of itself in a sentence or two, without tags; empty when it says nothing."""
    texts = (" ".join(html.unescape(strip_tags(getattr(page, name, ""))).split()) for name in SUMMARIES)
    return Truncator(next(filter(None, texts), "")).chars(160)


@register.simple_tag(takes_context=True)
def the_wijken(context, page: Page) -> city_map.CityMap:
    """Return the wijken round `page`, for `wijk_map` and `wijk_list`."""
    return city_map.collect(context["request"], page)


@register.inclusion_tag("components/wijk_map.html")
def wijk_map(city: city_map.CityMap, name="map"):
    """A drawing of the wijken, each a link; for who hears the page it is a list of links as well."""
    return {"map": city, "name": name}


@register.inclusion_tag("components/wijk_list.html")
def wijk_list(city: city_map.CityMap):
    """The wijken as links, also those that no boundary is known of."""
    return {"map": city}


@register.inclusion_tag("components/comparison.html")
def comparison(shown: figures.Comparison, level=3):
    """An indicator for the wijk beside the city, as bars in a table that also says it in words."""
    return {"comparison": shown, "level": level}


@register.simple_tag
def wijk_figures(wijk: WijkPage, city="") -> list[figures.Comparison]:
    """Return the comparisons to show on the page of a wijk (see `home.figures`)."""
    return figures.for_wijk(wijk, city=city)


@register.simple_tag
def city_statistics() -> list[tuple[int, str]]:
    """Return what the apps counted together (see `home.statistics`)."""
    return statistics.collected()


@register.simple_tag(takes_context=True)
def numbers_in_full(context, page: Page) -> tuple[ways.Way, str] | None:
    """Return where the numbers of the front door stand in full, with its address."""
    return next(iter(ways.collected(page, context["request"], "register_home_numbers")), None)


@register.simple_tag(takes_context=True)
def ways_in(context, page: Page) -> list[tuple[ways.Way, str]]:
    """Return what a visitor can do first, each with its address (see `home.ways`)."""
    return ways.collected(page, context["request"])
