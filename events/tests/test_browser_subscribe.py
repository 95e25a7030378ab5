import re
from datetime import timedelta

import pytest
import segno
from django.utils import timezone
from django.utils.translation import gettext

from events.models import EventPage

from .factories import published

pytestmark = pytest.mark.browser


@pytest.fixture
def event(agenda, wijk, theme) -> EventPage:
    return published(agenda, starts_at=timezone.now() + timedelta(days=3), wijken=[wijk], themes=[theme])


def drawn(path: str) -> list[list[int]]:
    """Return the matrix that the strokes of a path draw: relative moves and horizontal lines of one high."""
    rows, x, y = {}, 0.0, 0.0
    for command, numbers in re.findall(r"([MmhH])([-0-9. ]*)", path):
        values = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            for column in range(int(x), int(x + values[0])):
                rows.setdefault(int(y), set()).add(column)
            x += values[0]
    size = max(rows) + 1
    return [[int(column in rows.get(row, ())) for column in range(4, size)] for row in range(4, size)]


@pytest.mark.parametrize("width", [390, 1280])
def test_compose_page_has_no_violation(browse, violations, event, width):
    tab = browse(width=width)
    tab.goto("/kalender/samenstellen?taal=nl")
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_opened_menus_have_no_violation_and_fit_a_narrow_screen(browse, violations, event):
    tab = browse(width=320)
    tab.goto(event.url)
    for title in (
        gettext("Put in my calendar"),
        gettext("Does nothing happen? Google Calendar, Outlook and other programs"),
    ):
        tab.get_by_text(title, exact=True).click()
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


def test_menu_of_an_event_is_used_with_the_keyboard(browse, event):
    tab = browse()
    tab.goto(event.url)
    tab.get_by_text(gettext("Put in my calendar"), exact=True).focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    with tab.expect_download() as download:
        tab.keyboard.press("Enter")
    assert b"SUMMARY:Soep eten" in download.value.path().read_bytes()
    tab.keyboard.press("Tab")
    focused = tab.locator(":focus")
    assert focused.text_content() == "Naar Google Agenda"
    assert focused.get_attribute("href").startswith("https://calendar.google.com/calendar/render?action=TEMPLATE")


def test_address_is_composed_and_copied(browse, event, wijk):
    tab = browse(permissions=["clipboard-read", "clipboard-write"])
    tab.goto("/kalender/samenstellen")
    tab.get_by_label("Oeverwijk").check()
    tab.get_by_role("button", name=gettext("Make my calendar")).click()
    tab.wait_for_url(f"**/kalender/samenstellen?wijk={wijk.pk}#kalender")
    assert tab.get_by_role("link", name="Soep eten").is_visible()
    tab.get_by_role("button", name=gettext("Copy")).click()
    tab.get_by_text(gettext("Copied")).wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.locator("#address").text_content()
    assert copied.endswith(f".ics?wijk={wijk.pk}")


def test_everything_is_there_without_a_script(browse, event, wijk):
    tab = browse(java_script_enabled=False)
    tab.goto("/kalender/samenstellen")
    tab.get_by_label("Oeverwijk").check()
    tab.get_by_role("button", name=gettext("Make my calendar")).click()
    tab.wait_for_url(f"**/kalender/samenstellen?wijk={wijk.pk}#kalender")
    assert tab.locator("#address").is_visible()
    assert tab.get_by_role("button", name=gettext("Copy")).count() == 0
    tab.goto(event.url)
    tab.get_by_text(gettext("Put in my calendar"), exact=True).click()
    assert tab.get_by_role("link", name="Naar Google Agenda").is_visible()


def test_picture_for_the_phone_holds_the_address_of_the_page(browse, event, wijk):
    tab = browse()
    tab.goto(f"/kalender/samenstellen?wijk={wijk.pk}")
    picture = tab.get_by_role("img", name=gettext("QR code with the address of this page"))
    expected = segno.make(f"http://testserver/kalender/samenstellen?wijk={wijk.pk}#kalender", error="m", micro=False)
    path = picture.locator("path[stroke]").get_attribute("d")
    assert drawn(path) == [list(row) for row in expected.matrix]
    white = picture.locator("path[fill]")
    size = len(expected.matrix) + 8
    assert (white.get_attribute("fill"), white.get_attribute("d")) == ("#fff", f"M0 0h{size}v{size}h-{size}z")
