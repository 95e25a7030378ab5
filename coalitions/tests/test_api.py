"""Open data of coalitions, partners and actions."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from coalitions import follow_up
from coalitions.models import Action, ActionUpdate, CoalitionPage, Declaration, Membership, Organisation, Result
from home.models import HomePage

ROOT = "/api/v1/"


def items(visitor, address: str) -> list[dict]:
    response = visitor.get(f"{ROOT}{address}")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.fixture
def network(coalition, organisation, stop, theme, action, wijk):
    """A coalition with everything that can be told of it."""
    coalition.stops = [stop]
    coalition.themes.add(theme)
    coalition.contact_email = "trekker@example.org"
    coalition.memberships = [
        Membership(organisation=organisation, role="lead", since=date(2026, 1, 1)),
        Membership(person="bewoner van de buurt", role="circle"),
        Membership(person="wie wegging", role="core", until=timezone.localdate() - timedelta(days=1)),
    ]
    coalition.figures = [Result(number=40, label="maaltijden", counted_on=date(2026, 10, 1))]
    coalition.results = "<p>Samen <i>eten</i></p>"
    coalition.save()
    Organisation.objects.update(contact_name="Noor", contact_email="noor@example.org", website="https://example.org/")
    organisation.wijken.add(wijk)
    Declaration.objects.create(organisation=organisation, signed_by="Noor", signed_at=timezone.now())
    Action.objects.update(coalition=coalition, owner_email="bob@example.org", provenance="Stadsbijeenkomst")
    follow_up.report(action, status="under_way", text="De keuken is gebeld.", voice="owner", key=uuid.uuid4())
    return coalition


def test_coalition_is_told_whole(visitor, network, organisation):
    (found,) = items(visitor, "coalities")
    assert (found["naam"], found["status"], found["haltes"]) == ("Samen aan tafel", "actief", ["Ontmoeten"])
    assert found["resultatenInCijfers"] == [{"aantal": 40, "waarvan": "maaltijden", "geteldOp": "2026-10-01"}]
    assert found["resultaten"] == "Samen eten"
    told = [
        (one["rol"], one["partner"] and one["partner"]["naam"], one["omschrijving"]) for one in found["deelnemers"]
    ]
    assert told == [("trekker", organisation.name, ""), ("schil", None, "bewoner van de buurt")]
    assert visitor.get(f"{ROOT}coalities/{network.pk}").json() == found


def test_partner_is_told_whole(visitor, network, organisation):
    (found,) = items(visitor, "partners")
    assert (found["naam"], found["soort"]) == ("Buurthuis De Linde", "welzijn")
    assert [(one["coalitie"]["id"], one["rol"]) for one in found["coalities"]] == [(network.pk, "trekker")]
    assert found["intentieverklaringOp"] == timezone.localdate().isoformat()
    assert visitor.get(f"{ROOT}partners/{organisation.pk}").json() == found


def test_action_is_told_with_its_history(visitor, network, action, action_index):
    (found,) = items(visitor, "acties")
    assert (found["naam"], found["status"], found["uiterlijkOp"]) == ("Elke week soep", "bezig", "2030-12-01")
    assert found["coalitie"]["id"] == network.pk
    last = found["geschiedenis"][-1]
    assert (last["status"], last["tekst"], last["verteldDoor"]) == ("bezig", "De keuken is gebeld.", "wie-begint")
    assert found["_links"]["pagina"]["href"] == f"http://testserver/acties/{action.pk}/"
    assert visitor.get(f"{ROOT}acties/{action.pk}").json() == found


def test_nobody_can_be_written_to_from_it(visitor, network, action):
    for address in ("coalities", "partners", "acties", f"acties/{action.pk}", f"coalities/{network.pk}"):
        text = visitor.get(f"{ROOT}{address}").content.decode()
        assert "@" not in text
        assert "Noor" not in text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("coalities?status=actief&thema=ontmoeting", 1),
        ("coalities?status=idee", 0),
        ("coalities?wijkcode=WK000001", 1),
        ("partners?soort=welzijn", 1),
        ("partners?soort=zorg", 0),
        ("partners?wijkcode=WK000001", 1),
        ("partners?coalitie=2147483647", 0),
        ("acties?status=bezig", 1),
        ("acties?status=gedaan", 0),
        ("acties?van=2030-12-01&tot=2030-12-01", 1),
        ("acties?van=2030-12-02", 0),
        ("acties?wijkcode=WK000001", 1),
        ("acties?gewijzigdNa=2020-01-01T00:00:00Z", 1),
        ("acties?gewijzigdNa=2999-01-01T00:00:00Z", 0),
    ],
)
def test_lists_are_narrowed(asked, count, visitor, network):
    assert len(items(visitor, asked)) == count


def test_lists_are_narrowed_to_a_coalition(visitor, network):
    assert (
        len(items(visitor, f"partners?coalitie={network.pk}"))
        == len(items(visitor, f"acties?coalitie={network.pk}"))
        == 1
    )


@pytest.mark.parametrize("how", ["draft", "private", "below private"])
def test_coalition_that_is_not_public_is_nowhere_named(how, visitor, network, coalition_index):
    if how == "draft":
        network.unpublish()
    else:
        restrict(network if how == "private" else coalition_index)
    assert items(visitor, "coalities") == []
    assert visitor.get(f"{ROOT}coalities/{network.pk}").status_code == 404
    (partner,) = items(visitor, "partners")
    assert partner["coalities"] == []
    assert items(visitor, f"partners?coalitie={network.pk}") == []
    assert items(visitor, f"acties?coalitie={network.pk}") == []
    # A draft hides no action, a private page does.
    assert [one["coalitie"] for one in items(visitor, "acties")] == ([None] if how == "draft" else [])


def test_where_an_action_comes_from_is_as_public_as_that_page(visitor, network, action, wijk):
    Action.objects.update(source=wijk)
    assert items(visitor, "acties")[0]["herkomst"] == "Stadsbijeenkomst"
    Page.objects.filter(pk=wijk.pk).update(live=False)
    found = visitor.get(f"{ROOT}acties/{action.pk}").json()
    assert (found["herkomst"], "herkomst" in found["_links"], found["wijken"]) == ("", False, [])
    restrict(wijk)
    assert visitor.get(f"{ROOT}acties/{action.pk}").status_code == 404


def test_private_wijk_is_not_named(visitor, network, action, wijk):
    action.wijken.add(wijk)
    assert [one["id"] for one in items(visitor, "acties")[0]["wijken"]] == [wijk.pk]
    restrict(wijk)
    for address in ("acties", "coalities", "partners"):
        assert [one["wijken"] for one in items(visitor, address)] in ([[]], [])


def test_withdrawn_declaration_is_not_told(visitor, network):
    Declaration.objects.update(withdrawn_at=timezone.now())
    assert items(visitor, "partners")[0]["intentieverklaringOp"] is None


@pytest.mark.parametrize("address", ["coalities", "partners", "acties"])
def test_list_costs_the_same_with_more_in_it(
    address, visitor, network, coalition_index, wijk, django_assert_num_queries, django_assert_max_num_queries
):
    items(visitor, address)  # The first question of a process also asks where the site stands.
    with django_assert_max_num_queries(12) as one:
        items(visitor, address)
    for number in range(2):
        partner = Organisation.objects.create(name=f"Partner {number}")
        partner.wijken.add(wijk)
        page = CoalitionPage(title=f"Nog een {number}", slug=f"nog-een-{number}", goal="Iets.", wijken=[wijk])
        page.memberships = [Membership(organisation=partner, role="core")]
        coalition_index.add_child(instance=page)
        made = follow_up.propose(
            title="Iets", first_step="Iets", due_on=date(2030, 1, 1), organisation=partner, wijken=[wijk]
        )
        Action.objects.filter(pk=made.pk).update(coalition=page)
        ActionUpdate.objects.create(key=uuid.uuid4(), action=made, status="promised", text="Ja.", voice="owner")
    with django_assert_num_queries(len(one)):
        assert len(items(visitor, address)) == 3


def test_what_is_referred_to_answers(visitor, network, coalition_index, wijk_index, other_wijk, action, organisation):
    coalition_index.refresh_from_db()
    wijk_index.refresh_from_db()
    alias = network.create_alias(parent=coalition_index, update_slug="nog-eens")
    repeated = other_wijk.create_alias(parent=wijk_index, update_slug="ook-molenwijk")
    Action.objects.update(coalition=alias)
    action.wijken.set([other_wijk, repeated])
    organisation.wijken.set([other_wijk, repeated])
    for address in (f"acties?coalitie={network.pk}", f"acties?wijk={other_wijk.pk}"):
        (found,) = items(visitor, address)
        referred = [found["coalitie"], found["partner"], *found["wijken"]]
        assert [one["id"] for one in referred] == [network.pk, organisation.pk, other_wijk.pk]
        assert [visitor.get(one["_links"]["self"]["href"]).status_code for one in referred] == [200, 200, 200]
    (partner,) = items(visitor, "partners")
    assert [one["id"] for one in partner["wijken"]] == [other_wijk.pk]
    assert [items(visitor, f"acties?{asked}") for asked in (f"coalitie={alias.pk}", f"wijk={repeated.pk}")] == [[], []]
    restrict(network)
    assert items(visitor, "acties")[0]["coalitie"] is None


def test_action_refers_to_nothing_of_another_site(visitor, network, action):
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Andere stad", slug="andere-stad"))
    Site.objects.create(hostname="andere-stad.example", root_page=home)
    network.move(home, "last-child")
    (found,) = items(visitor, "acties")
    assert (found["naam"], found["coalitie"]) == ("Elke week soep", None)
