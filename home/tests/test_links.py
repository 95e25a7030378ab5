import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from home.models import CitySettings, ContentPage


def link(page, words: str = "Lees meer") -> str:
    return f'<p><a id="{getattr(page, "pk", page)}" linktype="page">{words}</a></p>'


def body(*texts: str) -> str:
    return json.dumps([{"type": "text", "value": text} for text in texts])


@pytest.fixture
def about(home_page):
    return home_page.add_child(instance=ContentPage(title="Over ons", slug="over-ons"))


@pytest.fixture
def pages(home_page):
    return [home_page.add_child(instance=ContentPage(title=f"Pagina {n}", slug=f"p{n}")) for n in range(3)]


def test_links_of_one_text_are_looked_up_in_one_query(pages, django_assert_num_queries):
    text = "".join(map(link, pages)) + link(999_999) + link("onzin") + link("9" * 30)
    _ = pages[0].url  # the roots of the sites are known
    with django_assert_num_queries(1):
        html = expand_db_html(text)
    addresses = [f'<a href="/p{number}/">' for number in range(3)]
    assert html == "".join(f"<p>{start}Lees meer</a></p>" for start in [*addresses, "<a>", "<a>", "<a>"])


def test_all_texts_of_a_page_and_of_its_frame_cost_one_query(visitor, home_page, about, pages):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(about.url).status_code == 200
        return len(queries)

    visitor.get(about.url)
    without = cost()
    about.body = body(*map(link, pages), "<p>Geen</p>")
    about.save()
    settings = CitySettings.for_site(home_page.get_site())
    settings.footer = link(pages[0], "Contact")
    settings.save()
    assert cost() == without + 1
    text = visitor.get(about.url).text
    assert [text.count(f'<a href="/p{number}/">') for number in range(3)] == [2, 1, 1]


def test_page_that_moved_is_found_at_its_new_address_by_the_next_request(visitor, about, pages):
    about.body = body(link(pages[0]))
    about.save()
    assert '<a href="/p0/">' in visitor.get(about.url).text
    pages[0].slug = "elders"
    pages[0].save()
    assert '<a href="/elders/">' in visitor.get(about.url).text


def test_what_one_request_looked_up_is_unknown_in_the_next(visitor, about, pages):
    about.body = body(link(pages[0]))
    about.save()
    visitor.get(about.url)
    visitor.get("/robots.txt")
    pages[0].slug = "elders"
    pages[0].save()
    assert expand_db_html(link(pages[0])) == '<p><a href="/elders/">Lees meer</a></p>'


@pytest.mark.parametrize(("live", "address"), [(True, "/en/p0/"), (False, "/p0/")])
def test_reader_of_a_translation_is_led_to_translations(home_page, pages, live, address):
    english = Locale.objects.create(language_code="en")
    home_page.copy_for_translation(english).save_revision().publish()
    copy = pages[0].copy_for_translation(english)
    if live:
        copy.save_revision().publish()
    with override("en"):
        assert expand_db_html(link(pages[0])) == f'<p><a href="{address}">Lees meer</a></p>'
    assert expand_db_html(link(pages[0])) == '<p><a href="/p0/">Lees meer</a></p>'
