"""The agenda in a real browser: axe, the keyboard, what a screen reader finds in a month, and a frame elsewhere."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Venue

from .factories import change, published, repeated

pytestmark = pytest.mark.browser

HEIGHT = "async (body) => (await document.fonts.ready, Math.ceil(body.getBoundingClientRect().height))"


@pytest.fixture
def series(agenda, wijk, theme):
    """A series of five days from tomorrow, one of them cancelled, and a week that is going on."""
    venue = Venue.objects.create(
        name="Buurthuis", latitude="52.05", longitude="5.05", has_wheelchair_access=True, has_lift=False
    )
    starts_at = timezone.localtime().replace(hour=19, minute=30, second=0, microsecond=0) + timedelta(days=1)
    published(
        agenda, "Week", starts_at=starts_at - timedelta(days=4), ends_at=starts_at + timedelta(days=1), wijken=[wijk]
    )
    off = change((starts_at + timedelta(days=2)).date().isoformat(), reason="Storm.")
    return repeated(agenda, "Koffie", repeats="daily", starts_at=starts_at, venue=venue, themes=[theme], changes=[off])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "where", ["list", "weergave=maand", "weergave=kaart", "periode=geweest", "event", "frame", "code"]
)
def test_page_has_no_violation_and_fits(browse, violations, agenda, series, where, width):
    tab = browse(width=width)
    frame = f"/agenda-insluiten/{agenda.pk}"
    known = {"list": agenda.url, "event": series.url, "frame": frame, "code": f"{frame}/uitleg"}
    tab.goto(known.get(where, f"{agenda.url}?{where}"))
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_filters_are_chosen_and_dropped_with_the_keyboard(browse, agenda, series):
    tab = browse(width=1280, java_script_enabled=False)
    tab.goto(agenda.url)
    tab.get_by_label("Wijk").focus()
    for key in ("Tab", "Tab", "Enter"):
        tab.keyboard.press(key)
    tab.get_by_label("Toegankelijk met een rolstoel").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**toegankelijk=rolstoel**")
    assert tab.get_by_role("status").first.inner_text() == "5 activiteiten"
    tab.get_by_role("link", name="Haal weg: Toegankelijk met een rolstoel").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{agenda.url}*")
    assert tab.get_by_role("status").first.inner_text() == "6 activiteiten"


def test_month_is_read_as_a_table(browse, agenda, series):
    tab = browse(width=1280)
    tab.goto(f"{agenda.url}?weergave=maand")
    table = tab.get_by_role("table", name="Activiteiten in")
    assert table.get_by_role("columnheader").count() == 7
    tree = table.aria_snapshot()
    assert "- columnheader" in tree
    assert "vandaag" in tree
    today = table.get_by_role("cell", name="vandaag")
    assert "Week" in today.inner_text()
    # On a telephone the days with something on them stand under each other, with their whole name.
    small = browse(width=390)
    small.goto(f"{agenda.url}?weergave=maand")
    assert small.get_by_text("vandaag").is_visible()
    assert not small.locator("thead").first.is_visible()


def test_date_that_was_pressed_is_marked_on_the_page_of_the_series(browse, agenda, series):
    tab = browse(width=1280)
    tab.goto(agenda.url)
    tab.get_by_role("link", name="Koffie").nth(2).click()
    tab.wait_for_url(f"**{series.url}#datum-*")
    marked = tab.locator(":target")
    assert "Storm." in marked.inner_text()
    assert marked.is_visible()


@pytest.fixture
def elsewhere():
    """Somebody else's website, of one page: `elsewhere.page = "<iframe …"`, then open `elsewhere.url`."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(self.server.page.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.url = f"http://127.0.0.1:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_frame_is_as_high_as_its_list_and_its_links_open_the_whole_window(browse, agenda, series, elsewhere):
    tab = browse(width=1280)
    tab.goto(f"/agenda-insluiten/{agenda.pk}/uitleg")
    elsewhere.page = tab.locator("#frame").inner_text() + tab.locator("#script").inner_text()
    origin = tab.evaluate("location.origin")
    tab.goto(elsewhere.url)
    inside = tab.frame_locator("iframe")
    inside.get_by_role("link", name="Koffie").first.wait_for()
    height = inside.locator("body").evaluate(HEIGHT)
    assert height != 640  # which the frame has without the script
    expect(tab.locator("iframe")).to_have_attribute("height", str(height))
    inside.get_by_role("link", name="Koffie").first.click()
    tab.wait_for_url(f"{origin}{series.url}#datum-*")
    assert tab.locator("iframe").count() == 0
