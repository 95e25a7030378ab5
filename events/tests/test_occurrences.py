from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import occurrences
from events.models import Occurrence

from .factories import EVENING, published, repeated

pytestmark = pytest.mark.django_db


@pytest.fixture
def spring():
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        yield


def years() -> list[int]:
    return [on.year for on in Occurrence.objects.values_list("on", flat=True)]


def test_horizon_is_two_years_to_the_day():
    assert occurrences.horizon(date(2028, 2, 29)) == (date(2026, 2, 28), date(2030, 2, 28))


def test_horizon_moves_with_the_days(agenda, spring):
    page = repeated(agenda, repeats="yearly", starts_at=EVENING.replace(year=2023), repeat_count=9)
    assert years() == [2024, 2025, 2026, 2027]
    kept = page.occurrences.get(on__year=2026).pk
    assert occurrences.extend(date(2026, 12, 31)) == 1
    assert years() == [2025, 2026, 2027, 2028]
    assert occurrences.extend(date(2029, 12, 31)) == 1
    assert years() == [2028, 2029, 2030, 2031]
    assert occurrences.extend(date(2026, 5, 1)) == 1
    assert page.occurrences.get(on__year=2026).pk != kept


def test_horizon_moved_again_writes_nothing(agenda, spring):
    repeated(agenda, repeats="yearly", repeat_count=9)
    occurrences.extend(date(2026, 6, 1))
    with CaptureQueriesContext(
        connection,
    ) as context:
        occurrences.extend(date(2026, 6, 1))
    words = {query["sql"].split()[0] for query in context.captured_queries}
    assert words == {"SAVEPOINT", "RELEASE", "SELECT"}


@pytest.mark.parametrize(
    "fields",
    [{}, {"repeats": "", "repeat_count": None}, {"repeats": "yearly", "repeat_count": 9, "status": "cancelled"}],
)
def test_horizon_looks_at_series_that_reach_it_alone(agenda, spring, fields):
    repeated(agenda, **fields)
    assert occurrences.extend(date(2026, 6, 1)) == len(fields) // 3


def test_horizon_leaves_drafts_and_aliases_alone(agenda, wijk, spring):
    page = repeated(agenda, repeats="yearly", repeat_count=9)
    page.create_alias(parent=wijk)
    page.unpublish()
    assert occurrences.extend(date(2027, 6, 1)) == 0
    assert not Occurrence.objects.exists()


def test_what_happens_once_has_its_date_however_far(agenda, spring):
    published(agenda, starts_at=EVENING.replace(year=2019))
    published(agenda, "Later", starts_at=EVENING.replace(year=2039))
    occurrences.extend(date(2026, 6, 1))
    assert years() == [2019, 2039]


def test_command_goes_by_the_day(agenda, capsys):
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        repeated(agenda, repeats="yearly", repeat_count=9)
        assert years() == [2026, 2027]
    with time_machine.travel("2026-06-04T10:00:00Z", tick=False):
        call_command("extend_occurrences")
    assert years() == [2026, 2027, 2028]
    assert capsys.readouterr().out == "1 series looked at.\n"
