import re

import pytest
from django.urls import reverse

from coalitions.models import Follower

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_coalition_is_followed_without_javascript(browse, coalition, mailoutbox):
    tab = browse(width=390, java_script_enabled=False)
    tab.goto(reverse("coalitions:follow", args=["coalitie", coalition.pk]))
    tab.wait_for_timeout(2_100)  # nobody fills in a form faster
    tab.get_by_label("Uw e-mailadres").fill("noor@")
    tab.get_by_role("button", name="Volgen").click()
    assert tab.get_by_label("Uw e-mailadres").input_value() == "noor@"
    tab.get_by_label("Uw e-mailadres").fill("noor@example.org")
    tab.get_by_role("button", name="Volgen").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Kijk in uw mailbox"
    tab.goto(re.search(r"http://testserver(/volgen/\S+)", mailoutbox[0].body)[1])
    tab.get_by_role("button", name="Ja, ik wil dit volgen").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "U volgt dit nu"
    assert Follower.objects.confirmed().count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_form_to_follow_is_accessible_also_with_a_mistake(browse, coalition, violations, width):
    tab = browse(width=width)
    tab.goto(reverse("coalitions:follow", args=["coalitie", coalition.pk]))
    assert violations(tab) == []
    tab.get_by_role("button", name="Volgen").click()
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
