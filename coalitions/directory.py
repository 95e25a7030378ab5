"""The partners of the network as their directory shows them, by what a reader chose in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.core.paginator import Page as Slice
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from home.filters import Filters, address, by_wijk, one_of, slice_of
from home.models import WijkPage
from home.visibility import public

from .models import CoalitionPage, Declaration, Membership, Organisation, PartnerIndexPage


@dataclass(frozen=True)
class Numbers:
    """How many partners there are, how many declared that they take part, and how many do, in a public coalition."""

    partners: int
    signed: int
    taking_part: int


@dataclass(frozen=True)
class Directory:
    """What the directory shows. `numbers` are of the whole network, whatever is chosen; each partner knows
    `declared_at`, `wijken` and, as `memberships`, where it takes part. `chosen` are texts with the address that drops
    them."""

    filters: Filters
    chosen: list[tuple[str, str]]
    numbers: Numbers
    partners: Slice


def collect(index: PartnerIndexPage, query: QueryDict) -> Directory:
    """Return the partners that fit what the query string of their directory asks for.

    Coalitions that are drafts or private are neither named nor counted nor offered as a choice. Refuses what is not
    among the choices (`BadRequest`) and a page that the list has not (`Http404`).
    """
    coalitions = CoalitionPage.objects.published().filter(locale=index.locale_id)
    titles = dict(coalitions.order_by("title").values_list("pk", "title"))
    filters = Filters(
        query,
        naam=forms.CharField(label=_("Name"), required=False, max_length=120),
        soort=one_of(_("Kind"), _("All kinds"), [(kind.value, str(kind.label)) for kind in Organisation.Kind]),
        wijk=by_wijk(),
        coalitie=_by_coalition(titles),
        getekend=forms.BooleanField(label=_("Has signed the declaration"), required=False),
    )
    chosen = filters.chosen()
    found = Organisation.objects.with_declaration()
    words = []
    if chosen["naam"]:
        found = found.filter(name__icontains=chosen["naam"])
        words.append(("naam", f"“{chosen['naam']}”"))
    if chosen["soort"]:
        found = found.of_kind(chosen["soort"])
        words.append(("soort", str(Organisation.Kind(chosen["soort"]).label)))
    if chosen["wijk"]:
        found = found.in_wijk(chosen["wijk"])
        words.append(("wijk", chosen["wijk"].title))
    if chosen["coalitie"]:
        found = found.filter(Exists(Membership.objects.current().filter(page=chosen["coalitie"], organisation=_this)))
        words.append(("coalitie", titles[chosen["coalitie"]]))
    if chosen["getekend"]:
        found = found.filter(declared_at__isnull=False)
        words.append(("getekend", _("Has signed the declaration")))
    counted, number = _count(found)
    return Directory(
        filters=filters,
        chosen=[(text, address(query, **{name: ""})) for name, text in words],
        numbers=counted,
        partners=slice_of(_with_what_a_card_shows(found, coalitions), query.get("pagina"), count=number),
    )


_this = OuterRef("pk")


def numbers() -> Numbers:
    """Count the network, in one query. Who signed and who takes part are counted apart: one may do either."""
    return _count(Organisation.objects.all())[0]


def _count(found: QuerySet) -> tuple[Numbers, int]:
    """Count the network and those that were found in it, in one query."""
    in_public = Membership.objects.current().filter(page__in=CoalitionPage.objects.published(), organisation=_this)
    counted = Organisation.objects.annotate(
        has_signed=Exists(Declaration.objects.standing().filter(organisation=_this)), takes_part=Exists(in_public)
    ).aggregate(
        partners=Count("pk"),
        signed=Count("pk", filter=Q(has_signed=True)),
        taking_part=Count("pk", filter=Q(takes_part=True)),
        found=Count("pk", filter=Q(pk__in=found.order_by().values("pk"))),
    )
    number = counted.pop("found")
    return Numbers(**counted), number


def _by_coalition(titles: Mapping[int, str]) -> forms.TypedChoiceField:
    """A filter by coalition: its id, because two coalitions in different places of the tree may have one slug."""
    choices = [("", _("All coalitions")), *((str(pk), title) for pk, title in titles.items())]
    return forms.TypedChoiceField(label=_("Coalition"), required=False, choices=choices, coerce=int, empty_value=None)


def _with_what_a_card_shows(found: QuerySet, coalitions: QuerySet) -> QuerySet:
    taking_part = Membership.objects.current().filter(page__in=coalitions)
    rendition = get_image_model().get_rendition_model().objects.filter(filter_spec="max-160x80")
    return found.select_related("logo").prefetch_related(
        # Without the largest columns, which no card shows.
        Prefetch("wijken", WijkPage.objects.filter(public()).defer("boundary", "body")),
        # As `prefetch_renditions` does, which cannot come along in the query of the partners.
        Prefetch("logo__renditions", rendition, to_attr="prefetched_renditions"),
        Prefetch("memberships", taking_part.select_related("page__locale").order_by("page__title")),
    )
