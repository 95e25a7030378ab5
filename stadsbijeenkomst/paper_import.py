"""Rows of paper out of a CSV or Excel file: read whole, checked row by row, stored all or not at all.

The words in the file are Dutch like the public addresses: they are a format that people keep in a spreadsheet.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from home import spreadsheets

from . import paper, tables, wording
from .models import Note, Question, StadsbijeenkomstPage
from .notes import Outcome
from .paper import Row, Typed

COLUMNS = ("rij", "tekst", "gevoelig")
REQUIRED = COLUMNS[:2]
YES, NO = {"ja", "j", "x", "1", "waar", "true"}, {"", "nee", "n", "0", "onwaar", "false"}
MAX_BYTES = 200_000
# Excel packs its files, so the text of one may be larger; what a browser sends back has each line end in two bytes.
MAX_TEXT = 400_000
MAX_UNPACKED = 5_000_000
MAX_ROWS = 2_000


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why, in a sentence for who chose it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: the row of paper it is, whether that is new or changed, or what is wrong with it."""

    number: int
    id: str
    text: str
    typed: Typed | None = None
    is_new: bool = False
    is_changed: bool = False
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; `csv` is the same file again, to send along when somebody agrees."""

    csv: str
    lines: tuple[Line, ...]

    @property
    def wrong(self) -> int:
        return sum(1 for line in self.lines if line.errors)

    @property
    def new(self) -> int:
        return sum(1 for line in self.lines if line.is_new)

    @property
    def changed(self) -> int:
        return sum(1 for line in self.lines if line.is_changed)

    @property
    def is_importable(self) -> bool:
        return bool(self.lines) and not self.wrong


def preview(meeting: StadsbijeenkomstPage, data: bytes, *, limit: int = MAX_BYTES) -> Preview:
    """Read a CSV file (UTF-8 or Windows, comma or semicolon) or an Excel file and compare it with the notes.

    Lines without a text are left out: an empty template is full of them. Stores nothing. Raises Unreadable, also when
    its text alone is larger than can be sent along by who agrees. `limit` is in bytes.
    """
    if len(data) > limit:
        raise Unreadable(_("The file is larger than %(size)d kB.") % {"size": limit // 1000})
    table = _excel(data) if data.startswith(b"PK") else _csv(data)
    columns = [cell.strip().casefold() for cell in table[0]] if table else []
    _check_columns(columns)
    found = []
    for number, cells in enumerate(table[1:], start=2):
        values = dict(zip(columns, cells, strict=False))
        if values.get("tekst", "").strip():
            found.append((number, values, any(cell.strip() for cell in cells[len(columns) :])))
    if not found:
        raise Unreadable(_("The file has no row with a text."))
    if len(found) > MAX_ROWS:
        raise Unreadable(_("The file has more than %(rows)d rows.") % {"rows": MAX_ROWS})
    text = _write_csv([COLUMNS, *([values.get(name, "") for name in COLUMNS] for _n, values, _w in found)])
    if len(text.encode()) > MAX_TEXT:
        raise Unreadable(_("There is too much in this file."))
    return Preview(text, tuple(_lines(meeting, found)))


def store(meeting: StadsbijeenkomstPage, plan: Preview, *, in_time: bool) -> list[Outcome]:
    """Store every row, all or none; see `paper.store`."""
    return paper.store(tables.hosting(meeting), [line.typed for line in plan.lines if line.typed], in_time=in_time)


def template(meeting: StadsbijeenkomstPage, kind: str) -> bytes:
    """Return an empty file, "csv" or "xlsx", with the id of every row of every table of the meeting."""
    numbers = list(meeting.tables.order_by("number").values_list("number", flat=True))
    rows = [
        (str(Row(question, number, row)), "", "")
        for number in numbers
        for question in Question
        for row in range(1, paper.ROWS + 1)
    ]
    if kind == "csv":
        return _write_csv([COLUMNS, *rows]).encode("utf-8-sig")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rijen")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 90
    for row in (COLUMNS, *rows):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _lines(meeting: StadsbijeenkomstPage, found: Sequence[tuple[int, dict[str, str], bool]]) -> Iterable[Line]:
    seats = tables.hosting(meeting)
    rows: dict[int, Row | str] = {}
    for number, values, _wide in found:
        try:
            rows[number] = paper.read(values.get("rij", ""))
        except paper.NoSuchRow as refusal:
            rows[number] = str(refusal)
    known = paper.known(meeting.pk, [row for row in rows.values() if isinstance(row, Row)])
    first: dict[Row, int] = {}
    for number, values, is_wide in found:
        row, text = rows[number], wording.normalise(spreadsheets.plain(values["tekst"]))
        sensitive, errors = values.get("gevoelig", "").strip().casefold(), []
        if values["tekst"] == FORMULA:
            errors.append(_("A formula stands here. Put the text itself in the cell."))
        if is_wide:
            errors.append(_("This row has more cells than the heading."))
        if len(text) > Note.MAX_LENGTH:
            errors.append(
                _("This is too long: %(length)d characters, and %(limit)d fit.")
                % {"length": len(text), "limit": Note.MAX_LENGTH}
            )
        if not text:
            errors.append(_("There are no words in it."))
        if sensitive not in YES | NO:
            errors.append(_("gevoelig: write “ja” or leave it empty."))
        if isinstance(row, str):
            errors.append(row)
            yield Line(number, values.get("rij", "")[:40], text, errors=tuple(errors))
            continue
        note = known.get(row)
        if fault := paper.fault(row, seats, note):
            errors.append(fault)
        if first.setdefault(row, number) != number:
            errors.append(_("The same row stands on line %(line)d.") % {"line": first[row]})
        typed = Typed(row, text, sensitive in YES)
        changed = note is not None and (
            (note.question, note.text) != (row.question, text) or (typed.sensitive and not note.sensitive)
        )
        yield Line(number, str(row), text, typed, note is None, changed, tuple(errors))


# What a cell with a formula reads as: no text that anybody types.
FORMULA = "\ufdd0"


def _excel(data: bytes) -> list[list[str]]:
    """Return the cells of the first sheet as text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise Unreadable(_("There is too much in this file."))
            # Excel writes none, and one can make a small file endless.
            if any(b"<!DOCTYPE" in parts.read(name) or b"<!ENTITY" in parts.read(name) for name in parts.namelist()):
                raise Unreadable(_("This is not an Excel file that can be read here."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=len(COLUMNS) + 1)
            return [[_cell(cell) for cell in row] for row in rows]
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise Unreadable(_("This is not an Excel file that can be read here.")) from error


def _cell(cell: object) -> str:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    return "" if value is None else str(value)


def _csv(data: bytes) -> list[list[str]]:
    if b"\0" in data:
        raise Unreadable(_("This is neither a CSV file nor an Excel file."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    header = text.splitlines()[0] if text.strip() else ""
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d cannot be read: %(error)s.") % {"line": reader.line_num, "error": error}
        ) from error


def _check_columns(columns: list[str]) -> None:
    columns = [name for name in columns if name]
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name not in COLUMNS]
    if missing:
        raise Unreadable(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    if unknown or len(set(columns)) < len(columns):
        raise Unreadable(
            _("These columns are unknown or stand there twice: %(columns)s.")
            % {"columns": ", ".join(unknown or columns)[:200]}
        )


def _write_csv(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(rows)
    return written.getvalue()
