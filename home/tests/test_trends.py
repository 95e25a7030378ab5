from decimal import Decimal

from home import trends
from home.trends import Dot, Line


def line(*values: tuple[int, int], is_own=True, kind="enquête") -> Line:
    dots = tuple(Dot(year, Decimal(value), f"{value} %", kind) for year, value in values)
    return Line("Oeverwijk" if is_own else "Lindestad", is_own, dots)


def test_one_year_is_no_trend():
    assert trends.draw([line((2022, 20)), line((2022, 15), is_own=False)], 30) is None
    assert trends.draw([], 30) is None


def test_dots_stand_at_their_year_and_percentage():
    drawn = trends.draw([line((2020, 30), (2016, 0), (2018, 15))], 30)
    assert [(dot.year, dot.x, dot.y) for dot in drawn.lines[0].dots] == [
        (2016, trends.LEFT, trends.BOTTOM),
        (2018, (trends.LEFT + trends.RIGHT) / 2, (trends.TOP + trends.BOTTOM) / 2),
        (2020, trends.RIGHT, trends.TOP),
    ]
    assert drawn.lines[0].paths == ("M44.0 124.0 L172.0 71.0 L300.0 18.0",)


def test_table_has_every_year_and_says_where_nothing_is_known():
    drawn = trends.draw([line((2022, 20)), line((2020, 14), (2022, 15), is_own=False)], 30)
    assert [(year.year, year.words) for year in drawn.years] == [(2020, ("", "14 %")), (2022, ("20 %", "15 %"))]
    assert drawn.lines[0].paths == ()


def test_no_line_joins_a_survey_and_an_estimate():
    mixed = line((2016, 20), (2018, 22)).dots + line((2020, 30), kind="modelschatting").dots
    drawn = trends.draw([Line("Oeverwijk", True, mixed)], 40)
    assert [path.count("L") for path in drawn.lines[0].paths] == [1]
    assert drawn.kinds == ["enquête", "modelschatting"]


def test_years_that_have_no_room_are_not_written():
    drawn = trends.draw([line(*((year, 20) for year in range(2010, 2023)))], 30)
    assert [year.year for year in drawn.years if year.is_written] == [2010, 2012, 2014, 2016, 2018, 2020, 2022]
