"""The page of a table's host, paper and take-over, as a browser without scripts uses them."""

import json
import re
import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from stadsbijeenkomst import devices, notes, paper, proceedings, tables
from stadsbijeenkomst.models import Note, Question
from stadsbijeenkomst.paper import Row

ROW, SECOND = str(Row(Question.GOOD, 1, 1)), str(Row(Question.ACTION, 1, 12))


@pytest.fixture
def page(table) -> str:
    return f"/doe-mee/{table.host_code}/tafel"


@pytest.fixture
def rows(table) -> str:
    return f"/doe-mee/{table.host_code}/papier"


def seen(answer) -> str:
    return re.search(r'name="seen" value="([^"]+)"', answer.text)[1]


@pytest.mark.parametrize("end", ["tafel", "papier", "overnemen", f"tafel/{UUID(int=1)}"])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_code_of_a_participant_does_not_open_it(visitor, table, end, verb):
    answer = getattr(visitor, verb)(f"/doe-mee/{table.code}/{end}")
    assert answer.status_code == 403
    assert str(tables.HostOnly.sentence) in answer.text
    assert getattr(visitor, verb)(f"/doe-mee/ZZZZZZZZZZ/{end}").status_code == 404


def test_host_sees_every_note_of_the_table_and_what_devices_still_hold(visitor, page, say, seat, other_table):
    say("Koffie")
    say("Wacht nog", approved=False)
    say("Elders", at=other_table)
    devices.report(seat, uuid4(), 2)
    answer = visitor.get(page)
    assert [word in answer.text for word in ("Koffie", "Wacht nog", "Elders")] == [True, True, False]
    assert "4 geschreven · 2 opgeslagen" in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert list(answer.cookies) == ["device"]


def test_writing_page_of_the_host_links_to_it_and_that_of_a_participant_does_not(visitor, page, table):
    assert f'href="{page}"' in visitor.get(f"/doe-mee/{table.host_code}").text
    assert "/tafel" not in visitor.get(f"/doe-mee/{table.code}").text


def test_page_costs_the_same_with_one_and_with_three_notes(queries, page, say):
    say("Koffie")
    one = queries(page)
    say("Thee")
    say("Soep", Question.ACTION)
    assert queries(page) == one


def test_host_says_that_the_table_is_ready(visitor, page, table):
    for verb, closed in (("close", True), ("reopen", False)):
        assert visitor.post(page, {"verb": verb}).headers["Location"] == page
        table.refresh_from_db()
        assert (table.closed_at is not None) is closed
    assert visitor.post(page, {"verb": "burn"}).status_code == 400


def test_host_changes_marks_and_withdraws_a_note_of_somebody_else(visitor, page, say):
    place = f"{page}/{say('Koffie').client_uuid}"
    form = {"seen": seen(visitor.get(place)), "question": "improve", "text": "Thee", "verb": "save"}
    assert visitor.post(place, form).headers["Location"] == page
    note = Note.objects.get()
    assert (note.text, note.question, note.status) == ("Thee", "improve", "pending")
    # The words in the fields do not count for the other two buttons.
    visitor.post(place, {"seen": seen(visitor.get(place)), "text": "", "verb": "mark"})
    note.refresh_from_db()
    assert (note.sensitive, note.status, note.text) == (True, "pending", "Thee")
    visitor.post(place, {"seen": seen(visitor.get(place)), "text": "", "verb": "withdraw"})
    note.refresh_from_db()
    assert (note.status, note.text) == ("withdrawn", "")
    assert visitor.get(place).status_code == 200


def test_host_who_comes_second_keeps_what_was_typed_and_sees_what_is_there(page, say):
    place = f"{page}/{say('Koffie').client_uuid}"
    first, second = Client(), Client()
    was = seen(first.get(place))
    first.post(place, {"seen": was, "question": "good", "text": "Thee", "verb": "save"})
    answer = second.post(place, {"seen": was, "question": "good", "text": "Soep", "verb": "save"})
    assert answer.status_code == 409
    assert str(notes.ChangedMeanwhile.sentence) in answer.text
    assert [word in answer.text for word in ("Thee", "Soep")] == [True, True]
    assert Note.objects.get().text == "Thee"
    again = {"seen": seen(answer), "question": "good", "text": "Soep", "verb": "save"}
    assert second.post(place, again).status_code == 302
    assert Note.objects.get().text == "Soep"


def test_what_was_typed_is_shown_when_the_note_was_withdrawn_meanwhile(visitor, page, say):
    place = f"{page}/{say('Koffie').client_uuid}"
    was = seen(visitor.get(place))
    visitor.post(place, {"seen": was, "verb": "withdraw"})
    answer = visitor.post(place, {"seen": was, "question": "good", "text": "Soep", "verb": "save"})
    assert answer.status_code == 409
    assert "Soep" in answer.text


@pytest.mark.parametrize("broken", ["", "gisteren", "2026-11-22", "\x00", "9" * 50, "9999-99-99T00:00:00Z"])
@pytest.mark.parametrize("verb", ["save", "mark", "withdraw", "burn"])
def test_form_without_the_moment_changes_nothing(visitor, page, say, broken, verb):
    note = say("Koffie")
    form = {"seen": broken, "question": "good", "text": "Thee", "verb": verb}
    assert visitor.post(f"{page}/{note.client_uuid}", form).status_code == 422
    assert Note.objects.get().text == "Koffie"


def test_note_of_another_table_is_not_known(visitor, page, say, other_table):
    assert visitor.get(f"{page}/{say('Elders', at=other_table).client_uuid}").status_code == 404


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_hosts_at_once_one_is_told(page, say):
    place = f"{page}/{say('Koffie').client_uuid}"
    was, statuses, start = seen(Client().get(place)), [], threading.Barrier(2)

    def save(text):
        try:
            start.wait()
            form = {"seen": was, "question": "good", "text": text, "verb": "save"}
            statuses.append((Client().post(place, form).status_code, text))
        finally:
            connection.close()

    workers = [threading.Thread(target=save, args=(text,)) for text in ("Thee", "Soep")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(status for status, _text in statuses) == [302, 409]
    assert (302, Note.objects.get().text) in statuses


def test_rows_of_paper_are_stored_and_the_wrong_one_is_shown_again(visitor, rows):
    form = {"rij-1-row": ROW.lower(), "rij-1-text": "Koffie", "rij-3-row": "G-01-02-?", "rij-3-text": "Thee"}
    answer = visitor.post(rows, form | {"rij-1-sensitive": "on"})
    assert answer.status_code == 422
    assert "Thee" in answer.text
    assert 'href="#id_rij-3-row"' in answer.text
    assert "Koffie" not in answer.text
    assert [(note.text, note.row, note.sensitive, note.status) for note in Note.objects.all()] == [
        ("Koffie", ROW, True, "pending")
    ]
    answer = visitor.post(rows, {"rij-3-row": SECOND, "rij-3-text": "Thee"})
    assert answer.headers["Location"] == f"{rows}?opgeslagen=1"
    assert "1 rij is opgeslagen." in visitor.get(answer.headers["Location"]).text
    assert Note.objects.get(row=SECOND).question == "action"


def test_same_row_twice_in_one_form_and_of_another_table_is_named(visitor, rows, other_table):
    elsewhere = str(Row(Question.GOOD, 2, 1))
    form = {"rij-1-row": ROW, "rij-1-text": "Koffie", "rij-2-row": ROW, "rij-2-text": "Thee"}
    answer = visitor.post(rows, form | {"rij-3-row": elsewhere, "rij-3-text": "Soep"})
    assert answer.status_code == 422
    assert ("Deze rij staat hierboven al." in answer.text, "tafel 2" in answer.text) == (True, True)
    assert [note.text for note in Note.objects.all()] == ["Koffie"]


def test_empty_paper_form_is_refused(visitor, rows):
    answer = visitor.post(rows, {"rij-1-row": " ", "rij-1-text": "\x00"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_after_the_close_the_form_asks_when_it_was_written(visitor, rows, meeting):
    assert 'name="written"' not in visitor.get(rows).text
    proceedings.enter(meeting, "closed")
    assert 'name="written"' in visitor.get(rows).text
    visitor.post(rows, {"rij-1-row": ROW, "rij-1-text": "Koffie", "written": "during"})
    visitor.post(rows, {"rij-1-row": SECOND, "rij-1-text": "Thee", "written": "after"})
    assert dict(Note.objects.values_list("text", "late")) == {"Koffie": False, "Thee": True}


def test_withdrawn_row_says_so(visitor, rows, page):
    visitor.post(rows, {"rij-1-row": ROW, "rij-1-text": "Koffie"})
    place = f"{page}/{Note.objects.get().client_uuid}"
    visitor.post(place, {"seen": seen(visitor.get(place)), "verb": "withdraw"})
    answer = visitor.post(rows, {"rij-1-row": ROW, "rij-1-text": "Koffie"})
    assert answer.status_code == 422
    assert paper.fault(paper.read(ROW), {1: None}, Note.objects.get()) in answer.text.replace("&#x27;", "'")


def carried(*texts) -> str:
    about = {"question": "good", "written_at": "2026-11-22T20:00:00Z"}
    return json.dumps({"wijkverbond": 1, "notes": [about | {"uuid": str(uuid4()), "text": text} for text in texts]})


def test_notes_are_shown_first_and_stored_when_the_host_agrees(visitor, table, page):
    place, text = f"/doe-mee/{table.host_code}/overnemen", carried("Koffie") + "\n" + carried("Soep")
    answer = visitor.post(place, {"text": text})
    assert (answer.status_code, Note.objects.count()) == (200, 0)
    assert [word in answer.text for word in ("Koffie", "Soep")] == [True, True]
    sent = [visitor.post(place, {"text": text, "verb": "store"}) for _ in range(2)]
    assert {answer.headers["Location"] for answer in sent} == {f"{page}?opgeslagen=2"}
    assert sorted(Note.objects.values_list("text", flat=True)) == ["Koffie", "Soep"]


def test_one_wrong_note_stores_none(visitor, table):
    place = f"/doe-mee/{table.host_code}/overnemen"
    answer = visitor.post(place, {"text": carried("Koffie", "x" * 1001), "verb": "store"})
    assert (answer.status_code, Note.objects.count()) == (422, 0)
    assert "Koffie" in answer.text


@pytest.mark.parametrize("text", ["", "onzin", "{"])
def test_text_that_is_something_else_stays_in_the_field(visitor, table, text):
    answer = visitor.post(f"/doe-mee/{table.host_code}/overnemen", {"text": text})
    assert answer.status_code == 422
    assert 'id="id_text_error"' in answer.text
    assert text in answer.text


def test_file_is_read_as_the_text_is(visitor, table, tmp_path):
    path = tmp_path / "inbreng.json"
    path.write_text(carried("Koffie"), encoding="utf-8")
    with path.open("rb") as file:
        answer = visitor.post(f"/doe-mee/{table.host_code}/overnemen", {"file": file})
    assert answer.status_code == 200
    assert "Koffie" in answer.text


def test_number_that_can_be_worked_out_opens_no_paper(visitor, table, meeting):
    paper.store(tables.hosting(meeting), [paper.Typed(paper.read(ROW), "Mijn buurvrouw", True)], in_time=True)
    visitor.cookies["device"] = str(paper.device_of(meeting.pk))
    note = Note.objects.get()
    assert "Mijn buurvrouw" not in visitor.get(f"/doe-mee/{table.code}/mijn").text
    assert visitor.get(f"/doe-mee/{table.code}/mijn/{note.client_uuid}").status_code == 404
    visitor.cookies["device"] = str(paper.device_of(meeting.pk))
    assert visitor.post(f"/doe-mee/{table.code}/mijn/bon").headers["Location"] == f"/doe-mee/{table.code}/mijn"


def test_nobody_takes_the_number_of_a_row_before_it_is_typed(visitor, table, meeting):
    number = str(paper.uuid_of(meeting.pk, paper.read(ROW)))
    sent = {"uuid": number, "question": "good", "text": "Bezet"}
    assert visitor.post(f"/doe-mee/{table.code}/inbreng", sent).status_code == 400
    sheet = {"good-1-uuid": number, "good-1-text": "Bezet"}
    answer = visitor.post(f"/doe-mee/{table.code}/versturen", sheet)
    assert (answer.status_code, Note.objects.count(), number in answer.text) == (422, 0, False)
