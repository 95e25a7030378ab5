import pytest

from stadsbijeenkomst import codes


def test_alphabet_has_32_signs_without_those_that_look_alike():
    assert codes.ALPHABET == "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def test_code_has_six_signs_of_the_alphabet_and_is_not_repeated():
    made = {codes.make() for _ in range(200)}
    assert len(made) == 200
    assert all(codes.normalise(code) == code for code in made)


@pytest.mark.parametrize("typed", ["abc234", " ABC 234 ", "abc-234", "ABC–234", "a.b.c.2.3.4"])
def test_code_is_recognised_as_people_type_it(typed):
    assert codes.normalise(typed) == "ABC234"


@pytest.mark.parametrize("typed", ["", "ABC23", "ABC2345", "ABC230", "ABCI34", "abc23\x00", "ÀBC234", "ﬀC234A"])
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.normalise(typed) == ""
