from uuid import UUID, uuid4

import pytest

from stadsbijeenkomst import ballot, moderation, proceedings, tables
from stadsbijeenkomst.models import Proceedings, Question, StadsbijeenkomstPage, Table, Vote

DEVICE = UUID(int=7)


@pytest.fixture
def voting(meeting) -> StadsbijeenkomstPage:
    proceedings.enter(meeting, Proceedings.Phase.PRIORITISE)
    return meeting


def test_ballot_holds_what_the_wijk_said_and_nothing_else(table, other_table, idea, say):
    near, far = idea("Soep"), idea("Bus", at=other_table)
    say("Meer bankjes", Question.IMPROVE)
    city = Table.objects.create(meeting=table.meeting, number=3, topic="Vervoer")
    other_city = Table.objects.create(meeting=table.meeting, number=4)
    whole = idea("Buurtbus", at=other_city)
    assert [
        [choice.group_id for choice in ballot.choices(at, Question.ACTION)] for at in (table, other_table, city)
    ] == [[near.pk], [far.pk], [whole.pk]]


def test_topic_of_several_notes_has_its_title_and_a_topic_of_one_looks_like_the_note(table, other_table, idea, say):
    group = idea("Soep op dinsdag", title="Samen eten")
    assert ballot.choices(table, Question.ACTION) == [ballot.Choice(group.pk, "Soep op dinsdag", 1)]
    more = say("Een eettafel", Question.ACTION, at=other_table)
    more.group = group
    more.save()
    assert ballot.choices(table, Question.ACTION) == [ballot.Choice(group.pk, "Samen eten", 2)]
    assert ballot.choices(other_table, Question.ACTION) == [ballot.Choice(group.pk, "Samen eten", 2)]


def test_what_is_no_longer_on_display_is_not_on_the_ballot(table, idea):
    group = idea("Soep")
    note = group.notes.get()
    moderation.hide(note.pk, note.changed_at)
    assert ballot.choices(table, Question.ACTION) == []


def test_order_differs_between_devices_and_stays_the_same_for_one(table, idea):
    for number in range(12):
        idea(f"Plan {number}")
    one, again, other = (
        [choice.group_id for choice in ballot.choices(table, Question.ACTION, device)]
        for device in (DEVICE, DEVICE, UUID(int=8))
    )
    assert one == again != other
    assert sorted(one) == sorted(other)


def test_choice_replaces_the_earlier_one_and_may_be_empty(seat, voting, idea):
    groups = [idea(f"Plan {number}").pk for number in range(4)]
    for chosen in (groups[:3], groups[1:], groups[1:], groups[:1], []):
        ballot.cast(seat, DEVICE, chosen)
        assert ballot.chosen(voting.state, seat, DEVICE) == set(chosen)
        assert Vote.objects.count() == len(chosen)


def test_votes_of_a_table_are_shared_by_its_devices(seat, voting, idea):
    first, second = idea("Soep").pk, idea("Bus").pk
    ballot.arrange(voting, question="action", votes_by="table", votes_each=1)
    state = Proceedings.objects.get()
    ballot.cast(seat, DEVICE, [first])
    ballot.cast(seat, uuid4(), [second])
    assert [ballot.chosen(state, seat, device) for device in (DEVICE, None)] == [{second}, {second}]
    assert (Vote.objects.count(), ballot.turnout(voting)) == (1, 1)


def test_device_votes_once_with_the_codes_of_two_tables(seat, other_table, voting, idea):
    near, far = idea("Soep").pk, idea("Bus", at=other_table).pk
    ballot.cast(seat, DEVICE, [near])
    ballot.cast(tables.seat(other_table.code), DEVICE, [far])
    assert list(Vote.objects.values_list("group", flat=True)) == [far]


def test_wrong_choices_are_refused_and_the_earlier_one_stays(seat, other_table, voting, idea):
    groups = [idea(f"Plan {number}").pk for number in range(4)]
    far = idea("Bus", at=other_table).pk
    ballot.cast(seat, DEVICE, groups[:2])
    for chosen, refusal in (
        (groups, ballot.TooManyVotes),
        ([far], ballot.NotOnBallot),
        ([10**9], ballot.NotOnBallot),
    ):
        with pytest.raises(refusal):
            ballot.cast(seat, DEVICE, chosen)
    assert ballot.chosen(voting.state, seat, DEVICE) == set(groups[:2])


@pytest.mark.parametrize("phase", [phase for phase in Proceedings.Phase if phase != "prioritise"])
def test_votes_are_cast_in_their_phase_only(meeting, seat, idea, phase):
    group = idea("Soep").pk
    proceedings.enter(meeting, phase)
    with pytest.raises(ballot.BallotClosed):
        ballot.cast(seat, DEVICE, [group])


def test_totals_are_hidden_until_the_voting_has_ended(seat, voting, idea):
    group = idea("Soep").pk
    ballot.cast(seat, DEVICE, [group])
    seen = []
    for phase in ("prioritise", "actions", "prioritise", "closed"):
        voting.proceedings = proceedings.enter(voting, phase)
        seen.append(ballot.totals(voting))
    assert seen == [{}, {group: 1}, {}, {group: 1}]


def test_rules_change_until_somebody_votes(seat, voting, idea):
    rules = {"question": "improve", "votes_by": "table", "votes_each": 5}
    state = ballot.arrange(voting, **rules)
    assert (state.ballot, state.votes_by, state.votes_each) == ("improve", "table", 5)
    ballot.arrange(voting, question="action", votes_by="device", votes_each=3)
    ballot.cast(seat, DEVICE, [idea("Soep").pk])
    with pytest.raises(ballot.VotesCast):
        ballot.arrange(voting, **rules)
    ballot.arrange(voting, question="action", votes_by="device", votes_each=3)
    assert Proceedings.objects.get().votes_each == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_forty_devices_vote_at_once_and_every_vote_counts(seat, voting, idea, at_once):
    groups = [idea(f"Plan {number}").pk for number in range(3)]
    assert at_once(*(lambda: ballot.cast(seat, uuid4(), groups) for _ in range(40))) == ["done"] * 40
    assert (Vote.objects.count(), ballot.turnout(voting)) == (120, 40)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_devices_of_a_table_at_once_leave_one_choice(seat, voting, idea, at_once):
    groups = [idea(f"Plan {number}").pk for number in range(6)]
    ballot.arrange(voting, question="action", votes_by="table", votes_each=3)
    halves = (groups[:3], groups[3:])
    calls = [lambda half=half: ballot.cast(seat, uuid4(), half) for half in halves * 4]
    assert at_once(*calls) == ["done"] * 8
    assert set(Vote.objects.values_list("group", flat=True)) in [set(half) for half in halves]
    assert Vote.objects.count() == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nobody_votes_after_the_voting_ended(seat, voting, idea, at_once):
    group = idea("Soep").pk
    calls = [lambda: ballot.cast(seat, uuid4(), [group])] * 8
    outcomes = at_once(*calls, lambda: proceedings.enter(voting, "actions"))
    assert set(outcomes) <= {"done", "BallotClosed"}
    assert Vote.objects.count() == outcomes.count("done") - 1
