"""Who may see an action, and what of it."""

import pytest
from wagtail.models import Page, PageViewRestriction

from coalitions import register
from coalitions.models import Action, CoalitionPage


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def with_coalition(action, coalition, wijk):
    """An action of a coalition, that comes from the page of a wijk."""
    action.coalition, action.source = coalition, wijk
    action.save()
    return action


@pytest.mark.parametrize("private", ["coalition", "coalition_index", "wijk", "wijk_index"])
def test_action_of_something_private_is_not_public(private, with_coalition, request):
    assert list(Action.objects.published()) == [with_coalition]
    restrict(request.getfixturevalue(private))
    assert list(Action.objects.published()) == []


def test_privacy_elsewhere_hides_no_action(action, with_coalition, other_wijk):
    restrict(other_wijk)
    assert list(Action.objects.published()) == [with_coalition]


def test_draft_coalition_or_source_hides_no_action_and_is_not_named(with_coalition, coalition, wijk):
    Page.objects.filter(pk__in=[coalition.pk, wijk.pk]).update(live=False)
    (shown,) = Action.objects.published().shown()
    assert (shown.coalition, shown.source, list(shown.wijken.all()), shown.seeks_lead) == (None, None, [], False)


def test_what_is_shown_costs_the_same_with_more_actions(with_coalition, organisation, django_assert_num_queries):
    def read() -> list:
        return [
            (action.who, action.coalition.url, action.source.url, [wijk.url for wijk in action.wijken.all()])
            for action in Action.objects.published().shown()
        ]

    read()
    with django_assert_num_queries(4):
        assert read() == [
            ("Buurthuis De Linde", "/coalities/samen-aan-tafel/", "/wijken/oeverwijk/", ["/wijken/oeverwijk/"])
        ]
    wijken = list(with_coalition.wijken.all())
    for _number in range(2):
        with_coalition.pk = None
        with_coalition.save()
        with_coalition.wijken.set(wijken)
    with django_assert_num_queries(4):
        assert len(read()) == 3


def test_address_is_below_the_public_list(action, home_page, action_index, django_assert_num_queries):
    register.address(action)
    with django_assert_num_queries(1):
        assert register.address(action) == f"/acties/{action.pk}/"
    assert register.address(action.pk, whole=True) == f"http://testserver/acties/{action.pk}/"
    restrict(action_index)
    assert register.address(action) == ""


def test_address_without_a_list_is_empty(action):
    assert (register.address(action), CoalitionPage.objects.count()) == ("", 0)
