"""Planning an activity from an action, and what both pages show of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import PageViewRestriction

from coalitions import planning, sections
from coalitions.models import Action
from conftest import member
from events.models import AgendaPage, EventPage

NOW = datetime(2030, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def agenda(home_page) -> AgendaPage:
    return home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))


def test_draft_stands_under_the_coalition_with_what_is_known(action, coalition, wijk, editor):
    action.coalition = coalition
    action.save()
    event = planning.plan(action, editor)
    assert (event.get_parent().specific, event.live, event.title) == (coalition, False, "Elke week soep")
    assert (event.summary, list(event.wijken.all())) == ("De keuken bellen", [wijk])
    assert event.starts_at.date() == date(2030, 12, 1)
    assert list(action.events.all()) == [event]


def test_draft_of_an_action_without_a_coalition_stands_under_its_one_wijk(action, wijk, wijk_editor):
    assert planning.plan(action, wijk_editor).get_parent().specific == wijk


def test_draft_for_more_wijken_stands_in_the_agenda(action, other_wijk, agenda, editor):
    action.wijken.add(other_wijk)
    assert planning.plan(action, editor).get_parent().specific == agenda


def test_day_that_is_over_gives_one_in_two_weeks(action, editor):
    Action.objects.update(due_on=date(2030, 10, 1))
    assert planning.plan(action, editor).starts_at.date() == date(2030, 11, 15)


def test_planning_twice_gives_one_draft_until_it_is_published(action, editor):
    first = planning.plan(action, editor)
    assert planning.plan(action, editor) == first
    first.save_revision().publish()
    assert planning.plan(action, editor) != first
    assert action.events.count() == 2


def test_who_may_not_add_pages_there_hears_why(action, coalition, wijk_editor, client):
    action.coalition = coalition
    action.save()
    with pytest.raises(planning.NotYours):
        planning.plan(action, wijk_editor)
    client.force_login(wijk_editor)
    answer = client.post(reverse("coalitions_plan", args=[action.pk]), follow=True)
    assert "U mag geen pagina’s maken onder “Samen aan tafel”." in answer.text
    assert EventPage.objects.count() == 0


def test_without_an_agenda_there_is_nowhere_to_plan(action, other_wijk, editor):
    action.wijken.add(other_wijk)
    with pytest.raises(planning.NowhereToPlan):
        planning.plan(action, editor)


def test_button_leads_to_the_draft(action, wijk_editor, client):
    client.force_login(wijk_editor)
    answer = client.post(reverse("coalitions_plan", args=[action.pk]))
    event = EventPage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[event.pk])
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("coalitions_plan", args=[action.pk])).status_code == 405


def test_action_and_activity_show_each_other_once_published(action, action_index, editor, visitor):
    event = planning.plan(action, editor)
    event.title = "Soep op zondag"
    event.save_revision()
    assert "Soep op zondag" not in visitor.get(f"/acties/{action.pk}/").text
    event.save_revision().publish()
    assert "Soep op zondag" in visitor.get(f"/acties/{action.pk}/").text
    page = visitor.get(event.url).text
    assert ("Waar deze activiteit uit komt" in page, f'href="/acties/{action.pk}/"' in page) == (True, True)
    with time_machine.travel("2031-02-01", tick=False):
        assert "Activiteiten die eruit kwamen" in visitor.get(f"/acties/{action.pk}/").text
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)
    assert "Soep op zondag" not in visitor.get(f"/acties/{action.pk}/").text


def test_activity_of_a_private_action_does_not_name_it(action, coalition, editor, visitor, rf):
    event = planning.plan(action, editor)
    event.save_revision().publish()
    action.coalition = coalition
    action.save()
    PageViewRestriction.objects.create(page=coalition, restriction_type=PageViewRestriction.LOGIN)
    assert sections.where_from(EventPage.objects.get(), rf.get("/")) is None


def test_where_from_costs_one_query(action, editor, rf, django_assert_num_queries):
    event = planning.plan(action, editor)
    with django_assert_num_queries(1):
        assert [shown.who for shown in sections.where_from(event, rf.get("/"))["actions"]] == ["Buurthuis De Linde"]


def test_member_of_another_wijk_does_not_plan(action, other_wijk, client):
    client.force_login(member("other", other_wijk, "add_page", "change_page"))
    assert client.post(reverse("coalitions_plan", args=[action.pk])).status_code == 404
    assert EventPage.objects.count() == 0


def test_draft_that_somebody_else_began_is_no_way_into_a_page_that_one_may_not_change(
    action, wijk_editor, agenda, client
):
    action.events.add(agenda.add_child(instance=soup()))
    with pytest.raises(planning.PlannedByOthers):
        planning.plan(action, wijk_editor)
    client.force_login(wijk_editor)
    answer = client.post(reverse("coalitions_plan", args=[action.pk]), follow=True)
    assert "Er is al een concept van een activiteit, onder “Agenda”." in answer.text
    assert EventPage.objects.count() == 1


def test_wijk_whose_page_is_hidden_is_no_place_for_an_activity(action, wijk, agenda, editor):
    PageViewRestriction.objects.create(page=wijk, restriction_type="login")
    assert planning.plan(action, editor).get_parent().specific == agenda


def soup() -> EventPage:
    """A draft of an activity."""
    return EventPage(title="Soep", slug="soep", starts_at=NOW, ends_at=NOW + timedelta(hours=1), live=False)
