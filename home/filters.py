"""What a reader asks of a list in its address: `?wijk=oeverwijk&status=active&pagina=2`.

A list that is filtered by something unknown would silently show everything, so that is refused instead.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as Slice
from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import WijkPage
from .visibility import public


def one_of(label: str, everything: str, choices: Iterable[tuple[str, str]]) -> forms.Field:
    """A filter with a closed list of (value, text) `choices`; `everything` is the text of no choice."""
    written = [(value, capfirst(text)) for value, text in choices]
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *written])


def by_wijk() -> forms.Field:
    """A filter by wijk, of those in the language of the page: the slug in the address, the `WijkPage` when chosen."""
    wijken = {
        wijk.slug: wijk
        for wijk in WijkPage.objects.filter(public(), locale__language_code=get_language()).order_by("title")
    }
    return forms.TypedChoiceField(
        label=_("Wijk"),
        required=False,
        choices=[("", _("All wijken")), *((slug, wijk.title) for slug, wijk in wijken.items())],
        coerce=wijken.get,
        empty_value=None,
    )


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


def slice_of(found: Any, number: str | None, size: int = 20) -> Slice:
    """Return page `number` (as it stands in the address) of a list or queryset; refuse what is no page (`Http404`)."""
    try:
        return Paginator(found, size).page(number or 1)
    except InvalidPage as error:
        raise Http404(_("This list has no such page.")) from error
