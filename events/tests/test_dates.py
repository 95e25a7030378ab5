from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext

from events import dates


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
