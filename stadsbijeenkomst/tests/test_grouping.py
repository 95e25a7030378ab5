import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitions import follow_up
from stadsbijeenkomst import board, decisions, grouping, journal, moderation, notes, proceedings, tables
from stadsbijeenkomst.models import BoardEvent, Decision, Group, Note, Question, Vote

WORDS = ["Meer bankjes", "Bankjes bij de flat", "Een bustocht"]


@pytest.fixture
def said(say):
    return [say(words) for words in WORDS]


def fresh(note):
    return Note.objects.get(pk=note.pk)


def together(note, other, moderator=None):
    note = fresh(note)
    return grouping.join(note.pk, note.changed_at, other.pk, moderator)


def act(group):
    group.action = follow_up.propose(
        title="Bankjes", first_step="Bellen", owner="Buurthuis", due_on=timezone.localdate() + timedelta(days=30)
    )
    group.save()


def test_two_notes_make_a_topic_called_after_the_one_that_was_there(said, moderator):
    since = journal.version(said[0].meeting_id)
    moved = together(said[1], said[0], moderator)
    group = Group.objects.get()
    assert (group.title, group.question, fresh(said[0]).group, moved.group) == (WORDS[0], "good", group, group)
    events = BoardEvent.objects.filter(pk__gt=since).order_by("id").values_list("note", "kind", "group")
    assert list(events) == [(said[1].pk, "grouped", group.pk)]
    assert board.changes(group.meeting, since).gone == tuple(f"n{note.pk}" for note in said[:2])
    decision = Decision.objects.get(verb="move")
    assert (decision.moderator, decision.before["group"], decision.made_at) == (moderator, None, moved.changed_at)


def test_note_goes_from_one_topic_to_another_and_both_are_told(said, say):
    together(said[1], said[0])
    other = together(say("Nog een"), said[2]).group
    since = journal.version(said[0].meeting_id)
    note = fresh(said[1])
    moved = grouping.put(note.pk, note.changed_at, other.pk)
    assert moved.group == other
    events = BoardEvent.objects.filter(pk__gt=since).order_by("id").values_list("kind", "group")
    assert list(events) == [("grouped", note.group_id), ("grouped", other.pk)]


def test_second_moderator_does_not_overwrite_the_first(said):
    together(said[1], said[0])
    with pytest.raises(decisions.ChangedMeanwhile):
        grouping.begin(said[1].pk, said[1].changed_at)
    assert fresh(said[1]).group == fresh(said[0]).group


def test_topic_holds_answers_to_one_question_of_one_meeting(said, say, meeting):
    improve = say("Liever stoelen", Question.IMPROVE)
    with pytest.raises(grouping.NotTogether):
        together(improve, said[0])
    with pytest.raises(grouping.NotTogether):
        together(said[0], said[0])
    group = grouping.begin(improve.pk, improve.changed_at).group
    with pytest.raises(grouping.NotTogether):
        grouping.put(said[0].pk, said[0].changed_at, group.pk)
    with pytest.raises(grouping.NotTogether):
        grouping.put(said[0].pk, said[0].changed_at, 10**9)
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    elsewhere = Group.objects.create(meeting=other, question="good", title="Elders")
    with pytest.raises(grouping.NotTogether):
        grouping.put(said[0].pk, said[0].changed_at, elsewhere.pk)
    with pytest.raises(grouping.NotTogether):
        grouping.merge(group.pk, elsewhere.pk)


def test_note_is_taken_out_and_stands_alone(said):
    moved = together(said[1], said[0])
    assert grouping.take_out(moved.pk, moved.changed_at).group is None
    left = fresh(said[0])
    assert grouping.take_out(left.pk, left.changed_at).group is not None
    assert [group.title for group in grouping.shown(left.meeting_id)] == [WORDS[0]]


def test_topic_without_notes_is_shown_nowhere(said):
    group = grouping.begin(said[0].pk, said[0].changed_at, "Bankjes").group
    together(said[0], said[1])
    assert group not in grouping.shown(said[0].meeting_id)


def test_merge_takes_notes_votes_and_action_along(said, say, meeting, moderator):
    left = together(said[1], said[0]).group
    into = together(say("Stoelen"), said[2]).group
    act(left)
    for number, (group, slot) in enumerate([(left, 0), (left, 0), (into, 1)]):
        voter = f"00000000-0000-0000-0000-00000000000{min(number, 1)}"
        Vote.objects.create(meeting=meeting, group=group, voter=voter, slot=slot)
    merged = grouping.merge(left.pk, into.pk, moderator)
    assert merged.action is not None
    assert merged.votes.count() == 2
    assert Note.objects.filter(group=into).count() == 4
    assert list(grouping.shown(meeting.pk)) == [into]
    assert Decision.objects.filter(verb="move", moderator=moderator).count() == 2
    with pytest.raises(decisions.ChangedMeanwhile):
        grouping.merge(left.pk, into.pk)


def test_two_actions_do_not_become_one(said, say):
    groups = [together(said[1], said[0]).group, together(say("Stoelen"), said[2]).group]
    for group in groups:
        act(group)
    with pytest.raises(grouping.TwoActions):
        grouping.merge(groups[0].pk, groups[1].pk)
    assert Note.objects.filter(group=groups[0]).count() == 2


def test_topic_gets_a_title_and_a_theme(said, theme):
    group = together(said[1], said[0]).group
    group.refresh_from_db()
    grouping.rename(group.pk, group.changed_at, "  Zitten \n buiten ")
    with pytest.raises(decisions.ChangedMeanwhile):
        grouping.change(group.pk, group.changed_at, "Zitten", theme)
    group.refresh_from_db()
    grouping.change(group.pk, group.changed_at, group.title, theme)
    group.refresh_from_db()
    assert (group.title, group.theme) == ("Zitten buiten", theme)
    for title in (" \x00 ", "x" * 201):
        with pytest.raises(grouping.TitleRefused):
            grouping.rename(group.pk, group.changed_at, title)


@pytest.mark.parametrize("way", ["hide", "mark_sensitive", "redact", "withdraw", "change"])
def test_title_does_not_go_on_telling_what_left_the_screen(said, table, way):
    together(said[1], said[0])
    note = fresh(said[0])
    seat = tables.seat(table.code)
    if way == "withdraw":
        notes.withdraw(seat, note.device, note.client_uuid)
    elif way == "change":
        notes.change(seat, note.device, note.client_uuid, "good", "Iets anders")
    elif way == "redact":
        moderation.redact(note.pk, note.changed_at, "Iets neutraals")
    else:
        getattr(moderation, way)(note.pk, note.changed_at)
    assert Group.objects.get().title == ("Iets neutraals" if way == "redact" else WORDS[1])


def test_title_is_cut_at_a_word():
    title = grouping.title_of("woord \n" * 60)
    assert (len(title) <= 200, title[-7:]) == (True, " woord…")


def test_each_lone_note_gets_a_topic_of_its_own_once(said, say, meeting):
    group = together(said[1], said[0]).group
    say("wacht nog", approved=False)
    seen = fresh(said[2]).changed_at
    assert (grouping.settle(meeting), grouping.settle(meeting)) == (1, 0)
    assert [found.title for found in grouping.shown(meeting.pk)] == [WORDS[0], WORDS[2]]
    assert fresh(said[0]).group == group
    assert fresh(said[2]).changed_at == seen


def test_settling_many_notes_takes_few_queries(said, meeting, table):
    with CaptureQueriesContext(connection) as few:
        grouping.settle(meeting)
    now = timezone.now()
    Note.objects.bulk_create(
        Note(
            meeting=meeting, table=table, client_uuid=f"00000000-0000-0000-0000-{number:012}",
            device="00000000-0000-0000-0000-000000000000", question="good", text=f"Nummer {number}",
            status="approved", created_at=now, changed_at=now,
        )
        for number in range(1500)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert grouping.settle(meeting) == 1500
    assert len(many) <= len(few) + 60
    assert Note.objects.filter(group=None).count() == 0


def test_note_approved_while_voting_gets_a_topic_of_its_own(say, meeting):
    note = say("Te laat?", approved=False)
    proceedings.enter(meeting, "prioritise")
    decided = moderation.approve(note.pk, note.changed_at)
    assert (decided.group.title, fresh(note).group) == ("Te laat?", decided.group)


def test_note_that_was_under_way_when_the_voting_began_gets_a_topic(meeting, table):
    proceedings.moderate(meeting, False)
    proceedings.enter(meeting, "collect")
    proceedings.enter(meeting, "prioritise")
    receipt = notes.submit(
        tables.seat(table.code), uuid4(), uuid4(), "good", "Op tijd geschreven", age=timedelta(minutes=5)
    )
    assert Note.objects.on_display().get().group.title == "Op tijd geschreven"
    assert BoardEvent.objects.get(note=receipt.note).group == receipt.note.group


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_moderators_group_the_same_notes_at_the_same_moment(say, meeting):
    heap = [say(f"Nummer {number}") for number in range(6)]
    goals = [grouping.begin(note.pk, note.changed_at, "Doel").group for note in heap[:2]]
    moved, refused, broken, barrier = [], [], [], threading.Barrier(4)

    def press(number):
        barrier.wait()
        for note in heap[2:] if number % 2 else heap[:1:-1]:
            try:
                moved.append(grouping.put(note.pk, note.changed_at, goals[number % 2].pk).pk)
            except decisions.ChangedMeanwhile:
                refused.append(note.pk)
            except Exception as error:
                broken.append(error)
        connection.close()

    presses = [threading.Thread(target=press, args=[number]) for number in range(4)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert broken == []
    assert sorted(moved) == [note.pk for note in heap[2:]]
    assert len(refused) == 12
    assert Decision.objects.filter(verb="move", note__in=heap[2:]).count() == 4
    assert BoardEvent.objects.filter(kind="grouped", note__in=heap[2:]).count() == 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_undo_of_a_merge_does_not_show_what_was_marked_meanwhile(say, meeting, table, during):
    note, other = say("Over Anna"), say("Koffie")
    left, into = (grouping.begin(one.pk, one.changed_at).group_id for one in (note, other))
    seat = tables.seat(table.code)
    during(
        lambda: notes.mark_sensitive(seat, note.device, note.client_uuid),
        lambda: grouping.merge(left, into),
    )
    moderation.undo(Decision.objects.filter(note=note).first().pk)
    note.refresh_from_db()
    assert (note.group_id, note.sensitive, note.status) == (left, True, "pending")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_note_that_answers_another_question_meanwhile_is_not_joined(say, meeting, table, during):
    note, other = say("Koffie"), say("Thee")
    seat = tables.seat(table.code)

    def join():
        with pytest.raises(grouping.NotTogether):
            grouping.join(note.pk, note.changed_at, other.pk)

    during(lambda: notes.change(seat, other.device, other.client_uuid, "improve", "Thee"), join)
    other.refresh_from_db()
    assert other.group is None


def test_the_board_is_told_when_nothing_more_is_locked(say):
    """Writers wait for the journal with a note and a topic locked: who has the journal must want neither."""
    note, other, third = say("Koffie"), say("Thee"), say("Melk")
    grouping.join(third.pk, third.changed_at, grouping.begin(note.pk, note.changed_at).pk)
    for decide in (
        lambda: moderation.merge(note.pk, fresh(note).changed_at, other.pk),
        lambda: moderation.undo(Decision.objects.first().pk),
    ):
        with CaptureQueriesContext(connection) as captured:
            decide()
        written = [query["sql"].split('"')[1] for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]
        first = written.index("stadsbijeenkomst_boardevent")
        assert set(written[first:]) == {"stadsbijeenkomst_boardevent"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_topic_is_called_after_what_is_withdrawn_when_the_voting_begins(say, meeting, table, during):
    note = say("Over Anna")
    seat = tables.seat(table.code)
    during(lambda: notes.withdraw(seat, note.device, note.client_uuid), lambda: grouping.settle(meeting))
    assert not Group.objects.exists()
