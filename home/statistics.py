"""What the city reached together, in numbers that are counted and never typed.

An app offers one in its `wagtail_hooks`:

    @hooks.register("register_home_statistic")
    def activities():
        return Statistic(count=EventPage.objects.live().count, label=lambda n: ngettext("activity", "activities", n))

A statistic that counts nothing yet is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail import hooks


@dataclass(frozen=True)
class Statistic:
    """A number on the home page. `count` costs one query; `label` names what was counted, in words for that number."""

    count: Callable[[], int]
    label: Callable[[int], str]
    order: int = 100


def collected() -> list[tuple[int, str]]:
    """Return each number with what it counts, in order."""
    offered = sorted((register() for register in hooks.get_hooks("register_home_statistic")), key=lambda s: s.order)
    counted = ((statistic.count(), statistic.label) for statistic in offered)
    return [(number, label(number)) for number, label in counted if number]
