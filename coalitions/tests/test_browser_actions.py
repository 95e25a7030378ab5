"""The register, the page of an action and the form to tell how it goes, in a real browser."""

from uuid import uuid4

import pytest

from coalitions import follow_up, progress
from coalitions.models import Action

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_pages_of_actions_have_no_violation(browse, violations, action, action_index, coalition, width):
    Action.objects.update(due_on="2026-01-01")
    action.refresh_from_db()
    for status in ("promised", "under_way"):
        follow_up.report(action, status=status, text="De keuken is gevonden.", voice="owner", key=uuid4())
    tab = browse(width=width)
    for address in ("/acties/", "/acties/?weergave=lijst", f"/acties/{action.pk}/", progress.address(action)):
        tab.goto(address)
        assert violations(tab) == [], address
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_owner_tells_how_it_goes_by_keyboard_without_javascript(browse, action, action_index):
    tab = browse(width=390, java_script_enabled=False)
    tab.goto(progress.address(action))
    tab.wait_for_timeout(2_100)
    tab.get_by_label("In uitvoering").check()
    tab.get_by_role("button", name="Zet het op de pagina").press("Enter")
    assert tab.get_by_label("In uitvoering").is_checked()
    tab.get_by_label("Wat is er gebeurd, of waarom?").fill("De keuken is gevonden.")
    tab.get_by_role("button", name="Zet het op de pagina").press("Enter")
    tab.get_by_role("link", name="Naar de pagina van de actie").click()
    assert tab.get_by_text("De keuken is gevonden.").count() == 2
