import pytest

from coalitions.models import Membership

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280])
def test_network_pages_have_no_violation(browse, violations, coalition, partner_index, organisation, stop, width):
    coalition.memberships.add(Membership(organisation=organisation, role="lead"), Membership(person="bewoners"))
    coalition.introduction = "Wij koken en eten samen."
    coalition.joining = "Bel ons of loop binnen."
    coalition.contact_phone = "14 030"
    coalition.stops.add(stop)
    coalition.save()
    tab = browse(width=width)
    for address in ("/coalities/", coalition.url, "/partners/", "/", "/wijken/oeverwijk/"):
        tab.goto(address)
        assert violations(tab) == [], address


def test_reader_filters_coalitions_without_javascript(browse, coalition, other_wijk):
    tab = browse(java_script_enabled=False)
    tab.goto("/coalities/")
    tab.get_by_label("Wijk").select_option("molenwijk")
    tab.get_by_role("button", name="Toon").click()
    assert "wijk=molenwijk" in tab.url
    assert tab.get_by_role("link", name="Samen aan tafel").count() == 0
