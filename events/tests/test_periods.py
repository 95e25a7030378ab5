from datetime import date

import pytest

from events import periods

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("word", "today", "first", "last"),
    [
        ("vandaag", THURSDAY, THURSDAY, THURSDAY),
        ("weekend", THURSDAY, date(2026, 11, 27), date(2026, 11, 29)),
        ("weekend", date(2026, 11, 28), date(2026, 11, 28), date(2026, 11, 29)),
        ("weekend", date(2026, 11, 29), date(2026, 11, 29), date(2026, 11, 29)),
        ("weekend", date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 6)),
        ("week", THURSDAY, THURSDAY, date(2026, 11, 29)),
        ("maand", THURSDAY, THURSDAY, date(2026, 11, 30)),
        ("maand", date(2028, 2, 3), date(2028, 2, 3), date(2028, 2, 29)),
    ],
)
def test_period_in_days(word, today, first, last):
    assert periods.stretch(word, today) == (first, last)


def test_other_words_name_no_period():
    with pytest.raises(ValueError, match="morgen"):
        periods.stretch("morgen", THURSDAY)


def test_weeks_begin_on_monday_and_hold_every_day_of_the_month():
    weeks = periods.weeks_of(date(2026, 11, 1))
    assert [week[0] for week in weeks][:2] == [date(2026, 10, 26), date(2026, 11, 2)]
    assert {len(week) for week in weeks} == {7}


@pytest.mark.parametrize(
    ("month", "steps", "found"),
    [
        (date(2026, 11, 1), 1, date(2026, 12, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2099, 12, 1), 1, None),
        (date(2000, 1, 1), -1, None),
    ],
)
def test_month_beside_another(month, steps, found):
    assert periods.month_from(month, steps) == found
