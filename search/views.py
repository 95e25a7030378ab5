from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from home.filters import Filters, address

from . import forms, results, suggestions
from .results import Asked, Found


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search all public pages: `?q=…&soort=…&wijk=…&periode=…&van=…&tot=…&sorteer=…&pagina=…`.

    A question that is too long is told beside the field (400); an unknown choice or page is refused (400, 404).
    """
    root = _root(request)
    form = forms.read(request.GET)
    if "q" in form.errors:
        return _answer(request, {"filters": form}, status=400)
    asked = forms.asked(form.chosen())
    found = results.find(request, root, asked, request.GET.get("pagina"))
    context = {"filters": form, "question": asked.text, "asked": asked, "found": found}
    if found:
        forms.number(form, found.counts)
        context |= {
            "chosen_filters": _chosen(request, form),
            "clear_href": address(request.GET, **dict.fromkeys(forms.words(form), "")),
            "meant_href": address(request.GET, q=found.meant),
            "ways_out": _ways_out(request, form, asked, found),
        }
    return _answer(request, context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Return what somebody may be typing as JSON: `?q=…`. A text that is too long has no suggestions."""
    typed = request.GET.get("q", "")
    found = suggestions.for_text(typed, _root(request)) if len(typed) <= forms.LONGEST_QUESTION else []
    response = JsonResponse(
        {
            "suggestions": [
                {"text": one.text, "kind": one.kind, "href": one.page.get_url(request) if one.page else None}
                for one in found
            ],
            "announcement": _announcement(len(found)),
        }
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _announcement(number: int) -> str:
    """Return what a screen reader says when the list appears."""
    if not number:
        return _("No suggestions.")
    text = ngettext(
        "%(number)s suggestion. Choose with the arrow keys.",
        "%(number)s suggestions. Choose with the arrow keys.",
        number,
    )
    return text % {"number": number}


def _root(request: HttpRequest) -> Page:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404(_("There is no site at this address."))
    return site.root_page.localized


def _chosen(request: HttpRequest, form: Filters) -> list[tuple[str, str]]:
    """Return what narrows the list, in words, each with the address that drops it."""
    words = forms.words(form)
    return [(text, address(request.GET, **{name: ""})) for name, text in words.items()]


def _ways_out(request: HttpRequest, form: Filters, asked: Asked, found: Found) -> list[tuple[str, str, int | None]]:
    """Return, when nothing was found, each filter that can be dropped to find something: words, address, how many."""
    if found.results:
        return []
    words, counts = forms.words(form), found.counts
    ways = [
        ("wijk", counts.total(asked.label)),
        ("soort", counts.total(wijk=asked.wijk)),
        ("wijk soort", counts.total()),
    ]
    found_by = [
        (" · ".join(words[name] for name in names.split()), names.split(), number)
        for names, number in ways
        if number and all(name in words for name in names.split())
    ]
    days = [name for name in ("periode", "van", "tot") if name in words]
    if days:
        found_by.append((" · ".join(words[name] for name in days), days, None))
    return [(text, address(request.GET, **dict.fromkeys(names, "")), number) for text, names, number in found_by]


def _answer(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, "search/find.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
