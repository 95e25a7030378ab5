import re

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import CitySettings, ContentPage, WijkPage


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["home_page", "wijk_index", "wijk"])
def test_public_page_is_served_with_its_title(page, request, visitor):
    page = request.getfixturevalue(page)
    response = visitor.get(page.url)
    assert response.status_code == 200
    assert f'<h1 class="utrecht-heading-1">{page.title}</h1>' in response.text


def test_page_below_is_found_by_its_whole_address(home_page, wijk, rf):
    found = home_page.route(rf.get(wijk.url), ["wijken", "oeverwijk"])
    assert (found.page, type(found.page), [page.title for page in found.page.trail]) == (
        wijk,
        type(wijk),
        ["Lindestad", "Wijken"],
    )


@pytest.mark.parametrize("path", ["wijken/nergens", "nergens", "wijken/oeverwijk/verder", "oeverwijk"])
def test_address_of_nothing_is_not_found(visitor, wijk, path):
    assert visitor.get(f"/{path}/").status_code == 404


def test_unpublished_page_is_not_found_and_its_children_are(visitor, wijk_index, wijk):
    wijk_index.unpublish()
    assert visitor.get("/wijken/").status_code == 404
    text = visitor.get("/wijken/oeverwijk/").text
    assert 'href="/wijken/"' not in text


@pytest.mark.parametrize("kind", ["login", "password"])
@pytest.mark.parametrize("above", [False, True])
def test_private_page_is_not_shown(visitor, wijk_index, wijk, kind, above):
    PageViewRestriction.objects.create(page=wijk_index if above else wijk, restriction_type=kind, password="thee")
    response = visitor.get(wijk.url)
    assert "Oeverwijk</h1>" not in response.text
    assert response.status_code == (302 if kind == "login" else 200)


def test_private_home_page_is_not_shown(visitor, home_page):
    PageViewRestriction.objects.create(page=home_page, restriction_type="login")
    assert visitor.get("/").status_code == 302


def test_alias_of_a_private_page_is_private_too(visitor, home_page):
    page = home_page.add_child(instance=ContentPage(title="Besloten", slug="besloten"))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    page.create_alias(parent=home_page, update_slug="elders")
    assert visitor.get("/elders/").status_code == 302


@pytest.mark.parametrize("alias", [{}, {"alias": "on"}])
def test_wijk_is_copied_without_its_code_which_is_of_one_page(alias, wijk, client, editor):
    client.force_login(editor)
    data = {"new_title": "Nog eens", "new_slug": "nog-eens", "new_parent_page": wijk.get_parent().pk} | alias
    assert client.post(reverse("wagtailadmin_pages:copy", args=[wijk.pk]), data).status_code == 302
    wijk.save_revision().publish()
    assert list(WijkPage.objects.order_by("pk").values_list("code", flat=True)) == ["WK000001", ""]


def description(response) -> str:
    return re.search(r'<meta name="description" content="([^"]*)">', response.text)[1]


def test_page_is_described_by_what_it_says_of_itself(visitor, home_page):
    page = home_page.add_child(instance=ContentPage(title="Over ons", slug="over-ons"))
    assert description(visitor.get(page.url)) == "Wijkverbond"
    settings = CitySettings.for_site(home_page.get_site())
    settings.organisation = "Gemeente Lindestad"
    settings.save()
    assert description(visitor.get(page.url)) == "Gemeente Lindestad"
    settings.tagline = "Kom erbij!"
    settings.save()
    assert description(visitor.get(page.url)) == "Kom erbij!"
    page.introduction = "Wij  zijn\nmet & zonder " + "heel " * 60
    page.save()
    assert description(visitor.get(page.url)).startswith("Wij zijn met &amp; zonder heel heel")
    assert len(description(visitor.get(page.url))) < 170
    page.search_description = "Wie wij zijn."
    page.save()
    assert description(visitor.get(page.url)) == "Wie wij zijn."


def test_page_that_is_not_there_is_described_by_nothing_of_the_program(visitor, home_page):
    assert description(visitor.get("/bestaat-niet/")) == "Wijkverbond"
