from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from coalitions.models import Action, Organisation
from stadsbijeenkomst import actions, ballot, moderation, plans, proceedings, tables
from stadsbijeenkomst.models import Group, Question

PROMISE = {
    "title": "Elke week soep",
    "first_step": "De keuken bellen",
    "due_on": date(2026, 12, 1),
    "owner": "Buurtteam",
}


@pytest.fixture
def shared(idea, say, other_table):
    """A topic that two tables named."""
    group = idea("Soep", title="Samen eten")
    other = say("Een eettafel", Question.ACTION, at=other_table)
    other.group = group
    other.save()
    return group


def test_topics_come_with_what_was_said_voted_and_planned(meeting, seat, table, shared, idea, wijk, other_wijk):
    idea("Bus")
    proceedings.enter(meeting, "prioritise")
    ballot.cast(seat, uuid4(), [shared.pk])
    assert {found.votes for found in actions.candidates(meeting)} == {None}
    meeting.proceedings = proceedings.enter(meeting, "actions")
    plan = plans.write(
        tables.seat(table.host_code),
        shared.notes.get(table=table).pk,
        None,
        who="Buurtteam",
        first_step="Bellen",
        due_on=date(2026, 12, 1),
    )
    first, second = actions.candidates(meeting)
    assert (first.text, first.said, first.tables, first.wijken, first.votes, first.plans, first.is_ready) == (
        "Samen eten",
        ("Soep", "Een eettafel"),
        (1, 2),
        {wijk.pk, other_wijk.pk},
        1,
        (actions.TablePlan(1, plan),),
        True,
    )
    assert (second.text, second.votes, second.is_ready) == ("Bus", 0, False)
    assert [found.text for found in actions.candidates(meeting, other_wijk)] == ["Samen eten"]
    assert actions.candidate(meeting, shared.pk) == first


def test_topics_cost_the_same_however_many(meeting, idea, django_assert_num_queries):
    idea("Soep")
    with django_assert_num_queries(1):
        actions.candidates(meeting)
    for number in range(3):
        idea(f"Plan {number}")
    with django_assert_num_queries(1):
        actions.candidates(meeting)


def test_provenance_says_in_the_language_of_the_site_where_it_comes_from(meeting, shared, idea):
    with translation.override("en"):
        found = [actions.provenance(meeting, one) for one in (actions.candidate(meeting, shared.pk),)]
        idea("Bus")
        found += [actions.provenance(meeting, actions.candidates(meeting)[1])]
    assert found == [
        "uit 2 inbrengen van tafels 1 en 2 van Samen aan tafel",
        "uit 1 inbreng van tafel 1 van Samen aan tafel",
    ]


def test_long_provenance_counts_its_tables(meeting, shared):
    found = actions.candidate(meeting, shared.pk)
    many = actions.Candidate(found.group, "", ("a",) * 90, tuple(range(1, 91)), frozenset(), None, ())
    assert actions.provenance(meeting, many) == "uit 90 inbrengen van 90 tafels van Samen aan tafel"
    meeting.title = "x" * 255
    assert actions.provenance(meeting, many) == "uit 90 inbrengen van 90 tafels van " + "x" * 255


def test_form_begins_with_the_plan_and_knows_a_partner(meeting, table, shared, wijk, other_wijk):
    meeting.proceedings = proceedings.enter(meeting, "actions")
    empty = actions.draft(meeting, actions.candidate(meeting, shared.pk))
    assert empty == {
        "title": "Samen eten",
        "first_step": "",
        "organisation": None,
        "owner": "",
        "due_on": None,
        "wijken": {wijk.pk, other_wijk.pk},
    }
    note = shared.notes.get(table=table)
    plans.write(tables.seat(table.host_code), note.pk, None, who="de linde", first_step="Bellen", due_on=None)
    assert actions.draft(meeting, actions.candidate(meeting, shared.pk))["owner"] == "de linde"
    partner = Organisation.objects.create(name="De Linde")
    found = actions.draft(meeting, actions.candidate(meeting, shared.pk))
    assert (found["organisation"], found["owner"], found["first_step"]) == (partner, "", "Bellen")


def test_promotion_makes_one_action_with_where_it_comes_from(meeting, shared, wijk, moderator):
    action = actions.promote(shared, moderator, **PROMISE, wijken=[wijk])
    assert actions.promote(shared, moderator, **PROMISE | {"title": "Nog een keer"}) == action
    assert list(Action.objects.coming_from(meeting)) == [action]
    assert (action.title, action.provenance, action.status) == (
        "Elke week soep",
        "uit 2 inbrengen van tafels 1 en 2 van Samen aan tafel",
        "proposed",
    )
    assert Group.objects.get(pk=shared.pk).action == action


def test_promotion_without_owner_is_refused(shared, moderator):
    with pytest.raises(ValidationError):
        actions.promote(shared, moderator, **PROMISE | {"owner": ""})
    assert Action.objects.count() == 0


def test_topic_with_nothing_on_display_is_not_promoted(idea, moderator):
    group = idea("Soep")
    note = group.notes.get()
    moderation.hide(note.pk, note.changed_at)
    with pytest.raises(actions.NothingOnDisplay):
        actions.promote(group, moderator, **PROMISE)


def test_promotion_is_undone_while_it_is_proposed(meeting, shared, moderator):
    actions.promote(shared, moderator, **PROMISE)
    actions.take_back(shared, moderator)
    actions.take_back(shared, moderator)
    assert (Action.objects.count(), Group.objects.get(pk=shared.pk).action) == (0, None)
    action = actions.promote(shared, moderator, **PROMISE)
    Action.objects.filter(pk=action.pk).update(status="promised")
    with pytest.raises(actions.TakenUp):
        actions.take_back(shared, moderator)
    assert Group.objects.get(pk=shared.pk).action == action


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_promoted_twice_at_once_is_one_action(shared, moderator, at_once):
    assert at_once(*(lambda: actions.promote(shared, moderator, **PROMISE) for _ in range(6))) == ["done"] * 6
    assert Action.objects.count() == 1
