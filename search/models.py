from collections.abc import Iterable

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.models import WijkPage
from home.visibility import public

# The ORM has no word for a virtual table or for a column it does not know; these are the words for each database.
# Both rank a word in the title above a word in the text.
SQLITE_RANK = "bm25(search_fts, 10.0, 1.0)"
POSTGRESQL_RANK = "-ts_rank(search_entry.lead, %s::tsquery)"


class EntryQuerySet(models.QuerySet):
    """Words for searching. Each narrows; none trusts the index for what a reader may see."""

    def below(self, root: Page) -> "EntryQuerySet":
        """Pages that everybody may see, under `root` or that page itself.

        Asked of the pages and not of the index, so that a page made private a second ago is out of sight at once.
        """
        return self.filter(public("page__"), page__path__startswith=root.path)

    def in_wijk(self, wijk: WijkPage) -> "EntryQuerySet":
        """Pages under the page of `wijk`, or that take place there."""
        return self.filter(wijken=wijk)

    def of_kind(self, kind: type[Page]) -> "EntryQuerySet":
        """Pages of one type."""
        return self.filter(kind=kind._meta.label_lower)

    def matching(self, stems: Iterable[str], *, every: bool = True) -> "EntryQuerySet":
        """Entries that hold all the `stems`, or any of them, best first.

        Takes stems as `search.stems` makes them: letters and digits alone, so that nothing in a question is an
        operator to the database.
        """
        if connection.vendor == "sqlite":
            question = (" AND " if every else " OR ").join(f'"{stem}"' for stem in stems)
            return self.extra(  # noqa: S610
                tables=["search_fts"],
                where=["search_fts.rowid = search_entry.page_id", "search_fts MATCH %s"],
                params=[question],
                select={"rank": SQLITE_RANK},
                order_by=["rank", "page_id"],
            )
        question = (" & " if every else " | ").join(f"'{stem}'" for stem in stems)
        return self.extra(  # noqa: S610
            where=["search_entry.vector @@ %s::tsquery"],
            params=[question],
            select={"rank": POSTGRESQL_RANK},
            select_params=[question],
            order_by=["rank", "page_id"],
        )


class Entry(models.Model):
    """What a search knows of one page: its words as they are written, and the stem of each in the same order."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    kind = models.CharField(max_length=100, db_index=True)
    wijken = models.ManyToManyField(WijkPage, related_name="+")
    text = models.TextField()
    title_stems = models.TextField()
    stems = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}"
