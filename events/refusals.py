"""What is refused of a series, in sentences: what calendar programs read differently, or what nobody could attend.

No database and no request: the model, its form and the import ask the same questions here.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .recurrence import MAX_DATES, Frequency, Rule, UnclearTime, is_last_of_month, local, week_of_month

MAX_LENGTH = timedelta(days=10 * 366)  # longer ahead nobody knows what the clocks and the venue will do
INCOMPLETE = "incomplete"  # The code of a refusal that a draft may wait with; every other holds for a draft too.
Refusal = tuple[str, ValidationError]


def of_series(rule: Rule, starts_at: datetime, ends_at: datetime, all_day: bool, zone: ZoneInfo) -> list[Refusal]:
    """Return what is wrong with a series as pairs of the field that it stands beside and the refusal.

    `starts_at` and `ends_at` are those of the first date; `zone` is the one whose clocks the series keeps.
    """
    first = starts_at.astimezone(zone).date()
    found = [*_of_end(rule, first), *_of_pattern(rule, first)]
    if found or all_day:
        return found
    return list(_of_clocks(rule, starts_at.astimezone(zone), ends_at.astimezone(zone), zone))


def _of_end(rule: Rule, first: date) -> Iterator[Refusal]:
    if rule.until and rule.count:
        yield "repeat_count", _refuse(_("Fill in either the last day or the number of times, not both."))
    elif not rule.until and not rule.count:
        yield "repeat_until", _refuse(_("Fill in until when it repeats, or how many times."), INCOMPLETE)
    elif rule.until and rule.until <= first:
        yield "repeat_until", _refuse(_("The last day must be later than the first date."))
    elif rule.is_too_long(first):
        yield (
            "repeat_until" if rule.until else "repeat_count",
            _refuse(_("A series has at most %(number)s dates. End it earlier.") % {"number": MAX_DATES}),
        )
    elif rule.dates(first)[-1] > first + MAX_LENGTH:
        field = "repeat_until" if rule.until else "repeat_count"
        yield field, _refuse(_("A series lasts at most ten years. End it earlier."))
    elif len(rule.dates(first)) < 2:
        yield "repeat_until", _refuse(_("Until that day there is one date only. Choose a later day."))


def _of_pattern(rule: Rule, first: date) -> Iterator[Refusal]:
    names = {"weekday": date_format(first, "l"), "day": first.day}
    match rule.frequency:
        case Frequency.WEEKLY if rule.weekdays and first.weekday() not in rule.weekdays:
            yield "repeat_weekdays", _refuse(_("The first date is a %(weekday)s. Tick that day too.") % names)
        case Frequency.MONTHLY_DAY if first.day > 28:
            sentence = _("Not every month has a day %(day)s. Begin on a day up to 28, or choose a weekday.")
            yield "repeats", _refuse(sentence % names)
        case Frequency.MONTHLY_WEEKDAY if week_of_month(first) == 5:
            sentence = _("Not every month has a fifth %(weekday)s. Choose the last such weekday of the month.")
            yield "repeats", _refuse(sentence % names)
        case Frequency.MONTHLY_LAST_WEEKDAY if not is_last_of_month(first):
            sentence = _("The first date is not the last %(weekday)s of its month. Choose another first date.")
            yield "repeats", _refuse(sentence % names)
        case Frequency.YEARLY if (first.month, first.day) == (2, 29):
            yield "repeats", _refuse(_("Not every year has a 29 February. Choose another first date."))


def _of_clocks(rule: Rule, starts: datetime, ends: datetime, zone: ZoneInfo) -> Iterator[Refusal]:
    """Refuse a local time that the clocks skip or show twice, on any date, and a first date during which they change.

    The other dates take their length from the first, and programs disagree whether that is counted in hours on the
    clock or in hours that pass.
    """
    if starts.utcoffset() != ends.utcoffset():
        yield "ends_at", _refuse(_("During the first date the clocks change. Begin a series on another date."))
        return
    days = ends.date() - starts.date()
    for day in rule.dates(starts.date()):
        for field, on, clock in (("starts_at", day, starts.time()), ("ends_at", day + days, ends.time())):
            try:
                local(on, clock, zone)
            except UnclearTime as unclear:
                yield field, _refuse(in_words(unclear))
                return


def in_words(unclear: UnclearTime) -> str:
    """Return a sentence that tells why a local time cannot be used."""
    moment = {"time": f"{unclear.moment:%H:%M}", "day": date_format(unclear.moment, "j F Y")}
    if unclear.is_skipped:
        return _("On %(day)s it is never %(time)s: summer time begins. Choose another time.") % moment
    return _("On %(day)s it is %(time)s twice: summer time ends. Choose another time.") % moment


def _refuse(sentence: str, code: str = "invalid") -> ValidationError:
    return ValidationError(sentence, code=code)
