import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from home.models import WijkPage
from search.models import Synonym

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


def test_no_result_tells_what_narrows_it_and_what_dropping_that_gives(write, wijk, visitor):
    write("Koffie")
    response = visitor.get("/zoeken/?q=koffie&wijk=oeverwijk&soort=wijk&periode=week")
    assert titles(response) == []
    assert [text for text, _href in response.context["chosen_filters"]] == ["Wijk", "Oeverwijk", "De komende week"]
    assert response.context["ways_out"] == [
        ("De komende week", "?q=koffie&wijk=oeverwijk&soort=wijk", None),
    ]
    response = visitor.get("/zoeken/?q=koffie&wijk=oeverwijk")
    assert response.context["ways_out"] == [("Oeverwijk", "?q=koffie", 1)]
    assert "Zoek zonder “Oeverwijk”" in response.text
    assert "(1 pagina)" in response.text


def test_no_result_has_somewhere_to_begin(write, wijk_index, visitor):
    wijk_index.show_in_menus = True
    wijk_index.save()
    response = visitor.get("/zoeken/?q=bestaatniet")
    assert "Of begin hier" in response.text
    assert '<li><a href="/wijken/">Wijken</a></li>' in response.text


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
    # What only steers the transaction in which PostgreSQL searches reads no row.
    return len([query for query in queries if " FROM " in query["sql"]])


def test_search_costs_the_same_with_more_pages(write, visitor):
    write("Koffie")
    before = cost(visitor, "/zoeken/?q=koffie")
    assert before <= 15
    for number in range(11):
        write(f"Koffie {number}")
    assert cost(visitor, "/zoeken/?q=koffie") == before
    assert cost(visitor, "/zoeken/?q=koffie&pagina=2") == before


@pytest.mark.usefixtures("vocabulary")
def test_search_costs_at_most_fifteen_queries_on_a_cold_cache_however_many_words_are_wrong(wijk, visitor):
    assert cost(visitor, "/zoeken/?q=koffie&wijk=oeverwijk&soort=event&periode=week") <= 15
    few = cost(visitor, "/zoeken/?q=koffei+xyzzyx")
    assert few <= 15
    assert cost(visitor, "/zoeken/?q=koffei+wandeln+pratne") == few


def test_english_readers_search_at_their_own_address(write, visitor):
    write("Koffie")
    assert titles(visitor.get("/en/zoeken/?q=koffie")) == ["Koffie"]
    assert visitor.post("/zoeken/").status_code == 405


def choices(response, name: str) -> dict[str, str]:
    return dict(response.context["filters"].fields[name].choices)


def test_each_choice_has_the_number_of_pages_it_gives_with_the_rest_of_the_question(write, wijk, other_wijk, visitor):
    write("Koffie")
    write("Koffie en thee", parent=wijk)
    write("Koffie en soep", parent=other_wijk)
    WijkPage.objects.get(pk=wijk.pk).save()
    response = visitor.get("/zoeken/?q=koffie")
    assert choices(response, "wijk") == {
        "": "Alle wijken (3)",
        "molenwijk": "Molenwijk (1)",
        "oeverwijk": "Oeverwijk (1)",
    }
    assert choices(response, "soort") == {"": "Alle soorten (3)", "content": "Tekstpagina (3)"}
    response = visitor.get("/zoeken/?q=koffie&wijk=oeverwijk")
    assert choices(response, "soort") == {"": "Alle soorten (1)", "content": "Tekstpagina (1)"}
    assert choices(response, "wijk")["molenwijk"] == "Molenwijk (1)"
    response = visitor.get("/zoeken/?q=koffie&soort=wijk")
    assert choices(response, "soort")["wijk"] == "Wijk (0)"
    assert choices(response, "wijk")["oeverwijk"] == "Oeverwijk (0)"


def test_private_and_withdrawn_pages_are_neither_shown_nor_counted_nor_proposed(
    write, visitor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        closed, draft = write("Koffiegeheim"), write("Koffieconcept", live=False)
        write("Koffie", parent=closed)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert draft.live is False
    for address in ("/zoeken/?q=koffie", "/zoeken/?q=koffiegeheim"):
        response = visitor.get(address)
        assert titles(response) == []
        assert choices(response, "soort") == {"": "Alle soorten (0)"}
    assert visitor.get("/zoeken/?q=koffiegehein").context["found"].meant == ""
    assert visitor.get("/zoeken/suggesties?q=kof").json()["suggestions"] == []


def test_form_of_a_word_that_only_a_private_page_has_is_not_proposed(
    write, visitor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        write("Bij Jans")
        closed = write("Dossier", "Mevrouw Jansen en haar buren.")
    assert [one["text"] for one in visitor.get("/zoeken/suggesties?q=jans").json()["suggestions"]] == [
        "jans",
        "jansen",
        "Bij Jans",
    ]
    assert visitor.get("/zoeken/?q=jansem").context["found"].meant == "jansen"
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert [one["text"] for one in visitor.get("/zoeken/suggesties?q=jans").json()["suggestions"]] == [
        "jans",
        "Bij Jans",
    ]
    assert visitor.get("/zoeken/?q=jansem").context["found"].meant != "jansen"


def test_newest_page_comes_first_when_asked(write, visitor):
    write("Koffie", first_published_at=timezone.now() - timedelta(days=9))
    write("Nieuws", "koffie", first_published_at=timezone.now() - timedelta(days=3))
    assert titles(visitor.get("/zoeken/?q=koffie")) == ["Koffie", "Nieuws"]
    assert titles(visitor.get("/zoeken/?q=koffie&sorteer=nieuw")) == ["Nieuws", "Koffie"]


@pytest.mark.parametrize(
    "query", ["periode=x", "van=x", "van=0001-01-01", "tot=9999-12-31", "tot=%00", "sorteer=x", "van=2026-02-30"]
)
def test_unknown_day_period_or_order_is_refused(write, visitor, query):
    assert visitor.get(f"/zoeken/?q=koffie&{query}").status_code == 400


def test_synonym_of_an_editor_counts_at_once(write, visitor):
    write("Eettafel in de buurt")
    assert titles(visitor.get("/zoeken/?q=samen+eten")) == []
    Synonym.objects.create(term="samen eten", others="eettafel\nmaaltijd")
    response = visitor.get("/zoeken/?q=samen+eten")
    assert titles(response) == ["Eettafel in de buurt"]
    assert "<mark>Eettafel</mark> in de buurt" in response.text


@pytest.fixture
def vocabulary(write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write("Koffie in de buurt", "Samen wandelen en praten.")


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("koffei", "koffie"),
        ("koffie wandeln", "koffie wandelen"),
        ("Wndelen & prattem", "wandelen & praten"),
        ("loffie", "koffie"),
        ("xyzzy", ""),
        ("kof", ""),
    ],
)
def test_word_that_no_page_has_is_asked_back(visitor, typed, meant):
    response = visitor.get("/zoeken/", {"q": typed})
    assert response.context["found"].meant == meant
    assert ("Bedoelt u" in response.text) == bool(meant)


@pytest.mark.usefixtures("vocabulary")
def test_suggestions_are_words_and_pages_that_begin_as_what_was_typed(visitor, wijk):
    def suggested(typed: str) -> list[tuple]:
        found = visitor.get("/zoeken/suggesties", {"q": typed}).json()["suggestions"]
        return [(one["text"], one["kind"], one["href"]) for one in found]

    page = ("Koffie in de buurt", "Tekstpagina", "/koffie-in-de-buurt/")
    assert suggested("kof") == [("koffie", "", None), page]
    assert suggested("Koffie bu") == [("Koffie buurt", "", None), page]
    assert suggested("koffie b") == suggested("in de b") == [page]
    assert suggested("b koffie ") == [("b koffie", "", None), page]
    assert suggested("oever") == [("Oeverwijk", "Wijk", "/wijken/oeverwijk/")]
    for nothing in ("", "k", "k o f", "koffie x", "%", "_", "__", "?!", "x" * 101, "x" * 9000, "'\"", "🌷🌷"):
        assert suggested(nothing) == [], nothing
    assert visitor.get("/zoeken/suggesties", {"q": "\0"}).status_code == 400


@pytest.mark.usefixtures("vocabulary")
def test_suggestions_cost_four_queries_besides_the_site_and_its_language(visitor, write):
    def queries(address: str) -> int:
        visitor.get(address)
        with CaptureQueriesContext(connection) as captured:
            visitor.get(address)
        return len([query for query in captured if re.search('FROM "(?!wagtailcore_(site|locale))', query["sql"])])

    assert queries("/zoeken/suggesties?q=kof") == 4
    for number in range(3):
        write(f"Koffie {number}")
    assert queries("/zoeken/suggesties?q=kof") == 4


def test_suggestions_may_be_kept_until_something_changes(write, visitor):
    response = visitor.get("/zoeken/suggesties?q=kof")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert visitor.post("/zoeken/suggesties").status_code == 405
