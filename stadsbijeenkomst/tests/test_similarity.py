from random import Random
from time import process_time

import pytest

from stadsbijeenkomst import similarity

# Syllables make words that a real evening could have, all different: nothing is kept from one run to the next.
SOUNDS = ["bu", "ko", "wan", "del", "ro", "men", "sta", "vel", "ki", "zor", "pen", "ta", "lo", "gra", "me", "sti"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meer bankjes in het park", "Bankjes in de buurt nodig"),
        ("Meer bankjes", "Een bank bij de flat"),
        ("bankjs in het park", "Meer bankjes in het park!"),
        ("De koffieochtend op dinsdag", "Koffieochtenden zijn fijn"),
        ("Nieuwe bewoners worden niet welkom geheten", "Een welkomstpakket voor nieuwe bewoners"),
        ("Cafés", "een café"),
        ("Samen eten", "SAMEN ETEN"),
    ],
)
def test_notes_about_one_thing_look_alike(one, other):
    assert [pair[1:] for pair in similarity.pairs({1: one, 2: other})] == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Een bustocht", "Meer bankjes"),
        ("De bibliotheek is open", "De bus komt te laat"),
        ("de het een", "het een de"),
        ("🍲", "🍲"),
    ],
)  # fmt: skip
def test_notes_about_other_things_do_not(one, other):
    assert similarity.pairs({1: one, 2: other}) == []


def test_heaps_hold_each_note_once_around_the_one_with_most_neighbours():
    texts = {
        1: "Meer bankjes", 2: "Bankjes bij de flat", 3: "Bankjes in het park", 4: "Een bustocht",
        5: "De koffieochtend", 6: "Koffieochtend op dinsdag",
    }  # fmt: skip
    heaps = similarity.stars(texts)
    assert sorted(sorted(heap) for heap in heaps) == [[1, 2, 3], [5, 6]]
    assert heaps[0][0] == 1


def test_nearest_come_first():
    others = [(1, "Een bustocht"), (2, "Meer bankjes bij de flat graag"), (3, "Meer bankjes")]
    assert similarity.nearest("Bankjes!", others) == [3, 2]
    assert similarity.nearest("🍲", others) == []
    # Letters in common are no words in common.
    assert similarity.nearest("De lift was kapot", [(1, "De kapper weet precies wie er lang niet geweest is")]) == []


@pytest.mark.parametrize("vocabulary", [60, 300, 3000])
def test_an_evening_of_notes_is_compared_in_seconds_and_not_in_minutes(vocabulary):
    dice = Random(vocabulary)
    words = ["".join(dice.choices(SOUNDS, k=3)) for _number in range(vocabulary)]
    # Words are not used evenly: a few of them are in many notes.
    weights = [1 / (rank + 3) for rank in range(vocabulary)]
    said = [" ".join(dice.choices(words, weights, k=dice.randint(3, 14))) for _number in range(1500)]
    start = process_time()
    for question in range(3):
        similarity.stars(dict(enumerate(said[question::3])))
    assert process_time() - start < 15
