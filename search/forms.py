"""What a reader asks of the search in its address, and the choices with how many pages each holds."""

from collections.abc import Mapping
from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page, get_page_models

from home.filters import Filters, by_wijk, one_of
from home.models import HomePage

from .counts import Counts
from .results import Asked

LONGEST_QUESTION = 100
NEWEST = "nieuw"
TODAY, WEEK, MONTH = "vandaag", "week", "maand"
DAYS = {TODAY: 1, WEEK: 7, MONTH: 30}
# Nothing on the site is about other days, and near the ends of Python's calendar there is no day after.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def read(query: Mapping[str, str]) -> Filters:
    """Return the form of the search, filled in with what the address asks."""
    return Filters(
        query,
        q=forms.CharField(
            label=_("What are you looking for?"),
            required=False,
            max_length=LONGEST_QUESTION,
            widget=forms.TextInput(attrs={"type": "search", "data-suggestions": reverse("search:suggest")}),
        ),
        soort=one_of(
            _("Kind of page"),
            _("All kinds"),
            sorted(
                ((word, str(kind._meta.verbose_name)) for word, kind in searchable_kinds().items()),
                key=lambda choice: choice[1],
            ),
        ),
        wijk=by_wijk(),
        periode=one_of(
            _("When"),
            _("Any time"),
            [(TODAY, _("Today")), (WEEK, _("The coming week")), (MONTH, _("The coming month"))],
        ),
        van=_day(_("From")),
        tot=_day(_("Up to and including")),
        sorteer=one_of(_("Order"), _("Best first"), [(NEWEST, _("Newest first"))]),
    )


def asked(chosen: Mapping) -> Asked:
    """Return the question in the chosen values of a form; days of the reader's own narrow a named period."""
    today = timezone.localdate()
    first, last = chosen["van"], chosen["tot"]
    if chosen["periode"]:
        end = today + timedelta(days=DAYS[chosen["periode"]] - 1)
        first, last = max(first or today, today), min(last or end, end)
    return Asked(
        text=chosen["q"],
        kind=searchable_kinds().get(chosen["soort"]),
        wijk=chosen["wijk"],
        first=first,
        last=last,
        newest=chosen["sorteer"] == NEWEST,
    )


def searchable_kinds() -> dict[str, type[Page]]:
    """Return the page types to choose from, by their word in the address: those of which a site has many."""
    return {
        kind._meta.model_name.removesuffix("page"): kind
        for kind in get_page_models()
        if kind not in (Page, HomePage) and kind.max_count_per_parent is None and kind.max_count is None
    }


def number(form: Filters, counts: Counts) -> None:
    """Write beside each kind and wijk how many pages it holds; a kind without any is left out, unless it is chosen.

    Each number is what a reader would get who chose that and kept the rest.
    """
    chosen = form.cleaned_data
    wijk, kind = chosen["wijk"], searchable_kinds().get(chosen["soort"])
    of_kind = counts.by_kind(wijk)
    kinds: list[tuple[str, str]] = [("", f"{_('All kinds')} ({counts.total(wijk=wijk)})")]
    for word, text in list(_choices(form, "soort"))[1:]:
        held = of_kind[searchable_kinds()[word]._meta.label_lower]
        if held or word == chosen["soort"]:
            kinds.append((word, f"{text} ({held})"))
    _choose(form, "soort", kinds)
    label = kind._meta.label_lower if kind else ""
    in_wijk = counts.by_wijk(label)
    field = form.fields["wijk"]
    wijken = [("", f"{_('All wijken')} ({counts.total(label)})")]
    for slug, text in list(_choices(form, "wijk"))[1:]:
        wijken.append((slug, f"{text} ({in_wijk[field.coerce(slug).pk]})"))
    _choose(form, "wijk", wijken)


def _day(label: str) -> forms.Field:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


def _choices(form: Filters, name: str) -> list[tuple[str, str]]:
    return list(form.fields[name].choices)


def _choose(form: Filters, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = choices


def words(form: Filters) -> dict[str, str]:
    """Return what was chosen besides the question and the order, in words, by name."""
    chosen = form.cleaned_data
    days = {"van": _("From %(day)s"), "tot": _("Up to and including %(day)s")}
    found = {
        "soort": capfirst(str(searchable_kinds()[chosen["soort"]]._meta.verbose_name)) if chosen["soort"] else "",
        "wijk": chosen["wijk"].title if chosen["wijk"] else "",
        "periode": dict(_choices(form, "periode"))[chosen["periode"]] if chosen["periode"] else "",
        **{name: text % {"day": date_format(chosen[name], "j F Y")} for name, text in days.items() if chosen[name]},
    }
    return {name: text for name, text in found.items() if text}
