from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from stadsbijeenkomst import devices, limits, proceedings, tables
from stadsbijeenkomst.models import Device


@pytest.fixture
def address(table) -> str:
    return f"/doe-mee/{table.code}/stand"


def test_device_says_what_it_holds_and_is_written_down_once(seat, django_assert_num_queries):
    uuid = uuid4()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with django_assert_num_queries(2):
            devices.report(seat, uuid, 3)
        with django_assert_num_queries(1):
            devices.report(seat, uuid, 3)
        with django_assert_num_queries(2):
            devices.report(seat, uuid, 2)
        clock.shift(timedelta(seconds=16))
        with django_assert_num_queries(2):
            devices.report(seat, uuid, 2)
        assert list(Device.objects.values_list("table", "uuid", "unsent", "seen_at", "is_host")) == [
            (seat.table_id, uuid, 2, timezone.now(), False)
        ]


@pytest.mark.parametrize(("said", "kept"), [(-5, 0), (0, 0), (999, 999), (10**12, 999)])
def test_number_that_cannot_be_is_brought_within_bounds(seat, said, kept):
    devices.report(seat, uuid4(), said)
    assert Device.objects.get().unsent == kept


def test_host_stays_host_when_the_same_device_opens_the_page_of_participants(table, seat):
    uuid = uuid4()
    devices.report(tables.seat(table.host_code), uuid, 0)
    devices.report(seat, uuid, 1)
    assert list(Device.objects.values_list("is_host", "unsent")) == [(True, 1)]


def test_flood_of_new_devices_is_let_go_by(seat, monkeypatch):
    monkeypatch.setattr(limits.devices, "clock", lambda: 0.0)
    limits.devices.left.clear()
    for _ in range(70):
        devices.report(seat, uuid4(), 1)
    assert Device.objects.count() == 60
    known = Device.objects.first()
    devices.report(seat, known.uuid, 9)
    assert Device.objects.get(pk=known.pk).unsent == 9


def test_overview_tells_what_every_table_wrote_and_holds(meeting, table, other_table, say, django_assert_num_queries):
    say("Koffie")
    say("Thee", approved=False)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        devices.report(tables.seat(table.code), uuid4(), 2)
        devices.report(tables.seat(table.code), uuid4(), 1)
        meeting.refresh_from_db()
        _ = meeting.state
        with django_assert_num_queries(3):
            first, second = devices.overview(meeting)
        assert (first.table, first.counts.stored, first.counts.unsent, first.counts.written) == (table, 2, 3, 5)
        assert (first.heard_at, first.is_silent, first.is_green) == (timezone.now(), False, False)
        assert (second.counts, second.heard_at, second.is_green) == (devices.Counts(0, 0), None, False)
        Device.objects.update(unsent=0)
        assert devices.overview(meeting)[0].is_green is True
        clock.shift(timedelta(minutes=6))
        assert devices.overview(meeting)[0].is_silent is True


def test_table_that_its_host_closed_is_not_called_silent(meeting, table):
    type(table).objects.update(closed_at=timezone.now())
    assert [state.is_green for state in devices.overview(meeting)] == [True]


def test_nobody_is_called_silent_outside_the_evening(meeting, table):
    proceedings.enter(meeting, "closed")
    meeting.proceedings.refresh_from_db()
    assert [state.is_green for state in devices.overview(meeting)] == [True]


def test_stand_stores_the_number_and_tells_where_the_meeting_is(visitor, meeting, address, say):
    say("Koffie")
    proceedings.announce(meeting, "Pauze <tot> acht uur")
    visitor.get(address.removesuffix("/stand"))
    answer = visitor.post(address, {"unsent": "4"})
    told = answer.json()
    assert (told["written"], told["stored"]) == (5, 1)
    assert "Pauze &lt;tot&gt; acht uur" in told["standing"]
    assert "Koffie" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(Device.objects.values_list("uuid", "unsent")) == [(devices.UUID(visitor.cookies["device"].value), 4)]


@pytest.mark.parametrize("unsent", ["", "-1", "x", "\x00", "٣", "1" * 5000])
def test_nonsense_is_no_note_at_all(visitor, address, unsent):
    assert visitor.post(address, {"unsent": unsent}).status_code == 200
    assert Device.objects.get().unsent == 0


def test_stand_of_an_unknown_or_revoked_code_gets_json(visitor, address, table):
    answer = Client().post("/doe-mee/ZZZZZZ/stand")
    assert (answer.status_code, list(answer.json())) == (404, ["error"])
    tables.revoke(table)
    assert visitor.post(address).status_code == 410
    assert visitor.get(address).status_code == 405


def test_stand_costs_no_more_queries_with_more_notes(visitor, address, say, django_assert_max_num_queries):
    for number in (1, 3):
        for one in range(number):
            say(f"Koffie {one}")
        visitor.post(address)
        with django_assert_max_num_queries(7):
            visitor.post(address)
