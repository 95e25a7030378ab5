from datetime import timedelta

import pytest
import time_machine

from stadsbijeenkomst import codes, proceedings, tables


def test_code_gives_a_seat_with_one_query(table, django_assert_num_queries):
    with django_assert_num_queries(1):
        seat = tables.seat(f" {table.code[:3].lower()}-{table.code[3:].lower()}")
    assert seat == tables.Seat(table.pk, table.meeting_id, moderated=True)


def test_seat_of_a_meeting_without_proceedings_is_moderated_and_open(meeting, table):
    meeting.proceedings.delete()
    assert tables.seat(table.code) == tables.Seat(table.pk, meeting.pk, moderated=True)


def test_seat_follows_the_proceedings(meeting, table):
    proceedings.moderate(meeting, False)
    ended_at = proceedings.enter(meeting, "closed").collecting_ended_at
    assert tables.seat(table.code) == tables.Seat(table.pk, meeting.pk, moderated=False, closed_at=ended_at)


def test_code_of_the_host_gives_the_seat_of_the_host(meeting, table):
    assert tables.seat(table.host_code) == tables.Seat(table.pk, meeting.pk, moderated=True, is_host=True)


@pytest.mark.parametrize("code", ["", "ZZZZZZ", "nonsense", "\x00"])
def test_unknown_code_gives_no_seat(table, code):
    with pytest.raises(tables.CodeRefused):
        tables.seat(code)


def test_code_works_until_two_days_after_the_meeting(meeting, table):
    with time_machine.travel(meeting.ends_at + timedelta(hours=47), tick=False):
        assert tables.seat(table.code).table_id == table.pk
    with time_machine.travel(meeting.ends_at + timedelta(hours=49), tick=False), pytest.raises(tables.CodeExpired):
        tables.seat(table.code)


def test_revoked_code_gives_no_seat_and_a_new_one_does(table):
    old = table.code
    tables.revoke(table)
    with pytest.raises(tables.CodeRevoked):
        tables.seat(old)
    new = tables.renew(table)
    assert tables.seat(new).table_id == table.pk
    with pytest.raises(tables.CodeRefused):
        tables.seat(old)


def test_added_tables_are_numbered_and_have_codes_of_their_own(meeting, wijk):
    first, second = tables.add(meeting, wijk), tables.add(meeting, topic="Vervoer")
    assert [(added.number, added.wijk, added.topic) for added in (first, second)] == [
        (1, wijk, ""),
        (2, None, "Vervoer"),
    ]
    assert codes.normalise(first.code) == first.code != second.code


def test_table_is_read_with_its_meeting_in_one_query(table, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = tables.at(tables.Seat(table.pk, table.meeting_id, moderated=True))
        assert (found.meeting.title, found.wijk.title, found.meeting.state.is_open) == (
            "Samen aan tafel",
            "Oeverwijk",
            True,
        )


def test_host_closes_the_table_and_opens_it_again(table):
    seat = tables.seat(table.host_code)
    tables.close(seat)
    table.refresh_from_db()
    first = table.closed_at
    tables.close(seat)
    table.refresh_from_db()
    assert first is not None
    assert table.closed_at == first
    tables.reopen(seat)
    table.refresh_from_db()
    assert table.closed_at is None


def test_participant_cannot_close_the_table(table):
    with pytest.raises(tables.HostOnly):
        tables.close(tables.seat(table.code))


def test_staff_sit_at_every_table_as_its_host(meeting, table, other_table):
    assert tables.hosting(meeting) == {1: tables.seat(table.host_code), 2: tables.seat(other_table.host_code)}
