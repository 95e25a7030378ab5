from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, models, transaction
from django.db.models import Case, F, IntegerField, Q, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction, get_page_models

from home.models import WijkPage

from ..questions import Question

# The ORM has no word for a virtual table or for a column it does not know; these are the words for each database.
# Both rank a word in the title above a word in the text.
SQLITE_RANK = "bm25(search_fts, 10.0, 1.0)"
POSTGRESQL_RANK = "-ts_rank(search_entry.lead, %s::tsquery)"

# The plus keeps SQLite from going through all entries to ask the full text of each, as it does without statistics.
JOINED = "search_entry.number = +search_fts.rowid"

# What a page is worth besides its words: a wijk page about coffee comes before an activity with coffee, and one that
# is over comes after everything else that has the word in the same place.
ALL_IN_TITLE, WIJK, COMING, OVER = 4, 3, 2, -3


@contextmanager
def by_index() -> Iterator[None]:
    """Let PostgreSQL find words by their index, also those of nearly every page, until the block ends.

    It knows how many pages have a word but not what reading their vectors costs, which lie outside the row: so for a
    common word it reads all of them, in 80 ms for 10,000 pages where the index takes 3. Or it goes through another
    index, and reads them all the same; those that it needs for other questions it can still use as bitmaps.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Compiling a query that is expected to be slow takes longer than the query.
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),"
            " set_config('jit', 'off', true)"
        )
        yield


class EntryQuerySet(models.QuerySet):
    """Words for searching. Each narrows."""

    def below(self, root: Page) -> "EntryQuerySet":
        """Pages that everybody may see, under `root` or that page itself. Asks at once what is private.

        What is private is asked anew for each question and is never kept in the index, so that a page made private a
        second ago is out of sight at once. By its paths and not by a condition on each page: those are few.
        """
        closed = PageViewRestriction.objects.order_by("page__path").values_list("page__path", flat=True)
        # A range, for SQLite compares ten thousand paths sooner than it matches them; paths have capitals and digits.
        found = self.filter(path__range=(root.path, root.path + "Z" * root.steplen))
        for path in closed:
            if path.startswith(root.path) or root.path.startswith(path):
                found = found.exclude(path__startswith=path)
        return found

    def live(self) -> "EntryQuerySet":
        """Entries to show, with their pages: none that outlived the time of its page on the site."""
        return self.filter(page__live=True).select_related("page__locale")

    def in_wijk(self, wijk: WijkPage) -> "EntryQuerySet":
        """Pages under the page of `wijk`, or that take place there."""
        return self.filter(wijken=wijk)

    def of_kind(self, kind: type[Page]) -> "EntryQuerySet":
        """Pages of one type."""
        return self.filter(kind=kind._meta.label_lower)

    def matching(self, question: Question, *, every: bool = True) -> "EntryQuerySet":
        """Entries that hold every group of the question, or any of them."""
        if connection.vendor == "sqlite":
            return self.extra(  # noqa: S610
                tables=["search_fts"],
                where=[JOINED, "search_fts MATCH %s"],
                params=[question.fts5(every=every)],
            )
        found = self
        for either in question.tsqueries(every=every):
            sql = " OR ".join(["search_entry.vector @@ %s::tsquery"] * len(either))
            found = found.extra(where=[sql], params=either)  # noqa: S610
        return found

    def best_first(self, question: Question, today: date, *, every: bool = True, by_words: bool) -> "EntryQuerySet":
        """Put what `matching` found in order: by what the page is worth on `today`, then by its words.

        Without `by_words`, for a question that so many pages answer that its words tell nothing: the soonest activity,
        then the newest page.
        """
        worth = Case(When(kind=WijkPage._meta.label_lower, then=WIJK), default=0, output_field=IntegerField())
        when = Case(When(last_on__gte=today, then=COMING), When(last_on__lt=today, then=OVER), default=0)
        found = self.annotate(
            worth=worth + when + Case(When(_in_title(question, every), then=ALL_IN_TITLE), default=0)
        )
        if not by_words:
            soonest = Case(When(last_on__gte=today, then=F("first_on")))
            return found.order_by("-worth", soonest.asc(nulls_last=True), "-published_at", "-pk")
        if connection.vendor == "sqlite":
            rank = RawSQL(SQLITE_RANK, ())  # noqa: S611
        else:
            rank = RawSQL(POSTGRESQL_RANK, (question.tsquery(every=every),))  # noqa: S611
        return found.order_by("-worth", rank, "-pk")

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-published_at", "-pk")


def _in_title(question: Question, every: bool) -> Q:
    if connection.vendor == "sqlite":
        sql = "search_entry.page_id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH %s)"
        asked = f"{{title_stems}} : ({question.fts5(every=every)})"
    else:
        sql, asked = "search_entry.title_vector @@ %s::tsquery", question.tsquery(every=every)
    return Q(RawSQL(sql, (asked,), output_field=models.BooleanField()))  # noqa: S611


class Entry(models.Model):
    """What a search knows of one live page: its words as they are written, and the stem of each in the same order.

    Its place in the tree, wijken and days stand here again, so that ten thousand pages can be counted and put in order
    without reading one of them.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    # The page's id again. By its primary key SQLite finds a row in the table, among the texts; by this one it finds
    # all that a question is counted and put in order by, in an index of a megabyte.
    number = models.IntegerField(null=True, editable=False)
    kind = models.CharField(max_length=100, db_index=True)
    wijken = models.ManyToManyField(WijkPage, related_name="+")
    wijk_ids = models.TextField(default="", editable=False)  # the ids of `wijken`, to count by
    path = models.CharField(max_length=255, default="", editable=False)
    first_on = models.DateField(null=True, editable=False)
    last_on = models.DateField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    title = models.CharField(max_length=255, default="", editable=False)
    title_words = models.CharField(
        max_length=400, default="", editable=False
    )  # as people type them, each with a space before it
    text = models.TextField()
    title_stems = models.TextField()
    stems = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            models.Index(fields=["title_words"], name="search_entry_title_words"),
            models.Index(
                fields=["number", "kind", "wijk_ids", "path", "first_on", "last_on", "published_at"],
                name="search_entry_without_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}"

    @property
    def kind_name(self) -> str:
        """What a reader calls such a page, known without asking the database for the type of each."""
        return next((kind.get_verbose_name() for kind in get_page_models() if kind._meta.label_lower == self.kind), "")
