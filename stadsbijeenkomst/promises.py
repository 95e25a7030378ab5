"""What became of the actions that a meeting named: done, going on, and not done, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from coalitions.models import Action, CoalitionPage
from home.visibility import public

from .models import StadsbijeenkomstPage

Status = Action.Status


@dataclass(frozen=True, slots=True)
class Promise:
    """One action as everybody may read it, with what was last told of it and when. `wijken` are titles, none for the
    whole city; `coalition` is a public one, or None."""

    pk: int
    title: str
    who: str
    first_step: str
    due_on: date
    status: str
    reason: str
    told_on: date | None
    wijken: tuple[str, ...]
    coalition: CoalitionPage | None
    seeks_lead: bool
    provenance: str


@dataclass(frozen=True, slots=True)
class Column:
    """Promises that stand alike: "done", "going" or "undone". `kind` is the colour of the column on a board."""

    name: str
    title: str
    kind: str
    promises: tuple[Promise, ...]


def of(meeting: StadsbijeenkomstPage) -> tuple[Column, ...]:
    """Return the actions that come from a meeting in three columns, the first to be done first; nothing at all when
    there are none. Three queries.

    What was promised for a day that is over, and of which nobody said that it goes on, is not done.
    """
    found = list(Action.objects.published().coming_from(meeting).listed().order_by("due_on", "pk"))
    today = timezone.localdate()
    sorted_out: dict[str, list[Promise]] = {"done": [], "going": [], "undone": []}
    for action in found:
        sorted_out[_column(action, today)].append(_promise(action, today))
    titles = {
        "done": (_("Done"), "good"),
        "going": (_("Promised, or going on"), "action"),
        "undone": (_("Not done"), "improve"),
    }
    return tuple(Column(name, *titles[name], tuple(them)) for name, them in sorted_out.items()) if found else ()


def total(columns: Iterable[Column]) -> int:
    return sum(len(column.promises) for column in columns)


def previous(meeting: StadsbijeenkomstPage) -> StadsbijeenkomstPage | None:
    """Return the public meeting before this one, of the same list, from which actions came. One query."""
    actions = Action.objects.published().filter(source=OuterRef("pk"))
    earlier = StadsbijeenkomstPage.objects.filter(public()).sibling_of(meeting, inclusive=False)
    return earlier.filter(Exists(actions), starts_at__lt=meeting.starts_at).order_by("-starts_at").first()


def _is_overdue(action: Action, today: date) -> bool:
    return action.status in {Status.PROPOSED, Status.PROMISED} and action.due_on < today


def _column(action: Action, today: date) -> str:
    if action.status == Status.DONE:
        return "done"
    if action.status in {Status.LATE, Status.STOPPED} or _is_overdue(action, today):
        return "undone"
    return "going"


def _promise(action: Action, today: date) -> Promise:
    reason = action.status_reason
    if not reason and _is_overdue(action, today):
        reason = _("the day is over, and nobody said how it goes")
    return Promise(
        pk=action.pk,
        title=action.title,
        who=action.who,
        first_step=action.first_step,
        due_on=action.due_on,
        status=action.get_status_display(),
        reason=reason,
        told_on=timezone.localdate(action.news_at) if action.status_reason else None,
        wijken=tuple(wijk.title for wijk in action.wijken.all()),
        coalition=action.coalition,
        seeks_lead=action.seeks_lead,
        provenance=action.provenance,
    )
