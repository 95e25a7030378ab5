"""Open data of activities."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events.models import EventPage, EventTheme, Venue

ROOT = "/api/v1/activiteiten"
NOW = datetime(2026, 11, 2, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def make(agenda, wijk, theme):
    venue = Venue.objects.create(name="De Linde", address="Dijk 1", latitude="52.1", longitude="5.1")

    def made(title: str, **values) -> EventPage:
        starts_at = NOW + timedelta(days=1)
        page = EventPage(
            **{"title": title, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "venue": venue}
            | {"contact": "noor@example.org", "description": "<p>Soep <b>eten</b></p>"}
            | values
        )
        page.wijken = [wijk]
        agenda.add_child(instance=page)
        page.event_themes.add(EventTheme(tag=theme))
        page.save_revision().publish()
        return page

    return made


def items(visitor, query: str = "") -> list[dict]:
    response = visitor.get(f"{ROOT}{query}")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def test_activity_is_told_whole(visitor, make, wijk):
    page = make("Soep")
    (found,) = items(visitor)
    assert (found["naam"], found["uid"], found["status"], found["doelgroep"]) == (
        "Soep",
        str(page.uid),
        "gepland",
        "bewoners",
    )
    assert found["begint"] == "2026-11-03T12:00:00+01:00"
    assert found["plaats"]["lengtegraad"] == 5.1
    assert [one["naam"] for one in found["wijken"]] == ["Oeverwijk"]
    assert found["themas"] == [{"slug": "ontmoeting", "naam": "Ontmoeting"}]
    assert [one["begint"] for one in found["datums"]] == [found["begint"]]
    assert visitor.get(found["_links"]["ical"]["href"]).status_code == 200
    alone = visitor.get(f"{ROOT}/{page.pk}").json()
    assert alone == found | {"beschrijving": "Soep eten"}
    assert "noor@" not in str(alone)


def test_series_tells_ten_dates_in_a_list_and_all_alone(visitor, make):
    page = make("Soep", repeats="weekly", repeat_count=30)
    (found,) = items(visitor)
    assert (found["herhaalt"], len(found["datums"])) == (True, 10)
    assert items(visitor, "?van=2026-12-01")[0]["datums"][0]["begint"] == "2026-12-01T12:00:00+01:00"
    assert len(visitor.get(f"{ROOT}/{page.pk}").json()["datums"]) == 30


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?van=2026-11-03&tot=2026-11-03", 1),
        ("?van=2026-11-04", 0),
        ("?tot=2026-11-02", 0),
        ("?tot=0001-01-01", 0),
        ("?van=9999-12-31", 0),
        ("?wijkcode=WK000001", 1),
        ("?thema=ontmoeting", 1),
        ("?thema=iets-anders", 0),
        ("?status=geannuleerd", 0),
        ("?doelgroep=bewoners", 1),
        ("?doelgroep=professionals", 0),
    ],
)
def test_activities_are_narrowed(query, count, visitor, make):
    make("Soep")
    assert len(items(visitor, query)) == count


def test_activity_under_a_wijk_is_of_that_wijk(visitor, make, other_wijk):
    page = make("Soep")
    assert items(visitor, f"?wijk={other_wijk.pk}") == []
    page.move(other_wijk, pos="last-child")
    page.save_revision().publish()
    assert len(items(visitor, f"?wijk={other_wijk.pk}")) == 1


@pytest.mark.parametrize("how", ["draft", "private", "below private"])
def test_activity_that_is_not_public_is_not_there(how, visitor, make, agenda):
    page = make("Soep")
    if how == "draft":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page if how == "private" else agenda, restriction_type="login")
    assert items(visitor) == []
    assert visitor.get(f"{ROOT}/{page.pk}").status_code == 404


def test_draft_of_a_published_activity_is_not_told(visitor, make):
    page = make("Soep")
    page.title = "Geheim"
    page.save_revision()
    assert [one["naam"] for one in items(visitor)] == ["Soep"]


def test_private_wijk_is_not_named(visitor, make, wijk):
    make("Soep")
    PageViewRestriction.objects.create(page=wijk, restriction_type="login")
    assert items(visitor)[0]["wijken"] == []


def test_list_costs_the_same_with_more_in_it(visitor, make, django_assert_num_queries, django_assert_max_num_queries):
    make("Een")
    items(visitor)  # The first question of a process also asks where the site stands.
    with django_assert_max_num_queries(10) as one:
        items(visitor)
    make("Twee", repeats="weekly", repeat_count=5)
    make("Drie")
    with django_assert_num_queries(len(one)):
        assert len(items(visitor)) == 3
