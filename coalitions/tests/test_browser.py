from datetime import date

import pytest
from django.utils import timezone

from coalitions import declarations
from coalitions.models import Declaration, Membership, NewsPage, Organisation, Result

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


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_words_below_the_numbers_of_the_front_door_stay_whole(browse, home_page, coalition, width):
    for name in ("De Linde", "De Es"):
        partner = Organisation.objects.create(name=name)
        Declaration.objects.create(organisation=partner, signed_at=timezone.now())
    tab = browse(width=width)
    tab.goto(home_page.url)
    label = tab.get_by_text("intentieverklaringen", exact=True)
    lines = """label => {
      const range = document.createRange()
      range.selectNodeContents(label.firstChild)
      return range.getClientRects().length
    }"""
    assert label.evaluate(lines) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_news_and_declaration_have_no_violation(
    browse, violations, coalition, partner_index, organisation, stop, width
):
    coalition.stops.add(stop)
    coalition.figures.add(Result(number=4, label="tafels", counted_on=date(2026, 3, 1)))
    coalition.memberships.add(Membership(person="oud-lid", until=date(2026, 1, 31)))
    coalition.save()
    news = coalition.add_child(instance=NewsPage(title="Een tafel erbij", summary="Kom eten."))
    Organisation.objects.update(contact_email="noor@example.org")
    partner_index.declaration = "<p>Wij doen mee.</p>"
    partner_index.save()
    declaration = declarations.invite(organisation)
    address = declarations.address(declaration)
    tab = browse(width=width)
    for there in (coalition.url, news.url, f"/coalities/{coalition.pk}/nieuws", address):
        tab.goto(there)
        assert violations(tab) == [], there
    tab.get_by_role("button", name="Teken de verklaring").click()
    assert violations(tab) == []
    tab.get_by_label("Uw naam").fill("Noor de Wit")
    tab.get_by_label("Uw functie").fill("voorzitter")
    tab.get_by_label("Ik mag namens Buurthuis De Linde tekenen").check()
    tab.wait_for_timeout(2_000)
    tab.get_by_role("button", name="Teken de verklaring").click()
    tab.get_by_text("De intentieverklaring van Buurthuis De Linde geldt sinds").wait_for()
    assert violations(tab) == []
    tab.goto("/partners/")
    assert tab.get_by_text("Getekend sinds").count() == 1
    assert violations(tab) == []


def test_reader_filters_coalitions_without_javascript(browse, coalition, other_wijk):
    tab = browse(java_script_enabled=False)
    tab.goto("/coalities/")
    tab.get_by_label("Wijk").select_option("molenwijk")
    tab.get_by_role("button", name="Toon").click()
    assert "wijk=molenwijk" in tab.url
    assert tab.get_by_role("link", name="Samen aan tafel").count() == 0
