"""Invented activities, for tests that hold of whatever the form accepts: once or in a series, with changed dates."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from events import ical, refusals
from events.models import DateChange, EventPage
from events.recurrence import Frequency, Rule, UnclearTime, is_last_of_month, local, week_of_month

from .factories import AMSTERDAM

LAST = date(2034, 12, 31)  # node-ical does not find the exceptions of a series in the summers after 2035
# Days around both changes of the clocks, in the years that the invented activities begin in.
CHANGES = [date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)]

days = st.dates(date(2024, 7, 1), date(2028, 5, 31)) | st.builds(
    lambda change, before: change - timedelta(days=before), st.sampled_from(CHANGES), st.integers(-1, 21)
)
clocks = st.builds(time, st.integers(0, 23) | st.integers(0, 4), st.sampled_from([0, 15, 30, 59]))
lengths = st.sampled_from([1, 15, 90, 120, 240, 480, 1440, 2 * 1440 + 120])  # minutes
scripts = "aé漢🙂ش\u200f\u0301,;:\\\"'nN \t\r\n\x07\x0b\x1f\x7f\x85\u2028\ufeff^"
texts = st.text(max_size=60) | st.text(alphabet=st.sampled_from(list(scripts)), max_size=60)


@dataclass(frozen=True)
class Plan:
    """An activity: its fields, and what is different on which of its dates."""

    fields: dict
    changes: tuple[dict, ...] = ()

    def page(self) -> EventPage:
        """Return the activity as a page that is not in the tree yet."""
        page = EventPage(**self.fields, live=True)
        page.date_changes = [DateChange(**change) for change in self.changes]
        return page


@st.composite
def plans(draw, repeats: bool | None = None) -> Plan:
    """Invent an activity that the form would accept; `repeats` says whether it must be a series."""
    frequency = (
        draw(st.sampled_from(Frequency)) if draw(st.booleans() if repeats is None else st.just(repeats)) else ""
    )
    first = fitting(frequency, draw(days))
    all_day = draw(st.integers(0, 3)) == 0
    fields = {
        "title": draw(texts.filter(ical.one_line).map(storable)),
        "summary": draw(texts.map(storable)),
        "all_day": all_day,
        "status": draw(st.sampled_from(["planned"] * 8 + ["cancelled"])),
    }
    fields["starts_at"], fields["ends_at"] = draw(spans(first, all_day))
    if not frequency:
        return Plan(fields)
    rule = draw(rules(frequency, first))
    assume(not refusals.of_series(rule, fields["starts_at"], fields["ends_at"], all_day, AMSTERDAM))
    on = rule.dates(first)
    assume(on[-1] <= LAST)
    fields |= {"repeats": rule.frequency, "repeat_every": rule.every, "repeat_weekdays": list(rule.weekdays)}
    fields |= {"repeat_until": rule.until, "repeat_count": rule.count}
    changed = draw(st.lists(st.sampled_from(on), max_size=6, unique=True))
    return Plan(fields, tuple(draw(changes(day, all_day)) for day in changed))


def fitting(frequency: str, day: date) -> date:
    """Return a day near `day` with which a series of this frequency may begin."""
    match frequency:
        case Frequency.MONTHLY_DAY | Frequency.YEARLY:
            return day.replace(day=min(day.day, 28))
        case Frequency.MONTHLY_WEEKDAY:
            return day - timedelta(days=7) if week_of_month(day) == 5 else day
        case Frequency.MONTHLY_LAST_WEEKDAY:
            while not is_last_of_month(day):
                day += timedelta(days=7)
    return day


@st.composite
def rules(draw, frequency: Frequency, first: date) -> Rule:
    weekdays = ()
    if frequency == Frequency.WEEKLY:
        weekdays = tuple(sorted({first.weekday(), *draw(st.lists(st.integers(0, 6), max_size=3))}))
    ends = {"count": draw(st.integers(2, 60))}
    if draw(st.booleans()):
        ends = {"until": first + timedelta(days=draw(st.integers(1, 900)))}
    return Rule(frequency, draw(st.sampled_from([1, 1, 1, 2, 3, 5])), weekdays, **ends)


@st.composite
def spans(draw, first: date, all_day: bool) -> tuple[datetime, datetime]:
    """Invent the start and end of what begins on `first`, as the form leaves them: both are clear on the clock."""
    if all_day:
        last = first + timedelta(days=draw(st.integers(0, 4)))
        return datetime.combine(first, time(0, 0), AMSTERDAM), datetime.combine(last, time(23, 59), AMSTERDAM)
    clock = draw(clocks)
    try:
        starts_at = local(first, clock, AMSTERDAM)
    except UnclearTime:
        starts_at = local(first, time(19, 30), AMSTERDAM)
    ends_at = starts_at.astimezone(UTC) + timedelta(minutes=draw(lengths))
    return starts_at.astimezone(UTC), ends_at


@st.composite
def changes(draw, on: date, all_day: bool) -> dict:
    kind = draw(st.sampled_from(DateChange.Kind))
    change = {"on": on, "kind": kind, "reason": draw(texts.map(storable))}
    if kind == DateChange.Kind.MOVED and draw(st.booleans()):
        day = on + timedelta(days=draw(st.sampled_from([-40, -1, 0, 1, 2, 30])))
        change["starts_at"], change["ends_at"] = draw(spans(day, all_day))
    return change


def storable(text: str) -> str:
    """Return `text` as it can be in a database: PostgreSQL holds no NUL, and forms refuse it."""
    return text.replace("\x00", "")
