"""Fifty phones that post notes of a meeting at the same time, against a bare view that writes one row."""

import sqlite3
import uuid
from pathlib import Path
from urllib.parse import urlencode

from . import client
from .rates import middle
from .report import Report
from .server import Server

PHONES = 50
NOTES_EACH = 20


def measure(report: Report, bare: Server, suite: Server, codes: list[str], database: Path, rounds: int) -> None:
    """Let the phones post notes at the same time; then each tenth note once more."""
    sent: set[str] = set()
    again: list[list[bytes]] = [[] for _ in range(PHONES)]

    def both() -> list[float]:
        theirs, ours = [], []
        for phone in range(PHONES):
            code, device = codes[phone], uuid.uuid4()
            lines, posts = [], []
            for number in range(NOTES_EACH):
                key = str(uuid.uuid4())
                sent.add(key)
                text = f"Kom eens langs bij de soep van telefoon {phone}, keer {number}. Er is altijd plek."
                request = note(code, device, key, text)
                posts.append(request)
                if number % 10 == 9:
                    again[phone].append(request)
                lines += [client.post("/insert/", urlencode({"text": text}))]
            ours.append(posts)
            theirs.append(lines)
        return [client.spread(bare.port, theirs, {201})[0], client.spread(suite.port, ours, {201})[0]]

    rates = middle([both() for _ in range(rounds)], 1, 0)
    report.add("50 phones posting notes", f"{rates[0]:.0f}/s", f"{rates[1]:.0f}/s", rates[2], at_least=0.5)
    client.spread(suite.port, again, {200})
    with sqlite3.connect(database) as rows:
        stored = [row[0] for row in rows.execute("SELECT client_uuid FROM stadsbijeenkomst_note")]
    lost = len(sent - {str(uuid.UUID(key)) for key in stored})
    double = len(stored) - len(set(stored))
    report.add(
        f"{len(sent)} notes written, {sum(map(len, again))} of them twice; {len(stored)} stored",
        "",
        f"{lost} lost, {double} double",
    )
    if lost or double:
        report.missed.append("notes lost or double")


def note(code: str, device: uuid.UUID, key: str, text: str) -> bytes:
    """Return the request in which the script of the entry page sends one note."""
    fields = {"uuid": key, "question": "action", "text": text}
    return client.post(
        f"/doe-mee/{code}/inbreng", urlencode(fields), Accept="application/json", Cookie=f"device={device}"
    )
