import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from stadsbijeenkomst import moderation, notes, proceedings, retention, tables
from stadsbijeenkomst.models import (
    BoardEvent,
    Device,
    Group,
    Note,
    NoteDeletion,
    Plan,
    Question,
    ReportLine,
    ReportPage,
    Vote,
    Voucher,
)


@pytest.fixture
def after(meeting):
    """Delete what has expired so many days after the meeting, and return how many."""

    def run(days):
        with time_machine.travel(meeting.ends_at + timedelta(days=days, minutes=1), tick=False):
            return retention.delete_expired()

    return run


@pytest.fixture
def line(meeting):
    """A line of the report of the meeting."""
    page = meeting.add_child(instance=ReportPage(title="Verslag", slug="verslag"))
    return ReportLine.objects.create(report=page, question=Question.GOOD, text="Er is koffie", count=2)


def logged():
    return list(NoteDeletion.objects.order_by("pk").values_list("reason", "number"))


def test_notes_go_when_the_report_has_stood_long_enough(meeting, say, table, line, after):
    first, device = say("Koffie"), say("Thee").device
    group = Group.objects.create(meeting=meeting, question=Question.GOOD, title="Koffie")
    Note.objects.update(group=group, line=line)
    Vote.objects.create(meeting=meeting, group=group, voter=device, slot=1)
    Plan.objects.create(note=first, who="De buurt")
    Voucher.objects.create(meeting=meeting, device=device)
    proceedings.publish_report(meeting, at=meeting.ends_at)
    assert after(89) == 0
    assert after(90) == 2
    for model in (Note, Group, Vote, Plan, BoardEvent, Device):
        assert not model.objects.exists(), model
    assert Voucher.objects.get().device != device
    assert ReportLine.objects.values_list("text", "count").get() == ("Er is koffie", 2)
    assert list(meeting.tables.all()) == [table]
    assert after(91) == 0
    assert logged() == [("retention", 2)]


def test_notes_without_a_report_go_after_a_year(meeting, say, after):
    say("Koffie")
    proceedings.publish_report(meeting)
    proceedings.withdraw_report(meeting)
    assert [after(364), after(366)] == [0, 1]


def test_report_that_is_published_again_and_again_keeps_no_note_for_ever(meeting, say, after):
    say("Koffie")
    proceedings.publish_report(meeting, at=meeting.ends_at + timedelta(days=450))
    assert [after(454), after(456)] == [0, 1]


def test_notes_of_a_meeting_to_come_stay(say, after):
    say("Koffie")
    assert after(0) == 0
    assert Note.objects.count() == 1


def test_number_of_days_is_a_setting(meeting, say, after, settings):
    settings.NOTE_DAYS = 10
    say("Koffie")
    proceedings.publish_report(meeting, at=meeting.ends_at)
    assert [after(9), after(10)] == [0, 1]


def test_own_words_of_what_is_too_personal_go_first(meeting, say, after):
    bare, line = say("Ik heet Jan", approved=False), say("Bel 06 12345678")
    moderation.mark_sensitive(bare.pk, bare.changed_at)
    Note.objects.filter(pk=line.pk).update(redaction="Bel mij")
    Plan.objects.create(note=bare, who="Jan")
    say("Koffie")
    assert [after(13), after(14), after(15)] == [0, 2, 0]
    assert [*Note.objects.order_by("id").values_list("status", "text", "redaction")] == [
        ("erased", "", ""),
        ("approved", "Bel mij", "Bel mij"),
        ("approved", "Koffie", ""),
    ]
    assert not Plan.objects.exists()
    assert logged() == [("sensitive", 2)]


def test_inbrengbon_goes_when_every_note_must_be_gone(meeting, after):
    Voucher.objects.create(meeting=meeting, device=uuid4())
    after(454)
    assert Voucher.objects.exists()
    after(456)
    assert not Voucher.objects.exists()


def test_devices_go_with_the_codes(table, say, after):
    Device.objects.create(table=table, uuid=say("Koffie").device)
    after(1)
    assert Device.objects.exists()
    after(3)
    assert not Device.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=3)), pytest.raises(tables.CodeExpired):
        tables.seat(table.code)


def test_erased_words_stand_nowhere(meeting, table, say):
    note, other = say("Zeldzaamwoord"), say("Koffie")
    group = Group.objects.create(meeting=meeting, question=Question.GOOD, title="Zeldzaamwoord")
    Note.objects.update(group=group)
    Plan.objects.create(note=note, who="Zeldzaamwoord")
    call_command("erase", note=note.pk)
    rows = json.dumps([list(model.objects.values()) for model in (Note, Group, Plan)], default=str)
    assert "Zeldzaamwoord" not in rows
    group.refresh_from_db()
    note.refresh_from_db()
    assert (group.title, list(group.notes.all()), note.status) == ("Koffie", [other], "erased")
    with pytest.raises(notes.NoteWithdrawn):
        notes.submit(tables.seat(table.code), note.device, note.client_uuid, "good", "Zeldzaamwoord")
    call_command("erase", note=note.pk)
    assert logged() == [("request", 1)]


def test_topic_of_an_erased_note_alone_goes_with_it(meeting, say):
    note = say("Koffie")
    Note.objects.update(group=Group.objects.create(meeting=meeting, question=Question.GOOD, title="Koffie"))
    assert retention.erase(meeting, Note.objects.filter(pk=note.pk)) == []
    assert not Group.objects.exists()


def test_words_of_staff_are_named_and_not_judged(meeting, say, capsys):
    note = say("Jan van hiernaast helpt")
    say("Hulp")
    Note.objects.update(group=Group.objects.create(meeting=meeting, question=Question.GOOD, title="Over Jan"))
    call_command("erase", note=note.pk)
    assert capsys.readouterr().out.endswith("must go too:\n- Over Jan\n")


def test_line_that_an_editor_wrote_is_named_also_when_no_note_is_behind_it_any_more(meeting, say, line):
    first, second = say("Jan van hiernaast helpt"), say("Jan weer")
    ReportLine.objects.update(edited=True, text="Over Jan", count=2)
    Note.objects.update(line=line)
    assert retention.erase(meeting, Note.objects.filter(pk__in=[first.pk, second.pk])) == ["Over Jan"]
    assert ReportLine.objects.get().count == 0


def test_holder_of_an_inbrengbon_gets_and_erases_what_is_theirs(meeting, say, capsys):
    note, other = say("Koffie"), say("Thee")
    voucher = Voucher.objects.create(meeting=meeting, device=note.device)
    group = Group.objects.create(meeting=meeting, question=Question.GOOD, title="Drinken")
    Note.objects.update(group=group)
    Vote.objects.create(meeting=meeting, group=group, voter=note.device, slot=1)
    call_command("export", f"{voucher.code[:7]} {voucher.code[7:].lower()}")
    found = json.loads(capsys.readouterr().out)
    assert [row["text"] for row in found["notes"]] == ["Koffie"]
    assert (found["notes"][0]["topic"], found["votes"]) == ("Drinken", ["Drinken"])
    call_command("erase", voucher.code)
    assert [*Note.objects.order_by("pk").values_list("text", flat=True)] == ["", other.text]
    assert not Vote.objects.exists()
    assert not Voucher.objects.exists()


@pytest.mark.django_db
def test_what_is_not_there_is_refused():
    with pytest.raises(CommandError):
        call_command("export", "AAAAAAAAAAAAAA")
    with pytest.raises(CommandError):
        call_command("export", "")
    with pytest.raises(CommandError):
        call_command("erase", note=10**30)
