"""What a table does when the writing is over, as its devices see it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stadsbijeenkomst import ballot, limits, moderation, plans, proceedings, tables
from stadsbijeenkomst.models import Note, Plan, Proceedings, Question, Vote
from stadsbijeenkomst.views.seats import COOKIE

SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def phone(visitor):
    visitor.cookies[COOKIE] = str(uuid4())
    return visitor


@pytest.fixture
def voting(meeting):
    proceedings.enter(meeting, Proceedings.Phase.PRIORITISE)


@pytest.fixture
def planning(meeting):
    proceedings.enter(meeting, Proceedings.Phase.ACTIONS)


def at(name, code):
    return reverse(f"stadsbijeenkomst:{name}", args=[code])


def ticked(answer) -> set[int]:
    return {int(tick["value"]) for tick in BeautifulSoup(answer.text, "html.parser").select("input[checked]")}


def test_choice_is_kept_shown_and_replaced(phone, voting, table, idea):
    groups = [idea(f"Plan {number}").pk for number in range(4)]
    here = at("vote", table.code)
    for chosen in (groups[:3], groups[1:], []):
        answer = phone.post(here, {"groups": chosen})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{here}?bewaard=1")
        assert ticked(phone.get(here)) == set(chosen)
    assert phone.get(here).headers["Cache-Control"] == "no-store"


def test_too_many_is_said_and_the_choice_stays(phone, voting, table, idea):
    groups = [idea(f"Plan {number}").pk for number in range(5)]
    answer = phone.post(at("vote", table.code), {"groups": groups})
    assert (answer.status_code, ticked(answer), Vote.objects.count()) == (422, set(groups), 0)
    assert "U koos er 2 te veel: u hebt 3 stemmen. Haal er 2 weg en bewaar opnieuw." in answer.text


@pytest.mark.parametrize("groups", [["x"], ["9" * 40], [""], [10**9], ["\x00"]])
def test_choice_that_is_not_on_the_list_is_refused(phone, voting, table, idea, groups):
    idea("Soep")
    assert phone.post(at("vote", table.code), {"groups": groups}).status_code == 422
    assert Vote.objects.count() == 0


def test_browser_without_cookies_has_no_vote(visitor, voting, table, idea):
    group = idea("Soep").pk
    answer = visitor.post(at("vote", table.code), {"groups": [group]})
    assert (answer.status_code, ticked(answer), Vote.objects.count()) == (403, {group}, 0)


def test_flood_of_votes_from_one_code_is_slowed_down(phone, voting, table, idea):
    group = idea("Soep").pk
    limits.votes.take(table.code, int(limits.votes.size))
    assert phone.post(at("vote", table.code), {"groups": [group]}).status_code == 429


@pytest.mark.parametrize(
    ("phase", "title"),
    [
        ("welcome", "nog niet begonnen"),
        ("collect", "nog niet begonnen"),
        ("group", "nog niet begonnen"),
        ("actions", "is voorbij"),
        ("closed", "is voorbij"),
    ],
)
def test_outside_the_voting_a_friendly_page_says_so(phone, meeting, table, idea, phase, title):
    group = idea("Soep").pk
    proceedings.enter(meeting, phase)
    here = at("vote", table.code)
    asked, sent = phone.get(here), phone.post(here, {"groups": [group]})
    assert [(answer.status_code, title in answer.text) for answer in (asked, sent)] == [(200, True), (409, True)]
    assert "Uw keuze is niet bewaard" in sent.text
    assert Vote.objects.count() == 0


def test_totals_are_told_when_the_voting_is_over_and_not_before(phone, meeting, voting, seat, table, idea):
    group = idea("Soep")
    # A number that no date or time on a page has.
    for _ in range(61):
        ballot.cast(seat, uuid4(), [group.pk])
    public = [at("vote", table.code), f"/stadsbijeenkomsten/{meeting.slug}/bord/", meeting.url]
    public += [
        f"/stadsbijeenkomsten/{meeting.pk}/wijzigingen?v=0",
        at("plans", table.host_code),
        at("own", table.code),
    ]
    assert [(address, "61" in clean(phone.get(address))) for address in public] == [(one, False) for one in public]
    proceedings.enter(meeting, "actions")
    assert "<td>61</td>" in phone.get(at("vote", table.code)).text


def clean(answer) -> str:
    """Return the text without what always differs: addresses, moments and numbers of rows."""
    return " ".join(BeautifulSoup(answer.text, "html.parser").select_one("main, body, div").text.split())


def test_ballot_costs_the_same_with_one_choice_and_with_three(phone, voting, table, idea):
    counts = []
    for _ in range(3):
        idea("Soep")
        phone.get(at("vote", table.code))
        with CaptureQueriesContext(connection) as captured:
            phone.get(at("vote", table.code))
        counts.append(len(captured))
    assert counts == [counts[0]] * 3


def filled(page, **words) -> dict:
    """Return what the form on a page sends when the fields that `words` names are filled in."""
    fields = BeautifulSoup(page.text, "html.parser").select("main form [name]")
    data = {field["name"]: field.get("value", "") for field in fields}
    return data | {name: words[part] for name in data for part in words if name.endswith(f"-{part}")}


def test_host_fills_in_a_part_and_later_the_rest(phone, planning, table, idea):
    idea("Soep")
    here = at("plans", table.host_code)
    page = phone.get(here)
    assert "nog niet compleet" in page.text
    phone.post(here, filled(page, who="Buurtteam"))
    assert (Plan.objects.get().who, plans.is_complete(Plan.objects.get())) == ("Buurtteam", False)
    answer = phone.post(here, filled(phone.get(here), first_step=" Bellen\r\n nu ", due_on=SOON.isoformat()))
    assert answer.headers["Location"] == f"{here}?bewaard=1"
    plan = Plan.objects.get()
    assert (plan.who, plan.first_step, plan.due_on) == ("Buurtteam", "Bellen nu", SOON)
    assert "nog niet compleet" not in phone.get(here).text


def test_participants_read_and_do_not_write(phone, planning, table, idea):
    note = idea("Soep").notes.get()
    plans.write(tables.seat(table.host_code), note.pk, None, who="Buurtteam", first_step="", due_on=None)
    page = phone.get(at("plans", table.code))
    assert ("Buurtteam" in page.text, "<form" in page.text.split("<main")[1].split("</main")[0]) == (True, False)
    answer = phone.post(at("plans", table.code), {f"{note.pk}-who": "De school"})
    assert (answer.status_code, Plan.objects.get().who) == (403, "Buurtteam")


@pytest.mark.parametrize("due_on", ["2020-01-01", "9999-12-31", "x", "31-02-2027"])
def test_date_that_cannot_be_is_said_and_the_rest_is_kept_on_the_page(phone, planning, table, idea, due_on):
    idea("Soep")
    here = at("plans", table.host_code)
    answer = phone.post(here, filled(phone.get(here), who="Buurtteam", due_on=due_on))
    assert (answer.status_code, "Buurtteam" in answer.text, Plan.objects.count()) == (422, True, 0)


def test_second_host_sees_the_other_plan_keeps_the_own_words_and_can_save_them(phone, planning, table, idea):
    idea("Soep")
    here = at("plans", table.host_code)
    first, second = phone.get(here), phone.get(here)
    phone.post(here, filled(first, who="Buurtteam"))
    answer = phone.post(here, filled(second, who="De school"))
    assert (answer.status_code, Plan.objects.get().who) == (422, "Buurtteam")
    assert ("Buurtteam" in answer.text, "De school" in answer.text) == (True, True)
    assert phone.post(here, filled(answer)).status_code == 303
    assert Plan.objects.get().who == "De school"


def test_host_who_touched_nothing_overwrites_nothing(phone, planning, table, idea):
    soup, bus = idea("Soep").notes.get(), idea("Bus").notes.get()
    here = at("plans", table.host_code)
    first, second = phone.get(here), phone.get(here)
    phone.post(here, filled(first) | {f"{soup.pk}-who": "Buurtteam"})
    assert phone.post(here, filled(second) | {f"{bus.pk}-who": "Vervoer"}).status_code == 303
    assert dict(Plan.objects.values_list("note", "who")) == {soup.pk: "Buurtteam", bus.pk: "Vervoer"}


@pytest.mark.parametrize("phase", ["welcome", "collect", "group", "prioritise"])
def test_actions_come_later(phone, meeting, table, idea, phase):
    idea("Soep")
    proceedings.enter(meeting, phase)
    here = at("plans", table.host_code)
    assert (phone.get(here).status_code, phone.post(here, {}).status_code) == (200, 409)
    assert "De acties komen later" in phone.get(here).text


def test_hidden_note_is_on_neither_page(phone, meeting, table, idea):
    group = idea("Geheim verhaal")
    note = group.notes.get()
    moderation.hide(note.pk, note.changed_at)
    for phase, name in (("prioritise", "vote"), ("actions", "vote"), ("actions", "plans")):
        proceedings.enter(meeting, phase)
        assert "Geheim" not in phone.get(at(name, table.host_code)).text


def test_code_that_is_wrong_or_revoked_opens_neither_page(phone, table):
    tables.revoke(table)
    assert [phone.get(at(name, table.code)).status_code for name in ("vote", "plans")] == [410, 410]
    assert [phone.get(at(name, "ZZZZZZ")).status_code for name in ("vote", "plans")] == [404, 404]


def test_plan_is_no_note(planning, table, idea, phone):
    """What stands in a plan is on no board: it is public when somebody makes an action of it."""
    note = idea("Soep").notes.get()
    plans.write(
        tables.seat(table.host_code), note.pk, None, who="Buurtteam Wit", first_step="", due_on=date(2026, 12, 1)
    )
    board = phone.get(f"/stadsbijeenkomsten/{table.meeting.slug}/bord/")
    assert ("Soep" in board.text, "Buurtteam Wit" in board.text) == (True, False)
    assert Note.objects.filter(question=Question.ACTION).count() == 1
