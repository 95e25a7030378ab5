import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from stadsbijeenkomst import moderation, notes, proceedings, tables
from stadsbijeenkomst.models import BoardEvent, Note, Plan
from stadsbijeenkomst.notes import Outcome

PHONE, OTHER_PHONE, NUMBER = uuid4(), uuid4(), uuid4()
pytestmark = pytest.mark.django_db


def sent(seat, text="Koffie", question="good", device=PHONE, number=NUMBER):
    return notes.submit(seat, device, number, question, text)


def test_note_is_stored_with_two_inserts(seat, django_assert_num_queries):
    # Savepoint, two inserts, release; on PostgreSQL also the lock that keeps the versions in order.
    with django_assert_num_queries(5 if connection.vendor == "postgresql" else 4):
        receipt = sent(seat)
    assert receipt.outcome is Outcome.STORED
    stored = Note.objects.get()
    assert (stored.meeting_id, stored.table_id, stored.client_uuid, stored.device) == (
        seat.meeting_id,
        seat.table_id,
        NUMBER,
        PHONE,
    )
    assert (stored.question, stored.text, stored.status, stored.sensitive, stored.late) == (
        "good",
        "Koffie",
        "pending",
        False,
        False,
    )
    assert [event.kind for event in BoardEvent.objects.all()] == ["written"]


@pytest.mark.parametrize("device", [PHONE, OTHER_PHONE])
def test_same_note_again_gives_the_stored_one(seat, device):
    first = sent(seat)
    again = sent(seat, device=device)
    assert (again.note, again.outcome) == (first.note, Outcome.UNCHANGED)
    assert (Note.objects.count(), BoardEvent.objects.count()) == (1, 1)


def test_same_words_with_another_number_are_two_notes(seat):
    sent(seat)
    sent(seat, number=uuid4())
    assert Note.objects.count() == 2


def test_other_content_from_the_same_device_changes_the_note(seat):
    sent(seat)
    receipt = sent(seat, "Thee", "improve")
    assert receipt.outcome is Outcome.CHANGED
    stored = Note.objects.get()
    assert (stored.text, stored.question) == ("Thee", "improve")
    assert [event.kind for event in BoardEvent.objects.order_by("id")] == ["written", "changed"]


def test_other_content_from_another_device_is_refused(seat):
    sent(seat)
    with pytest.raises(notes.NotYours):
        sent(seat, "Thee", device=OTHER_PHONE)
    assert Note.objects.get().text == "Koffie"


def test_note_of_another_meeting_with_the_same_number_is_a_note_of_its_own(seat, meeting, meeting_index, wijk):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    sent(seat)
    assert sent(tables.seat(tables.add(other, wijk).code)).outcome is Outcome.STORED


def test_note_after_the_close_is_kept_as_late_and_waits(meeting, table):
    proceedings.moderate(meeting, False)
    proceedings.enter(meeting, "closed")
    stored = sent(tables.seat(table.code)).note
    assert (stored.late, stored.status) == (True, "pending")


def test_note_is_on_display_at_once_without_moderation(meeting, table):
    proceedings.moderate(meeting, False)
    seat = tables.seat(table.code)
    assert sent(seat).note.status == "approved"
    assert sent(seat, "Thee").note.status == "approved"


def test_changed_note_waits_for_the_moderator_again(seat):
    note = sent(seat).note
    moderation.approve(note.pk, note.changed_at)
    assert sent(seat, "Thee").note.status == "pending"


def test_change_does_not_bring_back_what_a_moderator_hid(meeting, table):
    proceedings.moderate(meeting, False)
    seat = tables.seat(table.code)
    note = sent(seat).note
    moderation.hide(note.pk, note.changed_at)
    assert sent(seat, "Thee").note.status == "pending"


def test_change_keeps_the_mark_sensitive(seat):
    note = sent(seat).note
    moderation.mark_sensitive(note.pk, note.changed_at)
    changed = sent(seat, "Thee").note
    assert (changed.sensitive, changed.status) == (True, "pending")


def test_change_after_the_close_is_late(meeting, table):
    sent(tables.seat(table.code))
    proceedings.enter(meeting, "closed")
    changed = sent(tables.seat(table.code), "Thee").note
    assert (changed.late, changed.status) == (True, "pending")


def test_withdrawn_note_is_erased_and_a_late_repeat_does_not_bring_it_back(seat):
    sent(seat)
    notes.withdraw(seat, PHONE, NUMBER)
    notes.withdraw(seat, PHONE, NUMBER)
    with pytest.raises(notes.NoteWithdrawn):
        sent(seat)
    stored = Note.objects.get()
    assert (stored.text, stored.status) == ("", "withdrawn")
    assert [event.kind for event in BoardEvent.objects.order_by("id")] == ["written", "withdrawn"]


def test_only_the_own_device_withdraws(seat):
    sent(seat)
    with pytest.raises(notes.NotYours):
        notes.withdraw(seat, OTHER_PHONE, NUMBER)
    with pytest.raises(notes.NoSuchNote):
        notes.withdraw(seat, PHONE, uuid4())


def test_error_that_is_not_about_the_number_is_not_taken_for_a_repeat(seat):
    with pytest.raises(IntegrityError):
        sent(seat, "")


def test_text_that_is_too_long_never_enters_the_table(seat):
    with pytest.raises(Exception, match=r"too_long|too long"), transaction.atomic():
        sent(seat, "x" * 1001)
    assert Note.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("texts", [["Koffie"] * 8, [f"Koffie {number}" for number in range(8)]])
def test_eight_sends_at_the_same_moment_store_one_note(seat, texts):
    outcomes, barrier = [], threading.Barrier(len(texts))

    def press(text):
        barrier.wait()
        try:
            outcomes.append(sent(seat, text).outcome)
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=[text]) for text in texts]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert len(outcomes) == 8
    assert outcomes.count(Outcome.STORED) == 1
    assert Note.objects.get().client_uuid == NUMBER
    assert BoardEvent.objects.count() == 1 + outcomes.count(Outcome.CHANGED)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_versions_become_visible_in_order(seat):
    """A reader who remembers the newest version it saw never misses an older one that commits later."""
    seen, done = [], threading.Event()

    def write():
        try:
            for _ in range(15):
                sent(seat, number=uuid4())
        finally:
            connection.close()

    def watch():
        try:
            newest = 0
            while True:
                last_round = done.is_set()
                found = sorted(BoardEvent.objects.filter(id__gt=newest).values_list("id", flat=True))
                seen.extend(found)
                newest = max([newest, *found])
                if last_round:
                    return
        finally:
            connection.close()

    reader = threading.Thread(target=watch)
    writers = [threading.Thread(target=write) for _ in range(4)]
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert seen == list(BoardEvent.objects.order_by("id").values_list("id", flat=True))
    assert len(seen) == 60


def test_device_is_random_and_nothing_else_is_kept_about_a_person():
    kept = {field.name for field in Note._meta.get_fields()}
    assert kept == {
        "id",
        "meeting",
        "table",
        "client_uuid",
        "device",
        "question",
        "text",
        "status",
        "sensitive",
        "late",
        "created_at",
        "changed_at",
        "events",
        "redaction",
        "row",
        "group",
        "line",
        "decisions",
        "plan",
    }


@pytest.fixture
def host(table):
    return tables.seat(table.host_code)


def test_host_changes_a_note_that_is_as_it_was_shown(seat, host):
    note = sent(seat).note
    assert notes.change(host, OTHER_PHONE, NUMBER, "good", "Thee", seen=note.changed_at).outcome is Outcome.CHANGED
    assert Note.objects.get().text == "Thee"


@pytest.mark.parametrize(
    ("verb", "words"), [(notes.withdraw, ()), (notes.mark_sensitive, ()), (notes.change, ("good", "Soep"))]
)
def test_host_who_saw_another_version_is_told_so(seat, host, verb, words):
    seen = sent(seat).note.changed_at
    notes.change(seat, PHONE, NUMBER, "good", "Thee")
    with pytest.raises(notes.ChangedMeanwhile):
        verb(host, OTHER_PHONE, NUMBER, *words, seen=seen)
    assert (Note.objects.get().text, Note.objects.get().sensitive) == ("Thee", False)


def test_host_of_another_table_may_not_touch_the_note(seat, other_table):
    sent(seat)
    with pytest.raises(notes.NotYours):
        notes.mark_sensitive(tables.seat(other_table.host_code), OTHER_PHONE, NUMBER)


def test_marking_takes_a_note_off_display_and_lets_it_wait(seat, host):
    note = sent(seat).note
    moderation.approve(note.pk, note.changed_at)
    assert notes.mark_sensitive(host, OTHER_PHONE, NUMBER).outcome is Outcome.CHANGED
    assert notes.mark_sensitive(host, OTHER_PHONE, NUMBER).outcome is Outcome.UNCHANGED
    stored = Note.objects.get()
    assert (stored.sensitive, stored.status, stored.is_on_display) == (True, "pending", False)
    assert [event.kind for event in BoardEvent.objects.order_by("id")] == ["written", "approved", "marked"]


def test_marking_a_withdrawn_note_is_refused(seat, host):
    sent(seat)
    notes.withdraw(seat, PHONE, NUMBER)
    with pytest.raises(notes.NoteWithdrawn):
        notes.mark_sensitive(host, OTHER_PHONE, NUMBER)


def test_first_words_that_arrive_again_do_not_undo_what_the_host_made_of_them(seat, host):
    sent(seat)
    notes.change(host, OTHER_PHONE, NUMBER, "good", "Koffie met melk")
    again = notes.submit(seat, PHONE, NUMBER, "good", "Koffie", first=True)
    assert (again.outcome, Note.objects.get().text) == (Outcome.UNCHANGED, "Koffie met melk")
    with pytest.raises(notes.NotYours):
        notes.submit(seat, OTHER_PHONE, NUMBER, "good", "Koffie", first=True)
    assert notes.submit(seat, PHONE, NUMBER, "good", "Thee").outcome is Outcome.CHANGED


def test_words_written_later_change_the_note_also_when_they_come_for_the_first_time(seat):
    notes.submit(seat, PHONE, NUMBER, "good", "Koffie", age=timedelta(minutes=5))
    assert notes.submit(seat, PHONE, NUMBER, "good", "Thee", first=True).outcome is Outcome.CHANGED


def test_change_written_before_the_close_is_not_late_when_it_arrives_after_it(meeting, table):
    proceedings.moderate(meeting, False)
    seat = tables.seat(table.code)
    notes.submit(seat, PHONE, NUMBER, "good", "Koffie", age=timedelta(minutes=3))
    proceedings.enter(meeting, "group")
    notes.submit(tables.seat(table.code), PHONE, NUMBER, "good", "Thee", age=timedelta(minutes=2))
    note = Note.objects.get()
    assert (note.text, note.late, note.status) == ("Thee", False, "approved")
    proceedings.enter(meeting, "prioritise")
    notes.submit(tables.seat(table.code), PHONE, NUMBER, "improve", "Thee", age=timedelta(minutes=1))
    note.refresh_from_db()
    assert (note.question, note.late, note.status) == ("improve", False, "pending")


def test_plan_goes_with_the_note_that_is_withdrawn(seat):
    Plan.objects.create(note=sent(seat).note, who="Buurthuis", first_step="Bellen")
    notes.withdraw(seat, PHONE, NUMBER)
    assert not Plan.objects.exists()
