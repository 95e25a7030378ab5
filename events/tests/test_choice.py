import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from wagtail.models import PageViewRestriction

from events import choice
from events.models import FeedEntry
from home.models import Theme

from .factories import published

pytestmark = pytest.mark.django_db


def held(page, query: str) -> list[str]:
    """Return the titles of the activities of `page` that a query string asks for."""
    entries = choice.read(QueryDict(query)).apply(FeedEntry.objects.listed_on(page).public())
    return sorted(entries.values_list("event__title", flat=True))


@pytest.fixture
def everywhere(agenda, wijk, other_wijk):
    published(agenda, "Overal")
    published(wijk, "Onder Oeverwijk")
    published(agenda, "In Molenwijk", wijken=[other_wijk])
    published(agenda, "In beide", wijken=[wijk, other_wijk])


def test_nothing_chosen_is_everything(home_page, everywhere):
    assert held(home_page, "") == ["In Molenwijk", "In beide", "Onder Oeverwijk", "Overal"]
    assert choice.read(QueryDict("")).query == ""


def test_any_of_the_chosen_wijken_will_do(home_page, wijk, other_wijk, everywhere):
    assert held(home_page, f"wijk={wijk.pk}") == ["In beide", "Onder Oeverwijk"]
    assert held(home_page, f"wijk={wijk.pk}&wijk={other_wijk.pk}") == ["In Molenwijk", "In beide", "Onder Oeverwijk"]


def test_what_is_in_no_wijk_can_be_chosen_too(home_page, wijk, everywhere):
    assert held(home_page, "wijk=stadsbreed") == ["Overal"]
    assert held(home_page, f"wijk={wijk.pk}&wijk=stadsbreed") == ["In beide", "Onder Oeverwijk", "Overal"]


def test_different_names_must_all_hold(home_page, agenda, wijk, other_wijk, theme):
    published(agenda, "Goed", wijken=[wijk], themes=[theme], languages=["ar"])
    published(agenda, "Ander thema", wijken=[wijk], languages=["ar"])
    published(agenda, "Andere wijk", wijken=[other_wijk], themes=[theme], languages=["ar"])
    published(agenda, "Andere taal", wijken=[wijk], themes=[theme])
    assert held(home_page, f"wijk={wijk.pk}&thema={theme.slug}&taal=ar&doelgroep=bewoners") == ["Goed"]


def test_query_has_one_order_and_names_nothing_twice(wijk, other_wijk, theme):
    other = Theme.objects.create(name="Bewegen", slug="bewegen")
    asked = choice.read(
        QueryDict(
            f"taal=tr&thema={theme.slug}&wijk=stadsbreed&wijk={other_wijk.pk}&taal=ar&thema={other.slug}"
            f"&wijk={wijk.pk}&wijk={wijk.pk}&doelgroep=bewoners"
        )
    )
    canonical = (
        f"wijk={wijk.pk}&wijk={other_wijk.pk}&wijk=stadsbreed"
        f"&thema=bewegen&thema=ontmoeting&doelgroep=bewoners&taal=ar&taal=tr"
    )
    assert asked.query == canonical
    assert choice.read(QueryDict(canonical)).query == canonical
    assert asked.words == [
        "Molenwijk",
        "Oeverwijk",
        "De hele stad",
        "Bewegen",
        "Ontmoeting",
        "Bewoners",
        "Arabisch",
        "Turks",
    ]


def test_wijk_keeps_its_subscribers_when_it_is_renamed(home_page, wijk, everywhere):
    wijk.title, wijk.slug = "Nieuwe Oever", "nieuwe-oever"
    wijk.save_revision().publish()
    assert held(home_page, f"wijk={wijk.pk}") == ["In beide", "Onder Oeverwijk"]


def test_theme_keeps_its_subscribers_when_an_editor_renames_it(admin_client, theme):
    edit = reverse("wagtailsnippets_home_theme:edit", args=[theme.pk])
    response = admin_client.post(edit, {"name": "Elkaar zien", "slug": "elkaar-zien", "description": ""})
    assert response.status_code == 302
    theme.refresh_from_db()
    assert (theme.name, theme.slug) == ("Elkaar zien", "ontmoeting")


@pytest.mark.parametrize("query", ["wijk=", "wijk=x", "wijk=0", "wijk=%00", "wijk=oeverwijk", "wijken=1", "pagina=1"])
def test_unknown_name_or_value_is_refused(wijk, query):
    with pytest.raises(BadRequest):
        choice.read(QueryDict(query))


def test_page_that_is_no_public_wijk_is_refused(home_page, wijk):
    with pytest.raises(BadRequest):
        choice.read(QueryDict(f"wijk={home_page.pk}"))
    PageViewRestriction.objects.create(page=wijk, restriction_type=PageViewRestriction.LOGIN)
    with pytest.raises(BadRequest):
        choice.read(QueryDict(f"wijk={wijk.pk}"))
