import pytest
from django.urls import reverse
from django.utils import timezone

from coalitions import leading
from coalitions.models import CoalitionPage, JoinRequest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def link_in(letter, word: str) -> str:
    (found,) = [part for part in letter.body.split() if word in part]
    return found.split("/", 3)[3].join(["/", ""])


def test_somebody_joins_and_is_let_in_without_javascript(browse, coalition, mailoutbox):
    coalition.contact_email = "trekker@example.org"
    coalition.save_revision().publish()
    tab = browse(java_script_enabled=False)
    tab.goto(reverse("coalitions:join", args=[coalition.pk]))
    tab.get_by_label("Hoe wilt u meedoen?").fill("Ik kook graag.")
    tab.get_by_label("Uw naam").fill("Noor Bakker")
    tab.get_by_label("Uw e-mailadres").fill("noor")
    tab.locator("[name=consent]").check()
    tab.wait_for_timeout(2_100)
    tab.get_by_role("button", name="Vraag om mee te doen").click()
    assert tab.locator("[name=message]").input_value() == "Ik kook graag."
    tab.get_by_label("Uw e-mailadres").fill("noor@example.org")
    tab.get_by_role("button", name="Vraag om mee te doen").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Kijk in uw mailbox"
    tab.goto(link_in(mailoutbox[0], "/bevestigen/"))
    tab.get_by_role("button", name="Ja, ik wil meedoen").click()
    assert "is bij de coalitie" in tab.get_by_role("heading", level=1).inner_text()
    (letter,) = [mail for mail in mailoutbox if mail.to == ["trekker@example.org"]]
    tab.goto(link_in(letter, "/trekker/"))
    tab.get_by_role("button", name="Toelaten").click()
    assert "Gelukt" in tab.get_by_role("status").inner_text()
    assert JoinRequest.objects.get().status == "accepted"
    assert mailoutbox[-1].subject == "Welkom: Samen aan tafel"


def test_screens_are_accessible_also_with_mistakes(browse, coalition, wijk, theme, violations):
    CoalitionPage.objects.filter(id=coalition.pk).update(contact_email="trekker@example.org")
    coalition.refresh_from_db()
    JoinRequest.objects.create(
        coalition=coalition, name="Noor", email="noor@example.org", status="waiting", confirmed_at=timezone.now()
    )
    tab = browse(width=320)
    forms = [reverse("coalitions:join", args=[coalition.pk]), reverse("coalitions:start")]
    for there in [*forms, leading.link(coalition, "trekker@example.org")]:
        tab.goto(there)
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") == 320
    tab.get_by_role("button", name="Afwijzen").click()
    assert tab.get_by_role("alert").is_visible()
    assert violations(tab) == []
    tab.goto(forms[0])
    tab.get_by_role("button", name="Vraag om mee te doen").click()
    assert violations(tab) == []


def test_somebody_asks_to_join_with_the_keyboard_alone(browse, coalition, theme):
    tab = browse()
    tab.goto(reverse("coalitions:join", args=[coalition.pk]))
    tab.wait_for_timeout(2_100)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.hash") == "#main"
    tab.keyboard.press("Enter")  # past the menu
    seen = []

    def step_to(name: str) -> None:
        """Press Tab until the field is reached; what is passed must be seen to have the focus."""
        for _press in range(8):
            tab.keyboard.press("Tab")
            seen.append(tab.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
            if tab.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(name)

    step_to("joins_as")
    tab.keyboard.press("ArrowDown")
    for name, words in {
        "organisation": "Stichting Soep",
        "message": "Wij koken graag.",
        "name": "Noor Bakker",
        "email": "noor@example.org",
    }.items():
        step_to(name)
        tab.keyboard.type(words)
    step_to("consent")
    tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", level=1, name="Kijk in uw mailbox").wait_for()
    asked = JoinRequest.objects.get()
    assert (asked.organisation, asked.name, asked.message) == ("Stichting Soep", "Noor Bakker", "Wij koken graag.")
    assert "none" not in seen
