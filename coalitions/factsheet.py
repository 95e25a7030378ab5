"""What the network did in a period: counted when it is read, never typed.

Page, letter, PDF and CSV read `read`, so they cannot disagree. What each number counts stands beside it, and in
`docs/factsheet.md`. An app offers numbers in its `wagtail_hooks`:

    @hooks.register("register_factsheet_numbers")
    def meetings():
        return [Counted(name="meetings", topic=…, label=…, meaning=…, count=lambda period: rows(…), order=500)]
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail import hooks

from events.models import Listing, Occurrence
from events.models.occurrence import midnight
from home.counting import rows, together
from home.models import WijkPage
from home.visibility import public

from . import factsheet_actions
from .factsheet_actions import Ended, Tally
from .models import Action, FactsheetPage


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of `starts_on` to the last of `ends_on`, in the site's time zone."""

    starts_on: date
    ends_on: date

    @property
    def since(self) -> datetime:
        """The first instant of the period."""
        return midnight(self.starts_on)

    @property
    def until(self) -> datetime:
        """The first instant after the period."""
        return midnight(self.ends_on + timedelta(days=1))

    @property
    def is_over(self) -> bool:
        """Whether its numbers grow no more."""
        return self.until <= timezone.now()

    def holds(self, field: str) -> Q:
        """Return the condition that the instant in `field` lies in the period."""
        return Q(**{f"{field}__gte": self.since, f"{field}__lt": self.until})

    def holds_day(self, field: str) -> Q:
        """Return the condition that the date in `field` lies in the period."""
        return Q(**{f"{field}__gte": self.starts_on, f"{field}__lte": self.ends_on})

    def has_seen(self, field: str) -> Q:
        """Return the condition that the instant in `field` lies in the period and before now: it happened."""
        return Q(**{f"{field}__gte": self.since, f"{field}__lt": min(self.until, timezone.now())})


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that an app offers. `label` names it in words for that number; `meaning` says in a sentence what it
    counts; `topic` is the heading it stands under; `count` gives it as a part of a query (see `home.counting`)."""

    name: str
    topic: str | Promise
    label: Callable[[int], str]
    meaning: str | Promise
    count: Callable[[Period], Coalesce]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was counted."""

    name: str
    topic: str
    value: int
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class InWijk:
    """What there was in one wijk; with an empty `slug`, what names no wijk and is there for the whole city.

    What takes place in two wijken counts in both, so the rows need not add up.
    """

    title: str
    slug: str
    activities: int
    actions: int
    done: int


@dataclass(frozen=True, slots=True)
class Factsheet:
    """What the network did in a period. `actions_by_status` is how they stood when it ended."""

    starts_on: date
    ends_on: date
    is_over: bool
    numbers: tuple[Number, ...]
    actions_by_status: tuple[Tally, ...]
    done: tuple[Ended, ...]
    stopped: tuple[Ended, ...]
    wijken: tuple[InWijk, ...]

    @property
    def topics(self) -> tuple[tuple[str, tuple[Number, ...]], ...]:
        """The numbers under their headings, in order."""
        titles = dict.fromkeys(number.topic for number in self.numbers)
        return tuple((title, tuple(one for one in self.numbers if one.topic == title)) for title in titles)

    @property
    def values(self) -> dict[str, int]:
        """The numbers by name, those of the actions by status among them."""
        found = {number.name: number.value for number in self.numbers}
        return found | {f"actions_{tally.status}_at_end": tally.number for tally in self.actions_by_status}

    @property
    def most(self) -> int:
        """The largest number of actions with one status; 1 when there are none."""
        return max([1, *(tally.number for tally in self.actions_by_status)])


def held(period: Period) -> QuerySet[Occurrence]:
    """Return the dates of public activities that began in the period, before now, and were not cancelled.

    `once` is the same for a date and for the same date in another language.
    """
    cancelled = Q(status=Occurrence.Status.CANCELLED) | Q(event__status=Occurrence.Status.CANCELLED)
    key = Concat(Cast("event__translation_key", CharField()), Value(" "), Cast("on", CharField()))
    found = Occurrence.objects.filter(public("event__"), period.has_seen("starts_at"), event__alias_of=None)
    return found.exclude(cancelled).annotate(once=key)


def read(starts_on: date, ends_on: date) -> Factsheet:
    """Return the numbers of the days from `starts_on` to `ends_on` inclusive, in the site's time zone.

    Only of what everybody may see now; in the active language. Four queries, however much there is.
    """
    period = Period(starts_on, ends_on)
    counted = factsheet_actions.count(period.since, period.until)
    done, stopped = factsheet_actions.ended(period.since, period.until)
    numbers, city = _of_city(period)
    return Factsheet(
        starts_on=starts_on,
        ends_on=ends_on,
        is_over=period.is_over,
        numbers=(*numbers, *_of_actions(counted)),
        actions_by_status=counted.tallies,
        done=done,
        stopped=stopped,
        wijken=(*_in_wijken(period), city),
    )


def following(siblings: QuerySet[FactsheetPage]) -> tuple[date, date]:
    """Return the first and last day of the half year after the last factsheet; without one, of the last half year that
    is over. One query."""
    last = siblings.order_by("-ends_on").values_list("ends_on", flat=True).first()
    if last is None:
        today = timezone.localdate()
        starts_on = date(today.year, 1 if today.month <= 6 else 7, 1) - relativedelta(months=6)
    else:
        starts_on = last + timedelta(days=1)
    return starts_on, starts_on + relativedelta(months=6) - timedelta(days=1)


def title(starts_on: date, ends_on: date) -> str:
    """Return what a factsheet is called before somebody gives it another name, in the active language."""
    halves = {(1, 1, 6, 30): _("first half of %d"), (7, 1, 12, 31): _("second half of %d")}
    half = halves.get((starts_on.month, starts_on.day, ends_on.month, ends_on.day))
    if half and starts_on.year == ends_on.year:
        return _("Factsheet, %s") % (half % starts_on.year)
    return _("Factsheet, %(start)s to %(end)s") % {"start": starts_on.isoformat(), "end": ends_on.isoformat()}


def _of_city(period: Period) -> tuple[list[Number], InWijk]:
    """Return the numbers that apps offer, and the row of what is there for the whole city. One query."""
    offered = [one for register in hooks.get_hooks("register_factsheet_numbers") for one in register()]
    offered.sort(key=lambda one: one.order)
    listed = Listing.objects.filter(entry__event=OuterRef("event"), page__in=WijkPage.objects.values("pk"))
    actions = factsheet_actions.known(period.until).filter(wijken=None)
    city = _row(held(period).filter(~Exists(listed)), actions)
    values = together([*city.values(), *(one.count(period) for one in offered)])
    numbers = [
        Number(one.name, str(one.topic), value, one.label(value), str(one.meaning))
        for one, value in zip(offered, values[len(city) :], strict=True)
    ]
    return numbers, InWijk(_("Whole city"), "", *values[: len(city)])


def _of_actions(counted: factsheet_actions.Standing) -> Iterator[Number]:
    for name, value, label, meaning in counted.numbers():
        yield Number(name, _("Actions"), value, label, meaning)


def _in_wijken(period: Period) -> Iterator[InWijk]:
    """Yield a row for each public wijk, by title. One query."""
    dates = held(period).filter(event__feed_entry__listings__page=OuterRef("pk"))
    row = _row(dates, factsheet_actions.known(period.until).filter(wijken=OuterRef("pk")))
    wijken = WijkPage.objects.filter(public(), locale__language_code=settings.LANGUAGE_CODE).order_by("title")
    for values in wijken.annotate(**row).values_list("title", "slug", *row):
        yield InWijk(*values)


def _row(dates: QuerySet, actions: QuerySet) -> dict[str, Coalesce]:
    """Return what `InWijk` counts, as parts of a query."""
    done = actions.filter(then=Action.Status.DONE)
    return {"row_activities": rows(dates, "once"), "row_actions": rows(actions), "row_done": rows(done)}
