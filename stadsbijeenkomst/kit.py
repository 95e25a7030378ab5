"""The table kit, to print: for every table a card, the host's card, and a sheet for each question."""

from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.template.loader import render_to_string
from django.urls import reverse

from home import pdf

from . import paper
from .models import Question, StadsbijeenkomstPage, Table
from .paper import Row


@dataclass(frozen=True, slots=True)
class Card:
    """A code to print: where it leads, in a form to type and as a picture to scan."""

    code: str
    address: str
    picture: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A large sheet of paper for one question, with the id of each row."""

    wording: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything for one table."""

    table: Table
    guests: Card
    host: Card
    sheets: tuple[Sheet, ...]


def collect(meeting: StadsbijeenkomstPage, base_url: str, tables: Iterable[Table]) -> list[Kit]:
    """Return what is printed for each of those tables. `base_url` is the site's own address, without a slash."""
    return [_kit(meeting, base_url, table) for table in tables]


def document(meeting: StadsbijeenkomstPage, base_url: str, tables: Iterable[Table]) -> str:
    """Return the kit as HTML that stands by itself, to make a PDF of."""
    join = base_url + reverse("stadsbijeenkomst:join")
    context = {"meeting": meeting, "kits": collect(meeting, base_url, tables), "join": _plain(join)}
    return render_to_string("stadsbijeenkomst/kit.html", context)


def render(meeting: StadsbijeenkomstPage, base_url: str, tables: Iterable[Table]) -> bytes:
    """Return the kit as a PDF: A4 pages with the cards, and A3 pages with the sheets. Raises PdfUnavailable."""
    return pdf.render(document(meeting, base_url, tables), base_url)


def _kit(meeting: StadsbijeenkomstPage, base_url: str, table: Table) -> Kit:
    return Kit(
        table=table,
        guests=_card(base_url, "stadsbijeenkomst:write", table.code),
        host=_card(base_url, "stadsbijeenkomst:host", table.host_code),
        sheets=tuple(
            Sheet(
                wording=meeting.questions[question],
                rows=tuple(str(Row(question, table.number, row)) for row in range(1, paper.ROWS + 1)),
            )
            for question in Question
        ),
    )


def _card(base_url: str, name: str, code: str) -> Card:
    address = base_url + reverse(name, args=[code])
    half = (len(code) + 1) // 2
    return Card(
        code=f"{code[:half]} {code[half:]}",
        address=_plain(address),
        picture=segno.make(address, error="m", micro=False).svg_data_uri(scale=1, border=4),
    )


def _plain(address: str) -> str:
    """An address as people type it."""
    return address.partition("://")[2]
