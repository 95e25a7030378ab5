"""Registering and cancelling as people do it: without JavaScript, by keyboard, and heard by a screen reader."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import letters
from events.models import Question, Registration
from home.forms import PublicForm

from .factories import published, repeated

pytestmark = pytest.mark.browser
SOON = timezone.localtime().replace(hour=17, minute=30, second=0, microsecond=0) + timedelta(days=10)


@pytest.fixture
def event(browse, agenda):
    page = published(agenda, starts_at=SOON, registration_open=True, capacity=3, people_per_registration=3)
    page.questions = [Question(label="Soep?", kind="choice", choices="Tomaat\nErwten", is_required=True)]
    page.save_revision().publish()
    return page


def test_resident_registers_and_cancels_without_javascript(browse, event, violations):
    tab = browse(width=390, java_script_enabled=False)
    tab.goto(event.url)
    tab.get_by_role("link", name="Aanmelden", exact=True).click()
    tab.wait_for_timeout(PublicForm.SECONDS * 1000)
    tab.get_by_role("button", name="Aanmelden").click()
    assert tab.get_by_role("alert").get_by_role("link").count() == 4
    tab.get_by_label("Uw naam").fill("Noor")
    tab.get_by_label("Uw e-mailadres").fill("noor@example.org")
    tab.get_by_label("Met hoeveel mensen komt u?").select_option("2")
    tab.get_by_label("Erwten").check()
    tab.get_by_label("U mag deze gegevens gebruiken").check()
    tab.get_by_role("button", name="Aanmelden").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "U bent aangemeld"
    found = Registration.objects.get()
    assert (found.name, found.people, found.answers) == ("Noor", 2, [["Soep?", "Erwten"]])
    tab.get_by_role("link", name="Terug naar de activiteit").click()
    assert tab.get_by_text("Nog 1 plek.").count() == 1
    tab.goto(f"/aanmelding/{letters.token(found)}/")
    tab.get_by_role("button", name="Meld mij af").click()
    assert tab.get_by_text("U bent afgemeld").count() == 1
    found.refresh_from_db()
    assert found.status == "cancelled"


def test_form_is_filled_in_with_the_keyboard_alone(browse, event):
    tab = browse()
    tab.goto(f"/aanmelden/{event.uid}/")
    tab.get_by_label("Uw naam").focus()
    # The field that machines fill in is not on the way.
    for keys in ("Noor", "noor@example.org", "", "2"):
        tab.keyboard.type(keys)
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab.wait_for_timeout(PublicForm.SECONDS * 1000)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/klaar/plaats/")
    assert Registration.objects.get().people == 2


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_have_no_violation(browse, event, agenda, violations, width):
    series = repeated(agenda, title="Reeks", starts_at=SOON, registration_open=True)
    tab = browse(width=width)
    found = []
    tab.goto(f"/aanmelden/{event.uid}/")
    found += violations(tab)
    tab.get_by_role("button", name="Aanmelden").click()
    found += violations(tab)
    registration = Registration.objects.create(
        event=event, name="Noor", email="noor@example.org", status="confirmed", created_at=SOON, consented_at=SOON
    )
    for address in (
        f"/aanmelden/{series.uid}/",
        f"/aanmelden/{event.uid}/klaar/plaats/",
        f"/aanmelden/{event.uid}/klaar/wachtlijst/",
        f"/aanmelding/{letters.token(registration)}/",
        "/aanmelding/onzin/",
        event.url,
    ):
        tab.goto(address)
        found += violations(tab)
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert found == []
