"""The evening of the programme lead on a tablet, and what tables do at the end of it, in a real browser."""

import os
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from stadsbijeenkomst import devices, plans, proceedings, tables
from stadsbijeenkomst.models import Device, Plan, Proceedings, Vote

pytestmark = pytest.mark.browser

WIDTHS = [390, 768, 1280]


@pytest.fixture
def log_in(moderator):
    """Open the admin as somebody who leads and moderates: `log_in(tab)`."""
    names = ["moderate_note", "change_proceedings", "view_note", "change_table"]
    moderator.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="stadsbijeenkomst", codename__in=names)
    )

    def enter(tab):
        tab.goto("/admin/login/")
        tab.locator("[name=username]").fill("moderator")
        tab.locator("[name=password]").fill("correct horse battery")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/admin/")
        return tab

    return enter


def faults(tab, violations, name) -> list[str]:
    """Return what axe finds at each width, and where the page is wider than its screen."""
    found = []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 1000})
        if folder := os.environ.get("SCREENSHOTS"):
            tab.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        found += [f"{name} {width} {line}" for line in violations(tab)]
        if not tab.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{name} {width} is too wide")
    return found


def press(tab, name):
    """Press a button as a keyboard does."""
    button = tab.get_by_role("button", name=name, exact=True).first
    button.focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


def test_lead_runs_the_evening_by_keyboard_on_a_tablet(browse, log_in, meeting, table, other_table, violations, say):
    say("Koffie", approved=False)
    proceedings.enter(meeting, "welcome")
    tab = log_in(browse(width=768, height=1024))
    tab.goto(reverse("stadsbijeenkomst_desk", args=[meeting.pk]))
    press(tab, "Verder naar ophalen")
    press(tab, "15 min")
    assert tab.locator("[data-clock]").inner_text().startswith("1")
    tab.get_by_label("Zin voor de zaal en alle tafels").fill("Koffie om negen uur")
    tab.keyboard.press("Enter")
    expect(tab.locator("blockquote")).to_have_text("Koffie om negen uur")
    assert faults(tab, violations, "regiekamer") == []
    tab.set_viewport_size({"width": 768, "height": 1024})
    # What a table tells shows by itself, and the field that has the focus keeps what is half typed in it.
    half = tab.get_by_label("Een ander aantal minuten")
    half.fill("4")
    devices.report(tables.seat(table.code), uuid4(), 2)
    expect(tab.locator(f"#tafel-{table.number}")).to_contain_text("2 nog op apparaten", timeout=15_000)
    expect(half).to_be_focused()
    assert half.input_value() == "4"
    press(tab, "Verder naar groeperen")
    expect(tab.locator("main")).to_contain_text("Tafel 1 · Oeverwijk")
    assert faults(tab, violations, "vraag") == []
    press(tab, "Toch verder: groeperen")
    Device.objects.all().delete()
    for one in (table, other_table):
        devices.report(tables.seat(one.code), uuid4(), 0)
    for phase in ("kiezen", "acties", "gesloten"):
        press(tab, f"Verder naar {phase}")
    assert Proceedings.objects.get().is_closed
    assert Proceedings.objects.get().announcement == "Koffie om negen uur"


def test_room_works_without_javascript(browse, log_in, meeting, table):
    tab = browse(width=768, java_script_enabled=False)
    log_in(tab)
    tab.goto(reverse("stadsbijeenkomst_desk", args=[meeting.pk]))
    tab.get_by_role("button", name="10 min").click()
    expect(tab.locator("[data-clock]")).to_contain_text("tot ")
    devices.report(tables.seat(table.code), uuid4(), 0)
    tab.reload()
    expect(tab.locator("#fase")).to_contain_text("1 tafel in orde")


def test_table_votes_and_plans_on_a_phone_without_javascript(browse, meeting, table, idea):
    groups = [idea(text) for text in ("Soep op dinsdag", "Een bankje", "De bus")]
    proceedings.enter(meeting, "prioritise")
    phone = browse(width=390, java_script_enabled=False)
    phone.goto(reverse("stadsbijeenkomst:vote", args=[table.code]))
    for group in groups[:2]:
        phone.locator(f"input[value='{group.pk}']").check()
    phone.get_by_role("button", name="Mijn keuze bewaren").click()
    phone.wait_for_url("**/stemmen?bewaard=1")
    assert Vote.objects.count() == 2
    proceedings.enter(meeting, "actions")
    phone.goto(reverse("stadsbijeenkomst:plans", args=[table.host_code]))
    phone.get_by_label("Wie begint?").first.fill("Buurtteam")
    phone.get_by_label("Vóór wanneer?").first.fill((timezone.localdate() + timedelta(days=9)).isoformat())
    phone.get_by_role("button", name="Bewaren").click()
    phone.wait_for_url("**/acties?bewaard=1")
    assert Plan.objects.get().who == "Buurtteam"


def test_phone_says_how_many_votes_are_left(browse, meeting, table, idea):
    for number in range(5):
        idea(f"Plan {number}")
    proceedings.enter(meeting, "prioritise")
    phone = browse(width=390)
    phone.goto(reverse("stadsbijeenkomst:vote", args=[table.code]))
    status, said = phone.locator("[data-left]"), []
    for tick in phone.locator("input[type=checkbox]").all()[:4]:
        said.append(status.inner_text())
        tick.check()
    said.append(status.inner_text())
    assert said == [
        "U kunt er nog 3 kiezen.",
        "U kunt er nog 2 kiezen.",
        "U kunt er nog 1 kiezen.",
        "U hebt al uw stemmen gegeven.",
        "U koos er 1 te veel. Haal er een paar weg.",
    ]


def test_pages_of_the_end_of_the_evening_have_no_violation(
    browse, log_in, violations, meeting, table, idea, moderator
):
    groups = [idea(text) for text in ("Soep op dinsdag", "Een bankje bij de flat", "De bus ’s avonds")]
    proceedings.enter(meeting, "prioritise")
    tab = log_in(browse())
    found = []
    tab.goto(reverse("stadsbijeenkomst:vote", args=[table.code]))
    for group in groups[:2]:
        tab.locator(f"input[value='{group.pk}']").check()
    tab.get_by_role("button", name="Mijn keuze bewaren").click()
    tab.wait_for_url("**/stemmen?bewaard=1")
    found += faults(tab, violations, "stemmen")
    proceedings.enter(meeting, "actions")
    found += [] if tab.reload() and not (more := faults(tab, violations, "gestemd")) else more
    plan = {"who": "Buurtteam", "first_step": "De keuken bellen", "due_on": date(2030, 1, 1)}
    host = tables.seat(table.host_code)
    plans.write(host, groups[0].notes.get().pk, None, **plan)
    for code in (table.host_code, table.code):
        tab.goto(reverse("stadsbijeenkomst:plans", args=[code]))
        found += faults(tab, violations, f"acties-{len(code)}")
    tab.goto(reverse("stadsbijeenkomst_promote", args=[meeting.pk, groups[0].pk]))
    found += faults(tab, violations, "actie")
    tab.get_by_role("button", name="Maak er een actie van").click()
    tab.wait_for_url("**/acties/")
    found += faults(tab, violations, "onderwerpen")
    tab.goto(meeting.url)
    found += faults(tab, violations, "bijeenkomst")
    assert found == []
