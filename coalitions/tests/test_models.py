import datetime
from datetime import UTC, date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from coalitions.models import Action, CoalitionPage, Membership, Organisation


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["coalition_index", "coalition", "partner_index"])
def test_public_page_is_served_with_its_title(page, request, visitor):
    page = request.getfixturevalue(page)
    response = visitor.get(page.url)
    assert response.status_code == 200
    assert f'<h1 class="utrecht-heading-1">{page.title}</h1>' in response.text


def test_in_wijk_finds_coalitions_that_name_the_wijk_or_stand_under_it(coalition, wijk, other_wijk):
    below = wijk.add_child(instance=CoalitionPage(title="Buurtbank", slug="buurtbank", goal="Zitten."))
    assert list(CoalitionPage.objects.in_wijk(wijk).order_by("title")) == [below, coalition]
    assert list(CoalitionPage.objects.in_wijk(other_wijk)) == []


def test_running_leaves_out_completed_coalitions(coalition):
    assert list(CoalitionPage.objects.running()) == [coalition]
    CoalitionPage.objects.update(status=CoalitionPage.Status.COMPLETED)
    assert list(CoalitionPage.objects.running()) == []


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"person": "bewoner", "organisation": True},
        {"person": "bewoner", "since": datetime.date(2026, 3, 2), "until": datetime.date(2026, 3, 1)},
    ],
)
def test_membership_that_is_not_one_somebody_in_one_period_is_refused(coalition, organisation, values):
    if values.get("organisation"):
        values = values | {"organisation": organisation}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(page=coalition, **values)


def test_membership_of_the_same_organisation_twice_is_refused(coalition, organisation):
    Membership.objects.create(page=coalition, organisation=organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(page=coalition, organisation=organisation, role=Membership.Role.LEAD)


def test_organisation_name_is_unique_whatever_its_capitals(organisation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="BUURTHUIS DE LINDE")


def test_deleted_organisation_leaves_a_draft_that_names_it_readable(coalition, organisation, editor):
    coalition.memberships.add(Membership(organisation=organisation), Membership(person="bewoner"))
    revision = coalition.save_revision(user=editor)
    organisation.delete()
    assert [str(member) for member in revision.as_object().memberships.all()] == ["bewoner"]


def test_action_remembers_since_when_it_is_promised_for_a_day(action):
    with time_machine.travel("2030-10-05 12:00+02:00", tick=False):
        action.title = "Elke week soep en brood"
        action.save()
        action.refresh_from_db()
        assert action.due_since != date(2030, 10, 5)
        action.due_on = date(2030, 12, 24)
        action.save(update_fields=["due_on"])
    action.refresh_from_db()
    assert action.due_since == date(2030, 10, 5)


def test_action_remembers_since_when_a_coalition_has_taken_it_up(action, coalition):
    assert action.taken_up_at is None
    with time_machine.travel("2030-10-05 12:00+00:00", tick=False):
        action.coalition = coalition
        action.save()
    action.refresh_from_db()
    assert action.taken_up_at == datetime.datetime(2030, 10, 5, 12, tzinfo=UTC)
    action.coalition = None
    action.save(update_fields=["coalition"])
    action.refresh_from_db()
    assert action.taken_up_at is None


def test_other_words_about_an_action_write_nothing_else(action):
    seen = Action.objects.get(pk=action.pk)
    Action.objects.update(reminders_stopped_at=timezone.now())
    seen.owner_email = seen.owner_email
    seen.save(update_fields=["owner_email"])
    action.refresh_from_db()
    assert action.reminders_stopped_at is not None


@pytest.mark.parametrize("change", [{"owner_email": "sem@example.org"}, {"organisation": None, "owner": "Wijkbureau"}])
def test_new_owner_of_an_action_has_stopped_no_reminders(action, change):
    action.reminders_stopped_at = timezone.now()
    action.title = "Elke dag soep"
    action.save()
    action.refresh_from_db()
    assert action.reminders_stopped_at is not None
    for name, value in change.items():
        setattr(action, name, value)
    action.save()
    action.refresh_from_db()
    assert action.reminders_stopped_at is None
