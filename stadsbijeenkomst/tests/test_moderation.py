import threading

import pytest
from django.db import connection

from stadsbijeenkomst import moderation, notes, tables
from stadsbijeenkomst.models import BoardEvent, Note


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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_moderators_at_the_same_moment_one_decides(say):
    note = say("Koffie", approved=False)
    decided, refused, barrier = [], [], threading.Barrier(6)

    def press(verb):
        barrier.wait()
        try:
            decided.append(verb(note.pk, note.changed_at).status)
        except moderation.ChangedMeanwhile as error:
            refused.append(error)
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=[verb]) for verb in [moderation.approve, moderation.hide] * 3]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert (len(decided), len(refused)) == (1, 5)
    assert Note.objects.get().status == decided[0]
