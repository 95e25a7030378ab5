from decimal import Decimal

import pytest

from home import figure_import, spreadsheets
from home.models import Figure

HEADER = "gebied,indicator,doelgroep,jaar,percentage,precisie,soort,bron,opmerking\n"
GOOD = "stad,Eenzaam,18+,2022,48.5,exact,enquête,https://cijfers.example/,\n"


def preview(*rows: str) -> figure_import.Preview:
    return figure_import.preview(HEADER + "".join(rows))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("enquête".encode(), ("enquête", "utf-8")),
        ("enquête".encode("utf-8-sig"), ("enquête", "utf-8")),
        ("enquête".encode("latin-1"), ("enquête", "latin-1")),
        (b"", ("", "utf-8")),
    ],
)
def test_encoding_is_recognised_and_told(data, found):
    assert figure_import.decode(data) == found


@pytest.mark.parametrize("data", [b"PK\x03\x04\0\0", b"a" * 200_001])
def test_file_that_is_no_text_or_too_large_is_refused(data):
    with pytest.raises(figure_import.Unreadable):
        figure_import.decode(data)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        HEADER,
        "gebied,jaar\nstad,2022\n",
        HEADER.replace("bron", "herkomst") + GOOD,
        HEADER.replace("opmerking", "bron") + GOOD,
        HEADER + 'stad,"open',
        HEADER + GOOD * 5_001,
    ],
)
def test_file_that_is_no_list_of_figures_is_refused(text):
    with pytest.raises(figure_import.Unreadable):
        figure_import.preview(text)


@pytest.mark.django_db
@pytest.mark.parametrize("separator", [",", ";"])
def test_both_separators_and_decimal_comma_are_read(separator):
    row = separator.join(
        ["land", "Eenzaam", "18+", "2022", '"48,6 %"', "ongeveer", "schatting", "https://c.example/", ""]
    )
    plan = figure_import.preview(HEADER.replace(",", separator) + row)
    assert figure_import.store(plan) == (1, 0)
    figure = Figure.objects.get()
    assert (figure.area, figure.value, figure.precision, figure.kind) == (
        "country",
        Decimal("48.6"),
        "about",
        "estimate",
    )


def test_wijk_is_found_by_code_and_by_name(wijk):
    plan = preview(GOOD.replace("stad", "wk000001"), GOOD.replace("stad", "OEVERWIJK").replace("2022", "2020"))
    assert figure_import.store(plan) == (2, 0)
    assert Figure.objects.filter(area="wijk", wijk=wijk).count() == 2


@pytest.mark.django_db
def test_same_file_again_changes_nothing_and_another_value_changes_one():
    assert figure_import.store(preview(GOOD)) == (1, 0)
    assert figure_import.store(preview(GOOD)) == (0, 0)
    assert figure_import.store(preview(GOOD.replace("48.5", "49"))) == (0, 1)
    assert Figure.objects.get().value == 49


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("stad", "Nergens", "gebied"),
        ("48.5", "101", "percentage"),
        ("48.5", "-1", "percentage"),
        ("48.5", "veel", "percentage"),
        ("48.5", "NaN", "percentage"),
        ("48.5", "1e999999", "percentage"),
        ("48.5", "12.345", "percentage"),
        ("2022", "1800", "jaar"),
        ("2022", "9" * 400, "jaar"),
        ("exact", "precies", "precisie"),
        ("enquête", "gok", "soort"),
        ("https://cijfers.example/", "javascript:alert(1)", "bron"),
        ("https://cijfers.example/", "", "bron"),
        ("Eenzaam", "e" * 81, "indicator"),
        ("Eenzaam", "", "indicator"),
    ],
)
def test_wrong_row_says_which_column_and_nothing_is_stored(old, new, column):
    plan = preview(GOOD.replace("2022", "2020"), GOOD.replace(old, new))
    (row,) = plan.wrong
    assert row.number == 3
    assert any(message.startswith(f"{column}: ") for message in row.errors)
    with pytest.raises(figure_import.NotImported):
        figure_import.store(plan)
    assert not Figure.objects.exists()


@pytest.mark.django_db
def test_row_that_stands_twice_or_has_too_many_cells_is_wrong():
    plan = preview(GOOD, GOOD, GOOD.replace("\n", ",meer\n"))
    assert [row.number for row in plan.wrong] == [3, 4]


def test_exported_row_is_read_back_as_the_same_figure(wijk):
    figure_import.store(
        preview(GOOD.replace("stad", "WK000001").replace("exact", "meer dan").replace("48.5", "20"), GOOD)
    )
    for figure in Figure.objects.all():
        row = ",".join(f'"{spreadsheets.safe(cell)}"' for cell in figure_import.cells(figure).values())
        assert not preview(row).new
        assert not preview(row).changed


@pytest.mark.parametrize("text", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_formula_is_exported_as_text_and_read_back(text):
    assert spreadsheets.safe(text) == f"'{text}"
    assert spreadsheets.plain(spreadsheets.safe(text)) == text


@pytest.mark.parametrize("value", ["Overvecht", "'t Zand", "", 12, None])
def test_other_cells_stay_as_they_are(value):
    assert spreadsheets.safe(value) == value
    assert spreadsheets.plain(str(value)) == str(value)
