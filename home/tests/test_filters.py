import pytest
from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict

from home.filters import Filters, by_wijk, one_of, part_of, slice_of

COLOURS = [("red", "Red"), ("blue", "Blue")]


def test_choices_are_read_from_the_address(wijk, other_wijk):
    filters = Filters(
        QueryDict("wijk=molenwijk&colour=blue&other=1"), wijk=by_wijk(), colour=one_of("Colour", "All", COLOURS)
    )
    assert filters.chosen() == {"wijk": other_wijk, "colour": "blue"}
    assert [value for value, _text in filters.fields["wijk"].choices] == ["", "molenwijk", "oeverwijk"]


def test_no_choice_is_everything(wijk):
    assert Filters(QueryDict("wijk="), wijk=by_wijk(), colour=one_of("Colour", "All", COLOURS)).chosen() == {
        "wijk": None,
        "colour": "",
    }


@pytest.mark.parametrize("value", ["nergens", "%00", "oeverwijk%00", "OEVERWIJK", "%F0%9F%98%80", "1" * 10_000])
def test_unknown_choice_is_refused(wijk, value):
    with pytest.raises(BadRequest):
        Filters(QueryDict(f"wijk={value}"), wijk=by_wijk()).chosen()


def test_wijk_that_is_not_public_is_no_choice(wijk):
    wijk.unpublish()
    with pytest.raises(BadRequest):
        Filters(QueryDict("wijk=oeverwijk"), wijk=by_wijk()).chosen()


def test_filters_cost_the_same_with_more_wijken(wijk, wijk_index, django_assert_num_queries):
    def read():
        return Filters(QueryDict("wijk=oeverwijk"), wijk=by_wijk()).chosen()

    read()
    with django_assert_num_queries(1):
        read()
    for name in "ab":
        wijk.copy(update_attrs={"slug": name, "code": ""})
    with django_assert_num_queries(1):
        read()


def test_slice_holds_one_page():
    assert list(slice_of(range(25), "2", 10)) == list(range(10, 20))
    assert list(slice_of([], None)) == []


@pytest.mark.parametrize("number", ["0", "-1", "4", "x", "1.5", "\0", "9" * 5_000])
def test_slice_that_does_not_exist_is_not_found(number):
    with pytest.raises(Http404):
        slice_of(range(25), number, 10)


@pytest.mark.parametrize(
    ("number", "shown", "has_next"),
    [(None, range(10), True), ("", range(10), True), ("2", range(10, 20), True), ("3", range(20, 25), False)],
)
def test_part_of_a_list_is_read_without_the_rest(number, shown, has_next):
    part = part_of(range(25), number, 10)
    assert (list(part), part.has_next, part.has_previous) == (list(shown), has_next, shown.start > 0)
    assert (part.start_index, part.end_index) == (shown.start + 1, shown.stop)


def test_part_of_nothing_is_empty():
    assert list(part_of([], None)) == []


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "1.5", "01", "١", "9" * 40])
def test_part_that_does_not_exist_is_not_found(number):
    with pytest.raises(Http404):
        part_of(range(25), number, 10)
