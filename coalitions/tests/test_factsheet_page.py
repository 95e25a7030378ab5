"""The factsheet as a page, as files and as a letter to the council."""

import csv
import io
import re
from datetime import date
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks import default_task_backend
from pypdf import PdfReader
from wagtail.models import PageViewRestriction
from wagtail.users.models import UserProfile

from coalitions import factsheet, factsheet_letter, follow_up
from coalitions.models import FactsheetFile, FactsheetIndexPage, FactsheetPage, Organisation
from conftest import member
from home import pdf

FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
needs_pango = pytest.mark.skipif(not pdf.is_available(), reason="the system has no Pango")


@pytest.fixture
def index(home_page) -> FactsheetIndexPage:
    return home_page.add_child(instance=FactsheetIndexPage(title="Factsheets", slug="factsheets"))


@pytest.fixture
def sheet(index) -> FactsheetPage:
    return index.add_child(instance=FactsheetPage(title="Factsheet", slug="factsheet", starts_on=FIRST, ends_on=LAST))


def address(sheet: FactsheetPage, name: str) -> str:
    return reverse(f"coalitions:factsheet_{name}", args=[sheet.pk])


def tell(action, status: str, text: str) -> None:
    follow_up.report(action, status=status, text=text, voice="owner", key=uuid4())


def read(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def rows(visitor, sheet) -> list[list[str]]:
    text = visitor.get(address(sheet, "csv")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def busy(sheet, coalition, action, wijk) -> FactsheetPage:
    """A factsheet of which most numbers differ from each other."""
    for number in range(4):
        Organisation.objects.create(name=f"Partner {number}")
    tell(action, "done", "De soep staat op tafel.")
    for number in range(2):
        stopped = follow_up.propose(title=f"Plan {number}", first_step="x", due_on=LAST, owner="y", wijken=[wijk])
        tell(stopped, "stopped", "Er was geen keuken.")
    return sheet


@needs_pango
def test_same_numbers_stand_on_the_page_in_the_pdf_in_the_csv_and_with_the_letter(busy, visitor):
    factsheet_letter.write(busy).get_latest_revision().publish()
    found = factsheet.read(FIRST, LAST)
    expected = {number.label: number.value for number in found.numbers}
    assert expected["partners in het netwerk"] == 5
    assert (expected["actie gedaan"], expected["acties gestopt"]) == (1, 2)

    page = BeautifulSoup(visitor.get(busy.url).content, "html.parser")
    shown = [[span.get_text() for span in one.find_all("span")] for one in page.select(".wv-statistic")]
    assert {label: int(value) for value, label in shown} == expected
    bars = page.select(".wv-chart__line")
    assert {bar.th.get_text().lower(): int(bar.td.get_text()) for bar in bars} == {
        tally.label: tally.number for tally in found.actions_by_status
    }

    letter = BeautifulSoup(visitor.get(f"{busy.url}brief/").content, "html.parser")
    beside = {row.th.get_text().lower(): int(row.td.get_text()) for row in letter.select("tbody tr:has(td)")}
    assert {label: beside[label.lower()] for label in expected} == expected

    written = {row[3]: row[5] for row in rows(visitor, busy) if not row[4]}
    assert {label: int(written[label]) for label in expected} == expected

    for kind in ("pdf", "letter_pdf"):
        text = read(visitor.get(address(busy, kind)).content).lower()
        for label, value in expected.items():
            assert f"{label.lower()} {value} " in text


@needs_pango
def test_pdf_is_tagged_and_says_title_and_language(busy, visitor):
    factsheet_letter.write(busy).get_latest_revision().publish()
    for kind, title in (("pdf", "Factsheet"), ("letter_pdf", "Brief aan de gemeenteraad · Factsheet")):
        response = visitor.get(address(busy, kind))
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        document = PdfReader(io.BytesIO(response.content))
        catalogue = document.trailer["/Root"]
        assert (document.metadata.title, catalogue["/Lang"]) == (title, "nl")
        assert catalogue["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in catalogue


@needs_pango
def test_pdf_is_made_once_for_each_content(busy, visitor, organisation):
    first = visitor.get(address(busy, "pdf")).content
    made_at = FactsheetFile.objects.get().made_at
    cache.clear()
    assert visitor.get(address(busy, "pdf")).content == first
    assert FactsheetFile.objects.get().made_at == made_at
    Organisation.objects.create(name="Nog een")
    cache.clear()
    assert "6" in read(visitor.get(address(busy, "pdf")).content)
    assert FactsheetFile.objects.get().made_at > made_at


@needs_pango
def test_pdf_that_many_wait_for_is_asked_for_once(sheet, visitor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    assert [visitor.get(address(sheet, "pdf")).status_code for _reader in range(3)] == [503, 503, 503]
    assert len(default_task_backend.results) == 1


def test_without_pango_the_document_is_there_to_print(busy, visitor, monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    response = visitor.get(address(busy, "pdf"))
    assert response.status_code == 200
    assert "Deze website maakt nu geen pdf" in response.text
    assert response["Cache-Control"] == "no-store"


def test_no_cell_of_the_csv_runs(sheet, visitor, action):
    action.title = "=HYPERLINK(1)"
    action.save()
    tell(action, "stopped", "+31 is geen reden")
    response = visitor.get(address(sheet, "csv"))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"] == 'attachment; filename="factsheet-factsheet.csv"'
    assert [row for row in rows(visitor, sheet) if "HYPERLINK" in row[3]] == [
        ["2026-01-01", "2030-12-31", "Gestopt in de periode", "'=HYPERLINK(1)", "", "", "'+31 is geen reden"]
    ]


def test_factsheet_that_is_a_draft_or_private_answers_to_nobody(sheet, visitor):
    factsheet_letter.write(sheet).get_latest_revision().publish()
    places = [*(address(sheet, kind) for kind in ("pdf", "csv", "letter_pdf")), f"{sheet.url}brief/"]
    assert [visitor.get(place).status_code for place in places] == [200] * 4
    restriction = PageViewRestriction.objects.create(page=sheet, restriction_type=PageViewRestriction.LOGIN)
    assert [visitor.get(place).status_code for place in places] == [404, 404, 404, 302]
    restriction.delete()
    FactsheetPage.objects.get().unpublish()
    assert [visitor.get(place).status_code for place in places] == [404] * 4


def test_editor_reads_the_files_of_a_draft_and_nobody_keeps_them(sheet, client, editor):
    sheet.save_revision()
    sheet.unpublish()
    client.force_login(editor)
    response = client.get(address(sheet, "csv"))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_there_is_no_letter_before_somebody_wrote_one(sheet, visitor):
    assert visitor.get(f"{sheet.url}brief/").status_code == 404
    assert visitor.get(address(sheet, "letter_pdf")).status_code == 404
    assert "/brief/" not in visitor.get(sheet.url).text


def test_unknown_factsheets_are_not_found(sheet, visitor):
    for number in ("0", "999999", "9" * 40):
        for end in (".pdf", ".csv", "/brief.pdf"):
            assert visitor.get(f"/factsheets/{number}{end}").status_code == 404


def test_first_text_of_the_letter_says_the_numbers_in_sentences(busy, editor):
    draft = factsheet_letter.write(busy, editor)
    text = BeautifulSoup(draft.letter, "html.parser").get_text(" ")
    assert "Het netwerk heeft 5 partners." in text
    assert "1 actie werd gedaan in deze periode." in text
    assert "2 acties zijn gestopt." in text
    assert "Elke week soep: De soep staat op tafel." in text
    assert not re.search(r"\b0 ", text)
    busy.refresh_from_db()
    assert (busy.letter, busy.has_unpublished_changes) == ("", True)
    assert busy.get_latest_revision().user == editor


def test_markup_in_an_action_is_text_in_the_letter(sheet, action):
    action.title = "<script>alert(1)</script>"
    action.save()
    tell(action, "done", "<b>Ja</b>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;: &lt;b&gt;Ja&lt;/b&gt;" in factsheet_letter.write(sheet).letter


def test_editor_who_works_in_another_language_sees_the_text_that_will_stand_in_the_draft(busy, client, editor):
    UserProfile.objects.create(user=editor, preferred_language="en")
    client.force_login(editor)
    shown = client.get(reverse("coalitions_letter", args=[busy.pk])).content
    told = BeautifulSoup(shown, "html.parser").select("main .help-block p, main .help-block li")
    written = BeautifulSoup(factsheet_letter.write(busy).letter, "html.parser").select("p, li")
    assert [line.get_text(" ") for line in told] == [line.get_text(" ") for line in written]


def test_editor_sees_which_numbers_changed_since_the_first_text(busy, client, editor):
    client.force_login(editor)
    desk = reverse("coalitions_letter", args=[busy.pk])
    assert client.post(desk).status_code == 302
    assert "De getallen zijn dezelfde" in client.get(desk).text
    Organisation.objects.create(name="Nog een")
    draft = FactsheetPage.objects.get().get_latest_revision_as_object()
    changed = factsheet_letter.changed(draft, factsheet.read(FIRST, LAST))
    assert changed == [factsheet_letter.Changed("partners in het netwerk", 5, 6)]
    assert "partners in het netwerk: 5 toen, 6 nu" in client.get(desk).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_who_may_edit_the_factsheet_writes_its_letter(sheet, client, wijk_editor, index, method):
    desk = reverse("coalitions_letter", args=[sheet.pk])
    client.force_login(wijk_editor)
    assert getattr(client, method)(desk).status_code == 302
    assert FactsheetPage.objects.get().latest_revision is None
    client.force_login(member("network", index, "add_page", "change_page"))
    assert getattr(client, method)(desk).status_code == (200 if method == "get" else 302)
    assert (FactsheetPage.objects.get().latest_revision is None) == (method == "get")


def test_new_factsheet_begins_with_the_half_year_after_the_last(index, client, editor):
    index.add_child(instance=FactsheetPage(title="x", slug="x", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)))
    client.force_login(editor)
    add = reverse("wagtailadmin_pages:add", args=["coalitions", "factsheetpage", index.pk])
    form = client.get(add).context_data["form"]
    assert [form[name].value() for name in ("starts_on", "ends_on", "title")] == [
        date(2026, 7, 1),
        date(2026, 12, 31),
        "Factsheet, tweede helft van 2026",
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_page_costs_the_same_with_more_to_show(busy, index, visitor, wijk_index, many):
    for number in range(many):
        index.add_child(instance=FactsheetPage(title=f"x{number}", slug=f"x{number}", starts_on=FIRST, ends_on=FIRST))
        tell(follow_up.propose(title="x", first_step="x", due_on=LAST, owner="y"), "done", "Klaar.")
    visitor.get(busy.url)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(busy.url).status_code == 200
    assert len(queries) == 13
