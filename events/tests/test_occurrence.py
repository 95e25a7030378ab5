"""The dates that lists show, and that the database reads them in order instead of all."""

from datetime import date, timedelta

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from events.models import Occurrence
from events.models.occurrence import midnight
from home.models import ContentPage

from .factories import EVENING, publish, published

pytestmark = pytest.mark.django_db
DAY = EVENING.date()


def shown(first: date, last: date | None = None) -> list[str]:
    return [occurrence.event.title for occurrence in Occurrence.objects.between(first, last)]


def test_dates_between_days_begin_in_time_with_what_lasts(agenda):
    published(agenda, "Avond")
    published(agenda, "Week", starts_at=EVENING - timedelta(days=3), ends_at=EVENING + timedelta(days=3))
    published(agenda, "Gisteren", starts_at=EVENING - timedelta(days=1))
    published(agenda, "Morgen", starts_at=EVENING + timedelta(days=1))
    assert shown(DAY, DAY) == ["Week", "Avond"]
    assert shown(DAY) == ["Week", "Avond", "Morgen"]
    assert shown(DAY + timedelta(days=4)) == []


def test_night_counts_for_both_its_days(agenda):
    published(
        agenda, "Nacht", starts_at=midnight(DAY) + timedelta(hours=22), ends_at=midnight(DAY) + timedelta(hours=26)
    )
    for days, titles in ((-1, []), (0, ["Nacht"]), (1, ["Nacht"]), (2, [])):
        day = DAY + timedelta(days=days)
        assert shown(day, day) == titles


@pytest.mark.parametrize(("hours", "lasts"), [(1.5, False), (6, False), (7, True), (48, True)])
def test_row_knows_whether_it_lasts_beyond_its_day(agenda, hours, lasts):
    page = published(agenda, ends_at=EVENING + timedelta(hours=hours))
    assert page.occurrences.get().lasts_days is lasts


def test_row_that_changes_its_hours_knows_too(agenda):
    page = published(agenda)
    publish(page, ends_at=EVENING + timedelta(days=2))
    assert page.occurrences.get().lasts_days is True
    publish(page, ends_at=EVENING + timedelta(hours=1))
    assert page.occurrences.get().lasts_days is False


def plan(dates) -> str:
    """Return how the database will read these dates."""
    sql, parameters = dates.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql, parameters)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_page_of_the_list_is_read_in_the_order_of_the_index(agenda, home_page):
    event = published(agenda)
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            on=DAY + timedelta(days=number),
            starts_at=EVENING + timedelta(days=number),
            ends_at=EVENING + timedelta(days=number, hours=1),
        )
        for number in range(-1500, 1500)
        if number
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    dates = Occurrence.objects.listed_on(home_page)
    for found in (dates.between(DAY)[:25], dates.between(DAY, DAY + timedelta(days=30)), dates.past(DAY)[:25]):
        steps = plan(found)
        assert "events_occurrence_order" in steps
        assert "SCAN events_occurrence" not in steps
        assert "Seq Scan on events_occurrence " not in steps


def test_page_with_few_activities_has_the_same_dates_and_tries_no_others(agenda, home_page):
    club = home_page.add_child(instance=ContentPage(title="Club", slug="club"))
    shown, hidden = published(club), published(club, "Besloten")
    published(agenda)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    few = Occurrence.objects.few_on(club)
    assert [one.event_id for one in few] == [shown.pk] == [one.event_id for one in Occurrence.objects.listed_on(club)]
    steps = plan(few.between(DAY)[:6])
    assert "SCAN events_occurrence" not in steps
    assert "events_occurrence_order" not in steps
