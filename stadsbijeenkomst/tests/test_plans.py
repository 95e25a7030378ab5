from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from stadsbijeenkomst import ballot, moderation, plans, proceedings, tables
from stadsbijeenkomst.models import Plan, Proceedings, Question

WORDS = {"who": "Buurtteam", "first_step": "De keuken bellen", "due_on": date(2026, 12, 1)}


@pytest.fixture
def planning(meeting):
    proceedings.enter(meeting, Proceedings.Phase.ACTIONS)
    return meeting


@pytest.fixture
def host(table):
    return tables.seat(table.host_code)


def listed(seat):
    return plans.of_table(tables.at(seat))


def test_most_votes_come_first(meeting, seat, host, idea, say):
    _first, second = idea("Soep"), idea("Bus")
    say("Bankje", Question.ACTION)
    proceedings.enter(meeting, "prioritise")
    ballot.cast(seat, uuid4(), [second.pk])
    assert [item.votes for item in listed(host)] == [None, None, None]
    proceedings.enter(meeting, "actions")
    assert [(item.text, item.votes) for item in listed(host)] == [("Bus", 1), ("Soep", 0), ("Bankje", 0)]


def test_two_notes_of_a_table_in_one_topic_are_one_action(planning, host, idea, say, other_table):
    group = idea("Soep", title="Samen eten")
    for text, at in (("Pannenkoeken", None), ("Taart", other_table)):
        note = say(text, Question.ACTION, **({"at": at} if at else {}))
        note.group = group
        note.save()
    assert [item.text for item in listed(host)] == ["Samen eten"]


def test_plan_is_kept_and_a_part_of_it_too(planning, host, idea):
    note = idea("Soep").notes.get()
    part = plans.write(host, note.pk, None, who="Buurtteam", first_step="", due_on=None)
    assert plans.is_complete(part) is False
    whole = plans.write(host, note.pk, part.changed_at, **WORDS)
    assert plans.is_complete(whole) is True
    assert plans.write(host, note.pk, None, **WORDS).changed_at == whole.changed_at
    assert [item.plan for item in listed(host)] == [whole]


def test_only_the_host_writes_and_only_about_the_own_table(planning, seat, host, other_table, idea):
    note = idea("Soep").notes.get()
    with pytest.raises(plans.NotTheHost):
        plans.write(seat, note.pk, None, **WORDS)
    with pytest.raises(plans.NotOfThisTable):
        plans.write(tables.seat(other_table.host_code), note.pk, None, **WORDS)
    moderation.hide(note.pk, note.changed_at)
    with pytest.raises(plans.NotOfThisTable):
        plans.write(host, note.pk, None, **WORDS)
    assert Plan.objects.count() == 0


@pytest.mark.parametrize(
    ("phase", "is_open"), [("collect", False), ("prioritise", False), ("actions", True), ("closed", True)]
)
def test_plans_are_written_from_their_phase_on(meeting, host, idea, phase, is_open):
    note = idea("Soep").notes.get()
    proceedings.enter(meeting, phase)
    if is_open:
        plans.write(host, note.pk, None, **WORDS)
    else:
        with pytest.raises(plans.TooEarly):
            plans.write(host, note.pk, None, **WORDS)
    assert Plan.objects.count() == is_open


def test_second_host_does_not_overwrite_unseen(planning, host, idea):
    note = idea("Soep").notes.get()
    first = plans.write(host, note.pk, None, **WORDS)
    for seen in (None, timezone.now() - timedelta(hours=1)):
        with pytest.raises(plans.PlanChanged):
            plans.write(host, note.pk, seen, **WORDS | {"who": "De school"})
    assert Plan.objects.get().who == first.who


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_hosts_at_once_one_is_told(planning, host, idea, at_once):
    note = idea("Soep").notes.get()
    calls = [
        lambda who=who: plans.write(host, note.pk, None, who=who, first_step="", due_on=None)
        for who in ("Buurtteam", "De school")
    ]
    assert at_once(*calls) == ["PlanChanged", "done"]
    assert Plan.objects.get().who in {"Buurtteam", "De school"}
