from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from .entry import JOINED, EntryQuerySet


class WordQuerySet(models.QuerySet):
    def public(self, entries: EntryQuerySet) -> "WordQuerySet":
        """Words that stand on one of the pages of `entries` (see `EntryQuerySet.below`), also in another form."""
        if connection.vendor == "sqlite":
            joined = [JOINED, "search_fts MATCH '\"' || search_word.stem || '\"'"]
            found = entries.extra(tables=["search_fts"], where=joined)  # noqa: S610
        else:
            found = entries.extra(where=["search_entry.vector @@ ('''' || search_word.stem || '''')::tsquery"])
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
