"""Pure: no database."""

import pytest

from events import wording


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Eenzaam? Eet mee!", ["eenzaam"]),
        ("Voor eenzame en eenzaame ouderen", ["eenzame", "eenzaame"]),
        ("Week tegen eenzaamheid; EENZAAMHEID", ["eenzaamheid"]),
        ("vereenzaming en vereenzaamde mensen", ["vereenzaming", "vereenzaamde"]),
        ("Samen eten, wandelen en eenzijdig zijn", []),
        ("", []),
    ],
)
def test_lonely_finds_every_form_of_the_word(text, words):
    assert wording.lonely(text) == words
