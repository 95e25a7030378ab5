"""Requests a second of pages and feeds, against a bare view that returns the same bytes from memory."""

import re
import statistics
import time
from argparse import Namespace

from . import client
from .report import SCALE, Report
from .server import Server

REPEATED, UNMODIFIED = 0.6, 0.5  # of the rate of the bare view
GROWN = 1.3  # how much slower a feed may be in a city of many activities


def bodies(suite: Server, paths: dict[str, str]) -> dict[str, bytes]:
    """Return what each address answers, by name as it can be a file name."""
    found = {}
    for name, path in paths.items():
        status, _, body, _ = fetch(suite, client.get(path))
        if status != 200:
            raise ValueError(f"{path} answers {status}")
        found[slug(name)] = body
    return found


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name)


def measure(
    report: Report,
    bare: Server,
    suite: Server,
    paths: dict[str, str],
    bodies: dict[str, bytes],
    options: Namespace,
    large: Server | None = None,
) -> None:
    """Measure each address: its first request, the same again, and the same with a validator; the feeds also in a
    `large` city."""
    for name, path in paths.items():
        plain = client.get(path)
        _, _, body, first = fetch(suite, plain)
        if fetch(suite, plain)[2] != body:
            raise ValueError(f"two answers of {path} differ")
        if bodies[slug(name)] != body:
            raise ValueError(f"the yardstick does not return the bytes of {path}")
        size = f"{len(body) / 1024:.0f} kB"
        report.add(f"{name}, first request ({size})", "", f"{first * 1000:.0f} ms")
        sites = [suite, large] if large and path.endswith(".ics") else [suite]
        again = [(bare, client.get(f"/bytes/{slug(name)}")), *((site, plain) for site in sites)]
        _compare(report, f"{name}, repeated 200 ({size})", again, 200, REPEATED, options)
        known = [(site, client.get(path, If_None_Match=header(fetch(site, plain)[1], "ETag"))) for site in sites]
        _compare(report, f"{name}, 304", [(bare, client.get("/unmodified/")), *known], 304, UNMODIFIED, options)


def _compare(
    report: Report, what: str, requests: list[tuple[Server, bytes]], status: int, least: float, options: Namespace
) -> None:
    """Repeat the request of each site in turn: the yardstick's, the suite's, and perhaps that of the large city."""
    found = [
        [client.rate(server.port, request, status, options.seconds) for server, request in requests]
        for _ in range(options.rounds)
    ]
    for place, where in enumerate(["", ", among 10,000"][: len(requests) - 1], 1):
        bare, suite, ratio = middle(found, place, 0)
        report.add(f"{what}{where}", f"{bare:.0f}/s", f"{suite:.0f}/s", ratio, at_least=least)
    if len(requests) > 2:
        little, much, ratio = middle(found, 2, 1)
        report.add(what, f"{little:.0f}/s", f"{much:.0f}/s", 1 / ratio, at_most=GROWN, table=SCALE)


def middle(found: list[list[float]], mine: int, yard: int) -> tuple[float, float, float]:
    """Return the medians over the rounds of the yardstick's rate, of mine, and of their ratio."""
    return (
        statistics.median(row[yard] for row in found),
        statistics.median(row[mine] for row in found),
        statistics.median(row[mine] / row[yard] for row in found),
    )


def ends(report: Report, bare: Server, suite: Server) -> None:
    """Tell what a server costs before and after all this."""
    report.add("start-up until the first answer", f"{bare.started_in:.1f} s", f"{suite.started_in:.1f} s")
    report.add("memory of a worker after all this", f"{bare.memory():.0f} MiB", f"{suite.memory():.0f} MiB")


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
