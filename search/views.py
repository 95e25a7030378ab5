from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site, get_page_models

from home.filters import Filters, by_wijk, one_of
from home.models import HomePage

from . import results

LONGEST_QUESTION = 100


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search all public pages: `?q=…&soort=…&wijk=…&pagina=…`.

    A question that is too long is told beside the field (400); an unknown kind, wijk or page is refused (400, 404).
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404(_("There is no site at this address."))
    kinds = searchable_kinds()
    filters = Filters(
        request.GET,
        q=forms.CharField(
            label=_("What are you looking for?"),
            required=False,
            max_length=LONGEST_QUESTION,
            widget=forms.TextInput(attrs={"type": "search"}),
        ),
        soort=one_of(
            _("Kind of page"),
            _("All kinds"),
            sorted(((word, kind._meta.verbose_name) for word, kind in kinds.items()), key=lambda choice: choice[1]),
        ),
        wijk=by_wijk(),
    )
    if "q" in filters.errors:
        return _answer(request, {"filters": filters}, status=400)
    chosen = filters.chosen()
    found = results.find(
        request,
        site.root_page.localized,
        chosen["q"],
        kind=kinds.get(chosen["soort"]),
        wijk=chosen["wijk"],
        number=request.GET.get("pagina"),
    )
    return _answer(
        request,
        {
            "filters": filters,
            "question": chosen["q"],
            "found": found,
            "is_narrowed": bool(chosen["soort"] or chosen["wijk"]),
        },
    )


def searchable_kinds() -> dict[str, type[Page]]:
    """Return the page types to choose from, by their word in the address: those of which a site has many."""
    return {
        kind._meta.model_name.removesuffix("page"): kind
        for kind in get_page_models()
        if kind not in (Page, HomePage) and kind.max_count_per_parent is None and kind.max_count is None
    }


def _answer(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, "search/find.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
