import pytest
from wagtail import hooks
from wagtail.models import Page

from home.models import Theme, WijkPage
from home.statistics import Statistic, collected


def offer(things, order: int = 100):
    return lambda: Statistic(things=things, label=lambda n: "ding" if n == 1 else "dingen", order=order)


@pytest.fixture
def offered(wijk, other_wijk, theme):
    with (
        hooks.register_temporarily("register_home_statistic", offer(WijkPage.objects.all, 3)),
        hooks.register_temporarily("register_home_statistic", offer(Theme.objects.all, 2)),
        hooks.register_temporarily("register_home_statistic", offer(Page.objects.none, 1)),
    ):
        yield


def test_numbers_are_counted_in_order_and_nothing_is_left_out(offered):
    assert [found for found in collected() if found[1].startswith("ding")] == [(1, "ding"), (2, "dingen")]


def test_numbers_cost_one_query(offered, django_assert_num_queries):
    with django_assert_num_queries(1):
        collected()


def test_number_can_be_a_sum_and_nothing_is_no_number(wijk, other_wijk):
    def summed(things, order):
        return lambda: Statistic(things=things, label=lambda n: f"som {order}", order=order, summed="depth")

    with (
        hooks.register_temporarily("register_home_statistic", summed(WijkPage.objects.all, 1)),
        hooks.register_temporarily("register_home_statistic", summed(WijkPage.objects.none, 2)),
    ):
        found = [one for one in collected() if one[1].startswith("som")]
    assert found == [(wijk.depth + other_wijk.depth, "som 1")]
