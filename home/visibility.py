"""What everybody may see, asked within the query itself.

Wagtail's `public()` asks for all restrictions in a query of its own, each time: a page with five lists pays for five.
"""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def public(prefix: str = "") -> Q:
    """Return the condition that a page is live and that neither it nor a page above it is private.

    For `.filter(public())` on pages, or with the name of a relation: `.filter(public("page__"))`.
    """
    path = ExpressionWrapper(OuterRef(f"{prefix}path"), output_field=CharField())
    private = PageViewRestriction.objects.alias(below=path).filter(below__startswith=F("page__path"))
    return Q(~Exists(private), **{f"{prefix}live": True})
