"""The stories of a city as their list shows them, by what a reader chose in the address."""

from dataclasses import dataclass

from django.core.paginator import Page as Slice
from django.http import QueryDict
from django.utils.translation import gettext as _

from home.filters import Filters, by_wijk, one_thing, slice_of

from . import route
from .models import Stop, StoryIndexPage, StoryPage

SIZE = 12


@dataclass(frozen=True)
class Storybook:
    """What the list shows."""

    filters: Filters
    stories: Slice


def collect(index: StoryIndexPage, query: QueryDict) -> Storybook:
    """Return the stories of a list that fit what its query string asks for.

    Refuses what is not among the choices (`BadRequest`) and a page that the list has not (`Http404`).
    """
    filters = Filters(
        query, halte=one_thing(_("Stop"), _("All stops"), route.named(Stop.objects.all())), wijk=by_wijk()
    )
    chosen = filters.chosen()
    found = StoryPage.objects.published().filter(path__startswith=index.path).listed()
    if chosen["halte"]:
        found = found.at_stop(chosen["halte"])
    if chosen["wijk"]:
        found = found.in_wijk(chosen["wijk"])
    return Storybook(filters, slice_of(found, query.get("pagina"), size=SIZE))
