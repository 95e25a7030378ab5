"""The host's evening in a real browser: paper, a telephone that dies, and the Inbrengbon."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import Workbook
from playwright.sync_api import expect

from stadsbijeenkomst import vouchers
from stadsbijeenkomst.models import Note, Question
from stadsbijeenkomst.paper import Row

from .test_offline import is_kept, send, stands, waits

pytestmark = pytest.mark.browser

ROW = str(Row(Question.GOOD, 1, 1))


def faults(tab, violations) -> list[str]:
    wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
    return violations(tab) + (["wider than the screen"] if wide else [])


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_have_no_violation(browse, violations, table, say, width):
    device, tab = uuid4(), browse(width=width)
    note = say("Koffie", device=device)
    say("Wacht", approved=False)
    host = f"/doe-mee/{table.host_code}"
    code = vouchers.give(table.meeting_id, device)
    for address in (f"{host}/tafel", f"{host}/tafel/{note.client_uuid}", f"/inbrengbon/{code}", "/inbrengbon/fout"):
        tab.goto(address)
        assert (address, faults(tab, violations)) == (address, [])
    tab.goto(f"{host}/papier")
    tab.locator("[name=rij-1-row]").fill("onzin")
    tab.locator("[name=rij-2-text]").fill("Zonder nummer")
    tab.locator("main form button").click()
    tab.locator("[role=alert]").wait_for()
    assert faults(tab, violations) == []
    tab.goto(f"{host}/overnemen")
    tab.locator("[name=text]").fill('{"wijkverbond": 1, "notes": [{"text": "Soep"}]}')
    tab.locator("main form button").click()
    tab.get_by_text("Soep").first.wait_for()
    assert faults(tab, violations) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_preview_of_a_file_has_no_violation_of_ours(browse, violations, meeting, table, moderator, tmp_path, width):
    moderator.user_permissions.add(Permission.objects.get(codename="change_proceedings"))
    path, book = tmp_path / "rijen.xlsx", Workbook()
    for row in (("rij", "tekst"), (ROW, "Koffie"), ("G-01-01-?", "Thee")):
        book.active.append(row)
    book.save(path)
    desk = browse(width=width)
    desk.goto("/admin/login/")
    desk.locator("[name=username]").fill("moderator")
    desk.locator("[name=password]").fill("correct horse battery")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/admin/")
    desk.goto(reverse("stadsbijeenkomst_paper", args=[meeting.pk]))
    assert violations(desk) == []
    desk.locator("[name=file]").set_input_files(path)
    desk.locator("form[enctype] button").click()
    desk.get_by_text("G-01-01-?").wait_for()
    assert violations(desk) == []


def test_evening_of_a_host_by_keyboard_and_without_javascript(browse, table, say):
    say("Koffie")
    tab = browse(width=390, java_script_enabled=False)
    tab.goto(f"/doe-mee/{table.host_code}/tafel")

    def reach(text):
        """Walk with the Tab key to a link or button with this text, and press Enter."""
        for _ in range(60):
            tab.keyboard.press("Tab")
            focus = tab.locator(":focus")
            if focus.count() and text in focus.inner_text():
                tab.keyboard.press("Enter")
                tab.wait_for_load_state()
                return
        pytest.fail(f"{text} is not reached by keyboard.")

    reach("Papier overtypen")
    tab.locator("[name=rij-1-row]").focus()
    tab.keyboard.type(ROW.lower())
    tab.keyboard.press("Tab")
    tab.keyboard.type("Van papier")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    reach("Rijen opslaan")
    tab.wait_for_url("**/papier?opgeslagen=1")
    assert Note.objects.filter(text="Van papier", sensitive=True, row=ROW).exists()
    reach("Terug naar uw tafel")
    reach("Wijzigen, intrekken of markeren")
    reach("Markeren als gevoelig")
    tab.wait_for_url("**/tafel")
    assert Note.objects.filter(text="Koffie", sensitive=True, status="pending").exists()
    reach("De tafel is klaar")
    tab.get_by_role("button", name="De tafel gaat verder").wait_for()
    table.refresh_from_db()
    assert table.closed_at is not None


def test_host_takes_over_from_a_dying_telephone_that_comes_back(browse, table, tmp_path):
    phone, host = browse(width=390), browse(width=390)
    phone.goto(f"/doe-mee/{table.code}")
    is_kept(phone)
    phone.context.set_offline(True)
    send(phone, "Koffie in de flat")
    waits(phone, 1)
    phone.locator("summary", has_text="Dit apparaat").click()
    with phone.expect_download() as download:
        phone.locator("button[value=file]").click()
    path = tmp_path / "inbreng.json"
    path.write_bytes(Path(download.value.path()).read_bytes())

    host.goto(f"/doe-mee/{table.host_code}/overnemen")
    host.locator("[name=file]").set_input_files(path)
    host.locator("main form button").click()
    host.locator("button[value=store]").click()
    host.wait_for_url("**/tafel?opgeslagen=1")
    assert [note.text for note in Note.objects.all()] == ["Koffie in de flat"]

    phone.context.set_offline(False)
    stands(phone, "Koffie in de flat", "good", "stored")
    assert Note.objects.count() == 1


def test_participant_keeps_an_inbrengbon(browse, table):
    phone, home = browse(width=390), browse(width=1280)
    phone.goto(f"/doe-mee/{table.code}")
    send(phone, "Buurtsoep", "action")
    stands(phone, "Buurtsoep", "action", "stored")
    phone.goto(f"/doe-mee/{table.code}/mijn")
    phone.get_by_role("button", name="Bewaar mijn Inbrengbon").click()
    phone.wait_for_url("**/inbrengbon/*")
    code = phone.locator("code").inner_text()
    home.goto("/inbrengbon/")
    home.locator("[name=code]").fill(code.lower())
    home.keyboard.press("Enter")
    expect(home.get_by_role("main")).to_contain_text("Buurtsoep")
    assert code in home.get_by_role("main").inner_text()
