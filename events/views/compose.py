"""Where a reader composes one address for their own calendar: `/kalender/samenstellen`, and one for any page."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from home.filters import Filters
from home.models import Theme, WijkPage
from home.visibility import public

from .. import agenda, choice, subscription
from ..models import AgendaPage, LanguagesField
from ..models.page import CITY_WIDE

SHOWN = 3
FIRST = ("wijk", "thema")  # what most people choose by; the rest folds away


@require_safe
def compose(request: HttpRequest, page_id: int | None = None) -> HttpResponse:
    """Show what to choose from, and the address of what the query string chose, with ways to subscribe to it.

    Without a page it is about the whole city. Refuses a page that is private, a draft or not there with 404 and an
    unknown choice with 400, as the feed itself does.
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404(_("There is no site at this address."))
    page = _page(page_id or site.root_page_id)
    with translation.override(page.locale.language_code):
        chosen = choice.read(request.GET)
        feeds = subscription.narrowed(page, request, chosen)
        if feeds is None:
            raise Http404(_("This page has no address."))
        dates = chosen.dates(page).upcoming(timezone.localdate())
        form = choices(request, page)
        context = {
            "first": [form[name] for name in form.fields if name in FIRST],
            "more": [form[name] for name in form.fields if name not in FIRST],
            "is_narrow": bool(chosen.audiences or chosen.languages),
            "about": page,
            "whole_city": "" if page.pk == site.root_page_id else reverse("events:compose"),
            "subscription": feeds,
            "number": dates.values("event").distinct().count(),
            "items": agenda.items(chosen.dates(page).between(timezone.localdate())[:SHOWN]),
        }
        response = render(request, "events/compose.html", context)
        response.headers["Content-Language"] = page.locale.language_code
    return response


def _page(page_id: int) -> Page:
    page = get_object_or_404(Page.objects.filter(public(), depth__gt=1).select_related("locale"), pk=page_id)
    return page.get_parent() if page.specific_class is AgendaPage else page


def choices(request: HttpRequest, page: Page) -> Filters:
    """Return the form with what can be chosen of `page`; wijken only where there are some below it."""
    wijken = WijkPage.objects.filter(public()).descendant_of(page).order_by("title")
    offered = {
        "wijk": (_("Wijken"), [(str(wijk.pk), wijk.title) for wijk in wijken]),
        "thema": (_("Themes"), list(Theme.objects.values_list("slug", "name"))),
        "doelgroep": (_("For whom"), [(word, audience.label) for word, audience in choice.AUDIENCES.items()]),
        "taal": (_("Languages spoken"), LanguagesField.CHOICES),
    }
    if offered["wijk"][1]:
        offered["wijk"][1].append((CITY_WIDE, _("Activities for the whole city")))
    return Filters(
        request.GET,
        **{
            name: forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=[(value, capfirst(text)) for value, text in values],
                widget=forms.CheckboxSelectMultiple,
            )
            for name, (label, values) in offered.items()
            if values
        },
    )
