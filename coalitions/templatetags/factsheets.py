"""The numbers of a factsheet, for the templates of its page and its letter."""

from django import template

from home.visibility import public

from .. import factsheet
from ..models import FactsheetPage

register = template.Library()


@register.simple_tag
def factsheet_of(page: FactsheetPage) -> factsheet.Factsheet:
    """What the network did in the period of this page, counted once for each page that is made."""
    if "_counted" not in page.__dict__:
        page._counted = factsheet.read(page.starts_on, page.ends_on)
    return page._counted


@register.simple_tag
def meanings(numbers: list[factsheet.Number]) -> list[tuple[str, str]]:
    """Each number in words with what it counts."""
    return [(f"{number.value} {number.label}", number.meaning) for number in numbers]


@register.simple_tag
def bars_of(found: factsheet.Factsheet) -> list[tuple[str, int]]:
    """How many actions had each status at the end of the period."""
    return [(tally.label, tally.number) for tally in found.actions_by_status]


@register.simple_tag
def earlier_factsheets(page: FactsheetPage) -> list[FactsheetPage]:
    """The other public factsheets, the newest first, at most eight."""
    found = FactsheetPage.objects.filter(public()).sibling_of(page, inclusive=False).select_related("locale")
    return list(found.order_by("-ends_on", "-starts_on")[:8])
