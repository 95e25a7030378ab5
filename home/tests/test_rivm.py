import csv
import io
import json
from pathlib import Path

import pytest

from home import rivm

RECORDED = Path(__file__).parent / "recordings" / "50120NED.json"
DISTRICTS = ["WK000001", "WK000002"]


def rows() -> list[dict]:
    return json.loads(RECORDED.read_bytes())["value"]


def answer(found: list[dict], **rest) -> bytes:
    return json.dumps({"value": found, **rest}).encode()


def renamed(row: dict, **names: str) -> dict:
    return {names.get(name, name): value for name, value in row.items()}


def read(data: bytes) -> rivm.Reading:
    return rivm.read(data, DISTRICTS, "GM0000")


def test_recorded_answer_gives_wijk_city_and_country_by_year():
    reading = read(RECORDED.read_bytes())
    lonely = [(one.region, one.year, one.percentage) for one in reading.found if one.indicator == "Eenzaam"]
    assert lonely == [
        ("NL01", "2016", "43.1"),
        ("GM0000", "2016", "42.4"),
        ("WK000001", "2016", "49.8"),
        ("NL01", "2020", "47.4"),
        ("GM0000", "2020", "48.3"),
        ("WK000001", "2020", "54.7"),
        ("NL01", "2022", "49.2"),
        ("GM0000", "2022", "50.1"),
        ("WK000001", "2022", "57.4"),
    ]
    assert {one.indicator for one in reading.found} == set(rivm.INDICATORS.values())


def test_what_the_recorded_answer_has_besides_is_counted():
    reading = read(RECORDED.read_bytes())
    # Three of "sociaal" in 2016, four of the wijk without any figure; the buurt is elsewhere.
    assert (reading.missing, reading.unknown, reading.elsewhere) == (7, ("WK000009",), 1)


def test_other_ages_and_margins_are_left_out():
    newest = [one for one in read(RECORDED.read_bytes()).found if one.year == "2022" and one.region == "WK000001"]
    assert [one.percentage for one in newest] == ["57.4", "20.6", "38.9", "41.7"]


def test_columns_are_found_whatever_their_number():
    shifted = [renamed(row, Eenzaam_27="Eenzaam_24", ErnstigZeerErnstigEenzaam_28="Roker_28") for row in rows()]
    with pytest.raises(rivm.Unreadable, match="ErnstigZeerErnstigEenzaam"):
        read(answer(shifted))
    shifted = [renamed(row, Eenzaam_27="Eenzaam_24", EmotioneelEenzaam_29="EmotioneelEenzaam_130") for row in rows()]
    assert read(answer(shifted)) == read(RECORDED.read_bytes())


def test_raw_file_of_the_web_page_reads_the_same():
    text = io.StringIO()
    writer = csv.DictWriter(text, rows()[0], delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows([{name: "." if value is None else value for name, value in row.items()} for row in rows()])
    assert read(b"\xef\xbb\xbf" + text.getvalue().encode()) == read(RECORDED.read_bytes())


def test_regions_may_stand_in_another_column():
    other = [renamed(row, WijkenEnBuurten="RegioS") for row in rows()]
    assert read(answer(other)) == read(RECORDED.read_bytes())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is niet de tabel 50120NED"),
        (b"\xff\xfe\0", "is niet de tabel 50120NED"),
        (b"PK\x03\x04", "is niet de tabel 50120NED"),
        (b"gebied,indicator\nstad,Eenzaam\n", "is niet de tabel 50120NED"),
        (b'"open;', "is niet de tabel 50120NED"),
        (b"[]", "is niet de tabel 50120NED"),
        (b'{"value": [1]}', "is niet de tabel 50120NED"),
        (b'{"value": [{"ID": 1}]}', "is niet de tabel 50120NED"),
        (b"{", "breekt af"),
        (b"[" * 100_000, "breekt af"),
        (b'{"value": []}', "geen rijen"),
        (answer(rows(), **{"odata.nextLink": "https://dataderden.cbs.nl/next"}), "eerste deel"),
        (answer([row | {"Leeftijd": "80200"} for row in rows()]), "volwassenen"),
        (answer([renamed(row, Marges="Marge") for row in rows()]), "Marges"),
        (answer([renamed(row, Overgewicht_9="Eenzaam_9") for row in rows()]), "dubbel"),
        (answer([row | {"Perioden": "vorig jaar"} for row in rows()]), "geen jaar"),
        (b" " * (rivm.MAX_BYTES + 1), "5 MB"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(data, words):
    with pytest.raises(rivm.Unreadable, match=words):
        read(data)


def test_municipality_follows_from_the_wijken():
    assert rivm.municipality(["WK034401", "WK034410", "eigen-code"]) == "GM0344"
    assert rivm.municipality(["WK034401", "WK059905"]) == ""
    assert rivm.municipality([]) == ""


def test_address_asks_for_one_city_its_wijken_and_the_country():
    assert rivm.address("GM0344") == (
        "https://dataderden.cbs.nl/ODataApi/OData/50120NED/TypedDataSet?$format=json&$filter="
        "Leeftijd%20eq%20'20300'%20and%20Marges%20eq%20'MW00000'%20and%20"
        "(startswith(WijkenEnBuurten,'WK0344')%20or%20startswith(WijkenEnBuurten,'GM0344')%20or%20"
        "startswith(WijkenEnBuurten,'NL'))"
    )
