import io
import sys

import pytest
import time_machine
from pypdf import PdfReader

from home import pdf

BASE = "https://lindestad.example/"
PAGE = """<!doctype html><html lang="nl"><head><title>Verslag</title>
<link rel="stylesheet" href="/static/css/paper.css"></head><body>{}</body></html>"""


def test_pdf_is_tagged_and_says_its_language_and_title():
    made = PdfReader(io.BytesIO(pdf.render(PAGE.format("<h1>Samen</h1><ul><li>Koffie</li></ul>"), BASE)))
    root = made.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], made.metadata.title) == (True, "nl", "Verslag")
    assert "/StructTreeRoot" in root
    assert made.pages[0].extract_text().split() == ["Samen", "•", "Koffie"]


def test_same_document_gives_the_same_bytes():
    html = PAGE.format("<p>Koffie</p>")
    with time_machine.travel("2026-03-01T20:00Z", tick=False):
        first = pdf.render(html, BASE)
    with time_machine.travel("2026-03-02T20:00Z", tick=False):
        assert pdf.render(html, BASE) == first


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/static/css/paper.css",
        "https://lindestad.example/media/x.png",
        "https://lindestad.example/static/../manage.py",
        "https://lindestad.example/static/%2e%2e/%2e%2e/manage.py",
        "https://lindestad.example/static/css/absent.css",
        "https://lindestad.example/static/",
    ],
)
def test_nothing_but_own_static_files_is_read(address):
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, nothing was read
        pdf.own_file(address, BASE)


def test_own_static_file_is_read():
    assert pdf.own_file(f"{BASE}static/css/paper.css?v=1", BASE).name == "paper.css"


def test_document_cannot_bring_in_a_file_of_the_server(tmp_path, caplog):
    secret = tmp_path / "geheim.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>geheim</text></svg>')
    made = pdf.render(PAGE.format(f'<p>Koffie</p><img src="{secret.as_uri()}" alt="">'), BASE)
    assert PdfReader(io.BytesIO(made)).pages[0].extract_text().split() == ["Koffie"]


def test_without_pango_there_is_no_pdf(monkeypatch):
    class Absent:
        def find_spec(self, name, *args):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    pdf._weasyprint.cache_clear()
    with pytest.raises(pdf.PdfUnavailable):
        pdf.render(PAGE.format(""), BASE)
    pdf._weasyprint.cache_clear()
