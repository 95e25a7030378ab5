"""What the city reached together, in numbers that are counted and never typed.

An app offers one in its `wagtail_hooks`:

    @hooks.register("register_home_statistic")
    def activities():
        return Statistic(things=EventPage.objects.live, label=lambda n: ngettext("activity", "activities", n))

A statistic that counts nothing yet is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Subquery, Sum, Value
from wagtail import hooks
from wagtail.models import Page


@dataclass(frozen=True)
class Statistic:
    """A number on the home page. `things` gives what to count, or with `summed` the rows whose column to add up;
    `label` names it, in words for that number."""

    things: Callable[[], QuerySet]
    label: Callable[[int], str]
    order: int = 100
    summed: str = ""


def collected() -> list[tuple[int, str]]:
    """Return each number with what it counts, in order. One query, however many apps offer one."""
    offered = sorted((register() for register in hooks.get_hooks("register_home_statistic")), key=lambda s: s.order)
    if not offered:
        return []
    counts = {f"number_{place}": _number(statistic) for place, statistic in enumerate(offered)}
    numbers = Page.objects.filter(depth=1).values_list(*counts.values())[:1]
    return [
        (number, statistic.label(number))
        for statistic, number in zip(offered, next(iter(numbers), ()), strict=False)
        if number
    ]


def _number(statistic: Statistic) -> Subquery:
    """Return the number as a part of another query."""
    counted = Sum(statistic.summed) if statistic.summed else Count("pk")
    rows = statistic.things().order_by().annotate(all=Value(1)).values("all")
    return Subquery(rows.annotate(number=counted).values("number"))
