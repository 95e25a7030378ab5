"""An evening in a real browser."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from playwright.sync_api import expect

from stadsbijeenkomst import moderation, proceedings
from stadsbijeenkomst.models import Note

pytestmark = pytest.mark.browser

WORDS = ["Koffie in de flat", "De moestuin", "Meer bankjes", "Wie belt er aan?", "Een bustocht", "Buurtsoep 🍲"]
SUBMIT = "#sheet > :last-child button"


def write(tab, table, words):
    """Fill the plain sheet of a table, a word in each row, and send it."""
    tab.goto(f"/doe-mee/{table.code}")
    fields = tab.locator("textarea")
    for number, word in enumerate(words):
        fields.nth(number).fill(word)
    tab.locator(SUBMIT).click()
    tab.wait_for_load_state()


def send(tab, word, question="good"):
    """Write a note with the keyboard alone, and wait until it is stored."""
    tab.locator(f"[data-question={question}] textarea").first.fill(word)
    tab.keyboard.press("Control+Enter")
    tab.locator(f"[data-question={question}] li", has_text=word).wait_for()


def on_page(tab, words) -> list[bool]:
    text = tab.locator("main").inner_text()
    return [word in text for word in words]


def test_evening_from_code_to_report(browse, violations, meeting, table, moderator, publish_report):
    moderator.user_permissions.add(Permission.objects.get(codename="moderate_note"))
    hall = browse(width=1920, height=1080)
    hall.goto(reverse("stadsbijeenkomst:board", args=[meeting.slug]))

    phone = browse(width=390, height=844)
    phone.goto("/doe-mee/")
    assert violations(phone) == []
    phone.get_by_role("textbox").fill(table.code.lower())
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**/doe-mee/{table.code}")
    assert violations(phone) == []
    for number, word in enumerate(WORDS):
        send(phone, word, ["good", "improve", "action"][number // 2])
    assert Note.objects.count() == 6
    phone.goto(f"/doe-mee/{table.code}/mijn")
    assert on_page(phone, WORDS) == [True] * 6
    assert violations(phone) == []
    assert on_page(hall, WORDS) == [False] * 6

    desk = browse()
    desk.goto("/admin/login/")
    desk.locator("[name=username]").fill("moderator")
    desk.locator("[name=password]").fill("correct horse battery")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/admin/")
    desk.goto(reverse("stadsbijeenkomst_queue", args=[meeting.pk]))
    for left in range(6, 0, -1):
        expect(desk.locator("[data-part=list] li")).to_have_count(left)
        desk.keyboard.press("a")
    expect(desk.locator("[data-part=list] li")).to_have_count(0)
    assert Note.objects.filter(status="approved").count() == 6

    for word in WORDS:
        hall.get_by_text(word).wait_for(timeout=20_000)
    assert violations(hall) == []

    proceedings.enter(meeting, "closed")
    phone.goto(publish_report().url)
    assert violations(phone) == []
    phone.get_by_role("link", name="Oeverwijk").click()
    phone.wait_for_url("**/oeverwijk/")
    assert on_page(phone, WORDS) == [True] * 6
    assert violations(phone) == []


def test_everything_works_without_javascript(browse, meeting, table):
    phone = browse(width=390, java_script_enabled=False)
    write(phone, table, [*WORDS[:5], "x" * 1001])
    phone.locator("textarea").fill(WORDS[5])
    phone.locator(SUBMIT).click()
    phone.wait_for_url("**/mijn?opgeslagen=1")
    phone.locator("main a[href*='/mijn/']").first.click()
    phone.locator("textarea").fill("Thee in de flat")
    phone.locator("button[value=save]").click()
    phone.wait_for_url("**/mijn")
    phone.locator("main a[href*='/mijn/']").nth(1).click()
    phone.locator("button[value=withdraw]").click()
    phone.wait_for_url("**/mijn")
    assert on_page(phone, ["Thee in de flat", *WORDS]) == [True, False, False, True, True, True, True]
    assert phone.goto(reverse("stadsbijeenkomst:board", args=[meeting.slug])).status == 200


def test_back_button_and_sending_again_stores_once(browse, table):
    phone = browse(width=390, java_script_enabled=False)
    write(phone, table, WORDS[:2])
    phone.wait_for_url("**/mijn?opgeslagen=2")
    phone.go_back()
    phone.locator(SUBMIT).click()
    phone.wait_for_load_state()
    assert sorted(Note.objects.values_list("text", flat=True)) == sorted(WORDS[:2])


def test_double_click_stores_once(browse, table):
    phone = browse(width=390, java_script_enabled=False)
    phone.goto(f"/doe-mee/{table.code}")
    phone.locator("textarea").first.fill(WORDS[0])
    phone.locator(SUBMIT).dblclick()
    # Not `wait_for_url`: the second click breaks the first navigation off.
    expect(phone).to_have_url(re.compile(r"/mijn\?opgeslagen=1$"))
    assert [note.text for note in Note.objects.all()] == [WORDS[0]]


def test_board_takes_a_hidden_note_away_and_keeps_the_rest(browse, meeting, say):
    note, other = say(WORDS[0]), say(WORDS[1])
    hall = browse(width=1920)
    hall.goto(reverse("stadsbijeenkomst:board", args=[meeting.slug]))
    assert on_page(hall, WORDS[:2]) == [True, True]
    moderation.hide(note.pk, note.changed_at)
    hall.get_by_text(WORDS[0]).wait_for(state="detached", timeout=20_000)
    assert on_page(hall, [other.text]) == [True]


@pytest.mark.parametrize("width", [320, 1280])
def test_change_and_refusal_have_no_violation(browse, violations, table, width):
    phone = browse(width=width)
    phone.goto(f"/doe-mee/{table.code}")
    send(phone, WORDS[0])
    phone.locator("main a[href*='/mijn/']").first.click()
    phone.wait_for_load_state()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    phone.goto("/doe-mee/ZZZZZZ")
    assert violations(phone) == []
