import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    found = response.context["found"]
    return [result.title.replace("<mark>", "").replace("</mark>", "") for result in found.results]


def test_search_finds_other_forms_of_a_word_and_marks_them(write, visitor):
    write("Buurtwandeling", "Wij maken wandelingen langs het water.")
    response = visitor.get("/zoeken/", {"q": "wandeling"})
    assert titles(response) == ["Buurtwandeling"]
    assert "Wij maken <mark>wandelingen</mark> langs het water." in response.text
    assert 'href="/buurtwandeling/"' in response.text
    assert "1 pagina gevonden voor “wandeling”." in response.text


def test_results_are_not_for_search_engines(write, visitor):
    response = visitor.get("/zoeken/?q=koffie")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text


def test_page_without_a_question_invites(home_page, visitor):
    for query in ("", "q=", "q=%20", "q=?!*"):
        response = visitor.get(f"/zoeken/?{query}")
        assert response.status_code == 200
        assert response.context["found"] is None
        assert "Typ één of meer woorden" in response.text


def test_no_result_helps_and_offers_the_whole_site(write, wijk, visitor):
    write("Koffie")
    response = visitor.get("/zoeken/?q=koffie&wijk=oeverwijk")
    assert titles(response) == []
    assert 'href="/zoeken/?q=koffie"' in response.text
    assert "Zoek in alle soorten pagina's" in visitor.get("/zoeken/?q=x&soort=wijk").text


def test_pages_with_some_of_the_words_come_when_none_has_all(write, visitor):
    write("Koffie")
    write("Thee")
    response = visitor.get("/zoeken/?q=koffie+thee+limonade")
    assert sorted(titles(response)) == ["Koffie", "Thee"]
    assert "Geen enkele pagina heeft al deze woorden." in response.text


def test_question_is_shown_escaped(write, visitor):
    write("Koffie <script>", "a <i>b</i> koffie")
    text = visitor.get("/zoeken/", {"q": "koffie <script>alert(1)</script>"}).text
    assert "<script>alert" not in text
    assert "<mark>Koffie</mark> &lt;<mark>script</mark>&gt;" in text


def test_results_are_filtered_by_kind_and_wijk(write, wijk, other_wijk, visitor):
    write("Koffie hier", parent=wijk)
    write("Koffie daar", parent=other_wijk)
    write("Koffie overal")
    wijk.introduction = "Koffie."
    wijk.save()
    assert len(titles(visitor.get("/zoeken/?q=koffie"))) == 4
    assert sorted(titles(visitor.get("/zoeken/?q=koffie&wijk=oeverwijk"))) == ["Koffie hier", "Oeverwijk"]
    assert titles(visitor.get("/zoeken/?q=koffie&wijk=oeverwijk&soort=content")) == ["Koffie hier"]
    assert titles(visitor.get("/zoeken/?q=koffie&soort=wijk")) == ["Oeverwijk"]


def test_private_pages_and_drafts_are_never_found(write, visitor):
    parent = write("Koffie")
    write("Koffiehoek", "koffie", parent=parent)
    assert len(titles(visitor.get("/zoeken/?q=koffie"))) == 2
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert titles(visitor.get("/zoeken/?q=koffie")) == []


def test_page_hidden_behind_the_back_of_the_index_is_not_found(write, visitor):
    page = write("Koffie")
    type(page).objects.filter(pk=page.pk).update(live=False)
    assert titles(visitor.get("/zoeken/?q=koffie")) == []


@pytest.mark.parametrize("query", ["soort=weg", "wijk=weg", "soort=%00", "wijk=%00", "soort=" + "x" * 9000])
def test_unknown_filter_is_refused(write, visitor, query):
    assert visitor.get(f"/zoeken/?q=koffie&{query}").status_code == 400


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "9" * 5000])
def test_page_that_does_not_exist_is_not_found(write, visitor, number):
    write("Koffie")
    assert visitor.get(f"/zoeken/?q=koffie&pagina={number}").status_code == 404


@pytest.mark.parametrize("question", ["x" * 101, "x" * 10_000])
def test_too_long_question_is_told_beside_the_field(home_page, visitor, question):
    response = visitor.get("/zoeken/", {"q": question})
    assert response.status_code == 400
    assert "utrecht-form-field-error-message" in response.text


@pytest.mark.parametrize(
    "question",
    ['"', '"koffie', "koffie*", "koffie OR", "NEAR(koffie, 2)", "NOT", "AND", "title_stems:koffie", "-koffie", "^k",
     "koffie & | ! <->", "'; DROP TABLE search_entry", "a:*", "\\", "%", "🎉", "مرحبا", "नमस्ते", "½", "ﬀ", "\u200f"],
)  # fmt: skip
def test_signs_of_the_database_are_only_text(write, visitor, question):
    write("Koffie")
    assert visitor.get("/zoeken/", {"q": question}).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=100), text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_can_be_published_and_asked_for(write, visitor, question, text):
    page = write("Koffie", introduction=text)
    for asked in (question, text[:100]):
        expected = 400 if "\0" in asked or len(asked.strip()) > 100 else 200
        assert visitor.get("/zoeken/", {"q": asked}).status_code == expected
    page.delete()


def test_page_of_text_is_found_by_every_word_of_it(write, visitor):
    write("Zin", "De oude café’s bij 't Goylaan-plein openen weer om 10:30u voor 65+, 日本語 en हिन्दी incluis")
    for word in ("cafe", "goylaan", "plein", "30u", "65", "日本語", "हिन्दी"):
        assert titles(visitor.get("/zoeken/", {"q": word})) == ["Zin"], word


def cost(visitor, address: str) -> int:
    visitor.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    return len(queries)


def test_search_costs_the_same_with_more_pages(write, visitor):
    write("Koffie")
    before = cost(visitor, "/zoeken/?q=koffie")
    assert before <= 15
    for number in range(11):
        write(f"Koffie {number}")
    assert cost(visitor, "/zoeken/?q=koffie") == before
    assert cost(visitor, "/zoeken/?q=koffie&pagina=2") == before


def test_english_readers_search_at_their_own_address(write, visitor):
    write("Koffie")
    assert titles(visitor.get("/en/zoeken/?q=koffie")) == ["Koffie"]
    assert visitor.post("/zoeken/").status_code == 405
