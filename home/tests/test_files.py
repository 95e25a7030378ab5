import pytest
from django.http import HttpResponse

from home import files, pdf


@pytest.fixture
def desk(monkeypatch):
    """A place where PDFs are kept, and a worker who takes what is asked for and makes it later."""
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    kept, asked = {}, []

    def ask_for(name: str) -> bytes | None:
        return files.made_pdf(name, kept=lambda: kept.get(name), ask=lambda: asked.append(name))

    ask_for.kept, ask_for.asked = kept, asked
    return ask_for


def test_pdf_that_many_wait_for_is_asked_for_once(desk):
    assert [desk("een"), desk("een"), desk("twee")] == [None, None, None]
    assert desk.asked == ["een", "twee"]
    desk.kept["een"] = b"%PDF"
    assert (desk("een"), desk.asked) == (b"%PDF", ["een", "twee"])


def test_nothing_is_asked_for_where_no_pdf_can_be_made(desk, monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    assert (desk("een"), desk.asked) == (None, [])


def test_file_that_is_not_public_is_kept_by_nobody():
    open_one, draft = files.mark(HttpResponse(), is_public=True), files.mark(HttpResponse(), is_public=False)
    assert (open_one.headers["X-Robots-Tag"], "Cache-Control" in open_one.headers) == ("noindex", False)
    assert (draft.headers["X-Robots-Tag"], draft.headers["Cache-Control"]) == ("noindex", "private, no-store")
