from django.forms import Form

from home import fields
from home.models import WijkPage


def filled_in(**given):
    """Return a form with these fields."""
    return type("Filled", (Form,), given)


def test_line_has_single_spaces_and_no_line_break():
    form = filled_in(name=fields.line("Naam", 20))({"name": "  Anna \t de\r\nWit "})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Anna de Wit"}


def test_line_that_may_stay_empty():
    form = filled_in(name=fields.line("Naam", 20, required=False))({})
    assert form.is_valid()
    assert form.cleaned_data == {"name": ""}


def test_consent_must_be_ticked_and_tells_what_is_kept():
    box = fields.consent("Ja", "Vink dit aan.", "/privacy/", kept="Een maand.")
    form = filled_in(consent=box)({})
    assert form.errors == {"consent": ["Vink dit aan."]}
    assert box.help_text == 'Een maand. <a href="/privacy/">Wat wij met uw gegevens doen</a>'


def test_consent_without_a_statement_links_to_nothing():
    assert fields.consent("Ja", "Vink dit aan.", "").help_text == ""


def test_topics_give_the_pages_and_themes_that_were_ticked(wijk, theme):
    form = filled_in(**fields.topics(wijk))({"wijken": [wijk.slug], "themes": ["ontmoeting"]})
    assert form.is_valid()
    assert form.cleaned_data == {"wijken": [WijkPage.objects.get(pk=wijk.pk)], "themes": [theme]}
    unknown = filled_in(**fields.topics(wijk))({"wijken": ["nergens"]})
    assert list(unknown.errors) == ["wijken"]


def test_topics_without_anything_to_tick_are_no_fields(home_page):
    assert fields.topics(home_page) == {}
