import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280])
def test_reader_searches_without_a_violation(browse, violations, write, wijk, width):
    write("Koffie in de buurt", "Elke week koffie drinken met uw buren.")
    tab = browse(width=width)
    tab.goto("/zoeken/")
    assert violations(tab) == []
    tab.locator("#filter-q").fill("koffie")
    tab.locator("#filter-q").press("Enter")
    tab.get_by_role("link", name="Koffie in de buurt").wait_for()
    assert "1 pagina gevonden" in tab.locator("p[role=status]").inner_text()
    assert violations(tab) == []
    for query in ("q=nergens", "q=" + "x" * 200):
        tab.goto(f"/zoeken/?{query}")
        assert violations(tab) == []


def test_suggestions_are_chosen_by_keyboard(browse, violations, write):
    write("Koffie in de buurt", "Elke week koffie drinken met uw buren.")
    tab = browse(width=390)
    tab.goto("/zoeken/")
    field = tab.get_by_role("combobox", name="Wat zoekt u?")
    field.press_sequentially("koffie b")
    option = tab.get_by_role("option", name="Koffie in de buurt Tekstpagina")
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert violations(tab) == []
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "koffie b"
    field.press("ArrowDown")
    option.wait_for()
    field.press("ArrowUp")
    field.press("Enter")
    tab.wait_for_url("**/koffie-in-de-buurt/")
