"""What is written is stored, once: without a network, with a bad one, after the battery was pulled."""

import json
import os
import shutil
import signal
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.db import connection
from playwright.sync_api import expect

from stadsbijeenkomst import notes, proceedings, tables
from stadsbijeenkomst.models import Device, Note

pytestmark = pytest.mark.browser

WORDS = ["Koffie in de flat", "Meer bankjes", "Buurtsoep 🍲"]
QUESTIONS = ["good", "improve", "action"]
SOON = 30_000
# Every note that this device holds.
KEPT = """() => new Promise((found) => {
    indexedDB.open("wijkverbond").onsuccess = ({ target }) => {
        const all = target.result.transaction("notes").objectStore("notes").getAll();
        all.onsuccess = () => (target.result.close(), found(all.result));
    };
})"""


def column(tab, question="good"):
    return tab.locator(f"[data-question={question}]")


def send(tab, word, question="good"):
    field = column(tab, question).locator("textarea").first
    field.fill(word)
    column(tab, question).locator("button[value=send]").first.click()


def stands(tab, word, question, state):
    """Wait until the card with this word says that it is there."""
    tab.locator(f"[data-question={question}] li[data-state={state}]", has_text=word).wait_for(timeout=SOON)


def waits(tab, count):
    expect(tab.locator("li[data-state=waiting], li[data-state=sending]")).to_have_count(count, timeout=SOON)


def is_kept(tab):
    """Wait until the page is there for when there is no network at all."""
    wait_until(
        tab,
        lambda: tab.evaluate(
            """async () => {
                const script = document.querySelector("script[src*=write]").src;
                return Boolean(await caches.match(location.pathname) && await caches.match(script));
            }"""
        ),
    )


def wait_until(tab, holds):
    for _ in range(SOON // 200):
        if holds():
            return
        tab.wait_for_timeout(200)
    pytest.fail("It never came.")


def stored() -> list[tuple[str, str]]:
    return sorted(Note.objects.values_list("question", "text"))


def wait_until_stored(tab, count):
    wait_until(tab, lambda: Note.objects.count() >= count)


def stretches(tab) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def address(table) -> str:
    return f"/doe-mee/{table.code}"


def test_three_notes_without_network_survive_a_reload_and_arrive_once(browse, violations, address):
    phone = browse(width=320, height=700)
    phone.goto(address)
    is_kept(phone)
    assert (violations(phone), stretches(phone)) == ([], False)
    phone.context.set_offline(True)
    for word, question in zip(WORDS, QUESTIONS, strict=True):
        send(phone, word, question)
    waits(phone, 3)
    phone.locator("[data-lost]").wait_for(timeout=SOON)
    assert (violations(phone), stretches(phone)) == ([], False)
    phone.reload()
    waits(phone, 3)
    assert column(phone, "action").locator("li[data-state=waiting] textarea").input_value() == WORDS[2]
    assert (violations(phone), stretches(phone)) == ([], False)
    assert Note.objects.count() == 0
    phone.context.set_offline(False)
    wait_until_stored(phone, 3)
    assert stored() == sorted(zip(QUESTIONS, WORDS, strict=True))
    column(phone).get_by_role("link").wait_for(timeout=SOON)
    assert (violations(phone), stretches(phone)) == ([], False)
    assert phone.locator("li[data-state=waiting]").count() == 0


def test_notes_survive_a_pulled_battery(browse, chromium, address, live_server, tmp_path):
    """The browser is killed, not closed, and started again with the same profile."""
    options = {
        "executable_path": shutil.which("chromium") or shutil.which("google-chrome"),
        "args": ["--no-sandbox"],
        "base_url": live_server.url,
    }
    first = chromium.browser_type.launch_persistent_context(tmp_path, **options)
    phone = first.new_page()
    phone.goto(address)
    is_kept(phone)
    first.set_offline(True)
    for word, question in zip(WORDS[:2], QUESTIONS[:2], strict=True):
        send(phone, word, question)
    column(phone, "action").locator("textarea").fill("Half geschr")
    waits(phone, 2)
    phone.wait_for_timeout(300)
    kill(tmp_path)
    second = chromium.browser_type.launch_persistent_context(tmp_path, **options)
    second.set_offline(True)
    phone = second.new_page()
    phone.goto(address)
    waits(phone, 2)
    assert column(phone, "action").locator("textarea").first.input_value() == "Half geschr"
    second.set_offline(False)
    wait_until_stored(phone, 2)
    second.close()
    assert stored() == sorted(zip(QUESTIONS[:2], WORDS[:2], strict=True))


def words_of(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kill(profile: Path) -> None:
    """Kill every process of the browser with this profile, and no other."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and f"--user-data-dir={profile} " in words_of(process):
            os.kill(int(process.name), signal.SIGKILL)
    time.sleep(0.5)
    for lock in profile.glob("Singleton*"):
        lock.unlink()


def test_answer_that_is_lost_after_it_was_stored_stores_nothing_twice(browse, address):
    phone = browse(service_workers="block")
    phone.goto(address)
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/inbreng", lose)
    send(phone, WORDS[0])
    stands(phone, WORDS[0], "good", "stored")
    assert lost == [201, 200]
    assert stored() == [("good", WORDS[0])]


def test_note_that_is_sent_again_does_not_undo_what_the_host_changed(browse, address):
    phone = browse(service_workers="block")
    phone.goto(address)
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        if len(lost) == 1:
            Note.objects.update(text=WORDS[1])
            # Playwright calls this in a context of its own, so with a connection of its own.
            connection.close()
            route.abort()
        else:
            route.continue_()

    phone.route("**/inbreng", lose)
    send(phone, WORDS[0])
    column(phone).get_by_text(WORDS[1]).wait_for(timeout=SOON)
    assert stored() == [("good", WORDS[1])]


def test_words_that_changed_while_the_answer_was_lost_do_change_the_note(browse, address):
    phone = browse(service_workers="block")
    phone.goto(address)
    phone.route("**/inbreng", lambda route: (route.fetch(), route.abort()))
    send(phone, WORDS[0])
    wait_until_stored(phone, 1)
    column(phone).locator("li[data-state=waiting] button[value=edit]").click()
    column(phone).locator("li[data-state=draft] textarea").last.fill(WORDS[1])
    phone.unroute("**/inbreng")
    column(phone).locator("li[data-state=draft] button[value=send]:visible").last.click()
    stands(phone, WORDS[1], "good", "stored")
    assert stored() == [("good", WORDS[1])]


def test_field_is_emptied_only_when_the_server_has_it(browse, address):
    """A sign-in page of the wifi answers 200 as well."""
    phone = browse(service_workers="block")
    phone.goto(address)
    phone.route("**/inbreng", lambda route: route.fulfill(status=200, content_type="text/html", body="Log in"))
    send(phone, WORDS[0])
    waits(phone, 1)
    assert column(phone).locator("li[data-state=waiting] textarea").input_value() == WORDS[0]
    phone.unroute("**/inbreng")
    stands(phone, WORDS[0], "good", "stored")
    assert stored() == [("good", WORDS[0])]


def test_server_that_asks_for_patience_gets_it(browse, address):
    phone = browse(service_workers="block")
    phone.goto(address)
    asked = []

    def later(route):
        asked.append(time.monotonic())
        if len(asked) == 1:
            route.fulfill(status=429, json={"error": "Later"}, headers={"Retry-After": "3"})
        else:
            route.continue_()

    phone.route("**/inbreng", later)
    send(phone, WORDS[0])
    stands(phone, WORDS[0], "good", "stored")
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 1.5


def test_note_says_how_long_it_waited(browse, address):
    phone = browse(service_workers="block")
    phone.goto(address)
    ages = []
    phone.on(
        "request",
        lambda request: (
            ages.append(float(parse_qs(request.post_data)["age"][0])) if request.url.endswith("/inbreng") else None
        ),
    )
    column(phone).locator("textarea").fill(WORDS[0])
    phone.wait_for_timeout(1500)
    column(phone).locator("button[value=send]").click()
    stands(phone, WORDS[0], "good", "stored")
    assert 1.4 < ages[0] < 10


def test_double_click_and_the_back_button_store_once(browse, address):
    phone = browse(width=390)
    phone.goto(address)
    column(phone).locator("textarea").fill(WORDS[0])
    column(phone).locator("button[value=send]").dblclick()
    stands(phone, WORDS[0], "good", "stored")
    column(phone).get_by_role("link").click()
    phone.wait_for_load_state()
    phone.go_back()
    column(phone).get_by_text(WORDS[0]).wait_for()
    assert column(phone).locator("textarea").first.input_value() == ""
    assert stored() == [("good", WORDS[0])]


def test_two_phones_and_two_tabs_of_one_table(browse, table, address):
    first, second = browse(width=390), browse(width=390)
    for phone in (first, second):
        phone.goto(address)
    other_tab = first.context.new_page()
    other_tab.goto(address)
    for number, tab in enumerate([first, second, other_tab]):
        send(tab, WORDS[number], QUESTIONS[number])
    wait_until_stored(first, 3)
    assert stored() == sorted(zip(QUESTIONS, WORDS, strict=True))
    assert len(set(Note.objects.values_list("device", flat=True))) == 2
    # What one tab stored, the other shows; the other telephone does not.
    column(first, "action").get_by_text(WORDS[2]).wait_for(timeout=SOON)
    assert column(second, "action").get_by_text(WORDS[2]).count() == 0
    expect(first.locator("[data-counts]")).to_contain_text("3 geschreven · 3 opgeslagen", timeout=SOON)
    assert sorted(Device.objects.values_list("unsent", flat=True)) == [0, 0]


def test_code_that_was_revoked_costs_no_word(browse, violations, table, address):
    phone = browse(width=390)
    phone.goto(address)
    tables.revoke(table)
    send(phone, WORDS[0])
    stands(phone, "", "good", "refused")
    assert column(phone).locator("li[data-state=refused] textarea").input_value() == WORDS[0]
    assert violations(phone) == []
    phone.goto(address)
    phone.locator("[data-texts]").get_by_text(WORDS[0]).wait_for()
    assert violations(phone) == []
    type(table).objects.update(revoked_at=None)
    phone.goto(address)
    column(phone).get_by_role("button", name="Versturen als nieuwe inbreng").click()
    stands(phone, WORDS[0], "good", "stored")
    assert stored() == [("good", WORDS[0])]


def test_withdrawn_note_is_told_in_words_and_thrown_away_by_hand(browse, address):
    phone = browse(width=390, service_workers="block")
    phone.goto(address)
    phone.route(
        "**/inbreng", lambda route: route.fulfill(status=409, json={"error": str(notes.NoteWithdrawn.sentence)})
    )
    send(phone, WORDS[0])
    refused = column(phone).locator("li[data-state=refused]")
    expect(refused).to_contain_text(str(notes.NoteWithdrawn.sentence))
    refused.locator("button[value=discard]").click()
    expect(refused).to_have_count(0)
    phone.reload()
    expect(column(phone).locator("li")).to_have_count(1)


def test_too_long_stays_in_the_field(browse, violations, address):
    phone = browse(width=390)
    phone.goto(address)
    send(phone, "x" * 1001)
    field = column(phone).locator("textarea")
    assert (field.count(), field.get_attribute("aria-invalid")) == (1, "true")
    assert violations(phone) == []
    send(phone, "x" * 1000)
    stands(phone, "x" * 1000, "good", "stored")


def test_notes_leave_a_dying_telephone(browse, violations, address):
    phone = browse(width=390)
    phone.goto(address)
    is_kept(phone)
    phone.context.set_offline(True)
    for number in range(3):
        send(phone, f"{number} " + "é" * 300)
    waits(phone, 3)
    phone.locator("summary", has_text="Dit apparaat").click()
    with phone.expect_download() as download:
        phone.locator("button[value=file]").click()
    taken = json.loads(Path(download.value.path()).read_text())
    assert (taken["wijkverbond"], len(taken["notes"])) == (1, 3)
    assert set(taken["notes"][0]) == {"uuid", "question", "text", "written_at"}
    assert taken["notes"][0]["text"] == "0 " + "é" * 300
    phone.locator("button[value=codes]").click()
    phone.locator("[data-codes] svg").nth(2).wait_for()
    assert phone.locator("[data-codes] figure").count() == 3
    assert violations(phone) == []


def test_host_takes_over_from_a_telephone_that_comes_back_later(browse, table, address):
    phone, host = browse(width=390), browse(width=390)
    phone.goto(address)
    is_kept(phone)
    phone.context.set_offline(True)
    send(phone, WORDS[0])
    send(phone, WORDS[1], "improve")
    waits(phone, 2)
    phone.locator("summary", has_text="Dit apparaat").click()
    with phone.expect_download() as download:
        phone.locator("button[value=file]").click()
    host.goto(f"/doe-mee/{table.host_code}/overnemen")
    host.locator("textarea").fill(Path(download.value.path()).read_text())
    host.locator("main form button").click()
    host.locator("button[value=store]").click()
    wait_until_stored(host, 2)
    phone.context.set_offline(False)
    waits(phone, 0)
    assert phone.locator("li[data-state=refused]").count() == 0
    assert stored() == [("good", WORDS[0]), ("improve", WORDS[1])]


def test_shared_device_is_wiped_after_a_warning(browse, address):
    phone = browse(width=390)
    phone.goto(address)
    send(phone, WORDS[0])
    stands(phone, WORDS[0], "good", "stored")
    column(phone, "improve").locator("textarea").fill("Half geschr")
    phone.locator("summary", has_text="Dit apparaat").click()
    wipe = phone.get_by_role("button", name="Wissen wat op dit apparaat staat")
    wipe.click()
    phone.get_by_role("button", name="Toch bewaren").click()
    assert column(phone, "improve").locator("textarea").input_value() == "Half geschr"
    wipe.click()
    with phone.expect_navigation():
        wipe.click()
    assert column(phone, "improve").locator("textarea").first.input_value() == ""
    phone.goto(f"{address}/mijn")
    assert phone.get_by_text(WORDS[0]).count() == 0


def test_drafts_of_yesterday_are_forgotten_and_sent_notes_are_not(browse, address):
    phone = browse(width=390)
    phone.goto(address)
    is_kept(phone)
    phone.context.set_offline(True)
    send(phone, WORDS[0])
    column(phone, "improve").locator("textarea").fill("Half geschr")
    waits(phone, 1)
    phone.wait_for_timeout(200)
    phone.clock.install(time=time.time() + timedelta(hours=13).total_seconds())
    phone.reload()
    waits(phone, 1)
    assert column(phone, "improve").locator("textarea").first.input_value() == ""


def test_clock_that_is_set_right_loses_no_note_and_a_note_of_last_week_goes(browse, address):
    phone = browse(width=390)
    phone.goto(address)
    is_kept(phone)
    phone.context.set_offline(True)
    send(phone, WORDS[0])
    waits(phone, 1)
    phone.clock.install(time=time.time() + timedelta(days=3000).total_seconds())
    phone.reload()
    waits(phone, 1)
    phone.clock.set_system_time(time.time() + timedelta(days=3001).total_seconds())
    phone.reload()
    # Before the page has drawn its cards there are none either.
    wait_until(phone, lambda: phone.evaluate(KEPT) == [])
    waits(phone, 0)


def test_what_is_kept_holds_no_word_of_anybody(browse, say, address):
    say("Koffie")
    phone = browse(width=390)
    phone.goto(address)
    send(phone, WORDS[1])
    stands(phone, WORDS[1], "good", "stored")
    is_kept(phone)
    phone.goto(f"{address}/mijn")
    phone.goto(address)
    kept = phone.evaluate("""async () => {
        const found = [];
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
                found.push([request.url, await (await cache.match(request)).text()]);
            }
        }
        return found;
    }""")
    assert [url for url, text in kept if "Koffie" in text or WORDS[1] in text] == []
    assert [url.rpartition("/")[2] for url, _ in kept if "/doe-mee/" in url] == [address.rpartition("/")[2]]


def test_announcement_reaches_a_page_that_is_open_and_spares_the_field(browse, meeting, address):
    phone = browse(width=390)
    phone.goto(address)
    field = column(phone).locator("textarea")
    field.press_sequentially("Half")
    proceedings.announce(meeting, "Over vijf minuten is het pauze")
    phone.get_by_text("Over vijf minuten is het pauze").wait_for(timeout=SOON)
    field.press_sequentially(" geschr")
    assert field.input_value() == "Half geschr"


def test_device_finds_the_same_personal_data_as_the_server(browse, address):
    examples = json.loads((Path(__file__).parent / "personal_data.json").read_text())
    phone = browse(width=390)
    phone.goto(address)
    found = phone.evaluate(
        """async (texts) => {
            const { src } = document.querySelector("script[src*=write]");
            const { find } = await import(new URL("personal_data.js", src));
            return texts.map(find);
        }""",
        [example["text"] for example in examples],
    )
    assert found == [example["found"] for example in examples]
    column(phone).locator("textarea").fill("Bel mij op 06-12345678")
    column(phone).get_by_text("Hier lijkt een telefoonnummer te staan.").wait_for()
