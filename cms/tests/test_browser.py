import pytest
from django.conf import settings

from home.models import ContentPage

pytestmark = pytest.mark.browser


@pytest.fixture
def logged_in(browse, client, live_server):
    """Open a browser in which a user is logged in: `tab = logged_in(editor)`."""

    def open_tab(user):
        client.force_login(user)
        tab = browse()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return tab

    return open_tab


@pytest.mark.parametrize("width", [320, 1280])
def test_home_page_has_no_violation(browse, violations, home_page, width):
    tab = browse(width=width)
    tab.goto(home_page.url)
    assert violations(tab) == []


def test_editor_sees_the_user_bar_under_the_public_policy(logged_in, editor, home_page):
    """The `browse` fixture fails the test when the policy blocks a script or a style of the bar."""
    tab = logged_in(editor)
    answer = tab.goto(home_page.url)
    assert "script-src 'self';" in answer.headers["content-security-policy"] + ";"
    assert "unsafe" not in answer.headers["content-security-policy"]
    tab.locator("[data-wagtail-userbar-trigger]").click()
    edit = tab.get_by_role("menuitem", name="Wijzig deze pagina")
    edit.click()
    tab.wait_for_url(f"**/admin/pages/{home_page.pk}/edit/")


def test_reader_gets_no_user_bar(browse, home_page):
    tab = browse()
    tab.goto(home_page.url)
    assert tab.locator("wagtail-userbar").count() == 0


def test_reader_finds_a_page_from_the_top_of_any_page_with_the_keyboard_alone(browse, home_page, violations):
    found = home_page.add_child(instance=ContentPage(title="Koffie in de buurt"))
    tab = browse()
    tab.goto(home_page.url)
    for _press in range(6):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.getAttribute('role')") == "combobox":
            break
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    tab.keyboard.type("koffie b")
    option = tab.get_by_role("option", name="Koffie in de buurt")
    option.wait_for()
    assert violations(tab) == []
    tab.keyboard.press("ArrowUp")
    assert option.get_attribute("aria-selected") == "true"
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{found.url}")
