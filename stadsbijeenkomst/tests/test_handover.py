"""What a dead device left behind: stored exactly once, all or nothing."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from stadsbijeenkomst import devices, handover, notes, proceedings, tables
from stadsbijeenkomst.models import Device, Note

PHONE, TABLET = uuid4(), uuid4()
pytestmark = pytest.mark.django_db


def part(*items) -> str:
    return json.dumps({"wijkverbond": 1, "notes": items})


def item(text="Koffie", question="good", uuid=None, minutes=0, **changes):
    at = timezone.now() - timedelta(minutes=minutes)
    return {"uuid": str(uuid or uuid4()), "question": question, "text": text, "written_at": at.isoformat()} | changes


@pytest.fixture
def host(table):
    return tables.seat(table.host_code)


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def test_parts_may_stand_one_after_another(host):
    first, second = item(), item("Soep", "action")
    plan = handover.preview(host, f"\n{part(second)} {part(first, second)},\r\n{part(first)}\n")
    assert (plan.is_right, plan.new, len(plan.notes)) == (True, 2, 2)
    handover.store(host, TABLET, plan)
    handover.store(host, TABLET, handover.preview(host, part(first, second)))
    assert texts() == ["Koffie", "Soep"]
    assert {str(uuid) for uuid in Note.objects.values_list("client_uuid", flat=True)} == {
        first["uuid"],
        second["uuid"],
    }


def test_device_that_comes_back_to_life_makes_no_second_note(seat, host):
    carried = item()
    handover.store(host, TABLET, handover.preview(host, part(carried)))
    again = notes.submit(seat, PHONE, UUID(carried["uuid"]), "good", "Koffie")
    assert again.outcome is notes.Outcome.UNCHANGED
    assert texts() == ["Koffie"]


def test_table_counts_what_was_taken_over_from_a_dead_device_no_longer_as_unsent(seat, host):
    living, dead = uuid4(), PHONE
    devices.report(seat, dead, 2)
    devices.report(seat, living, 1)
    handover.store(host, TABLET, handover.preview(host, part(item(), item("Soep", "action"))))
    assert devices.counts(seat) == devices.Counts(stored=2, unsent=1)
    assert Device.objects.get(uuid=living).unsent == 1


def test_note_that_had_arrived_is_left_as_it_is(seat, host):
    carried = item()
    notes.submit(seat, PHONE, UUID(carried["uuid"]), "good", "Koffie")
    plan = handover.preview(host, part(carried))
    assert [(note.is_known, note.is_changed, note.errors) for note in plan.notes] == [(True, False, ())]
    assert handover.store(host, TABLET, plan) == [notes.Outcome.UNCHANGED]


def test_note_written_before_the_close_is_not_late(meeting, host):
    proceedings.enter(meeting, "closed")
    late = tables.seat(meeting.tables.get().host_code)
    handover.store(late, TABLET, handover.preview(late, part(item(minutes=5), item("Thee", minutes=-5))))
    assert dict(Note.objects.values_list("text", "late")) == {"Koffie": False, "Thee": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"uuid": "x"},
        {"uuid": 7},
        {"question": "x"},
        {"question": ["good"]},
        {"text": ""},
        {"text": "x" * 1001},
        {"text": 3},
        {"written_at": "gisteren"},
        {"written_at": 10**400},
        {"written_at": None},
        {"written_at": "9999-99-99T00:00:00Z"},
        {"written_at": "0001-01-01T00:00:00"},
    ],
)
def test_note_that_is_not_right_says_so(host, changes):
    plan = handover.preview(host, part(item(), item(**changes)))
    assert [bool(note.errors) for note in plan.notes] == [False, True]
    assert not plan.is_right


def test_note_of_another_table_or_withdrawn_is_refused(seat, host, other_table):
    elsewhere, gone, twice = item(), item(), item()
    notes.submit(tables.seat(other_table.code), PHONE, UUID(elsewhere["uuid"]), "good", "Koffie")
    notes.submit(seat, PHONE, UUID(gone["uuid"]), "good", "Koffie")
    notes.withdraw(seat, PHONE, UUID(gone["uuid"]))
    plan = handover.preview(host, part(elsewhere, gone, twice, twice | {"text": "Anders"}))
    assert [len(note.errors) for note in plan.notes] == [1, 1, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "{",
        "[]",
        "3",
        '{"wijkverbond": 2, "notes": []}',
        '{"wijkverbond": 1}',
        "[" * 100_000,
        "x" * 200_001,
        "9" * 5000,
    ]
    + [part(), '{"wijkverbond": 1, "notes": {}}', part(*[item(str(n)) for n in range(101)]), part(item()) + "{"],
)
def test_text_that_is_something_else_is_refused(host, text):
    with pytest.raises(handover.Unreadable):
        handover.preview(host, text)


@pytest.mark.parametrize("odd", [3, None, [], "x", {}])
def test_part_with_something_else_in_it_is_shown_as_wrong(host, odd):
    assert not handover.preview(host, part(odd)).is_right


def test_milliseconds_are_a_time_too(host):
    plan = handover.preview(host, part(item(written_at=1_763_755_200_000)))
    assert plan.notes[0].written_at.isoformat() == "2025-11-21T20:00:00+00:00"
