import pytest
from wagtail.models import Page, PageViewRestriction

from home.visibility import public


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_private_page_and_what_stands_below_it_are_not_public(wijk_index, wijk, other_wijk, home_page, kind):
    assert set(Page.objects.filter(public(), depth__gt=1)) == set(Page.objects.live().public().filter(depth__gt=1))
    PageViewRestriction.objects.create(page=wijk_index, restriction_type=kind)
    assert [page.pk for page in Page.objects.filter(public(), depth__gt=1)] == [home_page.pk]


def test_draft_is_not_public(wijk, other_wijk):
    wijk.unpublish()
    assert [page.title for page in Page.objects.filter(public(), depth=4)] == ["Molenwijk"]


def test_public_asks_one_query(wijk, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Page.objects.filter(public()))
