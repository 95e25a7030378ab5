"""The stretches of days that a reader of the agenda names: today, this weekend, a month."""

import calendar
from datetime import date, timedelta

TODAY, WEEKEND, WEEK, MONTH = "vandaag", "weekend", "week", "maand"
FRIDAY, SUNDAY = 4, 6
# No agenda is about other days, and near the ends of Python's calendar there is no day after.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def stretch(word: str, today: date) -> tuple[date, date]:
    """Return the first and last day, inclusive, of what `word` names on `today`; what is over is left out.

    The weekend begins on Friday, because its evenings do; on a Sunday it is that Sunday. Weeks begin on Monday.
    """
    match word:
        case "vandaag":
            return today, today
        case "weekend":
            friday = today + timedelta(days=FRIDAY - today.weekday())
            return max(today, friday), friday + timedelta(days=SUNDAY - FRIDAY)
        case "week":
            return today, today + timedelta(days=SUNDAY - today.weekday())
        case "maand":
            return today, last_of_month(today)
    raise ValueError(word)


def last_of_month(day: date) -> date:
    """Return the last day of the month that `day` is in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def weeks_of(month: date) -> list[list[date]]:
    """Return the weeks, from Monday, that hold a day of the month of `month`."""
    return calendar.Calendar().monthdatescalendar(month.year, month.month)


def month_from(first: date, steps: int) -> date | None:
    """Return the first day of the month `steps` after that of `first`; None before EARLIEST or after LATEST."""
    year, month = divmod(first.year * 12 + first.month - 1 + steps, 12)
    found = date(year, month + 1, 1)
    return found if EARLIEST <= found <= LATEST else None
