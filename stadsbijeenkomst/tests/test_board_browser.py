"""The board and the screen of the hall in a real browser."""

import socket
import threading

import pytest
from playwright.sync_api import expect

from stadsbijeenkomst import moderation, proceedings, tables
from stadsbijeenkomst.models import Question

from .test_stream import streaming

pytestmark = pytest.mark.browser

BOARD = "/stadsbijeenkomsten/samen-aan-tafel/bord/"
HALL = "/stadsbijeenkomsten/samen-aan-tafel/scherm/"
SOON = 20_000


@pytest.fixture
def stream(django_db_setup, live_server, tmp_path, settings):
    """The stream's own server for the pages of the live server."""
    with streaming(tmp_path, live_server.url) as (port, _process):
        settings.STREAM_URL = f"http://127.0.0.1:{port}"
        yield settings.STREAM_URL


def polls(tab) -> list[str]:
    asked = []
    tab.on("request", lambda request: asked.append(request.url) if "/wijzigingen" in request.url else None)
    return asked


def test_board_follows_the_stream_and_asks_no_more(stream, browse, meeting, say):
    gone = say("Koffie")
    # The live server composed its policy before this stream had an address.
    tab = browse(bypass_csp=True)
    with tab.expect_response(lambda answer: "/stroom" in answer.url, timeout=SOON):
        tab.goto(BOARD)
    expect(tab.locator("[data-card]")).to_have_count(1)
    asked = polls(tab)
    say("Thee")
    expect(tab.get_by_text("Thee")).to_be_visible(timeout=SOON)
    moderation.hide(gone.pk, gone.changed_at)
    expect(tab.get_by_text("Koffie")).to_have_count(0, timeout=SOON)
    proceedings.announce(meeting, "Er is soep")
    expect(tab.get_by_text("Er is soep")).to_be_visible(timeout=SOON)
    assert len(asked) <= 1


def test_board_asks_behind_a_proxy_that_keeps_the_stream_to_itself(browse, meeting, say, settings):
    """Somebody accepts the connection and never says a byte."""
    with socket.create_server(("127.0.0.1", 0)) as hole:
        port = hole.getsockname()[1]
        held = []
        threading.Thread(target=lambda: held.append(hole.accept()), daemon=True).start()
        settings.STREAM_URL = f"http://127.0.0.1:{port}"
        tab = browse(bypass_csp=True)
        tab.goto(BOARD)
        say("Thee")
        expect(tab.get_by_text("Thee")).to_be_visible(timeout=SOON)
        tab.wait_for_timeout(5500)
        say("Soep")
        expect(tab.get_by_text("Soep")).to_be_visible(timeout=SOON)
        for client, _address in held:
            client.close()


def test_answer_that_was_under_way_does_not_bring_back_what_the_stream_took_away(browse, meeting, say, settings):
    """The board that was asked for just before a note was hidden comes in after the stream told that it was."""
    note = say("Koffie bij Anna")
    settings.STREAM_URL = "http://stroom.invalid"
    tab = browse(bypass_csp=True)
    tab.add_init_script(
        "window.EventSource = class extends EventTarget { constructor() { super(); window.told = this; } close() {} }"
    )
    asked = []

    def hold(route):
        asked.append(route)

    tab.route("**/wijzigingen*", hold)
    with tab.expect_request("**/wijzigingen*", timeout=SOON):
        tab.goto(BOARD)
    card = tab.locator(f"[data-card=n{note.pk}]")
    version, html = int(tab.get_attribute("[data-version]", "data-version")), card.evaluate("card => card.outerHTML")
    hidden = f'<div data-version="{version + 1}" data-gone="n{note.pk}"></div>'
    tab.evaluate("html => told.dispatchEvent(new MessageEvent('message', { data: html }))", hidden)
    expect(card).to_have_count(0)
    before = f'<div data-version="{version}" data-gone="" data-whole><ul data-question="good">{html}</ul></div>'
    with tab.expect_response("**/wijzigingen*"):
        asked[0].fulfill(body=before, content_type="text/html; charset=utf-8")
    tab.wait_for_timeout(300)
    expect(card).to_have_count(0)


def test_new_cards_are_counted_until_they_were_seen_and_nothing_else_moves(browse, meeting, say):
    for number in range(12):
        say(f"Koffie {number}")
    tab = browse(width=390, height=600)
    tab.goto(BOARD)
    tab.evaluate("document.querySelector('[data-card]').dataset.mark = 'same'")
    tab.evaluate("scrollTo(0, 0)")
    say("Thee", Question.ACTION)
    badge = tab.locator("section:has([data-question=action]) [data-fresh]")
    expect(badge).to_have_text("1 nieuw", timeout=SOON)
    assert tab.evaluate("scrollY") == 0
    badge.evaluate("badge => badge.click()")
    expect(badge).to_be_hidden()
    assert tab.locator("[data-mark=same]").count() == 1


def test_presenter_goes_by_keys_through_the_wijken_and_reads_back(browse, violations, meeting, say, other_table):
    say("Koffie")
    say("Thee", at=other_table)
    proceedings.announce(meeting, "Er is soep")
    tab = browse(width=1920, height=1080)
    tab.goto(HALL)
    heading = tab.locator("h1")
    expect(heading).to_have_text("Hele zaal")
    assert violations(tab) == []
    for key, title in (
        ("ArrowRight", "Molenwijk"),
        ("PageDown", "Oeverwijk"),
        ("ArrowLeft", "Molenwijk"),
        ("Home", "Hele zaal"),
        ("v", "Molenwijk"),
    ):
        tab.keyboard.press(key)
        expect(heading).to_have_text(title)
    assert tab.url.endswith("?voorlezen=1")
    assert violations(tab) == []
    tab.keyboard.press("ArrowRight")
    expect(heading).to_have_text("Oeverwijk")
    tab.keyboard.press("v")
    expect(tab.locator("[data-reading]")).to_have_count(0)
    tab.keyboard.press("q")
    expect(tab.locator("[data-without-qr]")).to_have_count(1)
    tab.keyboard.press("+")
    expect(tab.locator("[data-size='1']")).to_have_count(1)
    tab.keyboard.press("?")
    expect(tab.get_by_role("dialog")).to_be_visible()
    assert violations(tab) == []
    tab.get_by_role("checkbox").uncheck()
    tab.keyboard.press("Escape")
    tab.keyboard.press("Home")
    expect(heading).to_have_text("Oeverwijk")
    tab.get_by_role("link", name="Hele zaal").click()
    expect(heading).to_have_text("Hele zaal")
    # What the presenter chose stays, and the screen that came in its place follows too.
    expect(tab.locator("[data-size='1'][data-without-qr]")).to_have_count(1)
    say("Soep")
    expect(tab.locator("[data-card]").first).to_contain_text("Soep", timeout=SOON)


def test_screen_works_without_javascript(browse, meeting, say, other_table):
    say("Koffie")
    tab = browse(java_script_enabled=False)
    tab.goto(HALL)
    tab.get_by_role("link", name="Voorlezen").click()
    tab.get_by_role("link", name="Volgende").click()
    assert tab.locator("h1").inner_text() == "Oeverwijk"
    assert tab.get_by_text("Koffie").is_visible()
    assert tab.locator("button:visible").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_board_and_screen_have_no_violation(browse, violations, meeting, say, table, width):
    say("Koffie")
    tables.add(meeting, topic="Vervoer")
    proceedings.announce(meeting, "Er is soep")
    tab = browse(width=width)
    for address in (BOARD, f"{BOARD}?tafel=1", HALL, f"{HALL}?voorlezen=1"):
        tab.goto(address)
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
