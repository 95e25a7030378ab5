"""What the city reached together, in numbers that are counted and never typed.

An app offers one in its `wagtail_hooks`:

    @hooks.register("register_home_statistic")
    def activities():
        return Statistic(things=EventPage.objects.live, label=lambda n: ngettext("activity", "activities", n))

A statistic that counts nothing yet is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail import hooks

from . import counting


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
    numbers = counting.together(
        counting.total(one.things(), one.summed) if one.summed else counting.rows(one.things()) for one in offered
    )
    return [(number, one.label(number)) for one, number in zip(offered, numbers, strict=True) if number]
