from datetime import date, datetime

import pytest

from events import planner
from events.models import EventPage, Holiday, Venue

from .factories import AMSTERDAM, draft, published

JUNE = date(2026, 6, 1)


def shown(weeks) -> dict[str, list[str]]:
    """Return what stands on each day that has something."""
    return {
        str(square.day): [f"{item.clock} {item.title} {item.status}" for item in square.items]
        for week in weeks
        for square in week
        if square.items
    }


def test_month_shows_what_is_public_and_the_drafts(agenda):
    published(agenda, repeats="weekly", repeat_count=2)
    published(agenda, "Markt", all_day=True, status="cancelled")
    draft(agenda, "Kaarten", starts_at=datetime(2026, 6, 11, 14, 0, tzinfo=AMSTERDAM), repeats="daily", repeat_count=2)
    weeks = planner.month(EventPage.objects.all(), JUNE, date(2026, 6, 4))
    assert shown(weeks) == {
        "2026-06-04": [" Markt cancelled", "17:30 Soep eten planned"],
        "2026-06-11": ["14:00 Kaarten planned", "17:30 Soep eten planned"],
        "2026-06-12": ["14:00 Kaarten planned"],
    }
    days = [square for week in weeks for square in week]
    assert [str(square.day) for square in days if square.is_today] == ["2026-06-04"]
    assert (str(days[0].day), str(days[-1].day), len(days)) == ("2026-06-01", "2026-07-05", 35)
    assert [item.is_draft for square in days for item in square.items] == [False, False, True, False, True]


@pytest.mark.parametrize("number", [1, 3])
def test_month_asks_as_much_for_three_activities_as_for_one(agenda, number, django_assert_num_queries):
    Holiday.objects.create(name="Zomer", first_on=date(2026, 7, 1), last_on=date(2026, 8, 1))
    for turn in range(number):
        venue = Venue.objects.create(name=f"Buurthuis {turn}")
        published(agenda, f"Soep {turn}", venue=venue)
        page = draft(agenda, f"Kaarten {turn}", venue=venue, repeats="weekly", repeat_count=4, skips_holidays=True)
        page.date_changes.create(on=date(2026, 6, 11), kind="moved", venue=venue)
    with django_assert_num_queries(4):
        planner.month(EventPage.objects.all(), JUNE, JUNE)
