import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadsbijeenkomst import wording


@pytest.mark.parametrize(
    "text",
    [
        "Koffie in de buurt",
        "👩‍👩‍👧 samen ☕️",
        "مرحبا بكم في حيّنا",
        "שלום \u200fלכולם",
        "é ≠ e\u0301",
        "regel\n\tnog een",
    ],
)
def test_text_is_kept_as_it_was_typed(text):
    assert wording.normalise(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1b[31m\x7f\x85", "ab[31m"),
        ("  a \n", "a"),
        ("\x00\n ", ""),
        ("a\ud800b", "ab"),
    ],
)
def test_only_line_ends_controls_and_outer_space_change(typed, kept):
    assert wording.normalise(typed) == kept


@given(st.text(st.characters()))
def test_any_text_becomes_storable_and_stays_so(text):
    kept = wording.normalise(text)
    assert wording.normalise(kept) == kept
    assert kept.encode().decode() == kept
    assert not {unicodedata.category(sign) for sign in kept.replace("\n", "").replace("\t", "")} & {"Cc", "Cs"}
