from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import EventPage, Venue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def address(agenda, wijk, theme) -> str:
    Venue.objects.create(name="Buurthuis", address="Oeverweg 1")
    agenda.proposals_until = timezone.localdate()
    agenda.save_revision().publish()
    return reverse("events:propose", args=[agenda.pk])


def fill(tab, day: date, **changes) -> None:
    values = {
        "title": "Soep eten",
        "summary": "Samen eten in de buurt.",
        "on": day.isoformat(),
        "starts": "17:30",
        "ends": "19:00",
        "organiser": "De Oever",
        "name": "Noor Bakker",
        "email": "noor@example.org",
    } | changes
    for name, value in values.items():
        tab.locator(f"[name={name}]").fill(value)


@pytest.mark.parametrize("width", [320, 1280])
def test_form_is_accessible_also_with_mistakes(browse, address, violations, width):
    tab = browse(width=width)
    tab.goto(address)
    assert violations(tab) == []
    tab.wait_for_timeout(2_100)
    tab.get_by_role("button", name="Verstuur het voorstel").click()
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.get_by_role("link", name="Naam van de activiteit").is_visible()


def test_activity_is_proposed_without_javascript_and_mistakes_keep_the_rest(browse, address, home_page):
    tab = browse(java_script_enabled=False)
    tab.goto(home_page.url + "agenda/")
    tab.get_by_role("link", name="Stel een activiteit voor").click()
    day = timezone.localdate() + timedelta(days=30)
    fill(tab, day, email="noor")
    tab.get_by_label("Oeverwijk").check()
    tab.get_by_label("Ontmoeting").check()
    tab.locator("[name=consent]").check()
    tab.locator("[name=venue]").select_option(label="Buurthuis, Oeverweg 1")
    tab.wait_for_timeout(2_100)
    tab.get_by_role("button", name="Verstuur het voorstel").click()
    assert tab.locator("[name=title]").input_value() == "Soep eten"
    assert tab.locator("[name=on]").input_value() == day.isoformat()
    assert tab.get_by_label("Oeverwijk").is_checked()
    tab.locator("[name=email]").fill("noor@example.org")
    tab.get_by_role("button", name="Verstuur het voorstel").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Bedankt voor uw voorstel"
    page = EventPage.objects.get()
    assert (page.title, page.venue.name, page.live) == ("Soep eten", "Buurthuis", False)


def test_form_is_filled_in_with_the_keyboard(browse, address):
    tab = browse()
    tab.goto(address)
    tab.locator("[name=title]").focus()
    fill(tab, timezone.localdate() + timedelta(days=30))
    tab.locator("[name=place]").fill("Kerk")
    reached = []
    tab.locator("[name=title]").focus()
    while "consent" not in reached and len(reached) < 60:
        reached.append(tab.evaluate("document.activeElement.name || ''"))
        tab.keyboard.press("Tab")
    order = list(dict.fromkeys(name for name in reached if name))
    assert [name for name in order if name in {"title", "on", "venue", "wijken", "audience", "name", "consent"}] == [
        *("title", "on", "venue", "wijken", "audience", "name", "consent")
    ]
    assert "website" not in order
    tab.locator("[name=consent]").focus()
    tab.keyboard.press("Space")
    tab.wait_for_timeout(2_100)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/dank")
