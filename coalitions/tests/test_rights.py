"""Who may do what with which action in the admin: every role, its own wijk and another's, through every address."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from coalitions import follow_up, rights
from coalitions.models import Action
from conftest import member

NEWS = {"status": "under_way", "text": "De keuken is gevonden."}


@pytest.fixture
def elsewhere(organisation, other_wijk):
    """An action of another wijk."""
    return follow_up.propose(
        title="Taart", first_step="Bakken", due_on=date(2030, 1, 1), organisation=organisation, wijken=[other_wijk]
    )


@pytest.fixture
def coordinator(home_page):
    user = member("coordinator")
    for verb in ("view", "add", "change", "delete"):
        user.groups.get().permissions.add(Permission.objects.get(codename=f"{verb}_action"))
    return user


def address(name: str, action: Action) -> str:
    if name in {"report", "plan"}:
        return reverse(f"coalitions_{name}", args=[action.pk])
    return reverse(Action.snippet_viewset.get_url_name(name), args=[action.pk])


def listing() -> str:
    return reverse(Action.snippet_viewset.get_url_name("list"))


@pytest.mark.parametrize(
    ("who", "name", "own", "other"),
    [
        ("wijk_editor", "edit", 200, 404),
        ("wijk_editor", "history", 200, 404),
        ("wijk_editor", "usage", 200, 404),
        ("wijk_editor", "report", 200, 404),
        ("wijk_editor", "delete", 302, 404),
        ("editor", "edit", 200, 200),
        ("editor", "report", 200, 200),
        ("editor", "delete", 302, 302),
        ("coordinator", "edit", 200, 200),
        ("coordinator", "delete", 200, 200),
        ("coordinator", "report", 200, 200),
        ("moderator", "edit", 404, 404),
        ("moderator", "history", 404, 404),
        ("moderator", "report", 404, 404),
        ("moderator", "delete", 404, 404),
        (None, "edit", 302, 302),
        (None, "report", 302, 302),
    ],
)
def test_rights_of_each_role_on_an_action_of_its_own_and_of_another(
    who, name, own, other, request, action, elsewhere, client
):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert [client.get(address(name, one)).status_code for one in (action, elsewhere)] == [own, other]


def test_wijk_editor_sees_changes_and_reports_on_the_own_wijk_only(action, elsewhere, wijk, wijk_editor, client):
    client.force_login(wijk_editor)
    page = client.get(listing())
    assert ("Elke week soep" in page.text, "Taart" in page.text) == (True, False)
    for one in (action, elsewhere):
        client.post(address("report", one), NEWS | {"key": str(uuid4())})
        written = {"title": "Anders", "first_step": "a", "due_on": "2030-01-01", "owner": "b", "wijken": [wijk.pk]}
        client.post(address("edit", one), written)
    assert list(action.updates.values_list("status", "text", "voice")) == [("under_way", NEWS["text"], "wijk")]
    assert elsewhere.updates.count() == 0
    assert list(Action.objects.order_by("pk").values_list("title", flat=True)) == ["Anders", "Taart"]


def test_nobody_finds_the_actions_of_others_in_a_list_to_choose_from(elsewhere, wijk_editor, coordinator, client):
    for user in (wijk_editor, coordinator):
        client.force_login(user)
        for end in ("", "results/", f"chosen/{elsewhere.pk}/", f"chosen-multiple/?id={elsewhere.pk}"):
            assert client.get(f"/admin/snippets/choose/coalitions/action/{end}").status_code == 404


def test_coordinator_deletes_many_actions_and_nobody_else_learns_what_they_are(
    action, elsewhere, wijk_editor, coordinator, client
):
    bulk = reverse("wagtail_bulk_action", args=["coalitions", "action", "delete"])
    address = f"{bulk}?id={action.pk}&id={elsewhere.pk}"
    client.force_login(wijk_editor)
    shown = client.get(address).text
    assert (action.title in shown, elsewhere.title in shown) == (False, False)
    client.post(address)
    assert Action.objects.count() == 2
    client.force_login(coordinator)
    assert elsewhere.title in client.get(address).text
    client.post(address)
    assert Action.objects.count() == 0


def test_wijk_editor_cannot_add_or_delete(action, wijk_editor, client):
    client.force_login(wijk_editor)
    add = reverse(Action.snippet_viewset.get_url_name("add"))
    assert [client.get(add).status_code, client.post(add, {"title": "x"}).status_code] == [302, 302]
    client.post(address("delete", action))
    bulk = reverse("wagtail_bulk_action", args=["coalitions", "action", "delete"])
    client.post(f"{bulk}?id={action.pk}")
    assert Action.objects.count() == 1


def test_who_may_change_the_page_of_a_coalition_reports_on_its_actions(
    action, elsewhere, coalition, home_page, client
):
    lead = member("lead", coalition, "change_page")
    Action.objects.filter(pk=elsewhere.pk).update(coalition=coalition)
    assert list(rights.seen_by(lead)) == [elsewhere]
    client.force_login(lead)
    client.post(address("report", elsewhere), NEWS | {"key": str(uuid4())})
    assert (elsewhere.updates.count(), client.get(address("report", action)).status_code) == (1, 404)


def test_each_tells_in_the_part_that_he_has(coalition, wijk_editor, editor, coordinator):
    lead = member("lead", coalition, "change_page")
    assert [rights.voice_of(user) for user in (lead, wijk_editor, editor, coordinator)] == [
        *["lead", "wijk", "city", "city"],
    ]


def test_who_only_adds_pages_looks_after_no_action(action, wijk, home_page):
    writer = member("writer", wijk, "add_page")
    assert list(rights.seen_by(writer)) == []
    GroupPagePermission.objects.create(
        group=writer.groups.get(), page=wijk, permission=Permission.objects.get(codename="change_page")
    )
    assert list(rights.seen_by(type(writer).objects.get(pk=writer.pk))) == [action]


def test_coordinator_tells_as_the_city_once_and_with_a_reason(action, coordinator, client):
    client.force_login(coordinator)
    data = NEWS | {"key": str(uuid4())}
    assert client.post(address("report", action), data | {"text": " "}).status_code == 422
    assert [client.post(address("report", action), data).status_code for _time in range(2)] == [302, 302]
    assert list(action.updates.values_list("voice", flat=True)) == ["city"]
    assert NEWS["text"] in client.get(address("edit", action)).text


def test_what_is_told_while_somebody_fills_in_the_form_is_not_lost(action, wijk, organisation, wijk_editor):
    form_class = Action.snippet_viewset.get_edit_handler().get_form_class()
    values = {"title": "Anders", "first_step": "a", "due_on": "2030-01-01", "owner": "b", "wijken": [wijk.pk]}
    form = form_class(values, instance=Action.objects.get(pk=action.pk), for_user=wijk_editor)
    assert form.is_valid()
    follow_up.report(action, voice="owner", key=uuid4(), **NEWS)
    Action.objects.update(reminders_stopped_at=timezone.now())
    form.save()
    action.refresh_from_db()
    assert (action.title, action.organisation, list(action.wijken.all())) == ("Anders", None, [wijk])
    assert (action.status, action.status_reason) == (NEWS["status"], NEWS["text"])
    # Somebody else begins it now.
    assert action.reminders_stopped_at is None


@pytest.mark.parametrize("number", [0, 999, 10**18])
def test_action_that_does_not_exist_is_not_found(coordinator, client, number):
    client.force_login(coordinator)
    assert client.get(reverse("coalitions_report", args=[number])).status_code == 404
    assert client.post(reverse("coalitions_plan", args=[number])).status_code == 404


@pytest.mark.parametrize(("query", "shown"), [("toon=laat", True), ("toon=stil", False), ("toon=trekker", True)])
def test_coordinator_finds_what_is_late_quiet_or_without_a_lead(action, coordinator, client, query, shown):
    Action.objects.update(due_on=date(2026, 1, 1))
    client.force_login(coordinator)
    page = client.get(f"{listing()}?{query}").text
    assert ("Elke week soep" in page, "te laat: de dag is voorbij" in page) == (shown, True)


def test_listing_costs_the_same_with_more_actions(
    action, elsewhere, coordinator, client, django_assert_max_num_queries
):
    client.force_login(coordinator)
    client.get(listing())
    with django_assert_max_num_queries(40) as two:
        client.get(listing())
    few = len(two)
    for number in range(3):
        Action.objects.create(title=f"{number}", owner="A", first_step="b", due_on=action.due_on)
    with django_assert_max_num_queries(few):
        client.get(listing())
