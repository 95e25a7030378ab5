"""Documents of a coalition that everybody may open."""

from dataclasses import dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.template.defaultfilters import filesizeformat
from modelcluster.queryset import FakeQuerySet
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from .models import CoalitionPage


@dataclass(frozen=True)
class Entry:
    """A document as a list shows it: its name, address, type ("PDF") and size in words (empty when unknown)."""

    title: str
    href: str
    kind: str
    size: str


def of(coalition: CoalitionPage) -> list[Entry]:
    """Return the documents of a coalition, or of its draft, without those in a private collection. One query, of a
    draft two."""
    papers = coalition.papers.select_related("document")
    if isinstance(papers, FakeQuerySet):
        private = get_document_model().objects.filter(_hidden("collection__path"))
        known = set(private.filter(pk__in=[paper.document_id for paper in papers]).values_list("pk", flat=True))
        shown = [paper for paper in papers if paper.document_id not in known]
    else:
        shown = list(papers.exclude(_hidden("document__collection__path")))
    return [
        Entry(
            title=str(paper),
            href=paper.document.url,
            kind=paper.document.file_extension.upper(),
            size=filesizeformat(paper.document.file_size) if paper.document.file_size else "",
        )
        for paper in shown
    ]


def _hidden(path: str) -> Exists:
    """Return the condition that the collection at `path` (the name of a column), or one above it, is private."""
    below = ExpressionWrapper(OuterRef(path), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.alias(below=below, root=F("collection__path"))
    return Exists(restrictions.filter(below__startswith=F("root")))
