import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from coalitions import declarations
from coalitions.models import Declaration, Organisation


@pytest.fixture
def index(partner_index):
    partner_index.declaration = "<p>Wij doen mee.</p>"
    partner_index.save()
    return partner_index


@pytest.fixture
def partner(organisation):
    organisation.contact_email = "noor@example.org"
    organisation.save()
    return organisation


def log_in(client, *codenames: str):
    """Return the client, logged in as somebody who has these permissions."""
    group = Group.objects.create(name="rol")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = get_user_model().objects.create_user("rol", "", "")
    user.groups.add(group)
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(home_page, client):
    return log_in(client, "change_organisation", "view_organisation", "add_declaration", "view_declaration")


def bulk(*organisations: Organisation) -> str:
    there = reverse("wagtail_bulk_action", args=["coalitions", "organisation", "invite"])
    return f"{there}?next=/admin/&" + "&".join(f"id={organisation.pk}" for organisation in organisations)


def test_coordinator_asks_from_the_screen_of_the_partner(index, partner, coordinator, mailoutbox):
    edit = reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[partner.pk])
    there = reverse("coalitions_invite", args=[partner.pk])
    listing = reverse(Organisation.snippet_viewset.get_url_name("list"))
    assert there in coordinator.get(edit).text
    assert there in coordinator.get(listing).text
    assert "noor@example.org" in coordinator.get(there).text
    assert Declaration.objects.count() == 0
    assert coordinator.post(there).url == edit
    assert "Er is 1 brief onderweg." in coordinator.get(edit).text
    assert "gevraagd op" in coordinator.get(listing).text
    assert [str(one.organisation) for one in Declaration.objects.waiting()] == ["Buurthuis De Linde"]


def test_nothing_goes_without_an_address_or_a_text(partner_index, organisation, coordinator):
    there = reverse("coalitions_invite", args=[organisation.pk])
    assert "Vul dat eerst in." in coordinator.get(there).text
    coordinator.post(there)
    Organisation.objects.update(contact_email="noor@example.org")
    assert "Er is geen tekst om te tekenen." in coordinator.get(there).text
    coordinator.post(there)
    assert Declaration.objects.count() == 0


def test_many_are_asked_at_once_and_those_without_an_address_are_named(index, partner, coordinator):
    silent = Organisation.objects.create(name="Stil")
    assert "Stil" in coordinator.get(bulk(partner, silent)).text
    assert coordinator.post(bulk(partner, silent)).status_code == 302
    assert [one.organisation for one in Declaration.objects.all()] == [partner]


def test_only_who_may_ask_sees_a_button_or_sends_a_letter(index, partner, client):
    editor = log_in(client, "change_organisation", "view_organisation")
    there = reverse("coalitions_invite", args=[partner.pk])
    listing = editor.get(reverse(Organisation.snippet_viewset.get_url_name("list")))
    assert there not in listing.text
    assert editor.post(there).status_code == 302
    editor.post(bulk(partner))
    assert Declaration.objects.count() == 0


@pytest.mark.parametrize("value", ["abc", "9" * 40, "-1"])
def test_nonsense_among_the_chosen_is_left_out(index, partner, coordinator, value):
    there = f"{reverse('wagtail_bulk_action', args=['coalitions', 'organisation', 'invite'])}?next=/admin/"
    answer = coordinator.get(f"{there}&id={value}&id={partner.pk}")
    assert (answer.status_code, [one["item"] for one in answer.context["items"]]) == (200, [partner])


@pytest.mark.parametrize("pk", [0, 10**30])
def test_partner_that_does_not_exist_is_not_found(index, coordinator, pk):
    assert coordinator.get(f"/admin/partners/{pk}/verklaring/").status_code == 404


def test_list_of_partners_costs_the_same_with_more_declarations(
    index, partner, coordinator, django_assert_max_num_queries
):
    listing = reverse(Organisation.snippet_viewset.get_url_name("list"))
    coordinator.get(listing)
    with django_assert_max_num_queries(40) as before:
        coordinator.get(listing)
    for number in range(2):
        more = Organisation.objects.create(name=f"Partner {number}", contact_email="a@example.org")
        declarations.sign(declarations.invite(more), signed_by="Noor", role="lid", text="Wij doen mee.")
    with django_assert_max_num_queries(len(before)):
        assert "geldt sinds" in coordinator.get(listing).text


def test_partner_who_begins_an_action_is_not_deleted_and_the_screen_says_of_which(action, partner, client, home_page):
    log_in(client, "change_organisation", "view_organisation", "delete_organisation")
    action.organisation, action.owner = partner, ""
    action.save()
    there = reverse(Organisation.snippet_viewset.get_url_name("delete"), args=[partner.pk])
    bulk = reverse("wagtail_bulk_action", args=["coalitions", "organisation", "delete"])
    assert reverse(Organisation.snippet_viewset.get_url_name("usage"), args=[partner.pk]) in client.get(there).text
    answers = [client.post(there), client.post(f"{bulk}?id={partner.pk}")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Organisation.objects.filter(pk=partner.pk).exists()
    action.organisation, action.owner = None, "Wijkbureau"
    action.save()
    client.post(there)
    assert not Organisation.objects.filter(pk=partner.pk).exists()
