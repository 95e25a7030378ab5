"""Rows of paper: typed as often as anybody likes, stored once."""

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from stadsbijeenkomst import notes, paper, proceedings, tables
from stadsbijeenkomst.models import BoardEvent, Note, Question
from stadsbijeenkomst.notes import Outcome
from stadsbijeenkomst.paper import Row, Typed

ROW = Row(Question.GOOD, 1, 12)
OTHER_ROW = Row(Question.ACTION, 2, 1)
ids = st.builds(Row, st.sampled_from(Question), st.integers(1, 32767), st.integers(1, paper.LAST_ROW))


def typed(text="Koffie", row=ROW, sensitive=False):
    return [Typed(row, text, sensitive)]


@pytest.fixture
def seats(meeting, table, other_table):
    return tables.hosting(meeting)


@given(ids)
def test_printed_id_is_read_back(row):
    assert paper.read(str(row)) == row
    assert len(str(row)) <= Note._meta.get_field("row").max_length


@given(ids, st.data())
def test_one_wrong_sign_is_noticed(row, data):
    printed = str(row)
    at = data.draw(st.sampled_from([place for place, sign in enumerate(printed) if sign != "-"]))
    sign = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPRSTUVWXYZ").filter(lambda sign: sign != printed[at]))
    wrong = printed[:at] + sign + printed[at + 1 :]
    if (printed[at], sign) == ("G", "6") and at == 0:
        assert paper.read(wrong) == row
    else:
        with pytest.raises(paper.NoSuchRow):
            paper.read(wrong)


@given(ids)
def test_two_figures_that_changed_places_are_noticed(row):
    printed = f"{row.table:02}{row.number:02}"
    for at in range(len(printed) - 1):
        swapped = printed[:at] + printed[at + 1] + printed[at] + printed[at + 2 :]
        if swapped != printed:
            with pytest.raises(paper.NoSuchRow):
                paper.read(f"{str(row)[0]}-{swapped[:-2]}-{swapped[-2:]}-{row.check}")


@pytest.mark.parametrize("drop", ["", " ", " - "])
def test_id_is_read_however_it_is_typed(drop):
    told = str(ROW).lower().replace("-", drop)
    assert paper.read(f" {told} ") == ROW
    assert paper.read(told.replace("0", "o").replace("1", "l")) == ROW


@pytest.mark.parametrize(
    "wrong", ["", "12", "G-01-12", "X-01-12-A", "G-01-00-A", "é" * 9, "G-01-12-A-A", "٣" * 6, "9" * 5000]
)
def test_what_is_no_id_is_refused(wrong):
    with pytest.raises(paper.NoSuchRow):
        paper.read(wrong)


@pytest.mark.django_db
def test_row_is_stored_once_however_often_it_is_typed(seats):
    assert [paper.store(seats, typed(), in_time=True) for _ in range(2)] == [[Outcome.STORED], [Outcome.UNCHANGED]]
    assert paper.store(seats, typed("Thee"), in_time=True) == [Outcome.CHANGED]
    note = Note.objects.get()
    assert (note.text, note.question, note.row, note.table.number) == ("Thee", "good", f"G-01-12-{ROW.check}", 1)
    assert note.client_uuid == paper.uuid_of(note.meeting_id, ROW)


@pytest.mark.django_db
def test_paper_written_before_the_close_is_not_late_when_it_is_typed_after_it(meeting, table):
    proceedings.enter(meeting, "closed")
    meeting.refresh_from_db()
    paper.store(tables.hosting(meeting), typed(), in_time=True)
    paper.store(tables.hosting(meeting), typed(row=Row(Question.ACTION, 1, 1)), in_time=False)
    assert list(Note.objects.order_by("id").values_list("late", "status")) == [(False, "pending"), (True, "pending")]


@pytest.mark.django_db
def test_paper_typed_while_the_hall_votes_is_on_the_ballot_and_stays_in_time(meeting, table):
    proceedings.moderate(meeting, False)
    proceedings.enter(meeting, "prioritise")
    meeting.refresh_from_db()
    for text in ("Koffie", "Thee"):
        paper.store(tables.hosting(meeting), typed(text), in_time=True)
        note = Note.objects.get()
        assert (note.status, note.late, note.group.title) == ("approved", False, text)


@pytest.mark.django_db
def test_sensitive_row_waits_also_when_it_was_typed_before(meeting, table):
    proceedings.moderate(meeting, False)
    meeting.refresh_from_db()
    seats = tables.hosting(meeting)
    paper.store(seats, typed(), in_time=True)
    assert Note.objects.get().status == "approved"
    assert paper.store(seats, typed(sensitive=True), in_time=True) == [Outcome.CHANGED]
    note = Note.objects.get()
    assert (note.status, note.sensitive) == ("pending", True)


@pytest.mark.django_db
def test_rows_are_stored_all_or_none(seats):
    paper.store(seats, typed(), in_time=True)
    notes.withdraw(seats[1], paper.device_of(seats[1].meeting_id), Note.objects.get().client_uuid)
    with pytest.raises(notes.NoteWithdrawn):
        paper.store(seats, [*typed("Soep", OTHER_ROW), *typed("Thee")], in_time=True)
    assert list(Note.objects.values_list("text", flat=True)) == [""]


@pytest.mark.django_db
def test_row_that_does_not_belong_there_is_named(seats):
    assert paper.fault(Row(Question.GOOD, 9, 1), seats, None) == "Deze bijeenkomst heeft geen tafel 9."
    assert paper.fault(ROW, {2: seats[2]}, None) == "Deze rij hoort bij het papier van tafel 1."
    assert paper.fault(ROW, seats, None) == ""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_same_row_typed_twice_at_once_is_stored_once(seats):
    outcomes, start = [], threading.Barrier(4)

    def type_in(text):
        try:
            start.wait()
            outcomes.extend(paper.store(seats, [*typed(text), *typed("Soep", OTHER_ROW)], in_time=True))
        finally:
            connection.close()

    workers = [threading.Thread(target=type_in, args=(text,)) for text in ["Koffie", "Thee", "Koffie", "Thee"]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(outcomes), outcomes.count(Outcome.STORED)) == (8, 2)
    assert sorted(Note.objects.values_list("row", flat=True)) == sorted([str(ROW), str(OTHER_ROW)])
    assert BoardEvent.objects.count() == 8 - outcomes.count(Outcome.UNCHANGED)
