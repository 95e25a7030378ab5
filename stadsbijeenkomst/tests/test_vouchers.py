"""The Inbrengbon: one's own words and what became of them, and nobody else's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from coalitions import follow_up
from stadsbijeenkomst import limits, moderation, notes, proceedings, retention, vouchers
from stadsbijeenkomst.models import Group, Note, Question, ReportPage, Voucher

PHONE = uuid4()
pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(say):
    """Say something on my own phone."""
    return lambda text, **options: say(text, device=PHONE, **options)


@pytest.fixture
def read(meeting):
    return lambda: vouchers.read(vouchers.give(meeting.pk, PHONE))


@pytest.fixture
def address(meeting):
    return lambda: f"/inbrengbon/{vouchers.give(meeting.pk, PHONE)}"


def together(meeting, title, *members, question=Question.GOOD) -> Group:
    group = Group.objects.create(meeting=meeting, question=question, title=title)
    Note.objects.filter(pk__in=[note.pk for note in members]).update(group=group)
    return group


def test_device_has_one_code_for_a_meeting(meeting):
    assert vouchers.give(meeting.pk, PHONE) == vouchers.give(meeting.pk, PHONE)
    assert vouchers.give(meeting.pk, uuid4()) != vouchers.give(meeting.pk, PHONE)
    assert Voucher.objects.count() == 2


@pytest.mark.parametrize("code", ["", "ZZZZZZ", "ZZZZZZZZZZ", "ZZZZZZZZZZZZZZ", "\x00", "x" * 5000])
def test_wrong_code_opens_nothing(meeting, code):
    with pytest.raises(vouchers.NoSuchVoucher):
        vouchers.read(code)


def test_each_own_note_tells_where_it_stands(mine, say, read, seat):
    mine("Wacht", approved=False)
    mine("Te zien")
    for verb in (moderation.hide, moderation.mark_sensitive):
        note = mine(verb.__name__)
        verb(note.pk, note.changed_at)
    Note.objects.filter(pk=mine("Mijn woorden").pk).update(redaction="Neutraal", sensitive=True)
    notes.withdraw(seat, PHONE, mine("Weg").client_uuid)
    say("Van iemand anders")
    kept = read()
    assert [(note.text, str(note.state)) for note in kept.notes] == [
        ("Wacht", "opgeslagen, wacht op de moderator"),
        ("Te zien", "op het bord"),
        ("hide", "opgeslagen, niet zichtbaar voor anderen"),
        ("mark_sensitive", "opgeslagen, niet zichtbaar voor anderen"),
        ("Mijn woorden", "te zien in een neutrale regel, zonder uw eigen woorden"),
    ]
    assert kept.withdrawn == 1


def test_topic_is_told_when_more_than_one_note_of_it_is_on_display(meeting, mine, say, read):
    own, other = mine("Koffie"), say("Thee")
    together(meeting, "Samen drinken", own, other)
    assert read().notes[0].topic == "Samen drinken"
    Note.objects.filter(pk=other.pk).update(status="hidden")
    assert read().notes[0].topic == ""
    Note.objects.filter(pk=other.pk).update(status="approved")
    Note.objects.filter(pk=own.pk).update(status="hidden")
    assert read().notes[0].topic == ""


def test_action_is_told_with_who_and_when(meeting, mine, say, read, visitor, address):
    group = together(meeting, "Soep", mine("Buurtsoep", question=Question.ACTION), question=Question.ACTION)
    group.action = follow_up.propose(
        title="Elke week soep", first_step="Een pan zoeken", due_on=date(2027, 3, 1), owner="Het buurthuis"
    )
    group.save()
    kept = read()
    assert [value for _word, value in kept.notes[0].action.facts] == [
        "Een pan zoeken",
        "Het buurthuis",
        "voorgesteld",
        "1 maart 2027",
    ]
    assert kept.next_on == date(2027, 3, 1)
    page = visitor.get(address()).text
    assert [word in page for word in ("Elke week soep", "Het buurthuis", "voorgesteld")] == [True] * 3


def test_page_shows_no_word_of_others(meeting, mine, say, visitor, address):
    own, other, hidden = mine("Mijn koffie"), say("Andermans thee"), say("Geheim", approved=False)
    together(meeting, "Drinken", own, other, hidden)
    say("Op mijn tafel", device=uuid4())
    answer = visitor.get(address())
    words = ("Mijn koffie", "Drinken", "Andermans thee", "Geheim", "Op mijn tafel")
    assert [word in answer.text for word in words] == [True, True, False, False, False]
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert not answer.cookies


def test_page_costs_the_same_with_one_and_with_three_notes(meeting, mine, queries, address, django_assert_num_queries):
    group = together(meeting, "Drinken", mine("Koffie"))
    one = queries(address())
    Note.objects.filter(pk__in=[mine("Thee").pk, mine("Soep").pk]).update(group=group)
    assert queries(address()) == one
    code = vouchers.give(meeting.pk, PHONE)
    with django_assert_num_queries(5):
        vouchers.read(code)


def test_report_is_linked_when_it_is_public(meeting, mine, visitor, address):
    mine("Koffie")
    page = meeting.add_child(instance=ReportPage(title="Verslag", slug="verslag", live=False))
    assert page.url not in visitor.get(address()).text
    page.live = True
    page.save()
    assert f'href="{page.url}"' in visitor.get(address()).text


def test_after_retention_it_says_so(meeting, mine, visitor, address):
    mine("Koffie")
    code = address()
    proceedings.publish_report(meeting)
    with time_machine.travel(meeting.ends_at + timedelta(days=100)):
        assert retention.delete_expired() == 1
        answer = visitor.get(code)
    assert answer.status_code == 200
    assert "gewist, omdat we die niet langer bewaren" in answer.text
    assert "Koffie" not in answer.text


def test_erased_device_has_no_inbrengbon_any_more(mine, visitor, address):
    mine("Koffie")
    code = address()
    call_command("erase", code.rpartition("/")[2])
    assert visitor.get(code).status_code == 404


def test_code_is_asked_for_and_read_as_people_type_it(meeting, visitor):
    code = vouchers.give(meeting.pk, PHONE)
    assert visitor.get("/inbrengbon/").status_code == 200
    typed = f" {code[:5].lower()} {code[5:10]}-{code[10:]}"
    assert visitor.get("/inbrengbon/", {"code": typed}).headers["Location"] == f"/inbrengbon/{code}"
    assert visitor.get(f"/inbrengbon/{code.lower()}").headers["Location"] == f"/inbrengbon/{code}"
    for wrong in ("", "ZZZZZZ", "x" * 5000):
        answer = visitor.get("/inbrengbon/", {"code": wrong})
        assert (answer.status_code, 'id="id_code_error"' in answer.text) == (404, True)


def test_wrong_codes_are_slowed_down_and_a_right_one_is_not(mine, visitor, address, monkeypatch):
    monkeypatch.setattr(limits, "vouchers", limits.Bucket("vouchers", size=3, per_second=0.001))
    mine("Koffie")
    answers = [visitor.get("/inbrengbon/ZZZZZZZZZZZZZZ").status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert visitor.get(address()).status_code == 200


def test_phone_keeps_its_inbrengbon_from_the_page_with_its_own_notes(table):
    phone, other = Client(), Client()
    place = f"/doe-mee/{table.code}"
    assert phone.get(place).status_code == 200
    assert phone.post(f"{place}/mijn/bon").headers["Location"] == f"{place}/mijn"
    phone.post(f"{place}/versturen", {"good-1-uuid": str(uuid4()), "good-1-text": "Koffie"})
    assert f'action="{place}/mijn/bon"' in phone.get(f"{place}/mijn").text
    answer = phone.post(f"{place}/mijn/bon")
    assert answer.status_code == 303
    assert "Koffie" in other.get(answer.headers["Location"]).text
    assert phone.post(f"{place}/mijn/bon").headers["Location"] == answer.headers["Location"]
    assert phone.get(f"{place}/mijn/bon").status_code == 405
