import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 1280])
def test_home_page_has_no_violation(browse, violations, home_page, width):
    tab = browse(width=width)
    tab.goto(home_page.url)
    assert violations(tab) == []
