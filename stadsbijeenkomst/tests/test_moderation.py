import threading
from itertools import pairwise

import pytest
from django.db import connection

from stadsbijeenkomst import grouping, moderation, notes, tables
from stadsbijeenkomst.models import BoardEvent, Decision, Group, Note, Question


@pytest.mark.parametrize(
    ("verb", "status", "sensitive", "kind"),
    [
        (moderation.approve, "approved", False, "approved"),
        (moderation.hide, "hidden", False, "hidden"),
        (moderation.mark_sensitive, "hidden", True, "marked"),
        (moderation.reconsider, "pending", False, "unmarked"),
    ],
)
def test_decision_is_written_and_told_to_the_board(say, verb, status, sensitive, kind):
    note = say("Koffie", approved=False)
    decided = verb(note.pk, note.changed_at)
    assert (decided.status, decided.sensitive) == (status, sensitive)
    assert decided.changed_at > note.changed_at
    assert BoardEvent.objects.order_by("id").last().kind == kind


def test_second_moderator_is_told_that_another_decided(say):
    note = say("Koffie", approved=False)
    moderation.hide(note.pk, note.changed_at)
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.approve(note.pk, note.changed_at)
    assert Note.objects.get().status == "hidden"


def test_text_that_changed_meanwhile_is_not_approved_unread(say, table):
    note = say("Koffie", approved=False)
    notes.submit(tables.seat(table.code), note.device, note.client_uuid, "good", "Bel 030 1234567")
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.approve(note.pk, note.changed_at)


def test_withdrawn_note_cannot_be_approved(say, table):
    note = say("Koffie", approved=False)
    gone = notes.withdraw(tables.seat(table.code), note.device, note.client_uuid).note
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.approve(note.pk, gone.changed_at)


def fresh(note):
    return Note.objects.get(pk=note.pk)


def test_decision_is_logged_with_who_and_how_it_was(say, moderator):
    note = say("Koffie", approved=False)
    decided = moderation.hide(note.pk, note.changed_at, moderator)
    decision = Decision.objects.get()
    assert (decision.note, decision.moderator, decision.verb) == (note, moderator, "hide")
    assert decision.before == {"status": "pending", "sensitive": False, "redaction": "", "group": None}
    assert decision.made_at == decided.changed_at


def test_refused_decision_leaves_no_trace(say):
    note = say("Koffie", approved=False)
    moderation.hide(note.pk, note.changed_at)
    events = BoardEvent.objects.count()
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.approve(note.pk, note.changed_at)
    assert (Decision.objects.count(), BoardEvent.objects.count()) == (1, events)


def test_neutral_line_makes_a_sensitive_note_displayable(say):
    note = say("Mijn buurvrouw Anja drinkt", approved=False)
    note = moderation.mark_sensitive(note.pk, note.changed_at)
    assert not note.is_on_display
    moderation.redact(note.pk, note.changed_at, " Zorg \r\n over verslaving\x00 ")
    shown = Note.objects.on_display().worded().get()
    assert (shown.wording, shown.sensitive) == ("Zorg \n over verslaving", True)
    assert BoardEvent.objects.last().kind == "redacted"


@pytest.mark.parametrize("line", ["", " \n\x00", "x" * 1001])
def test_line_that_cannot_be_shown_is_refused(say, line):
    note = say("Koffie", approved=False)
    with pytest.raises(moderation.LineRefused):
        moderation.redact(note.pk, note.changed_at, line)
    assert fresh(note).status == "pending"


def test_note_that_is_put_back_stays_sensitive(say):
    note = say("Te persoonlijk", approved=False)
    marked = moderation.mark_sensitive(note.pk, note.changed_at)
    again = moderation.reconsider(note.pk, marked.changed_at)
    assert (again.status, again.sensitive) == ("pending", True)


def test_merge_shows_a_note_in_one_topic_with_another(say, moderator):
    other, note = say("Meer bankjes"), say("Bankjes!", approved=False)
    moderation.merge(note.pk, note.changed_at, other.pk, moderator)
    group = Group.objects.get()
    assert (group.title, set(group.notes.all())) == ("Meer bankjes", {note, other})
    assert fresh(note).status == "approved"
    moderation.undo(Decision.objects.filter(note=note).get().pk)
    assert (fresh(note).status, fresh(note).group) == ("pending", None)


def test_note_is_merged_only_with_what_is_on_display(say):
    note, other = say("Bankjes!", approved=False), say("Meer bankjes", approved=False)
    elsewhere = say("Bankjes", Question.IMPROVE)
    for target in (other, elsewhere, note):
        with pytest.raises(grouping.NotTogether):
            moderation.merge(note.pk, note.changed_at, target.pk)


@pytest.mark.parametrize("verb", ["approve", "hide", "mark_sensitive", "redact"])
def test_undo_puts_back_what_was_before(say, moderator, verb):
    note = say("Koffie", approved=False)
    line = ["Een neutrale regel"] if verb == "redact" else []
    getattr(moderation, verb)(note.pk, note.changed_at, *line)
    decision = Decision.objects.get()
    undone = moderation.undo(decision.pk, moderator)
    assert (undone.status, undone.sensitive, undone.redaction) == ("pending", False, "")
    assert Decision.objects.get(pk=decision.pk).undone_at == undone.changed_at
    undoing = Decision.objects.first()
    assert (undoing.verb, undoing.moderator) == ("undo", moderator)


def test_undo_of_hiding_shows_the_note_again(say):
    note = say("Koffie")
    hidden = moderation.hide(note.pk, note.changed_at)
    moderation.undo(Decision.objects.first().pk)
    assert Note.objects.on_display().get() == hidden
    assert BoardEvent.objects.last().kind == "approved"


def test_only_the_latest_decision_is_undone_and_only_once(say):
    note = say("Koffie", approved=False)
    approved = moderation.approve(note.pk, note.changed_at)
    moderation.hide(note.pk, approved.changed_at)
    second, first = Decision.objects.all()
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.undo(first.pk)
    moderation.undo(second.pk)
    for decision in [first, second, Decision.objects.first()]:
        with pytest.raises(moderation.ChangedMeanwhile):
            moderation.undo(decision.pk)
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.undo(10**9)
    assert fresh(note).status == "approved"


def test_undo_does_not_go_over_what_the_writer_did(say, table):
    note = say("Koffie")
    notes.change(tables.seat(table.code), note.device, note.client_uuid, "good", "Thee")
    with pytest.raises(moderation.ChangedMeanwhile):
        moderation.undo(Decision.objects.get().pk)


def test_undo_of_a_move_puts_the_note_back_in_its_topic(say):
    note, other = say("Koffie"), say("Thee")
    group = grouping.begin(note.pk, note.changed_at, "Drinken").group
    moved = grouping.join(note.pk, fresh(note).changed_at, other.pk)
    assert moved.group != group
    moderation.undo(Decision.objects.first().pk)
    assert fresh(note).group == group


def race(*turns):
    """Let each of `turns`, a list of calls, run in a thread of its own; return the results and the refusals."""
    done, refused, broken, barrier = [], [], [], threading.Barrier(len(turns))

    def run(calls):
        barrier.wait()
        for call in calls:
            try:
                done.append(call())
            except moderation.ChangedMeanwhile as error:
                refused.append(error)
            except Exception as error:
                broken.append(error)
        connection.close()

    threads = [threading.Thread(target=run, args=[calls]) for calls in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return done, refused


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_moderators_race_and_no_decision_is_lost(say):
    heap = [say(f"Nummer {number}", approved=False) for number in range(8)]

    def calls(verb, order):
        return [lambda note=note: (note.pk, verb(note.pk, note.changed_at).status) for note in order]

    done, refused = race(calls(moderation.approve, heap), calls(moderation.hide, heap[::-1]))
    # Each note was decided about once; what the log says is what the note is; one event for each decision.
    assert (len(done), len(refused)) == (8, 8)
    assert dict(done) == dict(Note.objects.values_list("pk", "status"))
    assert {
        pk: {"approve": "approved", "hide": "hidden"}[verb]
        for pk, verb in Decision.objects.values_list("note", "verb")
    } == dict(done)
    assert BoardEvent.objects.filter(kind__in=["approved", "hidden"]).count() == 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_that_undo_and_one_that_decides_anew_one_wins(say):
    note = say("Koffie")
    decision = Decision.objects.get()
    undo = [lambda: moderation.undo(decision.pk)]
    done, refused = race(undo, undo, [lambda: moderation.hide(note.pk, note.changed_at)])
    assert (len(done), len(refused)) == (1, 2)
    assert fresh(note).status == done[0].status
    log = list(Decision.objects.order_by("id"))
    assert len(log) == 2
    assert (log[0].undone_at is not None) == (log[1].verb == "undo")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_log_of_many_moderators_tells_every_step(say):
    note = say("Koffie", approved=False)

    def again(verb):
        current = fresh(note)
        return verb(note.pk, current.changed_at)

    turns = [
        [lambda verb=verb: again(verb)] * 5 for verb in (moderation.approve, moderation.hide, moderation.reconsider)
    ]
    done, refused = race(*turns)
    log = list(Decision.objects.order_by("id"))
    assert len(log) == len(done)
    assert len(done) + len(refused) == 15
    left = {"approve": "approved", "hide": "hidden", "reconsider": "pending"}
    assert all(later.before["status"] == left[earlier.verb] for earlier, later in pairwise(log))
    assert fresh(note).status == left[log[-1].verb]
