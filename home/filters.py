"""What a reader asks of a list in its address: `?wijk=oeverwijk&status=active&pagina=2`.

A list that is filtered by something unknown would silently show everything, so that is refused instead.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as Slice
from django.http import Http404, QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import WijkPage
from .visibility import public


def one_of(label: str, everything: str, choices: Iterable[tuple[str, str]]) -> forms.Field:
    """A filter with a closed list of (value, text) `choices`; `everything` is the text of no choice."""
    written = [(value, capfirst(text)) for value, text in choices]
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *written])


def one_thing(label: str, everything: str, known: Mapping[str, Any]) -> forms.TypedChoiceField:
    """A filter by one of the things in `known`: its key in the address, the thing itself when chosen, else None."""
    choices = [("", everything), *((key, str(thing)) for key, thing in known.items())]
    return forms.TypedChoiceField(label=label, required=False, choices=choices, coerce=known.get, empty_value=None)


def by_wijk() -> forms.Field:
    """A filter by wijk, of those in the language of the page: the slug in the address, the `WijkPage` when chosen."""
    # The pages by their ids: without statistics SQLite would look for wijken among all pages of the language.
    wijken = WijkPage.objects.filter(public(), pk__in=WijkPage.objects.order_by().values("pk"))
    wijken = wijken.defer("boundary", "body")  # the largest columns, which no list shows
    wijken = wijken.filter(locale__language_code=get_language()).order_by("title")
    return one_thing(_("Wijk"), _("All wijken"), {wijk.slug: wijk for wijk in wijken})


class Filters(forms.Form):
    """The filters of one list: `Filters(request.GET, wijk=by_wijk(), …)`.

    Shown with `{% field bound mark_optional=False %}` for each.
    """

    def __init__(self, data: Mapping[str, str], **fields: forms.Field):
        super().__init__(data, auto_id="filter-%s")
        self.fields.update(fields)

    def chosen(self) -> dict[str, Any]:
        """Return what the reader chose, by name; refuse what is not among the choices (`BadRequest`)."""
        if not self.is_valid():
            wrong = ", ".join(str(self[name].label) for name in self.errors)
            raise BadRequest(_("This address asks for something that does not exist: %s.") % wrong)
        return self.cleaned_data


@dataclass(frozen=True)
class Way:
    """A link among a few of which one holds, for the component `tabs`."""

    text: str
    href: str
    is_current: bool


def address(query: QueryDict, **changed: str | list[str]) -> str:
    """Return `query` as the end of an address, with the names in `changed` replaced and nothing empty in it; always
    page 1."""
    fresh = query.copy()
    for name, value in {"pagina": "", **changed}.items():
        fresh.setlist(name, value if isinstance(value, list) else [value])
    for name, values in list(fresh.lists()):
        fresh.setlist(name, [value for value in values if value])
    return f"?{fresh.urlencode()}"


def slice_of(found: Any, number: str | None, size: int = 20, count: int | None = None) -> Slice:
    """Return page `number` (as it stands in the address) of a list or queryset; refuse what is no page (`Http404`).

    `count` is of all of it, where somebody has counted already.
    """
    paginator = Paginator(found, size)
    if count is not None:
        paginator.count = count
    try:
        return paginator.page(number or 1)
    except InvalidPage as error:
        raise Http404(_("This list has no such page.")) from error


@dataclass(frozen=True)
class Part:
    """A page of a list of which nobody counted the rest. `pagination` takes it as it takes Django's own."""

    object_list: list
    number: int
    has_next: bool
    size: int

    def __iter__(self):
        return iter(self.object_list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def start_index(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def end_index(self) -> int:
        return self.start_index + len(self.object_list) - 1


def part_of(found: Any, number: str | None, size: int = 20) -> Part:
    """Return page `number` of a list as `slice_of` does, without counting: what lies beyond it is never read."""
    wanted = int(number or 1) if re.fullmatch(r"[1-9]\d{0,5}", number or "1", re.ASCII) else 0
    rows = list(found[(wanted - 1) * size : wanted * size + 1]) if wanted else []
    if not rows and wanted != 1:
        raise Http404(_("This list has no such page."))
    return Part(rows[:size], wanted, len(rows) > size, size)
