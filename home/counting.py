"""Numbers as parts of a query, so that many of them cost one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page


def rows(things: QuerySet, distinct: str = "") -> Coalesce:
    """Return how many rows a query has, or how many different values of the column `distinct`."""
    return _one(things, Count(distinct or "pk", distinct=bool(distinct)))


def total(things: QuerySet, column: str) -> Coalesce:
    """Return the sum of a column of a query."""
    return _one(things, Sum(column))


def together(numbers: Iterable[Coalesce]) -> tuple[Any, ...]:
    """Return what such parts count, in their order. One query."""
    # The root of the tree is a row that is always there, and there is one of it.
    return Page.objects.filter(depth=1).values_list(*numbers)[0]


def _one(things: QuerySet, counted: Aggregate) -> Coalesce:
    grouped = things.order_by().annotate(_all=Value(1)).values("_all").annotate(_number=counted)
    return Coalesce(Subquery(grouped.values("_number")), 0)
