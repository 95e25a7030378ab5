from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from events.recurrence import MAX_DATES, Frequency, Rule, UnclearTime, is_last_of_month, local, week_of_month

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST = date(2026, 6, 4)  # a Thursday, the first of its month


def days(rule: Rule, first: date = FIRST) -> list[str]:
    return [f"{day:%m-%d}" for day in rule.dates(first)]


@pytest.mark.parametrize(
    ("rule", "dates", "text"),
    [
        (Rule(Frequency.DAILY, count=3), "06-04 06-05 06-06", "FREQ=DAILY"),
        (Rule(Frequency.DAILY, every=10, count=3), "06-04 06-14 06-24", "FREQ=DAILY;INTERVAL=10"),
        (Rule(Frequency.WEEKLY, count=3), "06-04 06-11 06-18", "FREQ=WEEKLY;BYDAY=TH"),
        (Rule(Frequency.WEEKLY, weekdays=(0, 3), count=4), "06-04 06-08 06-11 06-15", "FREQ=WEEKLY;BYDAY=MO,TH"),
        (
            Rule(Frequency.WEEKLY, every=2, weekdays=(0, 3), count=4),
            "06-04 06-15 06-18 06-29",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        ),
        (Rule(Frequency.MONTHLY_DAY, count=3), "06-04 07-04 08-04", "FREQ=MONTHLY;BYMONTHDAY=4"),
        (Rule(Frequency.MONTHLY_WEEKDAY, count=3), "06-04 07-02 08-06", "FREQ=MONTHLY;BYDAY=1TH"),
        (Rule(Frequency.YEARLY, every=2, count=2), "06-04 06-04", "FREQ=YEARLY;INTERVAL=2"),
    ],
)
def test_rule_of_every_kind(rule, dates, text):
    assert days(rule) == dates.split()
    assert rule.text(FIRST, "COUNT=9") == f"{text};COUNT=9"


def test_last_weekday_of_the_month():
    rule = Rule(Frequency.MONTHLY_LAST_WEEKDAY, count=3)
    assert days(rule, date(2026, 6, 25)) == ["06-25", "07-30", "08-27"]
    assert rule.text(date(2026, 6, 25), "COUNT=3") == "FREQ=MONTHLY;BYDAY=-1TH;COUNT=3"


@pytest.mark.parametrize(
    ("until", "number"), [(date(2026, 6, 17), 2), (date(2026, 6, 18), 3), (FIRST, 1), (date(2026, 6, 3), 1)]
)
def test_until_is_inclusive(until, number):
    assert len(Rule(Frequency.WEEKLY, until=until).dates(FIRST)) == number


def test_series_without_end_stops():
    endless = Rule(Frequency.DAILY)
    assert len(endless.dates(FIRST)) == MAX_DATES
    assert endless.is_too_long(FIRST)
    assert not Rule(Frequency.DAILY, count=MAX_DATES).is_too_long(FIRST)


@given(
    frequency=st.sampled_from(Frequency),
    every=st.integers(1, 9),
    weekdays=st.sets(st.integers(0, 6)),
    count=st.integers(1, 40),
    first=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
@settings(max_examples=150, deadline=None)
def test_text_says_what_the_dates_are(frequency, every, weekdays, count, first):
    if frequency == Frequency.MONTHLY_LAST_WEEKDAY and not is_last_of_month(first):
        return  # Refused in the form, because the first date must be a date of the series.
    rule = Rule(frequency, every, tuple(weekdays), count=count)
    read = rrulestr(rule.text(first, f"COUNT={count}"), dtstart=datetime.combine(first, time(12)))
    assert [moment.date() for moment in read] == rule.dates(first)
    assert rule.dates(first)[0] == first


@pytest.mark.parametrize(("day", "week", "is_last"), [(4, 1, False), (8, 2, False), (25, 4, True), (29, 5, True)])
def test_place_of_a_day_in_its_month(day, week, is_last):
    assert (week_of_month(date(2026, 6, day)), is_last_of_month(date(2026, 6, day))) == (week, is_last)


@pytest.mark.parametrize("clock", [time(1, 59, 59), time(3, 0)])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_local_time_around_a_clock_change_is_clear(day, clock):
    assert local(day, clock, AMSTERDAM).astimezone(UTC).astimezone(AMSTERDAM).time() == clock


@pytest.mark.parametrize(("day", "is_skipped"), [(date(2026, 3, 29), True), (date(2026, 10, 25), False)])
@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59, 59)])
def test_local_time_that_a_clock_skips_or_shows_twice_is_refused(day, clock, is_skipped):
    with pytest.raises(UnclearTime) as refused:
        local(day, clock, AMSTERDAM)
    assert (refused.value.is_skipped, refused.value.moment) == (is_skipped, datetime.combine(day, clock))


def test_evening_keeps_its_hour_in_summer_and_winter():
    moments = [local(day, time(19, 30), AMSTERDAM) for day in Rule(Frequency.MONTHLY_DAY, count=12).dates(FIRST)]
    assert {moment.time() for moment in moments} == {time(19, 30)}
    assert {moment.utcoffset() for moment in moments} == {timedelta(hours=1), timedelta(hours=2)}
