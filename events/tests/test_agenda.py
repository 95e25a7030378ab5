import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import PageViewRestriction

from events.models import Venue
from home.models import ContentPage

from .factories import EVENING, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may")]

QUERIES = {"agenda": 12, "event": 15, "home_page": 15, "wijk": 15}
TITLE = re.compile(r'<h3[^>]*><a[^>]*href="([^"]*)"[^>]*>([^<]*)</a>')


@pytest.fixture
def may():
    """A morning in May 2026, a month before the events of these tests."""
    with time_machine.travel("2026-05-01T08:00:00Z", tick=False):
        yield


def titles(response) -> list[str]:
    assert response.status_code == 200
    return [title for _href, title in TITLE.findall(response.text)]


def test_agenda_shows_what_is_to_come_in_the_whole_city_by_month(visitor, agenda, wijk):
    published(wijk, "Later", starts_at=EVENING + timedelta(days=40))
    published(agenda, "Eerder")
    published(agenda, "Voorbij", starts_at=EVENING - timedelta(days=90))
    response = visitor.get(agenda.url)
    assert titles(response) == ["Eerder", "Later"]
    assert response.text.index("Juni 2026") < response.text.index("Eerder") < response.text.index("Juli 2026")


def test_event_stays_in_the_agenda_until_midnight(visitor, agenda):
    published(agenda)
    with time_machine.travel("2026-06-04T23:59:00+02:00", tick=False):
        assert titles(visitor.get(agenda.url)) == ["Soep eten"]
    with time_machine.travel("2026-06-05T00:01:00+02:00", tick=False):
        assert titles(visitor.get(agenda.url + "?x")) == []


def test_archive_shows_what_has_been_latest_first(visitor, agenda):
    for days in (90, 60):
        published(agenda, f"{days} dagen terug", starts_at=EVENING - timedelta(days=days))
    published(agenda, "Straks")
    assert titles(visitor.get(agenda.url + "?periode=geweest")) == ["60 dagen terug", "90 dagen terug"]


def test_filters_combine(visitor, agenda, wijk, other_wijk, theme):
    published(agenda, "In de wijk", wijken=[wijk])
    published(wijk, "Onder de wijk", themes=[theme], starts_at=EVENING + timedelta(days=1))
    published(agenda, "Elders", wijken=[other_wijk], themes=[theme], starts_at=EVENING + timedelta(days=2))
    published(agenda, "Stad", themes=[theme], starts_at=EVENING + timedelta(days=3))
    assert titles(visitor.get(agenda.url + "?wijk=oeverwijk")) == ["In de wijk", "Onder de wijk"]
    assert titles(visitor.get(agenda.url + "?thema=ontmoeting")) == ["Onder de wijk", "Elders", "Stad"]
    assert titles(visitor.get(agenda.url + "?wijk=oeverwijk&thema=ontmoeting")) == ["Onder de wijk"]
    assert titles(visitor.get(agenda.url + "?wijk=stadsbreed")) == ["Stad"]
    assert titles(visitor.get(agenda.url + "?wijk=&thema=")) == ["In de wijk", "Onder de wijk", "Elders", "Stad"]


def test_choice_stays_chosen_and_narrows_the_subscription(visitor, agenda, wijk, theme):
    text = visitor.get(agenda.url + "?wijk=oeverwijk&thema=ontmoeting").text
    assert '<option value="oeverwijk" selected>Oeverwijk</option>' in text
    assert '<option value="ontmoeting" selected>Ontmoeting</option>' in text
    assert f"webcal://testserver/kalender/{wijk.pk}.ics?thema=ontmoeting" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("wijk=onbekend", 400),
        ("thema=%00", 400),
        ("periode=morgen", 400),
        ("pagina=0", 404),
        ("pagina=2", 404),
        ("pagina=x", 404),
        ("pagina=" + "9" * 50, 404),
        ("utm_source=brief", 200),
    ],
)
def test_address_that_makes_no_sense_is_refused(visitor, agenda, query, status):
    published(agenda)
    assert visitor.get(f"{agenda.url}?{query}").status_code == status


def test_pages_keep_the_choice(visitor, agenda, theme, monkeypatch):
    monkeypatch.setattr("events.overview.PER_PAGE", 1)
    for day in range(2):
        published(agenda, f"Dag {day}", themes=[theme], starts_at=EVENING + timedelta(days=day))
    response = visitor.get(agenda.url + "?thema=ontmoeting")
    assert titles(response) == ["Dag 0"]
    assert 'href="?thema=ontmoeting&amp;pagina=2"' in response.text
    assert titles(visitor.get(agenda.url + "?thema=ontmoeting&pagina=2")) == ["Dag 1"]


def test_empty_agenda_says_so(visitor, agenda):
    assert gettext("No activities are planned with this choice.") in visitor.get(agenda.url).text


@pytest.mark.parametrize("level", ["the event", "the page above"])
def test_private_event_is_in_no_list(visitor, home_page, agenda, level):
    page = published(agenda, "Besloten")
    other = published(home_page, "Open")
    PageViewRestriction.objects.create(
        page=page if level == "the event" else agenda, restriction_type=PageViewRestriction.LOGIN
    )
    assert titles(visitor.get(home_page.url)) == [other.title]


def test_draft_and_alias_are_in_no_list(visitor, home_page, agenda, wijk):
    draft(agenda, "Concept").save_revision()
    published(agenda).create_alias(parent=wijk)
    assert titles(visitor.get(home_page.url)) == ["Soep eten"]
    assert titles(visitor.get(wijk.url)) == []


def test_section_shows_the_next_six_and_the_way_to_the_rest(visitor, agenda, wijk):
    for day in range(7):
        published(agenda, f"Dag {day}", wijken=[wijk], starts_at=EVENING + timedelta(days=day))
    response = visitor.get(wijk.url)
    assert titles(response) == [f"Dag {day}" for day in range(6)]
    assert f'href="{agenda.url}?wijk=oeverwijk"' in response.text
    assert f'href="/kalender/samenstellen?wijk={wijk.pk}#kalender"' in response.text


def test_page_without_activities_has_no_section_and_no_feed(visitor, home_page):
    page = home_page.add_child(instance=ContentPage(title="Over ons"))
    text = visitor.get(page.url).text
    assert 'id="activiteiten"' not in text
    assert "text/calendar" not in text


@pytest.mark.parametrize("kind", ["calendar", "atom", "json"])
@pytest.mark.parametrize("name", ["home_page", "wijk", "agenda"])
def test_page_names_its_feeds_in_the_head(visitor, home_page, agenda, wijk, name, kind):
    page = {"home_page": home_page, "wijk": wijk, "agenda": agenda}[name]
    scope = home_page if name == "agenda" else page
    head = visitor.get(page.url).text.split("</head>")[0]
    assert f'href="http://testserver{reverse(f"events:{kind}", args=[scope.pk])}"' in head


def test_event_page_tells_what_when_and_where(visitor, agenda, wijk, theme):
    venue = Venue.objects.create(name="Buurthuis", address="Kade 1", postcode="1234 AB", place="Lindestad")
    page = published(agenda, venue=venue, wijken=[wijk], themes=[theme], languages=["nl"], is_free=False, price="€ 4")
    text = visitor.get(page.url).text
    for part in ("donderdag 4 juni 2026, 17:30 – 19:00", "Buurthuis, Kade 1, 1234 AB Lindestad", "Oeverwijk", "€ 4"):
        assert part in text
    assert reverse("events:event", args=[page.uid]) in text


def test_cancelled_event_says_so_in_words(visitor, agenda):
    page = published(agenda, status="cancelled", status_reason="Het stormt.")
    text = visitor.get(page.url).text
    assert gettext("This activity is cancelled") in text
    assert "Het stormt." in text
    assert gettext("cancelled") in visitor.get(agenda.url).text


def structured(response) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.S)[1])


def test_structured_data_describes_the_event(visitor, agenda):
    venue = Venue.objects.create(name="Buurthuis", latitude="52.090000", longitude="5.120000")
    page = published(agenda, "</script><b>Soep", venue=venue, status="cancelled")
    assert structured(visitor.get(page.url)) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "</script><b>Soep",
        "url": page.full_url,
        "startDate": "2026-06-04T17:30:00+02:00",
        "endDate": "2026-06-04T19:00:00+02:00",
        "eventStatus": "https://schema.org/EventCancelled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Buurthuis",
            "address": {"@type": "PostalAddress"},
            "geo": {"@type": "GeoCoordinates", "latitude": 52.09, "longitude": 5.12},
        },
        "isAccessibleForFree": True,
    }


@pytest.mark.parametrize("which", ["agenda", "home_page", "wijk", "event"])
def test_queries_do_not_grow_with_the_number_of_events(
    visitor, home_page, agenda, wijk, theme, which, django_assert_max_num_queries
):
    def queries(visit: str) -> int:
        with django_assert_max_num_queries(QUERIES[which]) as found:
            assert visitor.get(f"{page.url}?{visit}").status_code == 200
        return len(found)

    event = published(agenda, wijken=[wijk], themes=[theme])
    page = {"agenda": agenda, "home_page": home_page, "wijk": wijk, "event": event}[which]
    visitor.get(page.url)
    one = queries("first")
    for day in range(1, 4):
        published(wijk, wijken=[wijk], themes=[theme], starts_at=EVENING + timedelta(days=day))
    assert queries("second") == one
