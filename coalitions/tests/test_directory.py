from datetime import timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import PageViewRestriction

from coalitions import directory
from coalitions.models import Declaration, Membership, Organisation


def names(index, query) -> list[str]:
    return [str(partner) for partner in directory.collect(index, QueryDict(query)).partners]


@pytest.fixture
def network(partner_index, coalition, organisation):
    """One partner that takes part, one that signed, one that did both and withdrew, and one that does nothing."""
    signed = Organisation.objects.create(name="Bakker")
    withdrew = Organisation.objects.create(name="Cirkel")
    Organisation.objects.create(name="Duin")
    now = timezone.now()
    Declaration.objects.create(organisation=signed, signed_at=now)
    Declaration.objects.create(organisation=withdrew, signed_at=now, withdrawn_at=now)
    coalition.memberships.add(Membership(organisation=organisation), Membership(organisation=withdrew))
    coalition.save()
    return SimpleNamespace(index=partner_index, coalition=coalition)


def test_signing_and_taking_part_are_counted_apart(network, visitor):
    assert directory.numbers() == directory.Numbers(partners=4, signed=1, taking_part=2)
    assert "Getekend sinds" in visitor.get("/partners/").text


def test_partners_are_found_by_name_coalition_and_signature(network):
    assert names(network.index, "naam=buurt") == ["Buurthuis De Linde"]
    assert names(network.index, f"coalitie={network.coalition.pk}") == ["Buurthuis De Linde", "Cirkel"]
    assert names(network.index, "getekend=on") == ["Bakker"]
    assert names(network.index, f"getekend=on&coalitie={network.coalition.pk}") == []


def test_each_choice_can_be_dropped(network):
    found = directory.collect(network.index, QueryDict("naam=a%26b&getekend=on"))
    assert found.chosen == [("“a&b”", "?getekend=on"), ("Heeft de verklaring getekend", "?naam=a%26b")]


@pytest.mark.parametrize("hidden", ["draft", "private"])
def test_hidden_coalition_is_neither_named_nor_counted_nor_a_choice(network, visitor, hidden):
    if hidden == "draft":
        network.coalition.unpublish()
    else:
        PageViewRestriction.objects.create(page=network.coalition, restriction_type="login")
    page = visitor.get("/partners/").text
    assert "Samen aan tafel" not in page
    assert directory.numbers().taking_part == 0
    assert visitor.get(f"/partners/?coalitie={network.coalition.pk}").status_code == 400


def test_former_member_does_not_take_part(network):
    Membership.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert directory.numbers().taking_part == 0
    assert names(network.index, f"coalitie={network.coalition.pk}") == []


@pytest.mark.parametrize("query", ["coalitie=0", "coalitie=x", "coalitie=" + "9" * 40, "naam=" + "a" * 121])
def test_unknown_choice_is_refused(network, visitor, query):
    assert visitor.get(f"/partners/?{query}").status_code == 400


def test_private_wijk_is_named_on_no_card(visitor, partner_index, coalition, organisation, wijk, other_wijk):
    organisation.wijken.set([wijk, other_wijk])
    coalition.wijken = [wijk, other_wijk]
    coalition.save()
    PageViewRestriction.objects.create(page=wijk, restriction_type="login")
    for address in (partner_index.url, coalition.get_parent().url, coalition.url):
        shown = BeautifulSoup(visitor.get(address).content, "html.parser")
        for choice in shown.select("select"):
            choice.decompose()
        assert ("Oeverwijk" in shown.text, "Molenwijk" in shown.text) == (False, True), address
