"""A moderator's evening in a real browser, by keyboard alone."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from playwright.sync_api import expect

from stadsbijeenkomst import moderation
from stadsbijeenkomst.models import Decision, Group, Note

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browse, moderator, meeting):
    """Open a moderators' screen in a tab of its own: `desk("queue", width=390)`."""

    def open_screen(screen, **options):
        moderator.user_permissions.add(Permission.objects.get(codename="moderate_note"))
        tab = browse(**options)
        tab.goto("/admin/login/")
        tab.locator("[name=username]").fill("moderator")
        tab.locator("[name=password]").fill("correct horse battery")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/admin/")
        tab.goto(reverse(f"stadsbijeenkomst_{screen}", args=[meeting.pk]))
        return tab

    return open_screen


def waiting(tab):
    return tab.locator("[data-part=list] li")


def words(tab):
    return tab.locator("#queue-words")


def test_queue_is_decided_by_keyboard_alone(desk, violations, say):
    say("Meer bankjes in het park")
    texts = ["Koffie", "Onzin", "Mijn buurvrouw Anja", "Bankjes in het park", "Bel 06-12345678", "Thee"]
    for text in texts:
        say(text, approved=False)
    tab = desk("queue")
    assert violations(tab) == []
    key = tab.keyboard.press

    key("j")
    expect(words(tab)).to_have_text("Onzin")
    key("k")
    expect(words(tab)).to_have_text("Koffie")
    key("a")
    expect(words(tab)).to_have_text("Onzin")
    expect(tab.locator("[data-news]")).to_contain_text("Koffie")
    key("v")
    expect(words(tab)).to_have_text("Mijn buurvrouw Anja")
    key("u")
    expect(words(tab)).to_have_text("Onzin")
    key("v")
    expect(words(tab)).to_have_text("Mijn buurvrouw Anja")
    key("g")
    expect(words(tab)).to_have_text("Bankjes in het park")
    key("m")
    expect(tab.locator("button[value=merge]").first).to_be_focused()
    key("Enter")
    expect(words(tab)).to_have_text("Bel 06-12345678")
    assert tab.locator("mark").inner_text() == "06-12345678"
    key("r")
    # In a field a key is a letter.
    tab.keyboard.type("Een gevraagd contact: jan")
    key("Tab")
    key("Enter")
    expect(words(tab)).to_have_text("Thee")
    key("?")
    assert tab.locator("[data-keys]").get_attribute("open") is not None
    key("Tab")
    key("Space")
    key("a")
    expect(waiting(tab)).to_have_count(1)
    assert tab.evaluate("document.querySelector('[data-keys-on]').checked") is False
    key("Space")
    key("a")
    expect(waiting(tab)).to_have_count(0)
    assert [note.status for note in Note.objects.order_by("id")] == [
        "approved", "approved", "hidden", "hidden", "approved", "approved", "approved",
    ]  # fmt: skip
    assert Note.objects.get(text__startswith="Bel").redaction == "Een gevraagd contact: jan"
    assert Group.objects.get().notes.count() == 2
    assert violations(tab) == []


def test_decision_of_a_colleague_is_told_and_moves_nothing(desk, say, editor):
    first, second = say("Koffie", approved=False), say("Thee", approved=False)
    tab = desk("queue")
    tab.keyboard.press("r")
    tab.keyboard.type("half getypt")
    moderation.hide(first.pk, first.changed_at, editor)
    moderation.hide(second.pk, second.changed_at, editor)
    late = say("Soep", approved=False)
    expect(tab.locator("[data-told]")).to_contain_text("editor", timeout=15_000)
    assert tab.locator("textarea").input_value() == "half getypt"
    expect(tab.locator("textarea")).to_be_focused()
    expect(waiting(tab)).to_have_text([f"{late.text} tafel 1"], use_inner_text=False)
    tab.locator("button[value=redact]").click()
    expect(tab.locator("[data-error]")).to_be_visible()
    assert tab.locator("textarea").input_value() == "half getypt"
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_moderators_screens_have_no_violation(desk, violations, meeting, say, width):
    for number in range(3):
        note = say(f"Bankjes {number} in het park")
    moderation.hide(note.pk, note.changed_at)
    marked = say("Bel 06-12345678", approved=False)
    moderation.mark_sensitive(marked.pk, marked.changed_at)
    say("Bankjes!", approved=False)
    tab = desk("queue", width=width)
    queue, topics = (reverse(f"stadsbijeenkomst_{name}", args=[meeting.pk]) for name in ("queue", "topics"))
    for address in (queue, f"{queue}?bak=gevoelig", f"{queue}?bak=logboek", f"{topics}?lijkt=1"):
        tab.goto(address)
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


def test_everything_is_decided_without_javascript(desk, meeting, say):
    for text in ("Koffie", "Thee", "Soep"):
        say(text, approved=False)
    tab = desk("queue", java_script_enabled=False)
    tab.locator("button[value=approve]").click()
    expect(words(tab)).to_have_text("Thee")
    tab.locator("summary", has_text="neutrale regel").click()
    tab.locator("textarea").fill("Iets warms")
    tab.locator("button[value=redact]").click()
    expect(words(tab)).to_have_text("Soep")
    tab.locator("button[value=undo]").click()
    expect(words(tab)).to_have_text("Thee")
    tab.locator("button[value=approve]").click()
    assert Note.objects.on_display().count() == 2
    tab.goto(reverse("stadsbijeenkomst_topics", args=[meeting.pk]))
    for box in tab.locator("input[form=move]").all():
        box.check()
    tab.locator("#move-title").fill("Drinken")
    tab.locator("button[value=move]").click()
    expect(tab.get_by_role("heading", name="Drinken")).to_be_visible()
    assert Group.objects.get().notes.count() == 2


def test_topics_are_made_by_keyboard(desk, say):
    for text in ("Bankjes bij de flat", "Bankjes in het park", "Een bus"):
        say(text)
    tab = desk("topics")
    tab.locator("#topics-alike").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#accept-1")).to_be_visible()
    tab.locator("#accept-1").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=3)).to_have_count(1)
    tab.locator("input[form=move][name=note]").last.focus()
    tab.keyboard.press("Space")
    expect(tab.locator("[data-chosen]")).to_contain_text("1")
    tab.locator("#move-target").focus()
    tab.keyboard.press("ArrowDown")
    tab.locator("button[form=move], #move button").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("section li")).to_have_count(3)
    assert Group.objects.get().notes.count() == 3
