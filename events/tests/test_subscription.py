from datetime import date, timedelta

import pytest
import time_machine

from events import subscription
from events.choice import Choice
from events.models import DateChange, Holiday

from .factories import EVENING, published

pytestmark = pytest.mark.django_db
WEEKLY = {"repeats": "weekly", "repeat_weekdays": [3], "repeat_count": 4}


@pytest.fixture
def request_of(rf):
    return rf.get("/")


def recurs(page) -> str:
    """Return the rule that Google is told of an activity."""
    (google,) = (way for way in subscription.ways(page) if "google" in way.href)
    return google.href.partition("&recur=")[2]


def test_subscription_of_a_page_has_its_addresses(request_of, home_page, agenda):
    found = subscription.of(agenda, request_of)
    assert (found.name, found.origin) == ("Lindestad", "http://testserver")
    assert found.ical == f"http://testserver/kalender/{home_page.pk}.ics"
    assert found.webcal == f"webcal://testserver/kalender/{home_page.pk}.ics"
    assert found.compose == "/kalender/samenstellen"
    assert found.page == "http://testserver/kalender/samenstellen#kalender"


def test_subscription_of_a_choice_has_it_in_every_address(request_of, home_page, wijk, theme):
    found = subscription.narrowed(home_page, request_of, Choice(wijken=(wijk,), themes=(theme,)))
    assert found.name == "Lindestad · Oeverwijk · Ontmoeting"
    query = f"?wijk={wijk.pk}&thema=ontmoeting"
    for address in (found.ical, found.atom, found.json, found.compose):
        assert address.endswith(query)
    assert found.compose == f"/kalender/samenstellen{query}"


def test_wijk_is_composed_on_the_page_of_the_city_and_another_page_on_its_own(request_of, wijk, theme):
    assert subscription.of(wijk, request_of, theme).compose == (
        f"/kalender/samenstellen?wijk={wijk.pk}&thema=ontmoeting"
    )
    index = wijk.get_parent().specific
    assert subscription.of(index, request_of).compose == f"/kalender/{index.pk}/samenstellen"


@time_machine.travel("2026-06-01T08:00:00Z", tick=False)
def test_web_calendar_takes_the_rest_of_a_series(agenda):
    page = published(agenda, **WEEKLY, date_changes=[DateChange(on=date(2026, 6, 11), kind="skipped")])
    with time_machine.travel("2026-06-12T08:00:00Z", tick=False):
        assert recurs(page) == "RRULE%3AFREQ%3DWEEKLY%3BBYDAY%3DTH%3BCOUNT%3D2"
    with time_machine.travel("2026-06-20T08:00:00Z", tick=False):
        assert recurs(page) == ""


@time_machine.travel("2026-06-01T08:00:00Z", tick=False)
def test_web_calendar_takes_one_date_of_a_series_with_exceptions(agenda):
    page = published(agenda, **WEEKLY, date_changes=[DateChange(on=date(2026, 6, 11), kind="skipped")])
    assert recurs(page) == ""
    Holiday.objects.create(name="Vakantie", first_on=date(2026, 6, 18), last_on=date(2026, 6, 19))
    assert recurs(published(agenda, "Anders", skips_holidays=True, **WEEKLY)) == ""


@time_machine.travel("2026-06-01T08:00:00Z", tick=False)
def test_web_calendar_takes_what_happens_once(agenda):
    assert recurs(published(agenda)) == ""


@time_machine.travel("2026-07-01T08:00:00Z", tick=False)
def test_web_calendar_takes_what_is_over_as_it_was(agenda):
    (google, *_others) = subscription.ways(published(agenda, starts_at=EVENING, ends_at=EVENING + timedelta(hours=1)))
    assert "dates=20260604T173000%2F20260604T183000" in google.href
