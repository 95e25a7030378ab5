import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from coalitions.models import CoalitionPage, Membership, Organisation


def cost(visitor, address: str) -> int:
    """Return how many queries a page asks when no whole answer is kept; more than 20 is too many."""
    visitor.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    assert len(queries) <= 20
    return len(queries)


def titles(response) -> list[str]:
    soup = BeautifulSoup(response.text, "html.parser")
    return [found.text for found in soup.select("main article :is(h2, h3)")]


def test_index_filters_by_wijk_and_status(coalition, other_wijk, visitor):
    coalition.copy(
        update_attrs={"slug": "fietsmaatjes", "title": "Fietsmaatjes", "status": "completed", "wijken": [other_wijk]}
    )
    index = coalition.get_parent().url
    assert titles(visitor.get(index)) == ["Samen aan tafel", "Fietsmaatjes"]
    assert titles(visitor.get(index, {"wijk": "molenwijk"})) == ["Fietsmaatjes"]
    assert titles(visitor.get(index, {"status": "active"})) == ["Samen aan tafel"]
    assert titles(visitor.get(index, {"status": "active", "wijk": "molenwijk"})) == []


def test_index_shows_a_coalition_that_stands_under_a_wijk(coalition, wijk, visitor):
    wijk.add_child(instance=CoalitionPage(title="Buurtbank", slug="buurtbank", goal="Zitten."))
    assert titles(visitor.get(coalition.get_parent().url)) == ["Buurtbank", "Samen aan tafel"]


def test_drafts_and_private_coalitions_are_not_shown(coalition, wijk, home_page, visitor):
    below = wijk.add_child(instance=CoalitionPage(title="Besloten", slug="besloten", goal="Stil."))
    PageViewRestriction.objects.create(page=below, restriction_type="password", password="geheim")
    coalition.unpublish()
    assert titles(visitor.get("/coalities/")) == []
    assert "Besloten" not in visitor.get(wijk.url).text
    assert "Besloten" not in visitor.get(home_page.url).text


@pytest.mark.parametrize(
    "query", ["wijk=nergens", "status=weg", "status=%00", "wijk=" + "x" * 9000, "wijk=%F0%9F%98%80"]
)
def test_unknown_filter_is_refused(coalition, visitor, query):
    assert visitor.get(f"/coalities/?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "9" * 5000])
def test_page_that_does_not_exist_is_not_found(coalition, partner_index, visitor, page):
    assert visitor.get(f"/coalities/?pagina={page}").status_code == 404
    assert visitor.get(f"/partners/?pagina={page}").status_code == 404


def test_index_pages_through_the_list(coalition, visitor):
    for number in range(12):
        coalition.copy(update_attrs={"slug": f"c{number}", "title": f"Coalitie {number:02}"})
    assert titles(visitor.get("/coalities/?pagina=2&status=active")) == ["Samen aan tafel"]


@pytest.mark.parametrize("address", ["/coalities/", "/coalities/samen-aan-tafel/"])
def test_page_costs_the_same_with_more_to_show(coalition, organisation, wijk, other_wijk, visitor, address):
    coalition.memberships.add(Membership(organisation=organisation))
    coalition.save()
    before = cost(visitor, address)
    for number in range(2):
        coalition.memberships.add(Membership(organisation=Organisation.objects.create(name=f"Partner {number}")))
        coalition.wijken.add(other_wijk)
        coalition.save()
        coalition.copy(update_attrs={"slug": f"c{number}"})
    assert cost(visitor, address) == before


def test_partners_cost_the_same_with_more_of_them(partner_index, coalition, wijk, visitor):
    def add(name: str) -> None:
        image = get_image_model().objects.create(title=name, file=get_test_image_file(filename=f"{name}.png"))
        partner = Organisation.objects.create(name=name, logo=image)
        partner.wijken.add(wijk)
        coalition.memberships.add(Membership(organisation=partner))
        coalition.save()
        assert name in visitor.get(partner_index.url).text

    add("Linde")
    before = cost(visitor, "/partners/")
    add("Beuk")
    add("Eik")
    assert cost(visitor, "/partners/") == before


def test_partners_are_filtered_by_kind_and_wijk(partner_index, organisation, wijk, other_wijk, visitor):
    bakery = Organisation.objects.create(name="Bakker", kind=Organisation.Kind.BUSINESS)
    bakery.wijken.add(wijk)
    assert titles(visitor.get("/partners/")) == ["Bakker", "Buurthuis De Linde"]
    assert titles(visitor.get("/partners/?soort=welfare")) == ["Buurthuis De Linde"]
    assert titles(visitor.get("/partners/?wijk=oeverwijk")) == ["Bakker"]
    assert titles(visitor.get("/partners/?wijk=molenwijk")) == []
    assert visitor.get("/partners/?soort=bakker").status_code == 400


def test_partner_names_only_public_coalitions(partner_index, coalition, organisation, visitor):
    coalition.memberships.add(Membership(organisation=organisation))
    coalition.save()
    assert "Samen aan tafel" in visitor.get("/partners/").text
    coalition.unpublish()
    assert "Samen aan tafel" not in visitor.get("/partners/").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        (datetime.date(2026, 3, 1), None, "sinds 1 maart 2026"),
        (None, datetime.date(2026, 3, 1), "tot en met 1 maart 2026"),
        (datetime.date(2026, 3, 1), datetime.date(2027, 1, 31), "1 maart 2026 tot en met 31 januari 2027"),
    ],
)
def test_period_is_told_in_words(start, end, words):
    with translation.override("nl"):
        assert CoalitionPage(starts_on=start, ends_on=end).period == words


def test_text_of_an_editor_is_escaped(coalition, visitor):
    coalition.goal = "<script>alert(1)</script>"
    coalition.joining = "<b>Bel</b>"
    coalition.save()
    text = visitor.get(coalition.url).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;b&gt;Bel&lt;/b&gt;" in text
