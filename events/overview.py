"""What an agenda shows: one view of its activities, the ways to the others, and a way on when there is nothing."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from home.filters import Part, Way, part_of

from . import agenda, agenda_filters, month, venue_map
from .agenda_filters import Asked

PER_PAGE = 24
NO_DAYS = {"periode": "", "van": "", "tot": ""}


@dataclass(frozen=True)
class Overview:
    """Of `part` with `months`, `table` and `map` the one that was asked for is there."""

    asked: Asked
    words: str
    part: Part | None = None
    months: tuple[agenda.Month, ...] = ()
    table: month.MonthTable | None = None
    map: venue_map.VenueMap | None = None
    soonest: agenda.Item | None = None

    @property
    def is_empty(self) -> bool:
        return not self.words

    @property
    def views(self) -> list[Way]:
        """List, month and map, with the same filters."""
        asked = self.asked
        month, plan = agenda_filters.MONTH, agenda_filters.MAP
        return [
            Way(_("List"), asked.address(weergave="", maand=""), asked.view == agenda_filters.LIST),
            Way(_("Month"), asked.address(**NO_DAYS | {"weergave": month}), asked.view == month),
            Way(_("Map"), asked.address(weergave=plan, maand=""), asked.view == plan),
        ]

    @property
    def periods(self) -> list[Way]:
        """The stretches of days to choose from, with the same filters."""
        asked = self.asked
        choices = [("", _("All that is to come")), *agenda_filters.period_choices()]
        return [
            Way(
                text,
                asked.address(**NO_DAYS | {"periode": word}),
                word == asked.period and not (asked.first or asked.last),
            )
            for word, text in choices
        ]

    @property
    def embed_query(self) -> str:
        """The filters that a list in a frame can have."""
        return self.asked.address(weergave="", maand="", **NO_DAYS).removesuffix("?")

    @property
    def has_more_chosen(self) -> bool:
        """Whether a filter that is folded away holds."""
        asked = self.asked
        choice = asked.choice
        return bool(choice.audiences or choice.languages or asked.is_free or asked.facts or asked.first or asked.last)


def collect(page: Page, query: QueryDict) -> Overview:
    """Return what the query string of an agenda asks for, of the activities of `page`.

    Refuses what does not exist: `BadRequest` for a filter, `Http404` for a page of the list.
    """
    asked = agenda_filters.read(query)
    if asked.view == agenda_filters.MONTH:
        table = month.collect(page, asked)
        return Overview(asked, table.words, table=table, soonest=soonest(page, asked, not table.words))
    if asked.view == agenda_filters.MAP:
        found = venue_map.collect(page, asked)
        return Overview(asked, found.words, map=found, soonest=soonest(page, asked, not found.words))
    part = part_of(asked.listed(page), query.get("pagina"), PER_PAGE)
    shown = agenda.months(agenda.items(part.object_list), None if asked.is_past else asked.days[0])
    return Overview(
        asked, words_of(part), part=part, months=tuple(shown), soonest=soonest(page, asked, not part.object_list)
    )


def soonest(page: Page, asked: Asked, is_needed: bool) -> agenda.Item | None:
    """Return the first date to come that the other filters hold, for who finds nothing on the days they chose."""
    is_narrowed = asked.view == agenda_filters.MONTH or asked.period or asked.first or asked.last
    if not is_needed or not is_narrowed or asked.is_past:
        return None
    first = max(asked.days[0], asked.today) if asked.view == agenda_filters.MONTH else asked.today
    return next(iter(agenda.items(asked.dates(page).between(first)[:1])), None)


def words_of(part: Part) -> str:
    """Return how many activities there are, as far as anybody counted; nothing for none."""
    count = len(part.object_list)
    if not part.has_other_pages:
        return ngettext("%(count)d activity", "%(count)d activities", count) % {"count": count} if count else ""
    if not part.has_previous:
        return _("The first %(count)d activities; there are more on the next page") % {"count": count}
    return _("Activities %(first)d to %(last)d") % {"first": part.start_index, "last": part.end_index}
