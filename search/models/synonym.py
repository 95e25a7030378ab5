from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from .. import stems
from ..questions import Phrase

LONGEST, MOST = 100, 20


class SynonymQuerySet(models.QuerySet):
    def by_phrase(self) -> dict[Phrase, list[Phrase]]:
        """Return for each phrase, in stems, the phrases that are searched along with it. One query."""
        found: dict[Phrase, dict[Phrase, None]] = {}
        for synonym in self.order_by("pk"):
            term, *others = (tuple(stems.stems(phrase)) for phrase in (synonym.term, *synonym.phrases))
            pairs = [(term, other) for other in others]
            if synonym.both_ways:
                pairs += [(other, also) for other in others for also in (term, *others)]
            for asked, also in pairs:
                if asked and also and asked != also:
                    found.setdefault(asked, {})[also] = None
        return {phrase: list(others) for phrase, others in found.items()}


class Synonym(models.Model):
    """Words that mean the same to who searches, kept by editors."""

    term = models.CharField(
        _("word"), max_length=LONGEST, help_text=_("One or more words, for example “informal care”. Any form will do.")
    )
    others = models.TextField(
        _("means the same as"),
        max_length=MOST * (LONGEST + 1),
        help_text=_("Each on a line of its own; at most 20. Several words are found when they follow each other."),
    )
    both_ways = models.BooleanField(
        _("in both directions"),
        default=True,
        help_text=_("Off: who searches for the word finds the others too, and not the other way round."),
    )

    objects = SynonymQuerySet.as_manager()

    panels = [FieldPanel("term"), FieldPanel("others"), FieldPanel("both_ways")]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                Lower("term"),
                name="search_synonym_once",
                violation_error_message=_("There is a synonym for this word already: add a line to that one."),
            )
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def phrases(self) -> list[str]:
        """The other words, as they were written."""
        return [line.strip() for line in self.others.splitlines() if line.strip()]

    def clean(self) -> None:
        super().clean()
        self.term = " ".join(self.term.split())
        self.others = "\n".join(" ".join(phrase.split()) for phrase in self.phrases)
        errors = {}
        if not stems.words(self.term):
            errors["term"] = _("Write a word with letters or digits.")
        if not all(stems.words(phrase) for phrase in self.phrases):
            errors["others"] = _("Write a word with letters or digits on each line.")
        elif len(self.phrases) > MOST or any(len(phrase) > LONGEST for phrase in self.phrases):
            errors["others"] = _("Write at most 20 lines of at most 100 characters.")
        elif self.phrases and all(stems.stems(phrase) == stems.stems(self.term) for phrase in self.phrases):
            errors["others"] = _("Search knows other forms of the same word by itself.")
        if errors:
            raise ValidationError(errors)
