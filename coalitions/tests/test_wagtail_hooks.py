import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from coalitions.models import Action, CoalitionPage, Organisation


@pytest.fixture
def admin(home_page, client):
    client.force_login(get_user_model().objects.create_superuser("beheer", "beheer@example.org", "correct horse"))
    return client


def form(*members: dict, **fields) -> dict[str, str]:
    return nested_form_data(
        {
            "title": "Buurtbank",
            "slug": "buurtbank",
            "goal": "Samen zitten.",
            "status": "forming",
            "body": streamfield([]),
            "results": rich_text(""),
            "themes": "",
            "figures": inline_formset([]),
            "papers": inline_formset([]),
            "memberships": inline_formset([{"role": "core"} | member for member in members]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
        | fields
    )


def test_editor_publishes_a_coalition_with_members(admin, coalition_index, organisation, wijk, stop):
    members = [{"organisation": organisation.pk, "role": "lead"}, {"person": "bewoner"}]
    data = form(*members) | {"stops": [stop.pk], "wijken": [wijk.pk]}
    add = reverse("wagtailadmin_pages:add", args=["coalitions", "coalitionpage", coalition_index.pk])
    assert admin.post(add, data).status_code == 302
    page = CoalitionPage.objects.get()
    assert [str(member) for member in page.memberships.all()] == ["Buurthuis De Linde", "bewoner"]
    assert list(page.stops.all()) == [stop]
    assert list(page.wijken.all()) == [wijk]


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([{"organisation": True}, {"organisation": True}], "partner"),
        ([{"organisation": True, "person": "bewoner"}], "Kies een partner of beschrijf een persoon: één van de twee."),
        ([{"person": ""}], "Kies een partner of beschrijf een persoon: één van de twee."),
        ([{"person": "a", "since": "2026-03-02", "until": "2026-03-01"}], "“Tot en met” ligt vóór “sinds”."),
    ],
)
def test_wrong_members_are_told_and_nothing_is_published(admin, coalition_index, organisation, members, sentence):
    members = [m | {"organisation": organisation.pk} if m.get("organisation") else m for m in members]
    add = reverse("wagtailadmin_pages:add", args=["coalitions", "coalitionpage", coalition_index.pk])
    response = admin.post(add, form(*members))
    assert response.status_code == 200
    assert sentence in response.text
    assert list(CoalitionPage.objects.all()) == []


def test_end_before_the_start_is_told(admin, coalition_index):
    add = reverse("wagtailadmin_pages:add", args=["coalitions", "coalitionpage", coalition_index.pk])
    response = admin.post(add, form(starts_on="2026-03-02", ends_on="2026-03-01"))
    assert "Het einde ligt vóór het begin." in response.text


def test_network_menu_holds_coalitions_actions_partners_and_stops(admin, coalition, organisation, stop):
    assert "Samen aan tafel" in admin.get(reverse("coalition_list:index") + "?status=active").text
    assert "Samen aan tafel" not in admin.get(reverse("coalition_list:index") + "?status=idea").text
    for model in (Action, type(organisation), type(stop)):
        listing = reverse(model.snippet_viewset.get_url_name("list"))
        assert admin.get(listing).status_code == 200
        assert admin.get(reverse(model.snippet_viewset.get_url_name("add"))).status_code == 200


def test_second_partner_with_the_same_name_is_told(admin, organisation):
    add = reverse(Organisation.snippet_viewset.get_url_name("add"))
    response = admin.post(add, {"name": "buurthuis de linde", "kind": "other", "website": "", "description": ""})
    assert "Er is al een partner met deze naam." in response.text
    assert Organisation.objects.count() == 1


def test_editor_writes_an_action_and_says_who_begins(admin, wijk, coalition):
    add = reverse(Action.snippet_viewset.get_url_name("add"))
    written = {
        "title": "Elke week soep",
        "first_step": "De keuken bellen",
        "due_on": "2026-12-01",
        "organisation": "",
        "owner": "",
        "coalition": coalition.pk,
        "wijken": [wijk.pk],
        "status": "done",
        "status_reason": "Niemand heeft dit verteld.",
    }
    assert "Zeg wie begint" in admin.post(add, written).text
    assert admin.post(add, written | {"owner": "Buurtteam"}).status_code == 302
    action = Action.objects.get()
    assert (action.who, action.coalition, list(action.wijken.all())) == ("Buurtteam", coalition, [wijk])
    assert (action.status, action.status_reason) == ("proposed", "")
