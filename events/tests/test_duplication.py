from datetime import date, datetime

import pytest

from events import duplication
from events.models import EventPage
from events.recurrence import UnclearTime

from .factories import AMSTERDAM, published

DAYS = [date(2026, 12, 3), date(2026, 6, 18), date(2026, 12, 3)]


@pytest.fixture
def original(agenda, wijk, theme) -> EventPage:
    page = published(
        agenda,
        wijken=[wijk],
        themes=[theme],
        status="cancelled",
        repeats="weekly",
        repeat_count=4,
        registration_open=True,
        registration_closes_at=datetime(2026, 6, 3, 12, 0, tzinfo=AMSTERDAM),
    )
    page.date_changes.create(on=date(2026, 6, 11), kind="skipped")
    page.questions.create(label="Wat eet u?", kind="line")
    return page


def test_duplicates_are_drafts_on_their_own_dates_with_their_own_identity(original, editor, wijk, theme):
    copies = duplication.duplicate(original, DAYS, editor)
    assert [copy.slug for copy in copies] == ["soep-eten-2026-06-18", "soep-eten-2026-12-03"]
    for copy in EventPage.objects.filter(pk__in=[copy.pk for copy in copies]):
        assert (copy.live, copy.status, copy.rule, copy.owner) == (False, "planned", None, editor)
        assert copy.uid != original.uid
        assert copy.get_latest_revision_as_object().uid == copy.uid
        assert (list(copy.wijken.all()), list(copy.themes.all())) == ([wijk], [theme])
        assert (copy.date_changes.count(), copy.questions.count()) == (0, 1)
    winter = EventPage.objects.get(slug="soep-eten-2026-12-03")
    moments = [winter.starts_at, winter.ends_at, winter.registration_closes_at]
    # The same time on the clock, although it is winter.
    assert [moment.astimezone(AMSTERDAM).isoformat() for moment in moments] == [
        "2026-12-03T17:30:00+01:00",
        "2026-12-03T19:00:00+01:00",
        "2026-12-02T12:00:00+01:00",
    ]
    assert len({original.uid, *(copy.uid for copy in copies)}) == 3


def test_second_duplicate_on_a_day_gets_another_address(original, editor):
    for _turn in range(2):
        (copy,) = duplication.duplicate(original, DAYS[:1], editor)
    assert copy.slug == "soep-eten-2026-12-03-1"


def test_time_that_does_not_exist_makes_no_duplicate_at_all(agenda, editor):
    page = published(agenda, starts_at=datetime(2026, 6, 4, 2, 30, tzinfo=AMSTERDAM))
    with pytest.raises(UnclearTime):
        duplication.duplicate(page, [date(2027, 3, 27), date(2027, 3, 28)], editor)
    assert EventPage.objects.count() == 1
