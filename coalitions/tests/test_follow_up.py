from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coalitions import follow_up
from coalitions.models import Action, ActionUpdate

PROMISE = {"title": "Elke week soep", "first_step": "De keuken bellen", "due_on": date(2026, 12, 1)}


def test_proposal_is_kept_with_its_wijken_and_looks_for_a_lead(organisation, wijk):
    action = follow_up.propose(**PROMISE, organisation=organisation, wijken=[wijk], source=wijk)
    assert (action.who, action.status, action.seeks_lead) == ("Buurthuis De Linde", "proposed", True)
    assert list(Action.objects.in_wijk(wijk)) == list(Action.objects.coming_from(wijk)) == [action]


def test_proposal_with_a_coalition_has_a_lead(coalition):
    assert follow_up.propose(**PROMISE, owner="Buurtteam", coalition=coalition).seeks_lead is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "owner"),
        ({"owner": "Buurtteam", "title": ""}, "title"),
        ({"owner": "Buurtteam", "due_on": None}, "due_on"),
    ],
)
def test_proposal_without_a_part_of_the_promise_is_refused(changes, field):
    with pytest.raises(ValidationError) as refused:
        follow_up.propose(**PROMISE | changes)
    assert list(refused.value.message_dict) == [field]
    assert Action.objects.count() == 0


@pytest.mark.django_db
def test_action_stops_for_a_reason_only():
    action = follow_up.propose(**PROMISE, owner="Buurtteam")
    action.status = Action.Status.STOPPED
    with pytest.raises(ValidationError) as refused:
        action.full_clean()
    assert "status_reason" in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        action.save()
    action.status_reason = "De keuken is gesloten."
    action.full_clean()
    action.save()


def test_report_writes_a_line_of_history_once(action):
    key = uuid4()
    first = follow_up.report(action, status="under_way", text="De keuken is gevonden.", voice="owner", key=key)
    again = follow_up.report(action, status="done", text="Iets anders", voice="owner", key=key)
    action.refresh_from_db()
    assert (again, action.updates.count()) == (first, 1)
    assert (action.status, action.status_reason, action.news_at) == ("under_way", first.text, first.made_at)


def test_report_without_a_reason_is_refused(action):
    with pytest.raises(ValidationError):
        follow_up.report(action, status="stopped", text="", voice="owner", key=uuid4())
    assert action.updates.count() == 0


def test_history_cannot_be_changed(action):
    update = follow_up.report(action, status="done", text="Gelukt.", voice="owner", key=uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionUpdate.objects.filter(pk=update.pk).update(text="Nooit gebeurd.")
    update.refresh_from_db()
    assert update.text == "Gelukt."
