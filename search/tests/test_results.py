from hypothesis import given
from hypothesis import strategies as st

from search.results import marked, snippet
from search.stems import composed, stems


def shown(text: str, question: str, function=marked) -> str:
    return function(composed(text), stems(text), frozenset(stems(question)))


def test_title_is_escaped_and_marked():
    assert shown('<b>Fietsen</b> & "koffie"', "fiets fietsen b") == (
        "&lt;<mark>b</mark>&gt;<mark>Fietsen</mark>&lt;/<mark>b</mark>&gt; &amp; &quot;koffie&quot;"
    )


def test_snippet_is_the_piece_with_most_of_the_question():
    text = "koffie " + "woord " * 100 + "samen wandelen en koffie drinken" + " slot" * 100
    found = shown(text, "koffie wandeling", snippet)
    assert "<mark>wandelen</mark> en <mark>koffie</mark> drinken" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_snippet_without_the_words_is_the_beginning():
    assert shown("Elke week samen eten.", "tafel", snippet) == "Elke week samen eten."
    assert shown("", "tafel", snippet) == ""


@given(st.text(max_size=400), st.text(max_size=50))
def test_nothing_but_mark_is_left_unescaped(text, question):
    for function in (marked, snippet):
        plain = shown(text, question, function).replace("<mark>", "").replace("</mark>", "")
        assert "<" not in plain
        assert ">" not in plain


@given(st.text(max_size=400), st.text(max_size=50))
def test_marked_text_keeps_every_character(text, question):
    from html import unescape

    plain = shown(text, question).replace("<mark>", "").replace("</mark>", "")
    assert unescape(plain) == (composed(text) if stems(text) else "")
