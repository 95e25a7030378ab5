"""Figures from a CSV file: read whole, checked row by row, stored all or not at all.

The words in the file are Dutch like the public addresses: they are a format that editors keep in a spreadsheet.
The register exports the same columns, so a file that was exported can be corrected and read again.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import spreadsheets
from .models import Figure, WijkPage

FIELDS = {
    "gebied": "area",
    "indicator": "indicator",
    "doelgroep": "group",
    "jaar": "year",
    "percentage": "value",
    "precisie": "precision",
    "soort": "kind",
    "bron": "source",
    "opmerking": "note",
}
OPTIONAL = {"precisie", "soort", "opmerking"}
AREAS = {"stad": Figure.Area.CITY, "land": Figure.Area.COUNTRY}
PRECISIONS = {
    "exact": Figure.Precision.EXACT,
    "meer dan": Figure.Precision.MORE_THAN,
    "minder dan": Figure.Precision.LESS_THAN,
    "ongeveer": Figure.Precision.ABOUT,
}
KINDS = {"enquête": Figure.Kind.SURVEY, "schatting": Figure.Kind.ESTIMATE}
MAX_BYTES = 200_000
MAX_ROWS = 5_000


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why, in a sentence for the editor."""


class NotImported(ValueError):
    """At least one row is wrong, so none is stored."""


@dataclass(frozen=True)
class Row:
    """One line of the file: the figure it describes, whether that is new, or what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    figure: Figure | None = None
    is_new: bool = False
    is_changed: bool = False
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    text: str
    rows: list[Row] = field(default_factory=list)

    @property
    def is_importable(self) -> bool:
        return bool(self.rows) and not any(row.errors for row in self.rows)

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.is_changed]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.errors]


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding: UTF-8 (with or without BOM), else Latin-1.

    Raises `Unreadable` for what is no text.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(size)d kB.") % {"size": MAX_BYTES // 1000})
    if b"\0" in data:
        raise Unreadable(_("This is not a CSV file. Save the sheet as “CSV UTF-8” and try again."))
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def preview(text: str) -> Preview:
    """Read CSV text, with comma or semicolon, and compare each row with the register. Stores nothing.

    Raises `Unreadable` when columns are missing or unknown, or when there is no row or more than `MAX_ROWS`.
    """
    lines = text.splitlines()
    header = lines[0] if lines else ""
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        table = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d cannot be read: %(error)s.") % {"line": reader.line_num, "error": error}
        ) from error
    columns = [name.strip().casefold() for name in table[0][1]] if table else []
    body = [(number, row) for number, row in table[1:] if any(cell.strip() for cell in row)]
    _check_columns(columns)
    if not body:
        raise Unreadable(_("The file has no rows below its heading."))
    if len(body) > MAX_ROWS:
        raise Unreadable(_("The file has more than %(rows)d rows.") % {"rows": MAX_ROWS})
    return Preview(text, list(_rows(columns, body)))


@transaction.atomic
def store(plan: Preview) -> tuple[int, int]:
    """Store every row and return how many figures are new and how many changed.

    Raises `NotImported` and stores nothing when a row has an error.
    """
    if not plan.is_importable:
        raise NotImported(_("Nothing was imported, because some rows are wrong."))
    for row in plan.rows:
        if row.figure and (row.is_new or row.is_changed):
            row.figure.save()
    return len(plan.new), len(plan.changed)


def cells(figure: Figure) -> dict[str, str]:
    """Return a figure as the cells of a row by column: what `preview` reads back as the same figure."""
    words: dict[str, str] = {value: word for table in (AREAS, PRECISIONS, KINDS) for word, value in table.items()}
    found = {column: str(getattr(figure, name)) for column, name in FIELDS.items()}
    return found | {
        "gebied": figure.wijk.code or figure.wijk.title if figure.wijk else words[figure.area],
        "percentage": f"{figure.value.normalize():f}",
        "precisie": words[figure.precision],
        "soort": words[figure.kind],
    }


def _check_columns(columns: list[str]) -> None:
    missing = [name for name in FIELDS if name not in columns and name not in OPTIONAL]
    unknown = [name for name in columns if name not in FIELDS]
    if missing:
        raise Unreadable(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    if unknown or len(set(columns)) < len(columns):
        raise Unreadable(
            _("These columns are unknown or stand there twice: %(columns)s.")
            % {"columns": ", ".join(unknown or columns)}
        )


def _rows(columns: list[str], body: Iterable[tuple[int, list[str]]]) -> Iterable[Row]:
    wijken = {}
    for wijk in WijkPage.objects.only("pk", "title", "code").order_by("pk"):
        wijken[wijk.title.casefold()] = wijk
        if wijk.code:
            wijken[wijk.code.casefold()] = wijk
    register = {_identity(figure): figure for figure in Figure.objects.all()}
    seen: dict[tuple, int] = {}
    for number, found in body:
        if len(found) != len(columns):
            yield Row(number, tuple(found), errors=(_("This row has another number of columns than the heading."),))
            continue
        values = {name: spreadsheets.plain(cell.strip()) for name, cell in zip(columns, found, strict=True)}
        figure, errors = _figure(values, wijken)
        if not errors and (first := seen.setdefault(_identity(figure), number)) != number:
            errors = [_("The same figure stands on line %(line)d.") % {"line": first}]
        if errors:
            yield Row(number, tuple(found), errors=tuple(errors))
            continue
        known = register.get(_identity(figure))
        if known is None:
            yield Row(number, tuple(found), figure, is_new=True)
            continue
        changed = any(
            getattr(known, name) != getattr(figure, name) for name in ("value", "precision", "source", "note")
        )
        figure.pk = known.pk
        yield Row(number, tuple(found), figure, is_changed=changed)


def _identity(figure: Figure) -> tuple:
    return figure.area, figure.wijk_id, figure.indicator, figure.group, figure.year, figure.kind


def _figure(values: dict[str, str], wijken: dict[str, WijkPage]) -> tuple[Figure, list[str]]:
    """Return the figure that a row describes, cleaned, and what is wrong with it."""
    errors = []
    place, precision, kind = (values.get(name, "").casefold() for name in ("gebied", "precisie", "soort"))
    wijk = wijken.get(place)
    if wijk is None and place not in AREAS:
        errors.append(_("gebied: “%(value)s” is no wijk; “stad” and “land” are allowed too.") % {"value": place[:80]})
    for name, value, words in (("precisie", precision, PRECISIONS), ("soort", kind, KINDS)):
        if value and value not in words:
            errors.append(
                _("%(column)s: “%(value)s” is unknown; choose one of %(words)s.")
                % {"column": name, "value": value[:80], "words": ", ".join(words)}
            )
    figure = Figure(
        area=Figure.Area.WIJK if wijk else AREAS.get(place, Figure.Area.CITY),
        wijk=wijk,
        indicator=values["indicator"],
        group=values["doelgroep"],
        year=values["jaar"],
        value=values["percentage"].removesuffix("%").strip().replace(",", "."),
        precision=PRECISIONS.get(precision, Figure.Precision.EXACT),
        kind=KINDS.get(kind, Figure.Kind.SURVEY),
        source=values["bron"],
        note=values.get("opmerking", ""),
    )
    try:
        figure.clean_fields()
    except ValidationError as error:
        columns = {model_field: column for column, model_field in FIELDS.items()}
        errors += [
            f"{columns.get(name, '')}: {message}" if name != NON_FIELD_ERRORS else message
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return figure, errors
