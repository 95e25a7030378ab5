from decimal import Decimal

import pytest

from home import figures
from home.models import Figure

SOURCE = "https://cijfers.example.org/lindestad"


def publish(wijk=None, area="", value="15", group="18+", year=2022, indicator="Ernstig eenzaam", **rest):
    return Figure.objects.create(
        wijk=wijk,
        area=area or ("wijk" if wijk else "city"),
        indicator=indicator,
        group=group,
        year=year,
        value=Decimal(value),
        source=SOURCE,
        **rest,
    )


def shown(comparison) -> list[tuple[str, str]]:
    return [(line.area, line.words.replace("\xa0", " ")) for line in comparison.lines]


def test_wijk_stands_beside_city_and_country(wijk):
    publish(wijk, value="20", precision="more_than")
    publish(value="15")
    publish(area="country", value="14.2")
    (comparison,) = figures.for_wijk(wijk, city="Lindestad")
    assert shown(comparison) == [("Oeverwijk", "meer dan 20 %"), ("Lindestad", "15 %"), ("Nederland", "14,2 %")]
    assert (comparison.group, comparison.year, comparison.scale) == ("18 jaar en ouder", 2022, 30)


def test_wijk_without_figure_says_so_and_invents_none(wijk, other_wijk):
    publish(other_wijk, value="21")
    publish(value="15")
    (comparison,) = figures.for_wijk(wijk, city="Lindestad")
    assert shown(comparison) == [("Oeverwijk", "geen cijfer"), ("Lindestad", "15 %")]


def test_city_figure_alone_is_shown_beside_no_figure(wijk):
    publish(value="48", indicator="Eenzaam")
    (comparison,) = figures.for_wijk(wijk, city="Lindestad")
    assert shown(comparison) == [("Oeverwijk", "geen cijfer"), ("Lindestad", "48 %")]


def test_no_figures_no_comparison(wijk):
    assert figures.for_wijk(wijk) == []


def test_newest_year_of_each_indicator_and_group_at_most_three(wijk):
    for year in (2016, 2018, 2020):
        publish(wijk, year=year)
    for number, group in enumerate(["65+", "16-25", "19-64"]):
        publish(wijk, group=group, year=2010 + number)
    found = [(comparison.group, comparison.year) for comparison in figures.for_wijk(wijk)]
    assert found == [("18 jaar en ouder", 2020), ("19 tot en met 64 jaar", 2012), ("16 tot en met 25 jaar", 2011)]


def test_comparisons_share_one_scale(wijk):
    publish(wijk, value="9")
    publish(wijk, value="41", group="65+")
    assert {comparison.scale for comparison in figures.for_wijk(wijk)} == {50}


def test_scale_ends_at_a_hundred(wijk):
    publish(wijk, value="100")
    assert figures.for_wijk(wijk)[0].scale == 100


def test_survey_goes_before_estimate(wijk):
    publish(wijk, value="18", kind="estimate")
    publish(wijk, value="21", kind="survey")
    assert shown(figures.for_wijk(wijk)[0])[0] == ("Oeverwijk", "21 %")


def test_source_is_named_once(wijk):
    publish(wijk, note="jaar afgeleid")
    publish(note="jaar afgeleid")
    publish(area="country", kind="estimate")
    sources = figures.for_wijk(wijk)[0].sources
    assert [(source.host, source.kind, source.note) for source in sources] == [
        ("cijfers.example.org", "enquête", "jaar afgeleid"),
        ("cijfers.example.org", "modelschatting", ""),
    ]


@pytest.mark.parametrize(
    ("precision", "words"),
    [("exact", "20 %"), ("more_than", "meer dan 20 %"), ("less_than", "minder dan 20 %"), ("about", "ongeveer 20 %")],
)
def test_precision_in_words(wijk, precision, words):
    assert figures.in_words(publish(wijk, value="20", precision=precision)).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("group", "words"), [("18+", "18 jaar en ouder"), ("16-25", "16 tot en met 25 jaar"), ("alle", "alle")]
)
def test_group_in_words(group, words):
    assert figures.in_years(group) == words


def test_figures_cost_one_query(wijk, django_assert_num_queries):
    for year in range(2000, 2020):
        publish(wijk, year=year)
        publish(year=year)
    with django_assert_num_queries(1):
        figures.for_wijk(wijk)


def test_page_shows_the_figure_its_kind_and_its_source(visitor, wijk):
    publish(wijk, value="20", precision="more_than")
    text = visitor.get(wijk.url).text
    assert "meer dan 20\xa0%" in text
    assert f'<a href="{SOURCE}">cijfers.example.org</a> (enquête)' in text


def test_trend_has_the_years_of_wijk_and_city_and_no_other_wijk(wijk, other_wijk):
    publish(wijk, value="17", year=2018)
    publish(wijk, value="20", precision="more_than")
    publish(value="15")
    publish(other_wijk, value="40", year=2016)
    (comparison,) = figures.for_wijk(wijk, city="Lindestad")
    assert [(year.year, [w.replace("\xa0", " ") for w in year.words]) for year in comparison.trend.years] == [
        (2018, ["17 %", ""]),
        (2022, ["meer dan 20 %", "15 %"]),
    ]
    assert [dot.bound for dot in comparison.trend.lines[0].dots] == ["", "above"]


def test_city_has_a_trend_beside_a_wijk_without_figure(wijk):
    publish(value="11", year=2020)
    publish(value="15")
    (comparison,) = figures.for_wijk(wijk, city="Lindestad")
    assert [(line.label, len(line.dots)) for line in comparison.trend.lines] == [("Oeverwijk", 0), ("Lindestad", 2)]


def test_trends_share_the_scale_of_the_bars(wijk):
    publish(wijk, value="9")
    publish(wijk, value="35", year=2018)
    publish(wijk, value="12", group="65+")
    assert [comparison.scale for comparison in figures.for_wijk(wijk)] == [40, 40]


def test_like_is_compared_with_like(wijk):
    publish(wijk, value="21", kind="estimate")
    publish(value="15", kind="survey")
    publish(value="16", kind="estimate")
    assert shown(figures.for_wijk(wijk, city="Lindestad")[0])[1] == ("Lindestad", "16 %")


def test_page_shows_the_trend_as_drawing_and_as_table(visitor, wijk):
    publish(wijk, value="17", year=2018)
    publish(wijk, value="20", precision="more_than")
    text = visitor.get(wijk.url).text
    assert 'role="img" aria-label="Ernstig eenzaam door de jaren heen, 18 jaar en ouder;' in text
    assert '<th scope="row">2018</th><td>17\xa0%</td><td>geen cijfer</td>' in text


def test_years_made_in_different_ways_are_not_joined_and_that_is_said(visitor, wijk):
    publish(wijk, value="17", year=2018)
    publish(wijk, value="20", kind="estimate")
    text = visitor.get(wijk.url).text
    assert "op verschillende manieren gemaakt (enquête, modelschatting)" in text
    assert 'd="M44.0' not in text
