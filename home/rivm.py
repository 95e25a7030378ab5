"""Figures on loneliness from RIVM's open table 50120NED, as its OData service or its web page gives it. No ORM.

Columns are found by name: the number behind it (`Eenzaam_27`) shifts between editions. The table holds estimates of a
model for wijken and buurten, for several ages and with their margins; only adults (`20300`) and the estimate itself
(`MW00000`) are read.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

TABLE = "50120NED"
SERVICE = f"https://dataderden.cbs.nl/ODataApi/OData/{TABLE}"
SOURCE = f"https://statline.rivm.nl/#/RIVM/nl/dataset/{TABLE}/table"
INDICATORS = {
    "Eenzaam": "Eenzaam",
    "ErnstigZeerErnstigEenzaam": "Ernstig/zeer ernstig eenzaam",
    "EmotioneelEenzaam": "Emotioneel eenzaam",
    "SociaalEenzaam": "Sociaal eenzaam",
}
ADULTS = "20300"
VALUE = "MW00000"
COUNTRY = ("NL01", "NL00")
# By what a dimension is called, now and in other tables of the same service.
REGION = ("WijkenEnBuurten", "RegioS")
NAMED = re.compile(r"(?P<name>.+)_\d+")
PERIOD = re.compile(r"(?P<year>\d{4})JJ\d\d")
DISTRICT = re.compile(r"WK(?P<municipality>\d{4})\d\d")
NOTHING = {"", ".", "-", "x", "null"}  # how the table writes that it has no figure
MAX_BYTES = 5_000_000


class Unreadable(ValueError):
    """This is no part of the table that can be read; the message says why, in a sentence for the editor."""


@dataclass(frozen=True)
class Found:
    """One estimate: `region` is a code of Statistics Netherlands without the spaces that the table puts behind it."""

    region: str
    indicator: str
    year: str
    percentage: str


@dataclass(frozen=True)
class Reading:
    """What stands in a part of the table about the regions that were asked for.

    `missing` counts the cells without a figure, `unknown` names regions of the same municipality that were not asked
    for, and `elsewhere` counts the rows about other places.
    """

    found: tuple[Found, ...]
    missing: int = 0
    unknown: tuple[str, ...] = ()
    elsewhere: int = 0


def municipality(codes: Iterable[str]) -> str:
    """Return the code of the municipality that wijken lie in (`GM0344` for `WK034403`); empty when they do not agree.

    Codes that are not those of Statistics Netherlands say nothing.
    """
    found = {f"GM{match['municipality']}" for code in codes if (match := DISTRICT.fullmatch(code))}
    return found.pop() if len(found) == 1 else ""


def address(city: str) -> str:
    """Return the address of the part of the table about a municipality (`GM0344`), its wijken and the country."""
    district = city.replace("GM", "WK")
    regions = " or ".join(f"startswith({REGION[0]},'{start}')" for start in (district, city, "NL"))
    rule = f"Leeftijd eq '{ADULTS}' and Marges eq '{VALUE}' and ({regions})"
    return f"{SERVICE}/TypedDataSet?$format=json&$filter=" + quote(rule, safe="(),'")


def read(data: bytes, districts: Collection[str], city: str) -> Reading:
    """Return the estimates for `districts` (codes of wijken), `city` (`GM0344`) and the country.

    Takes what the service answers (JSON) or the raw file of the web page (CSV with semicolons). Refuses (`Unreadable`)
    everything else, a table without the columns, one with nothing about adults, and a part that continues elsewhere.
    """
    rows, columns = _rows(data)
    region, indicators = _columns(columns)
    wanted = {*districts, city, *COUNTRY}
    of_city = re.compile(rf"WK{city.removeprefix('GM') or 'none'}\d\d")
    found: dict[tuple[str, str, str], Found] = {}
    missing, elsewhere, is_about_adults = 0, 0, False
    unknown = set()
    for row in rows:
        place, period, age, margin = (_text(row.get(name)) for name in (region, "Perioden", "Leeftijd", "Marges"))
        if age != ADULTS or margin != VALUE:
            continue
        is_about_adults = True
        place = COUNTRY[0] if place in COUNTRY else place
        if place not in wanted:
            if of_city.fullmatch(place):
                unknown.add(place)
            else:
                elsewhere += 1
            continue
        match = PERIOD.fullmatch(period)
        if match is None:
            raise Unreadable(_("“%(period)s” in the column “Perioden” is not a year.") % {"period": period[:20]})
        for column, indicator in indicators.items():
            cell = _text(row.get(column))
            if cell.casefold() in NOTHING:
                missing += 1
                continue
            found[place, indicator, match["year"]] = Found(place, indicator, match["year"], cell)
    if not is_about_adults:
        raise Unreadable(
            _("Nothing in it is about adults: no row has age %(age)s and margin %(margin)s.")
            % {"age": ADULTS, "margin": VALUE}
        )
    return Reading(tuple(found.values()), missing, tuple(sorted(unknown)), elsewhere)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _rows(data: bytes) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return the rows and the names of the columns."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(size)d MB: ask for one municipality.") % {"size": MAX_BYTES // 1_000_000}
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_not_the_table()) from error
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise Unreadable(_not_the_table()) from error
    return list(rows), [name for name in reader.fieldnames or [] if name]


def _from_json(text: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    try:
        answer = json.loads(text, parse_float=str)  # the digits as they were published
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("The file breaks off or is no JSON.")) from error
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(_not_the_table())
    if answer.get("odata.nextLink"):
        raise Unreadable(_("This is only the first part of a larger answer: ask for one municipality."))
    if not rows:
        raise Unreadable(_("The table has no rows about these regions."))
    return rows, list(rows[0])


def _columns(columns: list[str]) -> tuple[str, dict[str, str]]:
    """Return the column of the region, and the indicator by column, whatever number stands behind its name."""
    region = next((name for name in REGION if name in columns), "")
    by_name: dict[str, list[str]] = {}
    for column in columns:
        if (match := NAMED.fullmatch(column)) and match["name"] in INDICATORS:
            by_name.setdefault(match["name"], []).append(column)
    dimensions = ("Perioden", "Leeftijd", "Marges")
    missing = [name for name in (*dimensions, *INDICATORS) if name not in columns and name not in by_name]
    if not region:
        missing.insert(0, REGION[0])
    if not by_name and len(missing) > len(INDICATORS):
        raise Unreadable(_not_the_table())
    if missing:
        raise Unreadable(
            _("This is another edition of the table: these columns are missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    if twice := [name for name, found in by_name.items() if len(found) > 1]:
        raise Unreadable(_("These columns stand there twice: %(columns)s.") % {"columns": ", ".join(twice)})
    return region, {found[0]: INDICATORS[name] for name, found in by_name.items()}


def _not_the_table() -> str:
    return _("This is not RIVM's table %(table)s, as the service gives it (JSON) or as a raw file (CSV).") % {
        "table": TABLE
    }
