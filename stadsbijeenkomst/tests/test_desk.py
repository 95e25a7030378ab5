"""The control room of the programme lead."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stadsbijeenkomst import ballot, control_room, devices, proceedings, tables
from stadsbijeenkomst.models import Device, Proceedings, Table


@pytest.fixture
def at_desk(client, moderator):
    names = ["moderate_note", "change_proceedings", "change_table", "view_note"]
    moderator.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="stadsbijeenkomst", codename__in=names)
    )
    client.force_login(moderator)
    return client


@pytest.fixture
def place(meeting) -> str:
    return reverse("stadsbijeenkomst_desk", args=[meeting.pk])


@pytest.fixture
def heard(table, other_table):
    """Both tables have just been heard of, with nothing left to send."""
    for one in (table, other_table):
        devices.report(tables.seat(one.code), uuid4(), 0)


def state() -> Proceedings:
    return Proceedings.objects.get()


@pytest.mark.parametrize("phase", list(Proceedings.Phase))
def test_every_phase_is_one_button_away(at_desk, place, meeting, phase):
    answer = at_desk.post(place, {"phase": phase.value})
    assert answer.headers["Location"] == f"{place}#fase"
    assert state().phase == phase
    current = BeautifulSoup(at_desk.get(place).text, "html.parser").select("[aria-current=step]")
    assert [button["value"] for button in current] == [phase.value]


@pytest.mark.parametrize(("verb", "moderated"), [("show_at_once", False), ("moderate", True)])
def test_switch_changes_the_state(at_desk, place, meeting, verb, moderated):
    assert at_desk.post(place, {"verb": verb}).headers["Location"] == f"{place}#inbreng"
    assert state().moderated == moderated
    assert at_desk.get(place).status_code == 200


def test_clock_runs_for_the_minutes_of_a_button_or_others_and_stops(at_desk, place, meeting, time_machine):
    time_machine.move_to("2026-03-02T20:00:00+01:00", tick=False)
    ends = []
    for sent in ({"timer": 15}, {"set_timer": 1, "own": 42}, {"verb": "stop_timer"}):
        at_desk.post(place, sent)
        ends.append(state().timer_ends_at and state().timer_ends_at - timezone.now())
    assert ends == [timedelta(minutes=15), timedelta(minutes=42), None]


def test_announcement_is_made_and_taken_away(at_desk, place, meeting):
    at_desk.post(place, {"announce": 1, "sentence": " Koffie \n om negen\x00 uur "})
    assert state().announcement == "Koffie om negen uur"
    assert "Koffie om negen uur" in at_desk.get(place).text
    at_desk.post(place, {"verb": "silence"})
    assert state().announcement == ""


def test_rules_of_the_vote_change_until_somebody_votes(at_desk, place, meeting, seat, idea):
    rules = {"arrange_ballot": 1, "ballot": "action", "votes_each": 5, "votes_by": "table"}
    assert at_desk.post(place, rules).status_code == 302
    proceedings.enter(meeting, "prioritise")
    ballot.cast(seat, uuid4(), [idea("Soep").pk])
    answer = at_desk.post(place, rules | {"votes_each": 2})
    assert (answer.status_code, state().votes_each) == (422, 5)
    assert "Er is al gestemd" in answer.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"verb": "x"}, 400),
        ({}, 400),
        ({"phase": "x"}, 400),
        ({"timer": "7"}, 400),
        ({"revoke": "x"}, 400),
        ({"revoke": "99999999"}, 404),
        ({"set_timer": 1, "own": "999999999999"}, 422),
        ({"set_timer": 1, "own": ""}, 422),
        ({"announce": 1, "sentence": "\x00 "}, 422),
        ({"announce": 1, "sentence": "x" * 201}, 422),
        ({"arrange_ballot": 1, "ballot": "x", "votes_each": 0, "votes_by": "x"}, 422),
        ({"add_tables": 1, "after": 0, "amount": 0}, 422),
        ({"add_tables": 1, "after": 0, "amount": 1, "wijk": "x"}, 422),
        ({"add_per_wijk": 1, "per_wijk": 2}, 422),
    ],
)
def test_broken_form_is_refused_and_changes_nothing(at_desk, place, meeting, sent, status):
    before = Proceedings.objects.values().get()
    assert at_desk.post(place, sent).status_code == status
    assert Proceedings.objects.values().get() == before
    assert Table.objects.count() == 0


def test_tables_are_added_for_one_wijk_or_topic_and_for_all_wijken(at_desk, place, meeting, wijk, other_wijk):
    at_desk.post(place, {"add_tables": 1, "after": 0, "wijk": wijk.pk, "topic": "", "amount": 2})
    at_desk.post(place, {"add_tables": 1, "after": 2, "wijk": "", "topic": " Vervoer\x00 ", "amount": 1})
    at_desk.post(place, {"add_per_wijk": 1, "after": 3, "per_wijk": 2})
    assert list(Table.objects.order_by("number").values_list("number", "wijk__title", "topic")) == [
        (1, "Oeverwijk", ""),
        (2, "Oeverwijk", ""),
        (3, None, "Vervoer"),
        (4, "Molenwijk", ""),
        (5, "Molenwijk", ""),
        (6, "Oeverwijk", ""),
        (7, "Oeverwijk", ""),
    ]


def test_tables_are_added_once_when_the_button_is_pressed_twice(at_desk, place, meeting, wijk):
    sent = {"add_per_wijk": 1, "after": 0, "per_wijk": 1}
    at_desk.post(place, sent)
    assert "Er zijn intussen tafels bij gekomen" in at_desk.post(place, sent, follow=True).text
    assert Table.objects.count() == 1


def test_codes_change_after_a_question(at_desk, place, table):
    codes = (table.code, table.host_code)
    page = at_desk.get(place).text
    assert [control_room.spaced(code) in page for code in codes] == [True, True]
    for verb in ("revoke", "renew"):
        asked = at_desk.post(place, {verb: table.pk})
        assert (asked.status_code, 'name="sure"' in asked.text) == (200, True)
    table.refresh_from_db()
    assert (table.code, table.host_code, table.revoked_at) == (*codes, None)
    at_desk.post(place, {"revoke": table.pk, "sure": 1})
    assert control_room.spaced(table.host_code) not in at_desk.get(place).text
    at_desk.post(place, {"renew": table.pk, "sure": 1})
    table.refresh_from_db()
    assert table.revoked_at is None
    assert table.code != codes[0]
    assert table.host_code != codes[1]


def test_table_of_another_meeting_is_not_touched(at_desk, meeting, table):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    answer = at_desk.post(reverse("stadsbijeenkomst_desk", args=[other.pk]), {"revoke": table.pk, "sure": 1})
    assert answer.status_code == 404
    assert Table.objects.get().revoked_at is None


@pytest.mark.parametrize(("phase", "asks"), [("welcome", False), ("group", True), ("closed", True)])
def test_leaving_the_collecting_asks_while_a_table_still_has_notes(
    at_desk, place, meeting, table, other_table, heard, phase, asks
):
    devices.report(tables.seat(table.code), uuid4(), 2)
    answer = at_desk.post(place, {"phase": phase})
    assert (answer.status_code == 200) == asks
    assert (state().phase == phase) != asks
    if asks:
        assert "Tafel 1 · Oeverwijk" in answer.text
        assert "Tafel 2" not in answer.text
        assert at_desk.post(place, {"phase": phase, "sure": 1}).status_code == 302
        assert state().phase == phase


def test_closing_asks_for_a_silent_table_that_is_not_ready(at_desk, place, meeting, table, other_table, heard):
    proceedings.enter(meeting, "actions")
    Device.objects.filter(table=table).update(seen_at=timezone.now() - timedelta(hours=1))
    assert "Tafel 1 · Oeverwijk" in at_desk.post(place, {"phase": "closed"}).text
    tables.close(tables.seat(table.host_code))
    assert at_desk.post(place, {"phase": "closed"}).status_code == 302
    assert state().is_closed


def test_how_a_table_is_doing_stands_in_words(meeting, table, other_table, say, time_machine):
    time_machine.move_to("2026-03-02T21:04:00+01:00", tick=False)
    for word in ("Koffie", "Thee"):
        say(word)
    devices.report(tables.seat(table.code), uuid4(), 1)
    shown = {seating.table.number: (seating.tone, seating.words) for seating in control_room.seatings(meeting)}
    assert shown == {
        1: ("wait", ("3 geschreven · 2 opgeslagen", "1 nog op een apparaat")),
        2: ("wait", ("nog niets gehoord",)),
    }
    Device.objects.update(unsent=0)
    time_machine.move_to("2026-03-02T21:30:00+01:00", tick=False)
    tables.close(tables.seat(other_table.host_code))
    shown = {seating.table.number: (seating.tone, seating.words) for seating in control_room.seatings(meeting)}
    assert shown == {
        1: ("wait", ("2 geschreven · 2 opgeslagen", "niets gehoord sinds 21.04")),
        2: ("off", ("nog niets gehoord", "klaar, zegt de tafelhost")),
    }


def test_room_costs_the_same_with_one_table_and_with_forty(at_desk, place, meeting, table, say, wijk):
    counts = []
    for amount in (0, 39):
        tables.furnish(meeting, [(wijk, "")] * amount)
        for one in Table.objects.all():
            devices.report(tables.seat(one.code), uuid4(), 1)
        for address in (place, reverse("stadsbijeenkomst_desk_now", args=[meeting.pk])):
            at_desk.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert at_desk.get(address).status_code == 200
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


def test_parts_that_refresh_are_those_of_the_room(at_desk, place, meeting, table, other_table, say):
    say("Koffie", approved=False)
    found = []
    for address in (place, reverse("stadsbijeenkomst_desk_now", args=[meeting.pk])):
        page = BeautifulSoup(at_desk.get(address).text, "html.parser")
        found.append({part["data-part"]: " ".join(part.text.split()) for part in page.select("[data-part]")})
    assert found[0] == found[1]
    assert {"steps", "clock", "said", "notes", "voters", "summary", f"table-{table.pk}"} <= set(found[0])


def test_desk_is_for_who_leads(client, editor, meeting, table):
    client.force_login(editor)
    for name in ("desk", "desk_now", "cards"):
        address = reverse(f"stadsbijeenkomst_{name}", args=[meeting.pk])
        assert (client.get(address).status_code, client.post(address, {"phase": "closed"}).status_code) in {
            (302, 302),
            (302, 405),
        }
    assert state().phase == "collect"


def test_meeting_that_is_not_there_is_not_found(at_desk):
    assert [
        at_desk.get(reverse(f"stadsbijeenkomst_{name}", args=[10**25])).status_code
        for name in ("desk", "desk_now", "cards")
    ] == [404, 404, 404]
