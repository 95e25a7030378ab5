"""Dates in words, in the site's time zone."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from .recurrence import Frequency, Rule, week_of_month


def span(starts_at: datetime, ends_at: datetime, all_day: bool, language: str | None = None) -> str:
    """Return from when to when in words, in `language` or else the active one: `Thursday 4 June 2026, 17:30 …`."""
    zone = timezone.get_default_timezone()
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    with translation.override(language or get_language()):
        first, last = date_format(starts, "l j F Y"), date_format(ends, "l j F Y")
        if all_day:
            return first if first == last else f"{first} – {last}"
        if first == last:
            return f"{first}, {starts:%H:%M} – {ends:%H:%M}"
        return f"{first}, {starts:%H:%M} – {last}, {ends:%H:%M}"


def brief(starts_at: datetime, ends_at: datetime, all_day: bool) -> str:
    """Return what a list says beside the date: the hours, or from when to when if it takes several days."""
    zone = timezone.get_default_timezone()
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if starts.date() != ends.date():
        return span(starts_at, ends_at, all_day)
    return _("All day") if all_day else f"{starts:%H:%M} – {ends:%H:%M}"


def clock(starts_at: datetime, ends_at: datetime) -> str:
    """Return from which hour to which, whatever the days."""
    zone = timezone.get_default_timezone()
    return f"{starts_at.astimezone(zone):%H:%M} – {ends_at.astimezone(zone):%H:%M}"


def day_of(instant: datetime) -> str:
    """Return the day of an instant in words: `Thursday 4 June 2026`."""
    return date_format(instant.astimezone(timezone.get_default_timezone()), "l j F Y")


def repeats(rule: Rule, first: date, language: str | None = None) -> str:
    """Return how a series goes on and when it ends, as a part of a sentence in `language` or else the active one:
    `every week on Tuesday and Thursday, up to and including 3 July 2026`."""
    with translation.override(language or get_language()):
        parts = [_rhythm(rule, first)]
        if rule.until:
            parts.append(_("up to and including %s") % date_format(rule.until, "j F Y"))
        elif rule.count:
            parts.append(ngettext("%(number)d time", "%(number)d times", rule.count) % {"number": rule.count})
        return ", ".join(parts)


def _rhythm(rule: Rule, first: date) -> str:
    number = {"number": rule.every}
    match rule.frequency:
        case Frequency.DAILY:
            return ngettext("every day", "every %(number)d days", rule.every) % number
        case Frequency.WEEKLY:
            days = enumeration([str(WEEKDAYS[day]) for day in sorted({*rule.weekdays, first.weekday()})])
            words = ngettext("every week on %(days)s", "every %(number)d weeks on %(days)s", rule.every)
            return words % (number | {"days": days})
        case Frequency.YEARLY:
            words = ngettext("every year on %(day)s", "every %(number)d years on %(day)s", rule.every)
            return words % (number | {"day": date_format(first, "j F")})
        case Frequency.MONTHLY_DAY:
            words = ngettext("every month on day %(day)d", "every %(number)d months on day %(day)d", rule.every)
            return words % (number | {"day": first.day})
    which = [
        pgettext("weekday of a month", "first"),
        pgettext("weekday of a month", "second"),
        pgettext("weekday of a month", "third"),
        pgettext("weekday of a month", "fourth"),
        pgettext("weekday of a month", "fifth"),
    ][week_of_month(first) - 1]
    if rule.frequency == Frequency.MONTHLY_LAST_WEEKDAY:
        which = pgettext("weekday of a month", "last")
    words = ngettext(
        "every month on the %(which)s %(weekday)s", "every %(number)d months on the %(which)s %(weekday)s", rule.every
    )
    return words % (number | {"which": which, "weekday": WEEKDAYS[first.weekday()]})


def enumeration(words: Sequence[str]) -> str:
    """Return words as a list within a sentence: `Monday, Tuesday and Friday`."""
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s and %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}
