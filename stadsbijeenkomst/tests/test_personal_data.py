import json
from pathlib import Path
from time import process_time

import pytest

from stadsbijeenkomst import personal_data

EXAMPLES = json.loads(Path(__file__).with_name("personal_data.json").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["text"] for example in EXAMPLES])
def test_example_gives_its_kinds(example):
    assert [found.kind for found in personal_data.find(example["text"])] == example["found"]


def test_pieces_are_the_whole_text():
    pieces = list(personal_data.marked("Bel 06-12345678 of jan@voorbeeld.nl"))
    assert pieces == [("Bel ", None), ("06-12345678", "phone"), (" of ", None), ("jan@voorbeeld.nl", "email")]
    assert list(personal_data.marked("Koffie")) == [("Koffie", None)]
    assert list(personal_data.marked("")) == []


def test_long_text_without_anything_takes_no_hours():
    start = process_time()
    for sign in ("1", "a", "0 ", "a.", "1 a"):
        personal_data.find((sign * 1000)[:1000])
    assert process_time() - start < 5  # seconds; a pattern that goes back and forth takes hours
