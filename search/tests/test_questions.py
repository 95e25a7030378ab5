from hypothesis import given
from hypothesis import strategies as st

from search.questions import MOST_WORDS, read

CARE = ("mantelzorg",)
FOR_SOMEBODY = ("zorg", "voor", "een", "naast")


def test_question_leaves_out_common_words_unless_it_has_no_other():
    assert read("waar is de koffie van de koffie").fts5() == '(("koffie"))'
    assert read("de het de").fts5() == '(("de")) AND (("het"))'
    assert not read(" ?!* \0 ")


def test_question_in_the_words_of_each_database():
    asked = read("koffie drinken")
    assert asked.fts5() == '(("koffie")) AND (("drink"))'
    assert asked.fts5(every=False) == '(("koffie")) OR (("drink"))'
    assert asked.tsquery() == "(('koffie')) & (('drink'))"
    assert asked.tsquery(every=False) == "(('koffie')) | (('drink'))"
    assert asked.tsqueries() == [["(('koffie')) & (('drink'))"]]
    assert asked.words == ("koffie", "drinken")


def test_synonym_is_searched_along_as_the_words_that_follow_each_other():
    asked = read("mantelzorg en koffie", {CARE: [FOR_SOMEBODY]})
    assert asked.fts5() == '(("mantelzorg") OR ("zorg voor een naast")) AND (("koffie"))'
    assert asked.tsquery() == "(('mantelzorg') | ('zorg' <-> 'voor' <-> 'een' <-> 'naast')) & (('koffie'))"
    assert asked.stems == {"mantelzorg", "zorg", "naast", "koffie"}


def test_words_in_a_row_stand_in_a_query_of_their_own():
    asked, row = read("mantelzorg en koffie", {CARE: [FOR_SOMEBODY]}), "(('zorg' <-> 'voor' <-> 'een' <-> 'naast'))"
    assert asked.tsqueries() == [["(('koffie'))"], ["(('mantelzorg'))", row]]
    assert asked.tsqueries(every=False) == [["(('mantelzorg') | ('koffie'))", row]]


def test_phrase_with_a_synonym_is_found_in_the_question_in_any_form():
    asked = read("Zorg voor een naaste in Oost", {FOR_SOMEBODY: [CARE]})
    assert asked.fts5() == '(("zorg" AND "naast") OR ("mantelzorg")) AND (("oost"))'


def test_longest_phrase_goes_first_and_a_word_counts_once():
    asked = read("samen eten", {("eet",): [("maaltijd",)], ("saam", "eet"): [("eettafel",)]})
    assert asked.fts5() == '(("saam" AND "eet") OR ("eettafel"))'


def test_question_of_a_whole_letter_is_its_beginning():
    assert len(read(" ".join(f"woord{number}" for number in range(500))).groups) == MOST_WORDS


@given(st.text(max_size=200))
def test_any_text_is_a_question_or_none(text):
    asked = read(text)
    assert bool(asked) == bool(asked.stems or asked.words)
