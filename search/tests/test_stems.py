import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.stems import WORD, composed, folded, is_telling, stem, stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wandeling", "wandelingen"),
        ("wandelen", "Wandeling"),
        ("eenzaam", "eenzaamheid"),
        ("activiteit", "ACTIVITEITEN"),
        ("ontmoeten", "ontmoetingen"),
        ("café", "Cafés"),
        ("cafe", "cafe\u0301"),
    ],
)
def test_words_that_belong_together_have_one_stem(one, other):
    assert stems(one) == stems(other)


def test_words_that_only_look_alike_keep_their_own_stem():
    assert stem("koffie") != stem("koffer")


@given(st.text(max_size=300))
def test_every_word_of_any_text_has_one_stem_without_an_operator(text):
    found = stems(text)
    assert len(found) == len(words(text)) == len(WORD.findall(composed(text)))
    assert all(stem == "-" or WORD.fullmatch(stem) for stem in found)


@pytest.mark.parametrize(("written", "typed"), [("Café", "cafe"), ("ÉÉN", "een"), ("cafe\u0301", "cafe"), ("½", "12")])
def test_folded_word_is_as_people_type_it(written, typed):
    assert folded(written) == typed


def test_word_that_nearly_every_page_has_tells_nothing():
    assert [word for word in ("de", "Waar", "koffie", "-") if is_telling(word)] == ["koffie"]
