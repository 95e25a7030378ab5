"""Pure: no database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events import refusals
from events.recurrence import Frequency, Rule

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def refused(rule: Rule, starts_at: datetime, hours: float = 1.5, all_day: bool = False) -> list[tuple[str, str]]:
    """Return the field and the code of each refusal; the first date takes `hours` on the clock."""
    starts_at = starts_at.replace(tzinfo=AMSTERDAM)
    ends_at = starts_at + timedelta(hours=hours)
    return [
        (field, refusal.code) for field, refusal in refusals.of_series(rule, starts_at, ends_at, all_day, AMSTERDAM)
    ]


THURSDAY = datetime(2026, 6, 4, 17, 30)
NIGHT = datetime(2026, 10, 24, 2, 30)


@pytest.mark.parametrize(
    ("rule", "starts_at", "field"),
    [
        (Rule(Frequency.DAILY, until=date(2026, 6, 9), count=4), THURSDAY, "repeat_count"),
        (Rule(Frequency.DAILY, until=date(2026, 6, 4)), THURSDAY, "repeat_until"),
        (Rule(Frequency.WEEKLY, until=date(2026, 6, 10)), THURSDAY, "repeat_until"),
        (Rule(Frequency.DAILY, until=date(2028, 6, 23)), THURSDAY, "repeat_until"),
        (Rule(Frequency.YEARLY, count=12), THURSDAY, "repeat_count"),
        (Rule(Frequency.WEEKLY, weekdays=(0, 2), count=4), THURSDAY, "repeat_weekdays"),
        (Rule(Frequency.MONTHLY_DAY, count=4), THURSDAY.replace(day=29), "repeats"),
        (Rule(Frequency.MONTHLY_WEEKDAY, count=4), THURSDAY.replace(day=29), "repeats"),
        (Rule(Frequency.MONTHLY_LAST_WEEKDAY, count=4), THURSDAY, "repeats"),
        (Rule(Frequency.YEARLY, count=2), datetime(2028, 2, 29, 12), "repeats"),
        (Rule(Frequency.DAILY, count=4), NIGHT, "starts_at"),
        (Rule(Frequency.DAILY, count=4), NIGHT.replace(month=3, day=27), "starts_at"),
        (Rule(Frequency.DAILY, count=4), NIGHT.replace(hour=1, minute=0), "ends_at"),
    ],
)
def test_series_that_programs_would_read_differently_is_refused(rule, starts_at, field):
    assert refused(rule, starts_at) == [(field, "invalid")]


def test_series_of_which_the_first_date_lasts_through_a_clock_change_is_refused():
    assert refused(Rule(Frequency.WEEKLY, count=4), NIGHT.replace(hour=22), hours=7) == [("ends_at", "invalid")]


def test_series_without_an_end_is_incomplete():
    assert refused(Rule(Frequency.DAILY), THURSDAY) == [("repeat_until", refusals.INCOMPLETE)]


@pytest.mark.parametrize(
    ("rule", "starts_at"),
    [
        (Rule(Frequency.DAILY, count=750), THURSDAY),
        (Rule(Frequency.WEEKLY, weekdays=(0, 3), until=date(2026, 12, 31)), THURSDAY),
        (Rule(Frequency.WEEKLY, until=date(2026, 6, 11)), THURSDAY),
        (Rule(Frequency.MONTHLY_DAY, count=4), THURSDAY.replace(day=28)),
        (Rule(Frequency.MONTHLY_WEEKDAY, count=4), THURSDAY.replace(day=28)),
        (Rule(Frequency.MONTHLY_LAST_WEEKDAY, count=4), THURSDAY.replace(day=25)),
        (Rule(Frequency.YEARLY, count=4), datetime(2028, 2, 28, 12)),
        (Rule(Frequency.WEEKLY, count=4), NIGHT),
        (Rule(Frequency.DAILY, count=4), NIGHT.replace(hour=1)),
    ],
)
def test_series_on_which_programs_agree_is_not_refused(rule, starts_at):
    assert refused(rule, starts_at) == []


def test_clocks_do_not_matter_to_whole_days():
    rule = Rule(Frequency.DAILY, count=4)
    assert refused(rule, datetime(2026, 10, 25, 0, 0), hours=23.9, all_day=True) == []


@pytest.mark.parametrize("count", [2, 4])
def test_refusal_of_a_clock_names_the_day(count):
    rule = Rule(Frequency.WEEKLY, count=count)
    starts_at = datetime(2026, 10, 18, 2, 30, tzinfo=AMSTERDAM)
    ((_field, refusal),) = refusals.of_series(rule, starts_at, starts_at + timedelta(minutes=15), False, AMSTERDAM)
    assert "25 oktober 2026" in refusal.message
    assert "02:30" in refusal.message
