from wagtail import hooks

from home.statistics import Statistic, collected


def people(count: int, order: int = 100):
    return lambda: Statistic(count=lambda: count, label=lambda n: "mens" if n == 1 else "mensen", order=order)


def test_numbers_are_counted_in_order_and_nothing_is_left_out():
    with (
        hooks.register_temporarily("register_home_statistic", people(12, 3)),
        hooks.register_temporarily("register_home_statistic", people(1, 2)),
        hooks.register_temporarily("register_home_statistic", people(0, 1)),
    ):
        assert [found for found in collected() if found[1].startswith("mens")] == [(1, "mens"), (12, "mensen")]
