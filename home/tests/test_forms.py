import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import translation

from home.forms import PublicForm, stamp

NOON = "2026-05-04T12:00:00Z"
FAST = "Dat ging heel snel. Kijk of alles klopt en verstuur het nog een keer."
LATE = "Deze pagina stond te lang open. Kijk of alles klopt en verstuur het nog een keer."
TRAP = "Eén veld, dat u niet ziet, moet leeg blijven. Het is nu leeg: verstuur het nog een keer."


class TeaForm(PublicForm):
    name = forms.CharField(label="Naam", max_length=20)
    wish = forms.CharField(label="Wens", required=False, widget=forms.Textarea)


def sent(**fields) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"name": "Noor", "key": str(uuid.uuid4()), **fields})
    return data


@pytest.fixture
def opened() -> str:
    with time_machine.travel(NOON, tick=False):
        return stamp()


@pytest.fixture
def at():
    """Go to a moment after noon for the rest of the test: `at(seconds=3)`."""
    travels = []

    def go(**after):
        from datetime import UTC, datetime

        travel = time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC) + timedelta(**after), tick=False)
        travel.start()
        travels.append(travel)

    yield go
    for travel in travels:
        travel.stop()


def test_form_that_a_person_fills_in_is_valid(opened, at):
    at(seconds=2)
    data = sent(opened=opened)
    form = TeaForm(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["key"] == uuid.UUID(data["key"])


@pytest.mark.parametrize(
    ("after", "sentence"), [({"seconds": 1}, FAST), ({"hours": 24, "seconds": 1}, LATE), ({"days": -1}, FAST)]
)
def test_moment_that_is_not_a_persons_is_refused_with_a_sentence(opened, at, after, sentence):
    at(**after)
    form = TeaForm(sent(opened=opened))
    with translation.override("nl"):
        assert form.errors == {"__all__": [sentence]}
    assert 'value="Noor"' in str(form["name"])


@pytest.mark.parametrize("opened", ["", "form", "form:1wJ0:x", "é:ü:ñ", "a\0b", "x" * 5_000])
def test_forged_moment_is_renewed_so_that_sending_again_works(opened, at):
    at(seconds=0)
    form = TeaForm(sent(opened=opened))
    assert not form.is_valid()
    again = sent(opened=form["opened"].value())
    at(seconds=3)
    assert TeaForm(again).is_valid()


def test_filled_trap_is_refused_and_emptied(opened, at):
    at(seconds=3)
    form = TeaForm(sent(opened=opened, website="https://example.org"))
    with translation.override("nl"):
        assert form.errors == {"__all__": [TRAP]}
    assert form["website"].value() == ""


def test_key_stays_when_the_form_is_shown_again_and_is_made_when_there_is_none(opened, at):
    at(seconds=3)
    data = sent(opened=opened, name="")
    form = TeaForm(data)
    assert not form.is_valid()
    assert form["key"].value() == data["key"]
    for wrong in ("", "nee", "9" * 40):
        form = TeaForm(sent(opened=opened, key=wrong))
        assert form.is_valid()
        assert uuid.UUID(form["key"].value()) == form.cleaned_data["key"]


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\x7fb", "a\ud800b"])
def test_unreadable_character_is_refused_once_beside_the_field(opened, at, text):
    at(seconds=3)
    with translation.override("nl"):
        assert TeaForm(sent(opened=opened, name=text)).errors == {
            "name": ["Er staat een teken in dat niet te tonen is. Typ de tekst opnieuw."]
        }


def test_lines_accents_and_emoji_are_text(opened, at):
    at(seconds=3)
    form = TeaForm(sent(opened=opened, name="Ñoor 🌷", wish="een\r\ntwee\tdrie"))
    assert form.is_valid(), form.errors


def test_guard_is_hidden_from_people_and_screen_readers():
    template = engines["django"].from_string("{% load components %}{% guards form %}")
    html = template.render({"form": TeaForm()})
    assert '<div class="wv-hidden" aria-hidden="true">' in html
    assert re.search(r'<input type="text" name="website" autocomplete="off" tabindex="-1"', html)
    assert re.findall(r'type="hidden" name="(\w+)" value="[^"]{20,}"', html) == ["opened", "key"]
