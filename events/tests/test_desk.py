"""An editor at work in a real browser, with the keyboard alone."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from events.models import EventPage

from .factories import published

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browse, client, live_server, editor):
    """Return a function that opens a tab of a given width in which the editor is logged in."""

    def open_tab(width: int = 1280):
        client.force_login(editor)
        tab = browse(width=width)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return tab

    return open_tab


def type_into(tab, name: str, text: str) -> None:
    """Write over what stands in a field, and leave it, as somebody without a mouse does."""
    tab.locator(f"[name={name}]").focus()
    tab.keyboard.press("Control+A")
    tab.keyboard.type(text)
    tab.keyboard.press("Tab")


def choose(tab, name: str, letters: str) -> None:
    """Choose from a list by typing how the choice begins."""
    tab.locator(f"[name={name}]").focus()
    tab.keyboard.type(letters)


def test_month_below_a_date_makes_way_for_the_keyboard(desk, agenda):
    tab = desk()
    tab.goto(reverse("wagtailadmin_pages:add", args=["events", "eventpage", agenda.pk]))
    tab.get_by_role("tab", name="Wanneer").click()
    month = tab.locator(".xdsoft_datetimepicker:visible")
    tab.locator("[name=starts_at]").focus()
    month.first.wait_for()
    tab.keyboard.press("Escape")
    month.first.wait_for(state="hidden")
    # Filled in and left faster than it opens.
    tab.locator("[name=ends_at]").fill("2027-03-04 19:00")
    tab.keyboard.press("Tab")
    tab.wait_for_timeout(600)
    assert month.count() == 0


def test_editor_makes_a_series_with_the_keyboard_and_sees_its_dates(desk, agenda):
    tab = desk()
    tab.goto(reverse("wagtailadmin_pages:add", args=["events", "eventpage", agenda.pk]))
    type_into(tab, "title", "Soep voor eenzame buren")
    type_into(tab, "summary", "Kom eten!")
    tab.get_by_role("tab", name="Wat", exact=True).focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_role("tab", name="Wanneer")).to_be_focused()
    tab.locator("[name=starts_at]").wait_for()
    type_into(tab, "starts_at", "2027-03-04 17:30")
    assert tab.evaluate("document.activeElement.name") == "ends_at"
    type_into(tab, "ends_at", "2027-03-04 19:00")
    choose(tab, "repeats", "elke week")
    type_into(tab, "repeat_count", "12")
    tab.wait_for_selector("text=Elke week op donderdag, 12 keer")
    dates = tab.locator("[data-event-part=dates] li")
    assert dates.count() == 10
    assert dates.first.inner_text() == "Donderdag 4 maart 2027, 17:30 – 19:00"
    tab.locator("#id_date_changes-ADD").focus()
    tab.keyboard.press("Enter")
    type_into(tab, "date_changes-0-on", "2027-03-11")
    choose(tab, "date_changes-0-kind", "afgelast")
    assert not tab.locator("[name=date_changes-0-starts_at]").is_visible()
    type_into(tab, "date_changes-0-reason", "De keuken is dicht")
    tab.wait_for_selector("li:has-text('afgelast: De keuken is dicht')")
    assert tab.locator("[data-event-part=hints]").text_content().count("eenzame") == 1
    tab.wait_for_url("**/edit/**")
    tab.locator("[name=action-publish]").dispatch_event("click")
    tab.wait_for_url(f"**/pages/{agenda.pk}/**")
    page = EventPage.objects.get()
    assert (page.live, page.occurrences.count()) == (True, 12)
    assert page.occurrences.get(status="cancelled").reason == "De keuken is dicht"
    tab.goto(page.url)
    assert "De keuken is dicht" in tab.locator("main").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_beside_the_form_have_no_violation(desk, violations, agenda, width):
    page = published(agenda, repeats="weekly", repeat_count=4)
    tab = desk(width)
    addresses = [reverse(f"events_{name}", args=[page.pk]) for name in ("dates", "divide", "duplicate")]
    found = []
    for address in [*addresses, reverse("events_calendar")]:
        tab.goto(address)
        tab.wait_for_selector("h1")
        found += [f"{address} {line}" for line in violations(tab)]
    assert found == []
