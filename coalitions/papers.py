"""Documents of a coalition that everybody may open."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
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
    """Return the documents of a coalition, or of its draft, without those in a private collection.

    Two queries, or one when there are none.
    """
    papers = list(coalition.papers.select_related("document__collection"))
    if not papers:
        return []
    private = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return [
        Entry(
            title=str(paper),
            href=paper.document.url,
            kind=paper.document.file_extension.upper(),
            size=filesizeformat(paper.document.file_size) if paper.document.file_size else "",
        )
        for paper in papers
        if not paper.document.collection.path.startswith(private)
    ]
