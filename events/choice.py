"""What a reader narrows a feed to: the query string of a subscription, which must mean the same for years.

Wijken go by page id, because an address may be renamed; themes by their slug, which editors cannot change.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import Theme, WijkPage
from home.visibility import public

from .models import EventPage, FeedEntry, LanguagesField, Listing, Occurrence
from .models.occurrence import OccurrenceQuerySet
from .models.page import CITY_WIDE

NAMES = ("wijk", "thema", "doelgroep", "taal")
# The words of the address. An event for both audiences is for each of them.
AUDIENCES = {"bewoners": EventPage.Audience.RESIDENTS, "professionals": EventPage.Audience.PROFESSIONALS}


@dataclass(frozen=True)
class Choice:
    """Within one name any value will do, together all must hold; nothing chosen is everything."""

    wijken: tuple[WijkPage, ...] = ()
    is_city_wide: bool = False  # what is in no wijk, beside what is in the chosen ones
    themes: tuple[Theme, ...] = ()
    audiences: tuple[EventPage.Audience, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The choice as a query string, always in the same order whatever the reader wrote; empty for everything."""
        words = {value: word for word, value in AUDIENCES.items()}
        pairs = [("wijk", str(pk)) for pk in sorted(wijk.pk for wijk in self.wijken)]
        pairs += [("wijk", CITY_WIDE)] if self.is_city_wide else []
        pairs += [("thema", slug) for slug in sorted(theme.slug for theme in self.themes)]
        pairs += [("doelgroep", word) for word in sorted(words[audience] for audience in self.audiences)]
        pairs += [("taal", code) for code in sorted(self.languages)]
        return urlencode(pairs)

    @property
    def words(self) -> list[str]:
        """The choice in words, in the language of the reader."""
        spoken = dict(LanguagesField.CHOICES)
        return [
            *sorted(wijk.title for wijk in self.wijken),
            *([_("The whole city")] if self.is_city_wide else []),
            *sorted(theme.name for theme in self.themes),
            *(capfirst(str(audience.label)) for audience in sorted(self.audiences)),
            *(capfirst(str(spoken[code])) for code in sorted(self.languages)),
        ]

    def apply(self, entries: QuerySet[FeedEntry]) -> QuerySet[FeedEntry]:
        """Return those of `entries` that the choice holds, each once."""
        if self.wijken or self.is_city_wide:
            listings = Listing.objects.filter(entry=OuterRef("pk"))
            somewhere = Q(Exists(listings.filter(page__in=[wijk.pk for wijk in self.wijken])))
            if self.is_city_wide:
                somewhere |= ~Q(Exists(listings.filter(page__in=WijkPage.objects.values("pk"))))
            entries = entries.filter(somewhere)
        if self.themes:
            themed = FeedEntry.themes.through.objects.filter(feedentry=OuterRef("pk"), theme__in=self.themes)
            entries = entries.filter(Exists(themed))
        if self.audiences:
            entries = entries.filter(audience__in=[*self.audiences, EventPage.Audience.BOTH])
        if self.languages:
            spoken = Q()
            for code in self.languages:
                spoken |= Q(languages__contains=f" {code} ")
            entries = entries.filter(spoken)
        return entries

    def dates(self, page: Page) -> OccurrenceQuerySet:
        """Return the dates of the public activities of `page` that the choice holds."""
        return Occurrence.objects.of(self.apply(FeedEntry.objects.listed_on(page).public()))


def read(query: QueryDict) -> Choice:
    """Return what a query string asks for. Refuses unknown names and values (`BadRequest`): a subscriber must never
    silently get everything."""
    wijken = {str(wijk.pk): wijk for wijk in WijkPage.objects.filter(public())} if "wijk" in query else {}
    known = {
        "wijk": {**wijken, CITY_WIDE: None},
        "thema": {theme.slug: theme for theme in Theme.objects.all()} if "thema" in query else {},
        "doelgroep": AUDIENCES,
        "taal": {code: code for code, _name in LanguagesField.CHOICES},
    }
    for name in query:
        if name not in known:
            raise BadRequest(
                _("This calendar cannot be filtered by “%(name)s”. Use %(names)s.")
                % {"name": name, "names": ", ".join(NAMES)}
            )
        for value in query.getlist(name):
            if value not in known[name]:
                raise BadRequest(
                    _("“%(value)s” is not a value that “%(name)s” can have.") % {"value": value, "name": name}
                )
    chosen = {name: [values[word] for word in dict.fromkeys(query.getlist(name))] for name, values in known.items()}
    return Choice(
        wijken=tuple(wijk for wijk in chosen["wijk"] if wijk),
        is_city_wide=None in chosen["wijk"],
        themes=tuple(chosen["thema"]),
        audiences=tuple(chosen["doelgroep"]),
        languages=tuple(chosen["taal"]),
    )
