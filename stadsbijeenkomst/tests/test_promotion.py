"""From topics to actions, at the screen."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Action
from stadsbijeenkomst import moderation, plans, proceedings, tables


@pytest.fixture
def staff(client, moderator):
    moderator.user_permissions.add(
        Permission.objects.get(content_type__app_label="stadsbijeenkomst", codename="moderate_note")
    )
    client.force_login(moderator)
    return client


@pytest.fixture
def group(meeting, table, idea):
    """A topic with a whole plan."""
    group = idea("Soep op dinsdag")
    proceedings.enter(meeting, "actions")
    plan = {"who": "Buurtteam", "first_step": "De keuken bellen", "due_on": date(2026, 12, 1)}
    plans.write(tables.seat(table.host_code), group.notes.get().pk, None, **plan)
    return group


def place(group):
    return reverse("stadsbijeenkomst_promote", args=[group.meeting_id, group.pk])


def listing(meeting):
    return reverse("stadsbijeenkomst_actions", args=[meeting.pk])


def filled(page) -> dict:
    form = BeautifulSoup(page.text, "html.parser").select_one("main form.desk-block")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name], textarea[name]")}
    data |= {box["name"]: box["value"] for box in form.select("input[type=checkbox]") if box.has_attr("checked")}
    return data | {"organisation": "", "coalition": ""}


def test_form_begins_with_the_plan_and_makes_an_action(staff, meeting, group, wijk):
    data = filled(staff.get(place(group)))
    assert (data["title"], data["owner"], data["first_step"], data["due_on"], data["wijken"]) == (
        "Soep op dinsdag",
        "Buurtteam",
        "De keuken bellen",
        "2026-12-01",
        str(wijk.pk),
    )
    assert staff.post(place(group), data).headers["Location"] == listing(meeting)
    action = Action.objects.get()
    assert (action.title, action.who, list(action.wijken.all()), action.provenance) == (
        "Soep op dinsdag",
        "Buurtteam",
        [wijk],
        "uit 1 inbreng van tafel 1 van Samen aan tafel",
    )
    assert staff.post(place(group), data).status_code == 302
    assert Action.objects.count() == 1
    assert "actie: voorgesteld" in " ".join(staff.get(listing(meeting)).text.split())


def test_what_is_missing_is_said_beside_its_field(staff, group):
    answer = staff.post(place(group), {"title": "", "owner": "", "due_on": "x", "wijken": ["x"]})
    assert (answer.status_code, Action.objects.count()) == (422, 0)
    assert "Zeg wie begint" in answer.text


def test_promotion_is_undone_and_not_when_it_is_taken_up(staff, meeting, group):
    data = filled(staff.get(place(group)))
    staff.post(place(group), data)
    staff.post(place(group), {"verb": "take_back"})
    assert Action.objects.count() == 0
    staff.post(place(group), data)
    Action.objects.update(status="under_way")
    assert "al opgepakt" in staff.post(place(group), {"verb": "take_back"}, follow=True).text
    assert Action.objects.count() == 1


def test_topic_of_another_meeting_or_with_nothing_on_display_is_not_found(staff, meeting, group):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    assert staff.get(reverse("stadsbijeenkomst_promote", args=[other.pk, group.pk])).status_code == 404
    assert staff.get(reverse("stadsbijeenkomst_promote", args=[meeting.pk, 10**25])).status_code == 404
    note = group.notes.get()
    moderation.hide(note.pk, note.changed_at)
    assert staff.get(place(group)).status_code == 404
    assert "Soep" not in staff.get(listing(meeting)).text


def test_list_is_filtered_by_wijk_and_costs_the_same(staff, meeting, table, other_table, group, idea):
    idea("Bus", at=other_table)
    page = staff.get(listing(meeting), {"wijk": "molenwijk"}).text
    assert ("Bus" in page, "Soep op dinsdag" in page) == (True, False)
    assert staff.get(listing(meeting), {"wijk": "x", "p": "9" * 30}).status_code == 200
    counts = []
    for _ in range(3):
        staff.get(listing(meeting))
        with CaptureQueriesContext(connection) as captured:
            staff.get(listing(meeting))
        counts.append(len(captured))
        idea("Nog een plan")
    assert counts == [counts[0]] * 3


def test_promotion_is_for_moderators_and_who_leads(client, editor, meeting, group):
    client.force_login(editor)
    assert client.post(place(group), {"verb": "promote"}).status_code == 302
    assert Action.objects.count() == 0
    editor.user_permissions.add(
        Permission.objects.get(content_type__app_label="stadsbijeenkomst", codename="change_proceedings")
    )
    assert [client.get(address).status_code for address in (place(group), listing(meeting))] == [200, 200]
