"""Rows of paper from a file, and the kit that they stand on."""

import io
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from home import pdf
from stadsbijeenkomst import notes, paper, paper_import, proceedings, tables
from stadsbijeenkomst.models import Note, Question
from stadsbijeenkomst.paper import Row

ONE, TWO, ELSEWHERE = (str(Row(Question.GOOD, 1, 1)), str(Row(Question.ACTION, 2, 12)), str(Row(Question.GOOD, 9, 1)))
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, moderator, table, other_table):
    moderator.user_permissions.add(Permission.objects.get(codename="change_proceedings"))
    client.force_login(moderator)
    return client


def sheet(*rows, head=("rij", "tekst", "gevoelig")) -> bytes:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(data, name="rijen.xlsx"):
    return {"file": SimpleUploadedFile(name, data)}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_file_is_shown_first_and_stored_when_somebody_agrees(desk, meeting, kind):
    place = reverse("stadsbijeenkomst_import", args=[meeting.pk])
    rows = [(ONE.lower(), "Koffie; met melk\nen thee", "ja"), (TWO, "=SOM(1;2)" if kind == "csv" else "Soep", "")]
    data = sheet(*rows)
    if kind == "csv":
        data = 'rij;tekst;gevoelig\r\n{};"{}";{}\r\n{};"{}";{}\r\n'.format(*rows[0], *rows[1]).encode("cp1252")
    page = desk.post(place, upload(data, f"rijen.{kind}"))
    assert (page.status_code, Note.objects.count()) == (200, 0)
    confirm = {"text": page.context["plan"].csv}
    assert [desk.post(place, confirm).status_code for _ in range(2)] == [302, 302]
    assert list(Note.objects.order_by("row").values_list("row", "text", "sensitive", "status")) == [
        (TWO, rows[1][1], False, "pending"),
        (ONE, "Koffie; met melk\nen thee", True, "pending"),
    ]


def test_every_wrong_row_says_what_is_wrong_and_nothing_is_stored(desk, meeting):
    place = reverse("stadsbijeenkomst_import", args=[meeting.pk])
    data = sheet(
        (ONE, "Goed"),
        (ONE, "Dubbel"),
        (ELSEWHERE, "Geen tafel 9"),
        ("G-01-02-?", "Geen nummer"),
        (TWO, "x" * 1001),
        (str(Row(Question.GOOD, 1, 2)), "=1+1"),
        (str(Row(Question.GOOD, 1, 3)), "Misschien", "misschien"),
        (str(Row(Question.GOOD, 1, 4)), ""),
    )
    page = desk.post(place, upload(data))
    assert page.status_code == 422
    assert [(line.number, len(line.errors)) for line in page.context["plan"].lines] == [
        (2, 0),
        (3, 1),
        (4, 1),
        (5, 1),
        (6, 1),
        (7, 1),
        (8, 1),
    ]
    assert 'name="text"' not in page.text
    assert desk.post(place, {"text": page.context["plan"].csv}).status_code == 422
    assert Note.objects.count() == 0


def test_row_without_a_cell_for_its_id_says_so(desk, meeting):
    place = reverse("stadsbijeenkomst_import", args=[meeting.pk])
    page = desk.post(place, upload(b"tekst;rij\r\nKoffie\r\n", "rijen.csv"))
    assert page.status_code == 422
    assert [(line.id, len(line.errors)) for line in page.context["plan"].lines] == [("", 1)]


def test_excel_file_that_is_larger_as_text_is_stored_too(desk, meeting):
    place = reverse("stadsbijeenkomst_import", args=[meeting.pk])
    ids = [str(Row(question, table, number)) for question in Question for table in (1, 2) for number in range(1, 60)]
    page = desk.post(place, upload(sheet(*((id, "Koffie\n" * 120) for id in ids))))
    plan = page.context["plan"]
    assert (page.status_code, len(plan.csv) > paper_import.MAX_BYTES) == (200, True)
    assert desk.post(place, {"text": plan.csv.replace("\r\n", "\n").replace("\n", "\r\n")}).status_code == 302
    assert Note.objects.count() == len(ids)


def test_file_with_more_text_than_can_be_sent_along_is_refused_at_once(meeting, table):
    with pytest.raises(paper_import.Unreadable):
        paper_import.preview(meeting, sheet(*((ONE, "x" * 1000) for _ in range(410))))


def test_row_that_was_typed_before_changes_or_stays(desk, meeting):
    paper.store(tables.hosting(meeting), [paper.Typed(paper.read(ONE), "Koffie")], in_time=True)
    paper.store(tables.hosting(meeting), [paper.Typed(paper.read(TWO), "Soep")], in_time=True)
    plan = paper_import.preview(meeting, sheet((ONE, "Koffie"), (TWO, "Soep met brood")))
    assert [(line.is_new, line.is_changed) for line in plan.lines] == [(False, False), (False, True)]
    seat = tables.hosting(meeting)[1]
    notes.withdraw(seat, paper.device_of(meeting.pk), paper.uuid_of(meeting.pk, paper.read(ONE)))
    assert paper_import.preview(meeting, sheet((ONE, "Koffie"))).wrong == 1


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", b"x" * (paper_import.MAX_UNPACKED + 1))
    return written.getvalue()


def endless() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet((ONE, "Koffie")))) as old, zipfile.ZipFile(written, "w") as parts:
        for name in old.namelist():
            parts.writestr(name, b'<!DOCTYPE x [<!ENTITY a "b">]>' + old.read(name))
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"",
            b"x",
            b"\0",
            b"PK\3\4nonsense",
            b"rij;tekst\n",
            b"rij\nG",
            b"rij;tekst;kleur\na;b;c",
            b"rij;rij;tekst\na;b;c",
        ),
        *(
            b'rij;tekst\na;"b',
            b"x" * (paper_import.MAX_BYTES + 1),
            b"rij,tekst\n" + b"a,b\n" * 2001,
            bomb(),
            endless(),
        ),
        *(sheet(), sheet((ONE, "")), sheet((ONE, "x"), head=("a", "b", "c"))),
    ],
    ids=lambda data: "file",
)
def test_file_that_is_something_else_is_refused(desk, meeting, data):
    with pytest.raises(paper_import.Unreadable):
        paper_import.preview(meeting, data)
    answer = desk.post(reverse("stadsbijeenkomst_import", args=[meeting.pk]), upload(data))
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_empty_file_holds_every_row_of_every_table_and_is_read_back(desk, meeting, kind):
    answer = desk.get(reverse("stadsbijeenkomst_rows", args=[meeting.pk, kind]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="rijen-{meeting.slug}.{kind}"'
    with pytest.raises(paper_import.Unreadable, match="geen rij met een tekst"):
        paper_import.preview(meeting, answer.content)
    if kind == "xlsx":
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert (len(rows), rows[1][0], rows[-1][0]) == (1 + 2 * 3 * paper.ROWS, ONE, TWO)


def test_staff_type_rows_of_any_table_also_after_the_codes_expired(desk, meeting):
    proceedings.enter(meeting, "closed")
    place = reverse("stadsbijeenkomst_paper", args=[meeting.pk])
    form = {"rij-1-row": ONE, "rij-1-text": "Koffie", "rij-2-row": TWO, "rij-2-text": "Soep", "written": "during"}
    assert desk.post(place, form | {"rij-3-row": ELSEWHERE, "rij-3-text": "x"}).status_code == 422
    assert desk.post(place, form).status_code == 302
    assert list(Note.objects.order_by("row").values_list("table__number", "text", "late")) == [
        (2, "Soep", False),
        (1, "Koffie", False),
    ]
    assert desk.post(place, {}).status_code == 422


@pytest.mark.parametrize("name", ["kit", "paper", "import"])
def test_desk_is_for_who_leads_and_for_meetings_that_exist(desk, meeting, name):
    assert desk.get(reverse(f"stadsbijeenkomst_{name}", args=[10**6])).status_code == 404
    assert desk.get(reverse(f"stadsbijeenkomst_{name}", args=[10**40])).status_code == 404
    desk.logout()
    assert desk.get(reverse(f"stadsbijeenkomst_{name}", args=[meeting.pk])).status_code == 302


def test_kit_has_cards_and_sheets_of_every_table(desk, meeting, table, other_table):
    answer = desk.get(reverse("stadsbijeenkomst_kit", args=[meeting.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    made = PdfReader(io.BytesIO(answer.content))
    root = made.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], made.metadata.title) == (
        True,
        "nl",
        f"Tafelset · {meeting.title}",
    )
    texts = [" ".join(page.extract_text().split()) for page in made.pages]
    sizes = [round(float(page.mediabox.width) / 72 * 25.4) for page in made.pages]
    assert (len(texts), sizes) == (10, [210, 210, 297, 297, 297] * 2)
    assert f"{table.code[:3]} {table.code[3:]}" in texts[0]
    assert table.host_code[:5] not in texts[0]
    assert f"{table.host_code[:5]} {table.host_code[5:]}" in texts[1]
    assert [ONE in text for text in texts] == [False, False, True] + [False] * 7
    assert TWO in texts[9]
    assert texts[2].index("Wat gaat goed?") < texts[2].index("persoonsgegevens") < texts[2].index(ONE)


def test_kit_of_one_table_and_of_none(desk, meeting, table, other_table):
    place = reverse("stadsbijeenkomst_kit", args=[meeting.pk])
    tables.revoke(other_table)
    assert len(PdfReader(io.BytesIO(desk.get(place).content)).pages) == 5
    assert desk.get(place, {"tafel": "1"}).status_code == 200
    for wrong in ("2", "0", "-1", "9" * 40, "x", "²"):
        assert desk.get(place, {"tafel": wrong}).status_code == 404


def test_without_pango_the_cards_take_the_place_of_the_kit(desk, meeting, monkeypatch):
    def absent():
        raise pdf.PdfUnavailable("Pango is not installed.")

    monkeypatch.setattr(pdf, "_weasyprint", absent)
    answer = desk.get(reverse("stadsbijeenkomst_kit", args=[meeting.pk]))
    assert answer.headers["Location"] == reverse("stadsbijeenkomst_cards", args=[meeting.pk])
