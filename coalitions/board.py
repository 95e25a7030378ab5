"""The register of actions as everybody may see it: a board by status or a list, narrowed by filters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page as Slice
from django.db.models import Count, Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.filters import Filters, Way, address, by_wijk, one_of, slice_of

from .models import Action, CoalitionPage
from .models.action import ActionQuerySet

Status = Action.Status
PER_COLUMN = 6
PER_PAGE = 24
BOARD, LIST = "", "lijst"
# What a reader can look for besides a status.
WANTED: dict[str, Callable[[Any], Any]] = {
    "open": ActionQuerySet.open,
    "laat": ActionQuerySet.late,
    "stil": ActionQuerySet.quiet,
    "trekker": ActionQuerySet.seeking_lead,
}
NEWEST = "nieuws"
# In the order of the board: what is open before what has ended.
KINDS = {
    Status.PROPOSED: "",
    Status.PROMISED: "action",
    Status.UNDER_WAY: "action",
    Status.LATE: "improve",
    Status.DONE: "good",
    Status.STOPPED: "",
}


@dataclass(frozen=True)
class Column:
    """The actions with one status: the first few, and how many there are."""

    status: str
    title: str
    kind: str
    count: int
    actions: tuple[Action, ...]
    href: str

    @property
    def more(self) -> str:
        """Words for the way to all of them; empty when they all stand here."""
        if self.count <= len(self.actions):
            return ""
        return _("All %(count)d: %(status)s") % {"count": self.count, "status": self.title.lower()}


@dataclass(frozen=True)
class Overview:
    """What an address of the register shows: `columns`, or a `part` of the list."""

    filters: Filters
    query: QueryDict
    words: str
    columns: tuple[Column, ...] = ()
    part: Slice | None = None

    @property
    def is_empty(self) -> bool:
        return not self.part and not any(column.count for column in self.columns)

    @property
    def views(self) -> list[Way]:
        """Board and list, with the same filters."""
        is_list = self.part is not None
        return [
            Way(_("Board"), address(self.query, weergave="", status="", volgorde=""), not is_list),
            Way(_("List"), address(self.query, weergave=LIST), is_list),
        ]

    @property
    def active(self) -> list[tuple[str, str]]:
        """The filters that hold, in words, each with the address that drops it."""
        return [(words, address(self.query, **{name: ""})) for name, words in self._chosen()]

    def _chosen(self) -> Iterator[tuple[str, str]]:
        for bound in self.filters:
            value = self.query.get(bound.name, "")
            if value and bound.name in {"wijk", "coalitie", "status", "toon"}:
                yield bound.name, str(dict(bound.field.choices)[value])  # type: ignore[attr-defined]
            elif value.strip() and bound.name == "q":
                yield bound.name, f"“{value.strip()}”"

    @property
    def has_more_chosen(self) -> bool:
        """Whether a filter that is folded away holds."""
        return any(self.query.get(name) for name in ("coalitie", "status", "toon", "volgorde"))


def collect(query: QueryDict) -> Overview:
    """Return what the query string of the register asks for.

    Refuses what does not exist: `BadRequest` for a filter, `Http404` for a page of the list. What is not shown is
    only counted.
    """
    filters = Filters(
        query,
        wijk=by_wijk(),
        q=forms.CharField(
            label=_("Words"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
        ),
        coalitie=_by_coalition(),
        status=one_of(_("Status"), _("All statuses"), [(value, str(words)) for value, words in Status.choices]),
        toon=one_of(_("Show only"), _("All actions"), wanted()),
        volgorde=one_of(_("Order"), _("First what must be done first"), [(NEWEST, _("newest news first"))]),
        weergave=one_of(_("View"), _("Board"), [(LIST, _("List"))]),
    )
    filters.fields["weergave"].widget = forms.HiddenInput()
    chosen = filters.chosen()
    found = _narrowed(Action.objects.published(), chosen)
    counts = _counted(found)
    if chosen["weergave"] == LIST or chosen["status"]:
        listed = found.filter(status=chosen["status"]) if chosen["status"] else found
        total = sum(count.number for name, count in counts.items() if chosen["status"] in {"", name})
        part = slice_of(listed.order_by(*_order(chosen)).listed(), query.get("pagina"), PER_PAGE, total)
        return Overview(filters, query, _words(counts, chosen["status"]), part=part)
    return Overview(filters, query, _words(counts), columns=_columns(found, counts, query))


def _by_coalition() -> forms.Field:
    """A filter by coalition, of the public ones with actions: the id in the address."""
    actions = Action.objects.filter(coalition=OuterRef("pk"))
    found = CoalitionPage.objects.published().filter(Exists(actions)).order_by("title").values_list("pk", "title")
    titles = {str(pk): title for pk, title in found}
    return forms.ChoiceField(
        label=_("Coalition"), required=False, choices=[("", _("All coalitions")), *titles.items()]
    )


def wanted() -> list[tuple[str, str]]:
    """Return what a reader can look for besides a status, each with its words."""
    return [
        ("open", _("not done yet")),
        ("laat", _("late: the day is over")),
        ("stil", _("quiet: no news for a long time")),
        ("trekker", _("looks for somebody who takes the lead")),
    ]


def _narrowed(found: ActionQuerySet, chosen: dict) -> ActionQuerySet:
    if chosen["wijk"]:
        found = found.in_wijk(chosen["wijk"])
    if chosen["coalitie"]:
        found = found.filter(coalition=chosen["coalitie"])
    if chosen["toon"]:
        found = WANTED[chosen["toon"]](found)
    for word in chosen["q"].split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(first_step__icontains=word)
            | Q(owner__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    return found


@dataclass(frozen=True)
class Numbers:
    """How many actions have one status, and how many of those are late and quiet."""

    number: int
    late: int
    quiet: int


def _counted(found: ActionQuerySet) -> dict[str, Numbers]:
    """Return how many actions there are of each status, and how many of those are late and quiet. One query."""
    rows = (
        found.order_by()
        .values("status")
        .annotate(
            number=Count("pk"),
            late=Count("pk", filter=Action.is_late_now()),
            quiet=Count("pk", filter=Action.is_quiet_now()),
        )
        .values_list("status", "number", "late", "quiet")
    )
    return {status: Numbers(*numbers) for status, *numbers in rows}


def _words(counts: dict[str, Numbers], status: str = "") -> str:
    """Return how many actions there are, and how many of them are late and quiet."""
    told = [count for name, count in counts.items() if status in {"", name}]
    total = sum(count.number for count in told)
    parts = [ngettext("%(count)d action", "%(count)d actions", total) % {"count": total}]
    if late := sum(count.late for count in told):
        parts.append(_("%(count)d late") % {"count": late})
    if quiet := sum(count.quiet for count in told):
        parts.append(_("%(count)d quiet") % {"count": quiet})
    return ", ".join(parts)


def _order(chosen: dict) -> tuple[str, ...]:
    return ("-news_at", "-pk") if chosen["volgorde"] == NEWEST else ("due_on", "pk")


def _columns(found: ActionQuerySet, counts: dict[str, Numbers], query: QueryDict) -> tuple[Column, ...]:
    """Return a column for each status. Three queries, however many actions there are."""
    first = Q()
    for status in counts:
        # What is over is news, what is to come is a promise for a day.
        order = ("-news_at", "-pk") if status in Action.ENDED else ("due_on", "pk")
        first |= Q(pk__in=found.filter(status=status).order_by(*order).values("pk")[:PER_COLUMN])
    shown = list(Action.objects.filter(first).listed().order_by("due_on", "pk")) if counts else []
    columns = []
    for status, kind in KINDS.items():
        mine = [action for action in shown if action.status == status]
        if status in Action.ENDED:
            mine.sort(key=lambda action: (action.news_at, action.pk), reverse=True)
        columns.append(
            Column(
                status=status,
                title=capfirst(str(status.label)),
                kind=kind,
                count=counts[status].number if status in counts else 0,
                actions=tuple(mine),
                href=address(query, status=status),
            )
        )
    return tuple(columns)
