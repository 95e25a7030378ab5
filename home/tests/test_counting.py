from home import counting
from home.models import Theme, WijkPage


def test_numbers_cost_one_query(wijk, other_wijk, theme, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = counting.together(
            [
                counting.rows(WijkPage.objects.all()),
                counting.rows(WijkPage.objects.all(), "depth"),
                counting.total(WijkPage.objects.all(), "depth"),
                counting.rows(Theme.objects.order_by("name")),
            ]
        )
    assert found == (2, 1, wijk.depth + other_wijk.depth, 1)


def test_nothing_is_zero(home_page):
    none = WijkPage.objects.filter(title="Nergens")
    assert counting.together([counting.rows(none), counting.total(none, "depth")]) == (0, 0)
