import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def render(rf):
    def rendered(source: str, path: str = "/", **context) -> str:
        template = engines["django"].from_string("{% load components %}" + source)
        return " ".join(template.render(context, rf.get(path)).split())

    return rendered


class TeaForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals u wilt.")
    sugar = forms.BooleanField(label="Suiker", required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("g", "groen")], widget=forms.RadioSelect)
    note = forms.CharField(label="Nog iets", required=False, widget=forms.Textarea)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("name") == "niemand":
            raise forms.ValidationError("Er is niemand.")


def test_card_has_one_link_in_a_heading_of_the_right_level(render):
    html = render("{% card title='Thee' href='/thee/' kicker='10:00' level=2 %}<p>Lekker</p>{% endcard %}")
    assert '<h2 class="wv-card__title"><a class="wv-card__link" href="/thee/">Thee</a></h2>' in html
    assert html.count("<a ") == 1


def test_card_without_content_has_no_empty_body(render):
    assert "wv-card__body" not in render("{% card title='Thee' %} {% endcard %}")


def test_card_shows_its_date_for_people_and_machines(render):
    html = render("{% card title='Thee' date=day %}{% endcard %}", day=date(2026, 11, 3))
    assert '<time class="wv-date" datetime="2026-11-03"><span class="wv-date__weekday">di</span>' in html
    assert '<span class="wv-date__month">nov</span>' in html


def test_date_of_an_instant_is_the_local_one(render):
    html = render("{% date_block when %}", when=datetime(2026, 11, 3, 23, 30, tzinfo=UTC))
    assert 'datetime="2026-11-04"' in html


def test_markup_in_a_title_is_shown_as_text(render):
    html = render("{% card title=t href='/x' %}{% endcard %}{% badge t %}{% page_header title=t %}", t="<script>")
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 3


def test_region_is_named_by_its_heading(render):
    html = render("{% region title='Nieuws' name='nieuws' more_href='/n/' more_text='Meer' %}<p>x</p>{% endregion %}")
    assert 'id="nieuws" aria-labelledby="nieuws-title"' in html
    assert '<h2 class="utrecht-heading-2" id="nieuws-title">Nieuws</h2>' in html
    assert 'href="/n/">Meer' in html


def test_error_is_announced_and_ordinary_message_is_not_urgent(render):
    assert 'role="alert"' in render("{% alert kind='error' %}x{% endalert %}")
    assert 'role="status"' in render("{% alert %}x{% endalert %}")


def test_field_is_tied_to_its_help_and_its_error(render):
    html = render("{% field form.name %}", form=TeaForm({}))
    assert '<label class="utrecht-form-label" for="id_name">Naam</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


def test_optional_field_says_so_in_words(render):
    assert "niet verplicht" in render("{% field form.note %}", form=TeaForm())
    assert "niet verplicht" not in render("{% field form.name %}", form=TeaForm())


def test_choices_are_a_named_group(render):
    html = render("{% field form.kind %}", form=TeaForm())
    assert 'role="group" aria-labelledby="id_kind_label"' in html
    assert 'id="id_kind_label"' in html


def test_summary_links_to_each_field_and_names_what_is_wrong_with_all(render):
    html = render("{% error_summary form %}", form=TeaForm({"name": "niemand", "kind": "g"}))
    assert "<li>Er is niemand.</li>" in html
    html = render("{% error_summary form %}", form=TeaForm({"kind": "g"}))
    assert 'href="#id_name">Naam: ' in html
    assert 'role="alert" tabindex="-1" autofocus' in html


def test_summary_asks_a_question_once_and_repeats_no_sentence_that_is_ticked(render):
    class JoinForm(forms.Form):
        how = forms.CharField(label="Hoe wilt u meedoen?", error_messages={"required": "Vertel het ons."})
        consent = forms.BooleanField(label="Mail mij", error_messages={"required": "Kruis dit aan."})
        vegan = forms.BooleanField(label="Ik eet mee")

    html = render("{% error_summary form %}", form=JoinForm({}))
    assert re.findall(r'href="#id_(\w+)">([^<]*)</a>', html) == [
        ("how", "Hoe wilt u meedoen? Vertel het ons."),
        ("consent", "Kruis dit aan."),
        ("vegan", "Ik eet mee: Dit is een verplicht veld."),
    ]


def test_summary_of_a_good_form_is_empty(render):
    assert render("{% error_summary form %}", form=TeaForm({"name": "Sem", "kind": "g"})) == ""


def test_pagination_keeps_the_other_choices(render):
    page = Paginator(range(30), 10).page(2)
    html = render("{% pagination page %}", path="/?wijk=oost&pagina=2", page=page)
    assert 'href="?wijk=oost&amp;pagina=1"' in html
    assert 'href="?wijk=oost&amp;pagina=3"' in html
    assert "Pagina 2 van 3" in html


def test_single_page_has_no_pagination(render):
    assert render("{% pagination page %}", page=Paginator([1], 10).page(1)) == ""


def test_note_keeps_its_own_direction(render):
    assert 'dir="auto"' in render("{% note text=t %}{% endnote %}", t="مرحبا")


def test_facts_without_value_are_left_out(render):
    html = render("{% facts items %}", items=[("Waar", "Oost"), ("Wanneer", "")])
    assert "Waar" in html
    assert "Wanneer" not in html


def test_icon_is_hidden_from_who_hears_the_page(render):
    assert render("{% icon 'mail' %}").startswith('<svg class="wv-icon" aria-hidden="true"')


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "home/static/home/icons.svg").read_text()))
    named = {
        name
        for path in ROOT.glob("*/templates/**/*.html")
        for name in re.findall(r"""(?:{% icon |icon_name=)["']([\w-]+)["']""", path.read_text())
    }
    assert named - drawn == set()


def test_copy_shows_the_whole_text_and_a_button_for_who_has_a_script(render):
    html = render("{% copy address 'Adres' %}", address="https://a.example/1.ics?a=1&b=2")
    assert '<code class="wv-copy__text" id="address">https://a.example/1.ics?a=1&amp;b=2</code>' in html
    assert re.search(r'<button [^>]*type="button" hidden data-copy="address"', html)


def test_qr_code_is_drawn_without_styles_dark_on_white_with_a_quiet_zone(render):
    html = render("{% qr_code 'https://a.example/' 'QR-code' %}")
    assert html.startswith('<div class="wv-qr" role="img" aria-label="QR-code"><svg viewBox="0 0 33 33">')
    assert '<path fill="#fff" d="M0 0h33v33h-33z"/>' in html
    assert 'stroke="#000" d="M4 4.5h7' in html
    assert "style" not in html


def test_disclosure_is_closed_unless_it_is_asked_open(render):
    html = render("{% disclosure 'Meer' %}<p>x</p>{% enddisclosure %}")
    assert '<details class="wv-disclosure wv-disclosure--line"> <summary' in html
    html = render("{% disclosure 'Meer' appearance='button' open=True %}<p>x</p>{% enddisclosure %}")
    assert '<details class="wv-disclosure wv-disclosure--button" open>' in html
