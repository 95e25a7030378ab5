from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext

from events import dates
from events.recurrence import Frequency, Rule


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "all_day", "words"),
    [
        (at(4, 17, 30), at(4, 19), False, "donderdag 4 juni 2026, 17:30 – 19:00"),
        (at(4, 22), at(5, 1), False, "donderdag 4 juni 2026, 22:00 – vrijdag 5 juni 2026, 01:00"),
        (at(4, 0), at(4, 23, 59), True, "donderdag 4 juni 2026"),
        (at(4, 0), at(5, 23, 59), True, "donderdag 4 juni 2026 – vrijdag 5 juni 2026"),
    ],
)
def test_span_says_no_more_than_needed(starts_at, ends_at, all_day, words):
    assert dates.span(starts_at, ends_at, all_day, "nl") == words


def test_span_speaks_the_language_asked_for():
    assert dates.span(at(4, 17, 30), at(4, 19), False, "en") == "Thursday 4 June 2026, 17:30 – 19:00"


def test_brief_leaves_out_the_day_when_there_is_one():
    assert dates.brief(at(4, 17, 30), at(4, 19), False) == "17:30 – 19:00"
    assert dates.brief(at(4, 0), at(4, 23, 59), True) == gettext("All day")
    assert dates.brief(at(4, 22), at(5, 1), False) == dates.span(at(4, 22), at(5, 1), False)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(Frequency.DAILY, count=3), "elke dag, 3 keer"),
        (Rule(Frequency.DAILY, every=2, count=3), "elke 2 dagen, 3 keer"),
        (
            Rule(Frequency.WEEKLY, weekdays=(1, 3), until=date(2026, 7, 3)),
            "elke week op dinsdag en donderdag, tot en met 3 juli 2026",
        ),
        (Rule(Frequency.WEEKLY, every=2, weekdays=(0, 4)), "elke 2 weken op maandag, donderdag en vrijdag"),
        (Rule(Frequency.MONTHLY_DAY, count=2), "elke maand op de 4e, 2 keer"),
        (Rule(Frequency.MONTHLY_DAY, every=3, count=2), "elke 3 maanden op de 4e, 2 keer"),
        (Rule(Frequency.MONTHLY_WEEKDAY, count=2), "elke maand op de eerste donderdag, 2 keer"),
        (Rule(Frequency.MONTHLY_LAST_WEEKDAY, every=2, count=2), "elke 2 maanden op de laatste donderdag, 2 keer"),
        (Rule(Frequency.YEARLY, count=2), "elk jaar op 4 juni, 2 keer"),
        (Rule(Frequency.YEARLY, every=4, count=2), "elke 4 jaar op 4 juni, 2 keer"),
    ],
)
def test_rule_in_words(rule, words):
    assert dates.repeats(rule, date(2026, 6, 4), "nl") == words


def test_rule_in_words_of_another_language():
    rule = Rule(Frequency.WEEKLY, weekdays=(1, 3), until=date(2026, 7, 3))
    words = "every week on Tuesday and Thursday, up to and including 3 July 2026"
    assert dates.repeats(rule, date(2026, 6, 4), "en") == words


@pytest.mark.parametrize(
    ("words", "listed"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_enumeration(words, listed):
    assert dates.enumeration(words) == listed
