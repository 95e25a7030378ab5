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
