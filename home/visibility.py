"""What everybody may see, asked within the query itself.

Wagtail's `public()` asks for all restrictions in a query of its own, each time: a page with five lists pays for five.
"""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from wagtail.models import Page, PageViewRestriction


def hidden(prefix: str = "") -> Exists:
    """Return the condition that a page, or one above it, is private. `prefix` as in `public`; without a page: no."""
    path = ExpressionWrapper(OuterRef(f"{prefix}path"), output_field=CharField())
    # A subquery and not a join: SQLite, once it has statistics, would walk through all pages to find that none of them
    # is private.
    root = Subquery(Page.objects.filter(pk=OuterRef("page")).order_by().values("path"))
    private = PageViewRestriction.objects.alias(below=path, root=root).filter(below__startswith=F("root"))
    return Exists(private)


def public(prefix: str = "") -> Q:
    """Return the condition that a page is live and that neither it nor a page above it is private.

    For `.filter(public())` on pages, or with the name of a relation: `.filter(public("page__"))`.
    """
    return Q(~hidden(prefix), **{f"{prefix}live": True})
