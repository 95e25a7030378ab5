import pytest
from django.core.management import CommandError, call_command

from stadsbijeenkomst import board, drafting, proceedings, rehearsal, tables
from stadsbijeenkomst.models import BoardEvent, Note, NoteDeletion, Proceedings, Question, ReportLine


def perform(meeting, amount=30, **options):
    seats = rehearsal.seat_tables(meeting, 3)
    return list(rehearsal.perform(meeting, rehearsal.script(seats, amount, seed=1), **options))


@pytest.mark.usefixtures("table", "other_table")
def test_invented_notes_go_the_way_of_every_note(meeting):
    written = perform(meeting)
    assert len(written) == Note.objects.count() == 30
    assert {note.device for note in written} <= rehearsal.devices(meeting)
    assert {note.question for note in written} == set(Question.values)
    assert [note.sensitive for note in written].count(True) == 1
    assert Note.objects.on_display().count() == 29
    assert sum(column.count for column in board.show(meeting).columns) == 29


@pytest.mark.usefixtures("table")
def test_nothing_is_approved_when_moderators_practise(meeting):
    perform(meeting, waiting=True)
    assert Note.objects.waiting().count() == 30


@pytest.mark.usefixtures("table")
def test_pace_is_kept_between_the_notes(meeting):
    waits = []
    perform(meeting, amount=3, pace=30, pause=waits.append)
    assert waits == [2.0, 2.0]


def test_same_seed_says_the_same(meeting, table):
    assert rehearsal.script([table], 20, seed=4) == rehearsal.script([table], 20, seed=4)
    assert rehearsal.script([table], 20, seed=4) != rehearsal.script([table], 20, seed=5)
    assert rehearsal.script([], 20) == []


def test_tables_are_made_only_when_there_are_none(meeting, wijk, other_wijk):
    made = rehearsal.seat_tables(meeting, 10)
    assert [table.wijk for table in made] == [other_wijk, wijk] * 4 + [other_wijk, None]
    assert rehearsal.seat_tables(meeting, 3) == made
    tables.revoke(made[0])
    assert rehearsal.seat_tables(meeting, 3) == made[1:]


def test_clear_removes_what_was_rehearsed_and_nothing_else(meeting, table, say):
    real = say("Koffie")
    perform(meeting, among_real_notes=True)
    version = board.show(meeting).version
    assert rehearsal.clear(meeting) == 30
    assert list(Note.objects.all()) == [real]
    assert BoardEvent.objects.order_by("id").last().kind == BoardEvent.Kind.PHASE
    assert board.changes(meeting, version).is_whole
    assert board.show(meeting).version > version
    assert [(row.reason, row.number) for row in NoteDeletion.objects.all()] == [("rehearsal", 30)]
    assert rehearsal.clear(meeting) == 0
    assert NoteDeletion.objects.count() == 1


def test_rehearsal_among_notes_of_people_is_refused_once_the_meeting_has_begun(meeting, say):
    say("Koffie")
    with pytest.raises(rehearsal.RealNotes):
        perform(meeting)
    proceedings.enter(meeting, Proceedings.Phase.WELCOME)
    meeting.refresh_from_db()
    assert len(perform(meeting)) == 30


@pytest.mark.usefixtures("table")
def test_rehearsal_after_the_report_is_refused(meeting):
    proceedings.publish_report(meeting)
    meeting.refresh_from_db()
    with pytest.raises(rehearsal.Reported):
        perform(meeting, among_real_notes=True)


@pytest.mark.usefixtures("wijk")
def test_command_writes_and_clears(meeting, capsys):
    call_command("rehearse", meeting.slug, "--notes=5", "--tables=2", "--pace=0", "--seed=1")
    assert Note.objects.count() == 5
    call_command("rehearse", str(meeting.pk), "--clear")
    assert not Note.objects.exists()
    assert capsys.readouterr().out == "5 written at 2 tables; --clear removes them\n5 deleted\n"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("name", ["elders", "9" * 30])
def test_command_refuses_a_meeting_that_is_not_there(name):
    with pytest.raises(CommandError, match="no city meeting"):
        call_command("rehearse", name)


def test_command_tells_why_it_refuses(meeting, say):
    say("Koffie")
    with pytest.raises(CommandError, match=str(rehearsal.RealNotes.sentence)):
        call_command("rehearse", meeting.slug, "--pace=0")


def test_clear_takes_its_lines_out_of_a_draft_of_the_report(meeting, table, say):
    say("Koffie")
    perform(meeting, among_real_notes=True)
    drafting.draft(meeting)
    rehearsal.clear(meeting)
    assert list(ReportLine.objects.values_list("text", "count")) == [("Koffie", 1)]
