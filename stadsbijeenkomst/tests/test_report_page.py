"""The report as pages of the site and as files."""

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from wagtail.models import PageViewRestriction

from home import pdf
from stadsbijeenkomst import drafting, moderation, notes, proceedings, tables
from stadsbijeenkomst.models import Proceedings, Question, ReportFile, ReportLine

REPORT = "/stadsbijeenkomsten/samen-aan-tafel/verslag/"
KINDS = ["pdf", "xlsx", "csv", "json"]


def address(meeting, kind, about=""):
    return reverse("stadsbijeenkomst:report_file", args=[meeting.pk, kind]) + (f"?wijk={about}" if about else "")


def words(kind: str, body: bytes) -> str:
    """Return everything that can be read in a file."""
    if kind == "pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())
    if kind == "xlsx":
        cells = (cell for sheet in load_workbook(io.BytesIO(body)) for row in sheet.values for cell in row)
        return " ".join(str(cell) for cell in cells)
    return body.decode()


def test_report_is_public_when_its_page_is(visitor, meeting, say, publish_report):
    say("Koffie")
    page = drafting.draft(meeting)
    assert [visitor.get(REPORT).status_code, visitor.get(f"{REPORT}oeverwijk/").status_code] == [404, 404]
    assert [visitor.get(address(meeting, kind)).status_code for kind in KINDS] == [404] * 4
    publish_report()
    proceedings.enter(meeting, "closed")
    assert f'href="{REPORT}oeverwijk/"' in visitor.get(REPORT).text
    assert "Koffie" in visitor.get(f"{REPORT}oeverwijk/").text
    assert REPORT in visitor.get(meeting.url).text
    page.refresh_from_db()
    page.unpublish()
    assert [visitor.get(REPORT).status_code, visitor.get(address(meeting, "json")).status_code] == [404, 404]


def test_editor_reads_the_draft(client, meeting, say, editor):
    say("Koffie")
    page = drafting.draft(meeting)
    client.force_login(editor)
    assert "alleen redacteuren" in client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).text.lower()
    answer = client.get(address(meeting, "json"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert reverse("stadsbijeenkomst_report", args=[meeting.pk]) in edit


def test_each_page_has_a_preview(meeting, say, rf):
    say("Koffie")
    page = drafting.draft(meeting)
    modes = [mode for mode, _label in page.preview_modes]
    assert modes == ["", "oeverwijk", "stadsbreed"]
    shown = [page.make_preview_request(preview_mode=mode) for mode in modes[:2]]
    assert [answer.status_code for answer in shown] == [200, 200]
    assert ["Koffie" in answer.render().text for answer in shown] == [False, True]


@pytest.mark.parametrize("kind", KINDS)
def test_private_report_is_in_no_file(visitor, meeting, say, publish_report, kind):
    say("Koffie")
    PageViewRestriction.objects.create(page=meeting, restriction_type=PageViewRestriction.LOGIN)
    publish_report()
    assert visitor.get(address(meeting, kind)).status_code == 404


def test_report_has_a_page_for_the_whole_city(visitor, meeting, say, publish_report):
    say("Bus", Question.IMPROVE, at=tables.add(meeting, topic="Vervoer"))
    publish_report()
    assert "Bus" in visitor.get(f"{REPORT}stadsbreed/").text
    assert visitor.get(f"{REPORT}elders/").status_code == 404
    assert visitor.get(address(meeting, "json", "elders")).status_code == 404
    assert visitor.get(address(meeting, "docx")).status_code == 404
    assert visitor.get(address(meeting, "json").replace(str(meeting.pk), "9" * 30)).status_code == 404


@pytest.mark.parametrize("place", ["", "oeverwijk/"])
def test_queries_do_not_grow(meeting, wijk, wijk_index, say, queries, publish_report, place):
    say("Koffie")
    publish_report()
    one = queries(f"{REPORT}{place}")
    for number in range(2):
        other = wijk_index.add_child(instance=type(wijk)(title=f"Wijk {number}", slug=f"wijk-{number}"))
        say(f"Koffie {number}", at=tables.add(meeting, wijk))
        say(f"Thee {number}", at=tables.add(meeting, other))
    publish_report()
    assert queries(f"{REPORT}{place}") == one <= 15


@pytest.mark.parametrize("kind", ["", "oeverwijk/", *KINDS])
def test_what_may_not_be_shown_is_nowhere(visitor, meeting, say, publish_report, kind):
    say("zichtbaar")
    say("wachtend", approved=False)
    hidden, private, later = say("verborgen"), say("gevoelig"), say("teruggenomen")
    moderation.hide(hidden.pk, hidden.changed_at)
    private = moderation.mark_sensitive(private.pk, private.changed_at)
    moderation.redact(private.pk, private.changed_at, "neutraal verteld")
    publish_report()
    where = address(meeting, kind) if kind in KINDS else f"{REPORT}{kind}"
    visitor.get(where)
    moderation.hide(later.pk, later.changed_at)
    text = words(kind, visitor.get(where).content)
    shown = kind != ""
    assert [one in text for one in ("zichtbaar", "neutraal verteld")] == [shown, shown]
    assert [one for one in ("wachtend", "verborgen", "gevoelig", "teruggenomen") if one in text] == []


def test_file_is_not_sent_twice(visitor, meeting, say, publish_report):
    note = say("Koffie")
    publish_report()
    first = visitor.get(address(meeting, "csv"))
    again = visitor.get(address(meeting, "csv"), headers={"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    moderation.hide(note.pk, note.changed_at)
    cache.clear()
    assert visitor.get(address(meeting, "csv"), headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_no_cell_runs_in_a_spreadsheet_program(visitor, meeting, say, publish_report):
    say("=1+1")
    say("@SUM(A1)", Question.ACTION)
    publish_report()
    rows = list(csv.reader(io.StringIO(visitor.get(address(meeting, "csv")).content.decode("utf-8-sig"))))
    assert [row[2:5] for row in rows[1:]] == [["'=1+1", "1", "0"], ["'@SUM(A1)", "1", "0"]]
    book = load_workbook(io.BytesIO(visitor.get(address(meeting, "xlsx")).content))
    assert "f" not in {cell.data_type for sheet in book for row in sheet.rows for cell in row}
    assert {"'=1+1", "'@SUM(A1)"} <= {row[2] for row in book.worksheets[1].values}


def test_json_has_a_stable_shape(visitor, meeting, say, publish_report):
    say("Koffie")
    publish_report()
    found = json.loads(visitor.get(address(meeting, "json")).content)
    assert list(found) == [
        *("title", "theme", "place", "starts_at", "ends_at", "url", "introduction", "tables", "notes"),
        *("questions", "chapters", "themes", "topics", "actions", "figures"),
    ]
    assert found["chapters"][0]["answers"][0] == {
        "question": "good",
        "notes": 1,
        "lines": [{"text": "Koffie", "notes": 1, "votes": 0, "theme": ""}],
    }


def test_file_of_one_wijk_has_that_wijk_alone(visitor, meeting, say, other_table, publish_report):
    say("Koffie")
    say("Thee", at=other_table)
    publish_report()
    for kind in KINDS:
        text = words(kind, visitor.get(address(meeting, kind, "oeverwijk")).content)
        assert (kind, "Koffie" in text, "Thee" in text) == (kind, True, False)
    assert json.loads(visitor.get(address(meeting, "json", "oeverwijk")).content)["notes"] == 1


def test_pdf_is_made_once_for_each_version(visitor, meeting, say, publish_report):
    note = say("Koffie")
    publish_report()
    visitor.get(address(meeting, "pdf"))
    made = ReportFile.objects.get()
    cache.clear()
    assert visitor.get(address(meeting, "pdf")).content == bytes(made.content)
    assert ReportFile.objects.get().made_at == made.made_at
    moderation.hide(note.pk, note.changed_at)
    visitor.get(address(meeting, "pdf"))
    assert ReportFile.objects.get().version != made.version


def bookmarks(outline) -> list[str]:
    return [one.title for one in outline if not isinstance(one, list)]


def test_pdf_begins_with_general_information_and_each_wijk_on_a_page(
    visitor, meeting, say, other_table, publish_report
):
    for number in range(60):
        say(f"Koffie nummer {number} in de Oeverwijk, met een zin die wat langer is dan een enkele regel kan zijn.")
    say("Thee", Question.ACTION, at=other_table)
    publish_report()
    made = PdfReader(io.BytesIO(visitor.get(address(meeting, "pdf")).content))
    root = made.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], made.metadata.title) == (True, "nl", made.metadata.title)
    assert made.metadata.title == "Verslag van Samen aan tafel"
    texts = [" ".join(page.extract_text().split()) for page in made.pages]
    assert ("Stadszaal" in texts[0], "Koffie nummer" in texts[0]) == (True, False)
    assert [number for number, text in enumerate(texts) if text.startswith("Molenwijk")] == [1]
    assert [number for number, text in enumerate(texts) if text.startswith("Oeverwijk")] == [2]
    assert len(texts) >= 4
    assert [f"{number} van {len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(texts)
    assert bookmarks(made.outline) == ["Verslag van Samen aan tafel", "Molenwijk", "Oeverwijk"]
    kinds = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                kinds.append(node["/S"])
            if "/K" in node:
                walk(node["/K"])

    walk(root["/StructTreeRoot"]["/K"])
    assert kinds.count("/H1") == 3
    assert {"/H2", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= set(kinds)
    assert kinds.count("/LI") >= 61


def test_without_pango_the_answer_is_what_can_be_printed(visitor, meeting, say, publish_report, monkeypatch):
    say("Koffie")
    publish_report()
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    answer = visitor.get(address(meeting, "pdf"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert ("Koffie" in answer.text, "afdrukken" in answer.text) == (True, True)


def test_pdf_that_a_worker_still_makes_is_on_its_way(visitor, meeting, say, publish_report, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    say("Koffie")
    publish_report()
    answer = visitor.get(address(meeting, "pdf"))
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "10",
        "no-store",
    )


def overview(meeting):
    return reverse("stadsbijeenkomst_report", args=[meeting.pk])


def posted(page) -> dict:
    """Return what the form of a chapter sends when nothing was changed."""
    fields = page.context["forms"]
    data = {f"form-{name}": fields.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for form in fields:
        data |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    return data


def test_editor_makes_the_report_and_writes_its_lines(client, meeting, say, editor, theme):
    say("Koffie")
    say("Thee")
    client.force_login(editor)
    assert client.get(overview(meeting)).status_code == 200
    assert client.post(overview(meeting)).status_code == 302
    place = reverse("stadsbijeenkomst_report_chapter", args=[meeting.pk, "oeverwijk"])
    assert place in client.get(overview(meeting)).text
    data = posted(client.get(place)) | {
        "form-0-text": "Er is koffie",
        "form-0-theme": theme.pk,
        "form-1-left_out": "on",
    }
    assert client.post(place, data).status_code == 302
    assert list(ReportLine.objects.values_list("text", "edited", "theme__name", "left_out")) == [
        ("Er is koffie", True, "Ontmoeting", False),
        ("Thee", False, None, True),
    ]


def test_order_of_lines_is_the_editors(client, meeting, say, editor, publish_report):
    say("Koffie")
    say("Thee")
    publish_report()
    client.force_login(editor)
    place = reverse("stadsbijeenkomst_report_chapter", args=[meeting.pk, "oeverwijk"])
    client.post(place, posted(client.get(place)) | {"form-0-position": 2, "form-1-position": 1})
    assert list(ReportLine.objects.values_list("text", flat=True)) == ["Thee", "Koffie"]


def test_line_that_changed_meanwhile_is_shown_as_it_stands(client, meeting, say, editor):
    note = say("Koffie bij Anna")
    say("Thee")
    drafting.draft(meeting)
    client.force_login(editor)
    place = reverse("stadsbijeenkomst_report_chapter", args=[meeting.pk, "oeverwijk"])
    data = posted(client.get(place)) | {"form-1-text": "Er is thee"}
    moderation.redact(note.pk, note.changed_at, "Koffie bij een buurvrouw")
    answer = client.post(place, data)
    assert answer.status_code == 409
    assert [word in answer.text for word in ("Koffie bij een buurvrouw", "Koffie bij Anna", "Er is thee")] == [
        True,
        False,
        True,
    ]
    assert not ReportLine.objects.filter(edited=True).exists()
    assert client.post(place, posted(answer)).status_code == 302
    assert ReportLine.objects.get(edited=True).text == "Er is thee"


def test_line_that_left_the_chapter_meanwhile_keeps_no_other_from_being_saved(client, meeting, say, editor, table):
    note = say("Koffie bij Anna")
    say("Thee")
    drafting.draft(meeting)
    client.force_login(editor)
    place = reverse("stadsbijeenkomst_report_chapter", args=[meeting.pk, "oeverwijk"])
    data = posted(client.get(place)) | {"form-0-text": "Koffie bij Anna!", "form-1-text": "Er is thee"}
    notes.withdraw(tables.seat(table.code), note.device, note.client_uuid)
    assert client.post(place, data).status_code == 302
    assert set(ReportLine.objects.values_list("text", "count")) == {("", 0), ("Er is thee", 1)}


@pytest.mark.parametrize(
    "changes",
    [
        {"form-0-text": " "},
        {"form-0-text": "x" * 1001},
        {"form-0-line": "x"},
        {"form-0-line": "9" * 30},
        {"form-0-theme": "9" * 30},
        {"form-0-position": "0"},
        {"form-TOTAL_FORMS": "x"},
    ],
)
def test_broken_form_saves_nothing(client, meeting, say, editor, changes):
    say("Koffie")
    drafting.draft(meeting)
    client.force_login(editor)
    place = reverse("stadsbijeenkomst_report_chapter", args=[meeting.pk, "oeverwijk"])
    assert client.post(place, posted(client.get(place)) | changes).status_code == 422
    assert ReportLine.objects.get().text == "Koffie"


def test_who_may_not_edit_the_page_makes_and_writes_nothing(client, meeting, say, wijk_editor, moderator):
    say("Koffie")
    drafting.draft(meeting)
    chapter = reverse("stadsbijeenkomst_report_chapter", args=[meeting.pk, "oeverwijk"])
    for user in (wijk_editor, moderator):
        client.force_login(user)
        assert [client.get(place).status_code for place in (overview(meeting), chapter)] == [302, 302]
    assert Proceedings.objects.get().report_published_at is None


def test_sitemap_names_each_page_of_the_report(visitor, meeting, say, publish_report):
    say("Koffie")
    publish_report()
    text = visitor.get("/sitemap.xml").text
    assert [f"{REPORT}{rest}</loc>" in text for rest in ("", "oeverwijk/")] == [True, True]
