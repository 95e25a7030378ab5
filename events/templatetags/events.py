"""What the templates of this app ask for."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .. import agenda, json_ld, programs, subscription

register = template.Library()


@register.simple_tag
def months(occurrences, today=None) -> list[agenda.Month]:
    """The dates of one page of a list by month."""
    return agenda.months(agenda.items(occurrences.object_list), today)


@register.simple_tag
def event_facts(page) -> list[tuple[str, str]]:
    """What to know about an activity, for the component `facts`."""
    return agenda.facts(page)


@register.inclusion_tag("events/_subscribe.html", takes_context=True)
def subscribe(context, page, theme=None, level=2):
    """How to follow the activities of a page in one's own calendar."""
    return {"subscription": subscription.of(page, context["request"], theme), "level": level}


@register.simple_tag
def calendar_links(page) -> tuple[programs.Way, ...]:
    """How web calendars take the next date of an activity."""
    return subscription.ways(page)


@register.simple_tag
def structured_data(page) -> SafeString:
    """The activity as JSON-LD; CSP leaves it alone, because it is data and no script."""
    text = json.dumps(json_ld.event(page), ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
