"""What the page of an activity says about registration."""

from django import template

from .. import places

register = template.Library()
SHOWN = 6


@register.inclusion_tag("events/_registration.html")
def registration(page):
    """Whether there is room, and the way to the form; nothing when people need not register.

    Kept with the page by the page cache: a registration writes to a table that pages show. Two queries, or none.
    """
    found = places.of(page) if page.pk and page.live and page.registration_open and not page.alias_of_id else []
    if any(option.state == "cancelled" for option in found) and page.status == page.Status.CANCELLED:
        found = []
    return {
        "options": found[:SHOWN],
        "more": len(found) > SHOWN,
        "per_date": places.is_per_date(page),
        "uid": page.uid,
        "closes_at": page.registration_closes_at if any(option.can_register for option in found) else None,
    }
