import pytest

from home.models import CitySettings, StatementPage


@pytest.fixture
def settings_of_city(home_page):
    city = CitySettings.for_site(home_page.get_site())
    city.email, city.phone = "info@lindestad.example", "0123 45 67 89"
    city.save()
    return city


@pytest.fixture
def accessibility(home_page):
    return home_page.add_child(
        instance=StatementPage(title="Toegankelijkheid", slug="toegankelijkheid", kind="accessibility")
    )


@pytest.fixture
def privacy(home_page):
    return home_page.add_child(instance=StatementPage(title="Privacy", slug="privacy", kind="privacy"))


def test_accessibility_statement_shows_status_register_and_contact(visitor, accessibility, settings_of_city):
    settings_of_city.accessibility_status = "B"
    settings_of_city.accessibility_register = "https://register.example/123"
    settings_of_city.accessibility_contact = "toegankelijk@lindestad.example"
    settings_of_city.save()
    text = visitor.get(accessibility.url).text
    for part in ("status B", 'href="https://register.example/123"', "mailto:toegankelijk@lindestad.example", "0123"):
        assert part in text


def test_statement_falls_back_on_the_general_address(visitor, accessibility, privacy, settings_of_city):
    for page in (accessibility, privacy):
        assert "mailto:info@lindestad.example" in visitor.get(page.url).text


def test_accessibility_statement_without_status_says_so(visitor, accessibility):
    assert "/register" not in visitor.get(accessibility.url).text
    assert 'id="status"' in visitor.get(accessibility.url).text


@pytest.mark.browser
@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_statement_has_no_violation(browse, violations, settings_of_city, request, name):
    tab = browse(width=390)
    tab.goto(request.getfixturevalue(name).url)
    assert violations(tab) == []
