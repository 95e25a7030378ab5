import pytest

from stadsbijeenkomst import board, journal, moderation, notes, tables
from stadsbijeenkomst.models import Question


def texts(shown):
    return {column.question: [card.text for card in column.cards] for column in shown.columns}


def test_board_shows_approved_notes_per_question_in_the_order_of_writing(meeting, say, other_table):
    say("Koffie")
    say("Bankjes", Question.IMPROVE, at=other_table)
    say("Buurtsoep")
    shown = board.show(meeting)
    assert texts(shown) == {"good": ["Koffie", "Buurtsoep"], "improve": ["Bankjes"], "action": []}
    assert [column.count for column in shown.columns] == [2, 1, 0]
    assert shown.columns[1].cards[0].about == "Molenwijk"
    assert shown.version == journal.version(meeting.pk)


def test_board_of_one_wijk_shows_only_its_notes(meeting, say, wijk, other_table):
    say("Koffie")
    say("Thee", at=other_table)
    shown = board.show(meeting, wijk.pk)
    assert texts(shown)["good"] == ["Koffie"]
    assert shown.columns[0].count == 1


def test_waiting_hidden_sensitive_and_withdrawn_notes_never_reach_the_board(meeting, say, table):
    say("wacht", approved=False)
    hidden, private, gone = say("verborgen"), say("gevoelig"), say("terug")
    moderation.hide(hidden.pk, hidden.changed_at)
    moderation.mark_sensitive(private.pk, private.changed_at)
    notes.withdraw(tables.seat(table.code), gone.device, gone.client_uuid)
    assert texts(board.show(meeting)) == {"good": [], "improve": [], "action": []}
    changed = board.changes(meeting, 0)
    assert texts(changed) == {"good": [], "improve": [], "action": []}
    assert len(changed.gone) == 4


def test_changes_tell_only_what_changed_since(meeting, say):
    say("Koffie")
    version = board.show(meeting).version
    assert board.changes(meeting, version) == board.Board(
        version, tuple(board.Column(q.value, meeting.questions[q], (), int(q == "good")) for q in Question)
    )
    note = say("Thee")
    changed = board.changes(meeting, version)
    assert texts(changed)["good"] == ["Thee"]
    assert changed.columns[0].count == 2
    moderation.hide(note.pk, note.changed_at)
    later = board.changes(meeting, changed.version)
    assert (texts(later)["good"], later.gone) == ([], (note.pk,))


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_notes(meeting, say, django_assert_num_queries, many):
    for number in range(many):
        say(f"Koffie {number}")
    with django_assert_num_queries(3):
        board.show(meeting)
    with django_assert_num_queries(3):
        board.changes(meeting, 0)
    with django_assert_num_queries(1):
        journal.version(meeting.pk)


def test_other_meeting_has_a_board_of_its_own(meeting, say):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    say("Koffie")
    assert texts(board.show(other)) == {"good": [], "improve": [], "action": []}
    assert board.show(other).version == 0
