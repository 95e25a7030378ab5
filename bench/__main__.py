"""Measure the suite against bare Django views on the same kind of server, in one run, and write RESULTS.md.

    python -m bench [--events 1000] [--seconds 2] [--rounds 5]

Every rate is taken in rounds that alternate between the yardstick and the suite, so that what else the machine does
hits both; the ratio is the median of the rounds.
"""

import argparse
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from . import client
from .server import ROOT, Server, serve

PHONES = 50
NOTES_EACH = 20


class Report:
    """Lines of the results, with what was asked for beside what was measured."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.missed: list[str] = []

    def add(self, what: str, bare: str, suite: str, ratio: float | None = None, target: float | None = None) -> None:
        """Add a row; a ratio below its target is a miss."""
        shown = "" if ratio is None else f"{ratio:.2f}×"
        asked = "" if target is None else f"≥ {target:.2f}×"
        if ratio is not None and target is not None:
            asked += " ✔" if ratio >= target else " ✘"
            if ratio < target:
                self.missed.append(what)
        self.rows.append(f"| {what} | {bare} | {suite} | {shown} | {asked} |")
        print(self.rows[-1], flush=True)  # noqa: T201


def header(head: bytes, name: str) -> str:
    """Return a header of a raw answer."""
    found = re.search(rf"^{name}:\s*([^\r\n]+)".encode(), head, re.IGNORECASE | re.MULTILINE)
    return found[1].decode() if found else ""


def fetch(server: Server, request: bytes) -> tuple[int, bytes, bytes, float]:
    """Make one request on a new connection; return status, head, body and the seconds it took."""
    connection = client.Connection(server.port)
    start = time.perf_counter()
    status, head, body = connection.exchange(request)
    spent = time.perf_counter() - start
    connection.close()
    return status, head, body, spent


def compare(measure: Callable[[], tuple[float, float]], rounds: int) -> tuple[float, float, float]:
    """Return the medians of the yardstick's rate, of the suite's rate, and of their ratio over the rounds."""
    pairs = [measure() for _ in range(rounds)]
    return (
        statistics.median(bare for bare, _ in pairs),
        statistics.median(suite for _, suite in pairs),
        statistics.median(suite / bare for bare, suite in pairs),
    )


def reads(
    report: Report, bare: Server, suite: Server, bodies: Path, places: dict, options: argparse.Namespace
) -> None:
    """Measure (a) the feed and (b) the pages: first request, repeated 200 and 304."""
    for name, path in [("feed", places["feed"]), *places["pages"].items()]:
        plain = client.get(path)
        _, head, body, first = fetch(suite, plain)
        again = fetch(suite, plain)
        if again[2] != body:
            raise ValueError(f"two answers of {path} differ")
        if (bodies / name).read_bytes() != body:
            raise ValueError(f"the yardstick does not return the bytes of {path}")
        same = client.get(f"/bytes/{name}")
        rates = compare(
            lambda plain=plain, same=same: (
                client.rate(bare.port, same, 200, options.seconds),
                client.rate(suite.port, plain, 200, options.seconds),
            ),
            options.rounds,
        )
        size = f"{len(body) / 1024:.0f} kB"
        report.add(f"{name}, first request ({size})", "", f"{first * 1000:.0f} ms")
        report.add(f"{name}, repeated 200 ({size})", f"{rates[0]:.0f}/s", f"{rates[1]:.0f}/s", rates[2], 0.6)
        conditional = client.get(path, If_None_Match=header(head, "ETag"))
        rates = compare(
            lambda conditional=conditional: (
                client.rate(bare.port, client.get("/unmodified/"), 304, options.seconds),
                client.rate(suite.port, conditional, 304, options.seconds),
            ),
            options.rounds,
        )
        report.add(f"{name}, 304", f"{rates[0]:.0f}/s", f"{rates[1]:.0f}/s", rates[2], 0.5)


def notes(report: Report, bare: Server, suite: Server, codes: list[str], database: Path, rounds: int) -> None:
    """Measure (c): 50 phones that post notes at the same time; then each tenth note once more."""
    sent: set[str] = set()
    again: list[list[bytes]] = [[] for _ in range(PHONES)]

    def measure() -> tuple[float, float]:
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
        return client.spread(bare.port, theirs, {201})[0], client.spread(suite.port, ours, {201})[0]

    rates = compare(measure, rounds)
    report.add("50 phones posting notes", f"{rates[0]:.0f}/s", f"{rates[1]:.0f}/s", rates[2], 0.5)
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1000, help="published events in the feed")
    parser.add_argument("--seconds", type=float, default=2, help="length of one round of one server")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, alternating between the two servers")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="wijkverbond-bench-") as folder:
        data, bodies = Path(folder, "data"), Path(folder, "bodies")
        bodies.mkdir()
        environment = {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "LOG_LEVEL": "ERROR"}
        made = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bench.content", str(options.events), str(PHONES)],
            cwd=ROOT,
            env=os.environ | environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        places = json.loads(made.stdout.splitlines()[-1])
        with serve("cms.wsgi:application", "/_healthz/livez", **environment) as suite:
            for name, path in [("feed", places["feed"]), *places["pages"].items()]:
                status, _, body, _ = fetch(suite, client.get(path))
                if status != 200:
                    raise ValueError(f"{path} answers {status}")
                (bodies / name).write_bytes(body)
        yardstick = {"BENCH_BODIES": str(bodies), "BENCH_DATABASE": str(Path(folder, "bare.sqlite3"))}
        with (
            serve("bench.bare:application", "/unmodified/", threads=4, **yardstick) as bare,
            serve("cms.wsgi:application", "/_healthz/livez", threads=4, **environment) as suite,
        ):
            reads(report, bare, suite, bodies, places, options)
            notes(report, bare, suite, places["codes"], data / "db.sqlite3", options.rounds)
            report.add("start-up until the first answer", f"{bare.started_in:.1f} s", f"{suite.started_in:.1f} s")
            report.add("memory of a worker after all this", f"{bare.memory():.0f} MiB", f"{suite.memory():.0f} MiB")
    write(report, options)
    if report.missed:
        print("Below target: " + "; ".join(report.missed))  # noqa: T201
    return bool(report.missed)


def write(report: Report, options: argparse.Namespace) -> None:
    """Write RESULTS.md: what was measured, with which command, and against what."""
    lines = [
        "# Results",
        "",
        f"`make bench` (`python -m bench --events {options.events} --seconds {options.seconds:g}"
        f" --rounds {options.rounds}`), {datetime.now(UTC):%Y-%m-%d}.",
        "",
        "Ratios count; the rates themselves depend on the machine. *Bare* is a Django view without middleware that",
        "returns the same bytes from memory, an empty 304, or writes one row (`bench/bare.py`). Both sites run under",
        "granian with one worker and four threads, on SQLite in WAL mode with `synchronous=FULL`.",
        "",
        "| what | bare | suite | ratio | target |",
        "| --- | --- | --- | --- | --- |",
        *report.rows,
        "",
    ]
    (ROOT / "bench" / "RESULTS.md").write_text("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
