from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coalitions import follow_up
from coalitions.models import Action

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
