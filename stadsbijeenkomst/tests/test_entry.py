import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadsbijeenkomst import limits, moderation, notes, proceedings, tables, wording
from stadsbijeenkomst.models import Note


def numbers(page) -> dict[str, str]:
    """The hidden numbers on the form, by row."""
    return dict(re.findall(r'name="(\w+-\d)-uuid" value="([0-9a-f-]{36})"', page.text))


def filled(page, **texts) -> dict[str, str]:
    """What a browser sends: `filled(page, good_1="Koffie")`."""
    rows = numbers(page)
    sent = {f"{row}-uuid": number for row, number in rows.items()} | {f"{row}-text": "" for row in rows}
    return sent | {f"{row.replace('_', '-')}-text": text for row, text in texts.items()}


def seen(answer) -> str:
    return re.search(r'name="seen" value="([^"]+)"', answer.text)[1]


@pytest.fixture
def address(table) -> str:
    return f"/doe-mee/{table.code}"


def test_join_asks_for_the_code(db, visitor):
    page = visitor.get("/doe-mee/")
    assert page.status_code == 200
    assert 'name="code"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert not page.cookies


def test_typed_code_leads_to_the_table(visitor, address, table):
    typed = f"{table.code[:3].lower()} {table.code[3:].lower()}"
    assert visitor.get("/doe-mee/", {"code": typed}).headers["Location"] == address
    assert visitor.get(f"/doe-mee/{table.code.lower()}").headers["Location"] == address


@pytest.mark.parametrize("typed", ["", "12", "ZZZZ0Z", "x" * 5000, "é" * 6])
def test_code_that_cannot_be_one_is_refused_beside_the_field(db, visitor, typed):
    page = visitor.get("/doe-mee/", {"code": typed})
    assert page.status_code == 404
    assert 'id="id_code_error"' in page.text


@pytest.mark.parametrize("code", ["ZZZZZZ", "nonsense", "a" * 500, "<script>"])
def test_unknown_code_gets_the_form_to_type_another(db, visitor, code):
    page = visitor.get(f"/doe-mee/{code}")
    assert page.status_code == 404
    assert 'name="code"' in page.text


def test_sheet_gives_every_row_its_own_number_and_the_device_a_cookie_for_this_path_only(visitor, address):
    page = visitor.get(address)
    assert len(set(numbers(page).values())) == 6
    cookie = page.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/doe-mee/", True, "Lax")
    assert list(page.cookies) == ["device"]
    assert "csrfmiddlewaretoken" not in page.text
    assert "no-store" not in page.headers["Cache-Control"]
    assert "private" in page.headers["Cache-Control"]


def test_notes_are_stored_and_shown_to_their_device(visitor, address):
    sent = filled(visitor.get(address), good_1="Koffie", improve_2="Meer bankjes", action_1="Buurtsoep")
    answer = visitor.post(f"{address}/versturen", sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}/mijn?opgeslagen=3")
    page = visitor.get(answer.headers["Location"])
    assert [text in page.text for text in ("Koffie", "Meer bankjes", "Buurtsoep")] == [True] * 3
    assert page.headers["Cache-Control"] == "no-store"
    assert sorted(Note.objects.values_list("question", "text")) == [
        ("action", "Buurtsoep"),
        ("good", "Koffie"),
        ("improve", "Meer bankjes"),
    ]
    assert "Koffie" not in Client().get(f"{address}/mijn").text


def test_sheet_that_was_sent_is_not_an_address_to_read(visitor, address):
    assert visitor.get(f"{address}/versturen").headers["Location"] == address
    assert visitor.post(address, {}).status_code == 405


def test_same_form_twice_stores_once(visitor, address):
    sent = filled(visitor.get(address), good_1="Koffie")
    assert [visitor.post(f"{address}/versturen", sent).status_code for _ in range(2)] == [303, 303]
    assert Note.objects.count() == 1


def test_form_of_yesterday_still_works(visitor, address, meeting):
    sent = filled(visitor.get(address), good_1="Koffie")
    with time_machine.travel(meeting.ends_at + timedelta(days=1)):
        assert visitor.post(f"{address}/versturen", sent).status_code == 303


def test_form_works_without_a_cookie(address):
    sent = filled(Client().get(address), good_1="Koffie")
    assert [Client().post(f"{address}/versturen", sent).status_code for _ in range(2)] == [303, 303]
    assert Note.objects.count() == 1


def test_right_notes_are_kept_and_only_the_wrong_one_is_shown_again(visitor, address):
    long = "x" * 1001
    page = visitor.get(address)
    sent = filled(page, good_1="Koffie", improve_1=long, action_1="Soep")
    answer = visitor.post(f"{address}/versturen", sent)
    assert answer.status_code == 422
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == ["Koffie", "Soep"]
    assert numbers(answer) == {"improve-1": numbers(page)["improve-1"]}
    assert long in answer.text
    assert 'id="id_improve-1-text_error"' in answer.text
    assert 'href="#id_improve-1-text"' in answer.text
    again = visitor.post(f"{address}/versturen", filled(answer, improve_1="Korter"))
    assert again.headers["Location"] == f"{address}/mijn?opgeslagen=1"
    assert Note.objects.count() == 3


def test_empty_form_is_refused_with_a_sentence(visitor, address):
    answer = visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1=" \x00 \n"))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert Note.objects.count() == 0


@pytest.mark.parametrize("number", ["", "nonsense", "\x00", "1" * 5000])
def test_broken_number_costs_no_word(visitor, address, number):
    answer = visitor.post(f"{address}/versturen", {"good-1-uuid": number, "good-1-text": "Koffie"})
    assert answer.status_code == 422
    assert "Koffie" in answer.text
    assert visitor.post(f"{address}/versturen", filled(answer, good_1="Koffie")).status_code == 303
    assert Note.objects.count() == 1


def test_script_in_a_note_is_shown_as_text(visitor, address):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="<script>alert(1)</script>"))
    page = visitor.get(f"{address}/mijn")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_megabyte_gets_a_clear_page(visitor, address):
    answer = visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="x" * 1024 * 1024))
    assert answer.status_code == 413
    assert Note.objects.count() == 0


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"good-1-text=%ff%fe&good-1-uuid=%00", b"&&&===", b""])
def test_broken_body_gets_a_clear_page(visitor, address, body):
    answer = visitor.generic("POST", f"{address}/versturen", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


def test_withdrawn_note_sent_again_is_refused_once_and_then_new(visitor, address):
    sent = filled(visitor.get(address), good_1="Koffie")
    visitor.post(f"{address}/versturen", sent)
    note = Note.objects.get()
    visitor.post(f"{address}/mijn/{note.client_uuid}", {"verb": "withdraw"})
    answer = visitor.post(f"{address}/versturen", sent)
    assert answer.status_code == 422
    assert numbers(answer)["good-1"] != sent["good-1-uuid"]
    visitor.post(f"{address}/versturen", filled(answer, good_1="Koffie"))
    assert sorted(Note.objects.values_list("text", "status")) == [("", "withdrawn"), ("Koffie", "pending")]


def test_own_note_is_changed(visitor, address):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    place = f"{address}/mijn/{Note.objects.get().client_uuid}"
    assert "Koffie" in visitor.get(place).text
    sent = {"verb": "save", "seen": seen(visitor.get(place)), "question": "improve", "text": "Thee"}
    assert visitor.post(place, sent).status_code == 302
    assert list(Note.objects.values_list("question", "text")) == [("improve", "Thee")]
    wrong = visitor.post(place, sent | {"question": "nonsense", "text": ""})
    assert (wrong.status_code, list(Note.objects.values_list("text", flat=True))) == (422, ["Thee"])


def test_change_that_the_host_was_before_is_told_and_can_be_sent_again(visitor, address, table):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Kofie"))
    note = Note.objects.get()
    place = f"{address}/mijn/{note.client_uuid}"
    sent = {"verb": "save", "question": "good", "text": "Koffie met koek", "seen": seen(visitor.get(place))}
    notes.change(tables.seat(table.host_code), uuid4(), note.client_uuid, "good", "Koffie", seen=note.changed_at)
    refused = visitor.post(place, sent)
    assert (refused.status_code, Note.objects.get().text) == (409, "Koffie")
    assert "Koffie met koek" in refused.text
    assert visitor.post(place, sent | {"seen": seen(refused)}).status_code == 302
    assert Note.objects.get().text == "Koffie met koek"


def test_change_without_the_moment_it_was_seen_needs_one_more_press(visitor, address):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    place = f"{address}/mijn/{Note.objects.get().client_uuid}"
    sent = {"verb": "save", "question": "good", "text": "Thee"}
    again = visitor.post(place, sent)
    assert (again.status_code, Note.objects.get().text) == (422, "Koffie")
    assert visitor.post(place, sent | {"seen": seen(again)}).status_code == 302
    assert Note.objects.get().text == "Thee"


def test_note_of_another_device_can_be_neither_seen_nor_changed(visitor, address):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    place = f"{address}/mijn/{Note.objects.get().client_uuid}"
    other = Client()
    other.get(address)
    assert [other.get(place).status_code, other.post(place, {"verb": "withdraw"}).status_code] == [404, 404]
    assert Note.objects.get().text == "Koffie"


def test_other_device_that_sends_the_number_with_other_words_writes_its_own_note(visitor, address):
    sent = filled(visitor.get(address), good_1="Koffie")
    visitor.post(f"{address}/versturen", sent)
    answer = Client().post(f"{address}/versturen", sent | {"good-1-text": "Thee"})
    assert (answer.status_code, Note.objects.get().text) == (422, "Koffie")
    assert numbers(answer)["good-1"] != sent["good-1-uuid"]


def test_too_many_at_once_are_refused_with_their_text(visitor, address, table, monkeypatch):
    monkeypatch.setattr(limits.notes, "clock", lambda: 0.0)
    assert limits.notes.take(table.code, 120) is True
    assert visitor.post(f"{address}/inbreng", {}).status_code == 429
    answer = visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Koffie" in answer.text


@pytest.mark.parametrize("reason", ["expired", "revoked"])
def test_code_that_no_longer_works_gives_the_text_back(visitor, address, meeting, table, reason):
    sent = filled(visitor.get(address), good_1="Koffie")
    if reason == "revoked":
        tables.revoke(table)
    later = meeting.ends_at + timedelta(days=3 if reason == "expired" else 0)
    with time_machine.travel(later):
        answer = visitor.post(f"{address}/versturen", sent)
    assert answer.status_code == 410
    assert "Koffie" in answer.text
    assert Note.objects.count() == 0


def test_state_of_a_note_is_told_to_its_writer(visitor, address, meeting):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    before = visitor.get(f"{address}/mijn").text
    note = Note.objects.get()
    moderation.approve(note.pk, note.changed_at)
    assert visitor.get(f"{address}/mijn").text != before


def test_closed_meeting_still_takes_notes(visitor, address, meeting):
    proceedings.enter(meeting, "closed")
    assert visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie")).status_code == 303
    assert Note.objects.get().late is True


@pytest.mark.parametrize(("age", "late"), [("1200", False), ("30", True), ("", True), ("-9", True), ("nan", True)])
def test_note_that_waited_on_the_device_is_as_old_as_it_says(visitor, address, meeting, age, late):
    page = visitor.get(address)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        proceedings.enter(meeting, "group")
        clock.shift(timedelta(minutes=10))
        sent = {"uuid": uuid4(), "question": "good", "text": "Koffie", "age": age}
        assert visitor.post(f"{address}/inbreng", sent).status_code == 201
        visitor.post(f"{address}/versturen", filled(page, good_1="Thee") | {"good-1-age": age})
    assert list(Note.objects.values_list("late", flat=True)) == [late, late]


@pytest.mark.parametrize("age", ["1e400", "inf", "9" * 5000, "x", "\x00"])
def test_age_that_cannot_be_costs_no_word(visitor, address, age):
    sent = {"uuid": uuid4(), "question": "good", "text": "Koffie", "age": age}
    assert visitor.post(f"{address}/inbreng", sent).status_code == 201


def test_queries_do_not_grow_with_notes(visitor, address, queries):
    visitor.get(address)
    counts = []
    for more in (1, 2):
        for number in range(more):
            visitor.post(f"{address}/inbreng", {"uuid": uuid4(), "question": "good", "text": f"Koffie {number}"})
        counts.append([queries(address), queries(f"{address}/mijn")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def test_script_sends_one_note_with_five_statements(visitor, address, django_assert_max_num_queries):
    sent = {"uuid": str(uuid4()), "question": "action", "text": "Soep", "first": "1"}
    visitor.get(address)
    with django_assert_max_num_queries(6):
        first = visitor.post(f"{address}/inbreng", sent)
    again, changed, late = (
        visitor.post(f"{address}/inbreng", sent),
        visitor.post(f"{address}/inbreng", sent | {"text": "Ui", "first": ""}),
        visitor.post(f"{address}/inbreng", sent),
    )
    assert [(answer.status_code, answer.json()["outcome"]) for answer in (first, again, changed, late)] == [
        (201, "stored"),
        (200, "unchanged"),
        (200, "changed"),
        (200, "unchanged"),
    ]
    assert Note.objects.get().text == "Ui"
    assert Client().post(f"{address}/inbreng", sent).status_code == 403


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"uuid": "x", "question": "good", "text": "a"}, 400),
        ({"uuid": str(uuid4()), "question": "nonsense", "text": "a"}, 400),
        ({"uuid": str(uuid4()), "question": "good", "text": "\x00"}, 400),
        ({"uuid": str(uuid4()), "question": "good", "text": "x" * 1001}, 400),
        ({"uuid": str(uuid4()), "question": "good", "text": "x" * 1024 * 1024}, 413),
    ],
)
def test_script_is_told_what_is_wrong(visitor, address, sent, status):
    assert visitor.post(f"{address}/inbreng", sent).status_code == status
    assert Note.objects.count() == 0


def test_script_with_an_unknown_code_gets_json(db, visitor):
    answer = visitor.post("/doe-mee/ZZZZZZ/inbreng", {})
    assert (answer.status_code, list(answer.json())) == (404, ["error"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=1100))
def test_any_text_is_stored_as_sent_or_refused_with_a_sentence(visitor, address, text):
    limits.notes.left.clear()
    number = uuid4()
    answer = visitor.post(f"{address}/versturen", {"good-1-uuid": number, "good-1-text": text})
    kept = wording.normalise(text)
    if kept and len(kept) <= 1000:
        assert answer.status_code == 303
        assert Note.objects.get(client_uuid=number).text == kept
    else:
        assert answer.status_code == 422
        assert not Note.objects.filter(client_uuid=number).exists()


def test_page_tells_the_phase_the_time_and_what_to_do_now(visitor, address, meeting):
    assert f'href="{address}' not in standing(visitor, address)
    proceedings.announce(meeting, "Pauze <tot> acht uur")
    proceedings.set_timer(meeting, timezone.now() + timedelta(minutes=5))
    assert "Pauze &lt;tot&gt; acht uur" in standing(visitor, address)
    assert "data-timer" in standing(visitor, address)
    proceedings.enter(meeting, "prioritise")
    assert f'href="{address}/stemmen"' in standing(visitor, address)
    proceedings.enter(meeting, "actions")
    assert f'href="{address}/acties"' in standing(visitor, address)
    proceedings.enter(meeting, "closed")
    assert f'href="{address}' not in standing(visitor, address)


def standing(visitor, address) -> str:
    """What the page and the answer to a device say of the meeting: one and the same."""
    told = visitor.post(f"{address}/stand").json()["standing"].strip()
    assert " ".join(told.split()) in " ".join(visitor.get(address).text.split())
    return told


def test_wiped_device_has_no_notes_any_more(visitor, address):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    before = visitor.cookies["device"].value
    assert "Koffie" in visitor.get(f"{address}/mijn").text
    answer = visitor.post(f"{address}/wissen")
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert visitor.cookies["device"].value == ""
    assert "Koffie" not in visitor.get(f"{address}/mijn").text
    visitor.get(address)
    assert visitor.cookies["device"].value not in {"", before}
    assert Note.objects.get().text == "Koffie"


def test_worker_names_files_that_are_there_and_rules_this_folder_alone(db, visitor):
    answer = visitor.get("/doe-mee/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    named = re.findall(r'"/static/([^"]+)"', answer.text)
    assert len(named) > 15
    assert [name for name in named if finders.find(name) is None] == []
    modules = {path.name for path in Path(finders.find("stadsbijeenkomst/write.js")).parent.glob("*.js")}
    source = Path(finders.find("stadsbijeenkomst/write.js")).read_text()
    imported = set(re.findall(r'from "\./([a-z_]+\.js)"', source))
    assert imported <= modules
    assert imported <= {name.rpartition("/")[2] for name in named}


@pytest.mark.parametrize(
    ("redaction", "sensitive", "state"),
    [
        ("", False, "op het bord"),
        ("Iemand vertelde", True, "op het bord in een neutrale regel"),
        ("", True, "opgeslagen, niet op het bord"),
    ],
)
def test_own_notes_say_whether_they_are_on_the_board(visitor, address, redaction, sensitive, state):
    visitor.post(f"{address}/versturen", filled(visitor.get(address), good_1="Koffie"))
    Note.objects.update(status="approved", redaction=redaction, sensitive=sensitive)
    assert f">{state}<" in visitor.get(f"{address}/mijn").text
