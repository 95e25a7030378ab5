from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from stadsbijeenkomst import board, journal, moderation, notes, proceedings, tables
from stadsbijeenkomst.models import BoardEvent, Group, Note, Proceedings, Question, StadsbijeenkomstPage, Vote

PHASE = Proceedings.Phase


def texts(shown):
    return {column.question: [card.text for card in column.cards] for column in shown.columns}


def keys(shown):
    return [card.key for column in shown.columns for card in column.cards]


@pytest.fixture
def gather(meeting):
    """Put notes into a topic: `gather("Koffie", note, other)`; into None to take them out."""

    def put(group, *members):
        if isinstance(group, str):
            group = Group.objects.create(meeting=meeting, question=members[0].question, title=group)
        for member in members:
            note = Note.objects.get(pk=member.pk)
            left, note.group = note.group_id, group
            note.save(update_fields=["group"])
            for changed in {left, group and group.pk} - {None}:
                journal.record(note, BoardEvent.Kind.GROUPED, changed)
        return group

    return put


def fresh(meeting):
    """The meeting as another request finds it."""
    return StadsbijeenkomstPage.objects.select_related("proceedings").get(id=meeting.pk)


def test_board_shows_approved_notes_per_question_in_the_order_of_writing(meeting, say, other_table):
    say("Koffie")
    say("Bankjes", Question.IMPROVE, at=other_table)
    say("Buurtsoep")
    shown = board.show(meeting)
    assert texts(shown) == {"good": ["Koffie", "Buurtsoep"], "improve": ["Bankjes"], "action": []}
    assert [column.count for column in shown.columns] == [2, 1, 0]
    assert shown.columns[1].cards[0].about == "Molenwijk"
    assert (shown.version, shown.is_whole) == (journal.version(meeting.pk), True)
    assert shown.state == board.State("collect", PHASE.COLLECT.label, None, "", False)


def test_board_of_a_part_shows_only_its_notes(meeting, say, table, other_table):
    say("Koffie")
    say("Thee", at=other_table)
    say("Bus", at=tables.add(meeting, topic="Vervoer"))
    parts = [board.Part(wijk="oeverwijk"), board.Part(wijk=board.CITY), board.Part(table="2"), board.WHOLE]
    assert [texts(board.show(meeting, part))["good"] for part in parts] == [
        ["Koffie"],
        ["Bus"],
        ["Thee"],
        ["Koffie", "Thee", "Bus"],
    ]
    assert [texts(board.changes(meeting, 1, part))["good"] for part in parts] == [
        ["Koffie"],
        ["Bus"],
        ["Thee"],
        ["Koffie", "Thee", "Bus"],
    ]


@pytest.mark.parametrize("part", [board.Part(wijk="elders"), board.Part(table="9"), board.Part("oeverwijk", "2")])
def test_part_without_a_table_is_refused(meeting, table, other_table, part):
    for read in (lambda: board.show(meeting, part), lambda: board.changes(meeting, 0, part)):
        with pytest.raises(board.NoSuchPart):
            read()


def test_wijken_and_the_whole_city_are_read_back_one_by_one(meeting, table, other_table):
    wijken = [(board.Part(wijk="molenwijk"), "Molenwijk"), (board.Part(wijk="oeverwijk"), "Oeverwijk")]
    assert board.chapters(meeting) == wijken
    tables.add(meeting, topic="Vervoer")
    assert board.chapters(meeting) == [*wijken, (board.Part(wijk=board.CITY), "")]


def test_waiting_hidden_sensitive_and_withdrawn_notes_never_reach_the_board(meeting, say, table, gather):
    waiting = say("wacht", approved=False)
    hidden, private, gone, erased = say("verborgen"), say("gevoelig"), say("terug"), say("gewist")
    moderation.hide(hidden.pk, hidden.changed_at)
    moderation.mark_sensitive(private.pk, private.changed_at)
    notes.withdraw(tables.seat(table.code), gone.device, gone.client_uuid)
    Note.objects.filter(pk=erased.pk).update(status=Note.Status.ERASED, text="")
    journal.record(Note.objects.get(pk=erased.pk), BoardEvent.Kind.WITHDRAWN)
    # Approved and sensitive without a neutral line: kept back all the same.
    odd = say("toch gevoelig")
    Note.objects.filter(pk=odd.pk).update(sensitive=True)
    unseen = {waiting, hidden, private, gone, erased, odd}
    for _grouped in range(2):
        assert texts(board.show(meeting)) == {"good": [], "improve": [], "action": []}
        changed = board.changes(meeting, 0)
        assert texts(changed) == {"good": [], "improve": [], "action": []}
        assert {f"n{note.pk}" for note in unseen} <= set(changed.gone)
        gather("Samen", *unseen)


def test_neutral_line_stands_for_the_text(meeting, say):
    note = say("Mijn buurvrouw Truus")
    Note.objects.filter(pk=note.pk).update(sensitive=True, redaction="Iemand uit de flat")
    assert texts(board.show(meeting))["good"] == ["Iemand uit de flat"]
    assert texts(board.changes(meeting, 0))["good"] == ["Iemand uit de flat"]


def test_changes_tell_only_what_changed_since(meeting, say):
    say("Koffie")
    version = board.show(meeting).version
    nothing = board.changes(meeting, version)
    assert (nothing.version, keys(nothing), nothing.gone, nothing.state) == (version, [], (), None)
    note = say("Thee")
    changed = board.changes(meeting, version)
    assert texts(changed)["good"] == ["Thee"]
    moderation.hide(note.pk, note.changed_at)
    later = board.changes(meeting, changed.version)
    assert (texts(later)["good"], later.gone) == ([], (f"n{note.pk}",))


def test_note_that_moves_to_another_wijk_leaves_the_first(meeting, say, other_table):
    note = say("Koffie")
    version = journal.version(meeting.pk)
    Note.objects.filter(pk=note.pk).update(table=other_table)
    journal.record(note, BoardEvent.Kind.CHANGED)
    left = board.changes(meeting, version, board.Part(wijk="oeverwijk"))
    came = board.changes(meeting, version, board.Part(wijk="molenwijk"))
    assert (keys(left), left.gone, keys(came), came.gone) == ([], (f"n{note.pk}",), [f"n{note.pk}"], ())


def test_topic_of_two_notes_is_one_card_and_of_one_note_is_that_note(meeting, say, gather, theme, other_table):
    one, two, lone = say("Koffie"), say("Koffie!", at=other_table), say("Thee")
    version = journal.version(meeting.pk)
    group = gather("Samen koffie drinken", one, two)
    Group.objects.filter(pk=group.pk).update(theme=theme)
    gather("Thee drinken", lone)
    card = board.Card(f"g{group.pk}", "good", "Samen koffie drinken", "Molenwijk, Oeverwijk", 2, "Ontmoeting")
    alone = board.Card(f"n{lone.pk}", "good", "Thee", "Oeverwijk")
    for shown in (board.show(meeting), board.changes(meeting, version)):
        assert (shown.columns[0].cards, shown.columns[0].count) == ((card, alone), 3)
    assert {f"n{one.pk}", f"n{two.pk}"} <= set(board.changes(meeting, version).gone)


def test_group_falls_apart_when_a_note_of_it_is_hidden(meeting, say, gather):
    one, two = say("Koffie"), say("Koffie!")
    group = gather("Samen", one, two)
    version = journal.version(meeting.pk)
    moderation.hide(two.pk, two.changed_at)
    changed = board.changes(meeting, version)
    assert (keys(changed), changed.gone) == ([f"n{one.pk}"], (f"g{group.pk}", f"n{two.pk}"))


def test_both_groups_change_when_a_note_moves(meeting, say, gather):
    members = [say(f"Koffie {number}") for number in range(5)]
    first, second = gather("Eerst", *members[:3]), gather("Daarna", *members[3:])
    version = journal.version(meeting.pk)
    gather(second, members[0])
    changed = board.changes(meeting, version)
    assert {card.key: card.notes for card in changed.columns[0].cards} == {f"g{first.pk}": 2, f"g{second.pk}": 3}
    assert set(changed.gone) == {f"n{note.pk}" for note in members}


def test_group_that_was_deleted_is_taken_off(meeting, say, gather):
    one, two = say("Koffie"), say("Thee")
    group = gather("Samen", one, two)
    version = journal.version(meeting.pk)
    gather(None, one, two)
    key = f"g{group.pk}"
    group.delete()
    changed = board.changes(meeting, version)
    assert (keys(changed), changed.gone) == ([f"n{one.pk}", f"n{two.pk}"], (key,))


def test_answer_to_another_question_leaves_its_group(meeting, say, gather, seat):
    one, two = say("Koffie"), say("Bus")
    group = gather("Samen", one, two)
    version = journal.version(meeting.pk)
    notes.change(seat, two.device, two.client_uuid, Question.IMPROVE, "Bus")
    changed = board.changes(meeting, version)
    assert (keys(changed), set(changed.gone)) == ([f"n{one.pk}"], {f"g{group.pk}", f"n{two.pk}"})


def test_announcement_and_timer_travel_without_the_notes(meeting, say):
    say("Koffie")
    version = journal.version(meeting.pk)
    ends_at = timezone.now()
    proceedings.announce(meeting, "Er is soep")
    proceedings.set_timer(meeting, ends_at)
    changed = board.changes(fresh(meeting), version)
    assert changed.state == board.State("collect", PHASE.COLLECT.label, ends_at, "Er is soep", False)
    assert (keys(changed), changed.is_whole) == ([], False)


def test_votes_are_hidden_until_the_voting_ended_and_then_the_board_is_new(meeting, say, gather):
    few, many, other = say("Fiets", Question.ACTION), say("Bus", Question.ACTION), say("Koffie")
    groups = [gather(note.text, note) for note in (few, many, other)]
    for group, voters in ((groups[0], 1), (groups[1], 2)):
        for _voter in range(voters):
            Vote.objects.create(meeting=meeting, group=group, voter=uuid4(), slot=0)
    proceedings.enter(meeting, PHASE.PRIORITISE)
    hidden = board.show(fresh(meeting))
    assert [card.votes for column in hidden.columns for card in column.cards] == [None, None, None]
    proceedings.enter(meeting, PHASE.ACTIONS)
    changed = board.changes(fresh(meeting), hidden.version)
    assert (changed.is_whole, changed.state.phase) == (True, "actions")
    assert [(card.text, card.votes) for column in changed.columns for card in column.cards] == [
        ("Koffie", None),
        ("Bus", 2),
        ("Fiets", 1),
    ]


def test_too_many_changes_to_tell_apart_are_a_whole_board(meeting, say, monkeypatch):
    monkeypatch.setattr(journal, "MANY", 3)
    version = journal.version(meeting.pk)
    say("Koffie")
    assert board.changes(meeting, version).is_whole is False
    say("Thee")
    assert board.changes(meeting, version).is_whole is True


def test_version_that_is_still_to_come_gets_a_whole_board(meeting, say):
    say("Koffie")
    changed = board.changes(meeting, 10**17)
    assert (texts(changed)["good"], changed.is_whole, changed.version) == (
        ["Koffie"],
        True,
        journal.version(meeting.pk),
    )


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_notes(meeting, say, gather, django_assert_num_queries, many):
    members = [say(f"Koffie {number}") for number in range(many + 1)]
    say("Thee")
    with django_assert_num_queries(2):
        board.show(meeting)
    with django_assert_num_queries(3):
        board.changes(meeting, 0)
    gather("Samen", *members)
    with django_assert_num_queries(4):
        board.changes(meeting, 0)
    with django_assert_num_queries(5):
        board.changes(meeting, 0, board.Part(table="1"))
    with django_assert_num_queries(1):
        journal.version(meeting.pk)


def test_unchanged_notes_are_not_read(meeting, say, gather, other_table):
    """What the database does for a poll stays the same when there are many notes beside the one that changed."""
    version = journal.version(meeting.pk)
    gather("Samen", say("Koffie"), say("Thee"))

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by what it counted")
    said, plan = [], []

    def notice(execute, sql, params, many, context):
        said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(notice):
        board.changes(meeting, version)
        board.changes(meeting, version, board.Part(wijk="oeverwijk"))
    with connection.cursor() as cursor:
        for sql, params in said:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plan += [row[3] for row in cursor.fetchall()]
    assert len(plan) > len(said)
    assert [line for line in plan if "SCAN" in line or "stadsbijeenkomst_note_status" in line] == []


def test_other_meeting_has_a_board_of_its_own(meeting, say):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    say("Koffie")
    assert texts(board.show(other)) == {"good": [], "improve": [], "action": []}
    assert board.show(other).version == 0
