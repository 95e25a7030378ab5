from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from .entry import JOINED, EntryQuerySet


class WordQuerySet(models.QuerySet):
    def public(self, entries: EntryQuerySet) -> "WordQuerySet":
        """Words that stand on one of the pages of `entries` (see `EntryQuerySet.below`), as they are written.

        Found by their stem, then looked for in the text: another form may stand on private pages only. What is written
        there with a capital that has an accent is not recognised.
        """
        if connection.vendor == "sqlite":
            joined = [JOINED, "search_fts MATCH '\"' || search_word.stem || '\"'"]
            found, like = entries.extra(tables=["search_fts"], where=joined), "LIKE"  # noqa: S610
        else:
            joined = ["search_entry.vector @@ ('''' || search_word.stem || '''')::tsquery"]
            found, like = entries.extra(where=joined), "ILIKE"  # noqa: S610
        written = [f"search_entry.{part} {like} '%%' || search_word.text || '%%'" for part in ("title", "text")]
        found = found.extra(where=[" OR ".join(written)])  # noqa: S610
        sql, params = found.order_by().values("pk").query.sql_with_params()
        return self.extra(where=[f"EXISTS ({sql})"], params=params)  # noqa: S610


class Word(models.Model):
    """A word that stands on live pages, as it is written there in small letters, and on how many."""

    text = models.CharField(max_length=40, primary_key=True)
    folded = models.CharField(max_length=40, db_index=True)
    stem = models.CharField(max_length=40, db_index=True)
    pages = models.IntegerField(default=0)

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    def __str__(self) -> str:
        return self.text
