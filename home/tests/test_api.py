"""Open data of wijken and figures."""

import pytest
from wagtail.models import PageViewRestriction

from home import open_data
from home.models import Figure, WijkPage

ROOT = "/api/v1/"


@pytest.fixture
def figure(wijk):
    return Figure.objects.create(
        area="wijk", wijk=wijk, indicator="Eenzaam", group="18+", year=2024, value="20", precision="more_than",
        source="https://example.org/",
    )  # fmt: skip


def items(visitor, address: str) -> list[dict]:
    response = visitor.get(f"{ROOT}{address}")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def test_wijk_is_told_whole(visitor, wijk):
    WijkPage.objects.update(office_name="Wijkbureau", office_email="balie@example.org")
    (found,) = items(visitor, "wijken")
    assert (found["naam"], found["code"]) == ("Oeverwijk", "WK000001")
    assert found["grens"] == wijk.boundary
    assert found["_links"]["pagina"]["href"] == wijk.full_url
    assert found["_links"]["self"]["href"] == f"http://testserver{ROOT}wijken/{wijk.pk}"
    assert visitor.get(f"{ROOT}wijken/{wijk.pk}").json() == found
    assert "balie@" not in str(found)


def test_figure_keeps_its_precision(visitor, figure, wijk):
    (found,) = items(visitor, "cijfers")
    assert (found["gebied"], found["waarde"], found["precisie"], found["jaar"]) == ("wijk", 20.0, "meer-dan", 2024)
    assert found["wijk"]["id"] == wijk.pk
    assert visitor.get(f"{ROOT}cijfers/{figure.pk}").json() == found


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("wijkcode=WK000001", 1),
        ("wijkcode=WK999999", 0),
        ("gebied=stad", 0),
        ("jaar=2024&indicator=Eenzaam", 1),
        ("jaar=2023", 0),
        ("wijk=2147483647", 0),
    ],
)
def test_figures_are_narrowed(asked, count, visitor, figure):
    assert len(items(visitor, f"cijfers?{asked}")) == count


@pytest.mark.parametrize("how", ["draft", "private", "below private", "alias"])
def test_wijk_that_is_not_public_is_not_there(how, visitor, wijk, wijk_index, figure):
    asked = wijk.pk
    if how == "draft":
        wijk.unpublish()
    elif how == "alias":
        WijkPage.objects.update(code="")  # Two wijken never have one code.
        asked = WijkPage.objects.get().create_alias(update_slug="nog-eens").pk
        assert [one["id"] for one in items(visitor, "wijken")] == [wijk.pk]
    else:
        PageViewRestriction.objects.create(page=wijk if how == "private" else wijk_index, restriction_type="login")
    assert visitor.get(f"{ROOT}wijken/{asked}").status_code == 404
    if how != "alias":
        assert (items(visitor, "wijken"), items(visitor, "cijfers")) == ([], [])
        assert visitor.get(f"{ROOT}cijfers/{figure.pk}").status_code == 404
        assert items(visitor, f"cijfers?wijk={wijk.pk}") == []


def test_wijken_changed_since(visitor, wijk):
    wijk.save_revision().publish()
    assert len(items(visitor, "wijken?gewijzigdNa=2020-01-01T00:00:00Z")) == 1
    assert items(visitor, "wijken?gewijzigdNa=2999-01-01T00:00:00%2B01:00") == []


@pytest.mark.parametrize("address", ["wijken", "cijfers"])
def test_list_costs_the_same_with_more_in_it(
    address, visitor, wijk, wijk_index, figure, django_assert_num_queries, django_assert_max_num_queries
):
    items(visitor, address)  # The first question of a process also asks where the site stands.
    with django_assert_max_num_queries(6) as one:
        items(visitor, address)
    for number in range(2):
        other = wijk_index.add_child(instance=WijkPage(title=f"Wijk {number}", slug=f"wijk-{number}"))
        Figure.objects.create(
            area="wijk",
            wijk=other,
            indicator="Eenzaam",
            group="18+",
            year=2024,
            value="1",
            source="https://example.org/",
        )
    with django_assert_num_queries(len(one)):
        assert len(items(visitor, address)) == 3


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "2026-11-22"])
def test_day_of_any_time_fits(value):
    assert open_data.FIRST <= open_data._day(value) <= open_data.LAST


@pytest.mark.parametrize(
    "value",
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:60-23:59", "2026-11-22T12:00:00.5z", "2026-11-22T12:00:00 01:00"],
)
def test_moment_of_any_time_fits(value):
    assert open_data._moment(value).tzinfo is not None


@pytest.mark.parametrize("value", ["", "1", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22T25:00:00Z", "1e5"])
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        open_data._moment(value)
