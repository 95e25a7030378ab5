"""The pages of the ground floor in a real browser: axe, keyboard, small screens, no JavaScript, and what they cost."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import CitySettings, ContentPage, Figure, WijkPage

TRIANGLE = {"type": "Polygon", "coordinates": [[[5.1, 52.0], [5.2, 52.0], [5.1, 52.1], [5.1, 52.0]]]}
BODY = [
    {"type": "heading", "value": "Zo werkt het"},
    {"type": "text", "value": "<p>Kom erbij aan <a href='/'>tafel</a>.</p><h3>Daarna</h3><ul><li>thee</li></ul>"},
    {"type": "quote", "value": {"quote": "Ik kwam voor de koffie.", "source": "bewoner"}},
    {"type": "callout", "value": {"title": "Let op", "text": "<p>Neem een stoel mee.</p>", "link_text": ""}},
]


@pytest.fixture
def about(home_page):
    return home_page.add_child(
        instance=ContentPage(title="Over ons", slug="over-ons", show_in_menus=True, body=json.dumps(BODY))
    )


@pytest.fixture
def city(home_page, wijk_index, wijk, about):
    """A small city with everything on it that the ground floor can show."""
    wijk_index.show_in_menus = True
    wijk_index.save()
    beside = WijkPage(title="Achter-De Molen", slug="achter-de-molen", boundary=TRIANGLE)
    wijk_index.add_child(instance=beside)
    published = [("wijk", "20", 2022), ("city", "15", 2022), ("country", "14.2", 2022), ("wijk", "21", 2020)]
    for area, value, year in published:
        Figure.objects.create(
            area=area,
            wijk=wijk if area == "wijk" else None,
            indicator="Ernstig eenzaam",
            group="18+",
            year=year,
            value=Decimal(value),
            precision="more_than" if value == "20" else "exact",
            source="https://cijfers.example.org/",
        )
    settings = CitySettings.for_site(home_page.get_site())
    settings.organisation, settings.tagline, settings.city = "Gemeente Lindestad", "Kom erbij!", "Lindestad"
    settings.phone, settings.email = "0123 45 67 89", "info@lindestad.example"
    settings.notice = "Voorbeeldgegevens"
    settings.save()
    return {"home": home_page, "index": wijk_index, "wijk": wijk, "beside": beside, "about": about}


PAGES = ["home", "index", "wijk", "beside", "about"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_have_no_violation_and_fit_the_screen(browse, violations, city, width):
    tab = browse(width=width)
    for name in PAGES:
        tab.goto(city[name].url)
        assert violations(tab) == [], name
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.browser
def test_map_works_by_keyboard(browse, city):
    tab = browse()
    tab.goto(city["home"].url)
    link = tab.get_by_label("Kaart van de wijken").get_by_role("link", name="Oeverwijk")
    before = link.locator("path").evaluate("path => getComputedStyle(path).strokeWidth")
    tab.get_by_role("list").get_by_role("link", name="Oeverwijk").first.focus()
    for _ in range(12):
        if link.evaluate("link => link === document.activeElement"):
            break
        tab.keyboard.press("Tab")
    assert link.locator("path").evaluate("path => getComputedStyle(path).strokeWidth") != before
    tab.keyboard.press("Enter")
    tab.wait_for_url("**" + city["wijk"].url)
    assert tab.get_by_label("Kaart van de wijken").locator("[aria-current=page]").get_attribute("aria-label") == (
        "Oeverwijk"
    )


@pytest.mark.browser
def test_skip_link_and_menu_work_without_javascript(browse, city):
    tab = browse(width=390, java_script_enabled=False)
    tab.goto(city["home"].url)
    tab.keyboard.press("Tab")
    assert tab.get_by_role("link", name="Naar de inhoud").is_visible()
    menu = tab.get_by_role("navigation", name="Hoofdmenu, klein scherm")
    assert not menu.is_visible()
    tab.get_by_text("Menu", exact=True).click()
    menu.get_by_role("link", name="Over ons").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Over ons"


@pytest.mark.browser
@pytest.mark.parametrize("name", ["home", "wijk"])
def test_text_at_twice_its_size_stays_on_the_screen(browse, city, name):
    tab = browse(width=640)
    tab.goto(city[name].url)
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_page_costs_at_most_fifteen_queries(visitor, city, name, django_assert_max_num_queries):
    visitor.get(city[name].url)
    with django_assert_max_num_queries(15):
        assert visitor.get(city[name].url + "?vers").status_code == 200


@pytest.mark.parametrize("name", ["home", "index", "wijk"])
def test_page_costs_the_same_with_more_wijken_and_figures(visitor, city, name):
    def cost(suffix: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            visitor.get(city[name].url + suffix)
        return len(queries)

    cost("?warm")
    before = cost("?een")
    for number in range(3):
        city["index"].add_child(instance=WijkPage(title=f"W{number}", slug=f"w{number}", boundary=TRIANGLE))
        Figure.objects.create(
            indicator="Eenzaam", group="18+", year=2000 + number, value=30, source="https://cijfers.example.org/"
        )
    cost("?warm-again")
    assert cost("?twee") == before


def test_anonymous_reader_gets_no_cookie(visitor, city):
    for name in PAGES:
        response = visitor.get(city[name].url)
        assert response.cookies == {}
        assert "Cookie" not in response.headers.get("Vary", "")


def test_city_can_bring_its_own_theme(visitor, city, home_page):
    settings = CitySettings.for_site(home_page.get_site())
    settings.theme_class, settings.theme_stylesheets = "lindestad-theme", "/static/lindestad/theme.css"
    settings.save()
    text = visitor.get("/").text
    assert '<link rel="stylesheet" href="/static/lindestad/theme.css">' in text
    assert '<body class="lindestad-theme ' in text
    assert "css/theme.css" not in text


def test_figure_has_words_beside_its_bar(visitor, city):
    text = visitor.get(city["wijk"].url).text
    assert "meer dan 20\xa0%" in text
    assert "geen cijfer" in visitor.get(city["beside"].url).text
