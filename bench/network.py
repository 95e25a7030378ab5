"""What a town of 10,000 pages, 2,000 actions and 500 partners costs beside a small one: its screens and its search."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from .report import SCALE, Report
from .server import ROOT

MOST_QUERIES = 15
SLOWER = 1.3  # times, for a screen
SLOWER_THAN_BARE = 3  # times, for a search, at the 95th percentile over all questions
MOST_MS = 50


def measure(report: Report, few: Any, many: Any) -> None:
    """Ask both towns on SQLite, and the large one again on PostgreSQL."""
    asked = json.dumps(many.places)
    little, much = few.run("bench.asking", asked), many.run("bench.asking", asked)
    for name in many.places["screens"]:
        one, other = little["screens"][name], much["screens"][name]
        ratio = other["ms"] / one["ms"]
        report.add(f"town, {name}", f"{one['ms']:.0f} ms", f"{other['ms']:.0f} ms", ratio, at_most=SLOWER, table=SCALE)
        queries = [one["queries"], other["queries"]]
        report.limit(f"town, {name}, queries", f"{queries[0]}", f"{queries[1]}", max(queries), MOST_QUERIES)
    _search(report, "SQLite", much)
    _search(report, "PostgreSQL", on_postgresql())


def on_postgresql() -> dict:
    """Fill a temporary cluster with the large town and ask it there."""
    program = "python -m bench.town few >/dev/null && python -m bench.town many >places && "
    program += 'python -m bench.asking "$(tail -n 1 places)"; rm -f places'
    program = program.replace("python", sys.executable)
    environment = {"PYTHON": sys.executable, "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "LOG_LEVEL": "ERROR"}
    asked = subprocess.run(  # noqa: S603
        [ROOT / ".ci" / "postgres", "sh", "-c", program],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(asked.stdout.splitlines()[-1])


def _search(report: Report, database: str, found: dict) -> None:
    """Report the 95th percentile of each kind of word, and of all questions beside the bare query for the same."""
    search = found["search"]
    for word, times in search.items():
        bare, mine = late(times["bare"]), late(times["searched"])
        what = f"search for a {word} word, {database}, p95"
        report.limit(what, f"bare {bare:.1f} ms", f"{mine:.0f} ms", mine, MOST_MS, " ms")
        page, hint = late(times["answered"]), late(times["suggested"])
        report.add(f"whole page of that, {database}, p95", "", f"{page:.0f} ms", table=SCALE)
        report.add(f"suggestions for that, {database}, p95", "", f"{hint:.0f} ms", table=SCALE)
    bare, mine = (late([time for times in search.values() for time in times[name]]) for name in ("bare", "searched"))
    what = f"search, all questions, {database}, p95 (little: the bare full-text query)"
    report.add(what, f"{bare:.1f} ms", f"{mine:.0f} ms", mine / bare, at_most=SLOWER_THAN_BARE, table=SCALE)
    report.limit(f"search, {database}, queries", "", f"{found['queries']}", found["queries"], MOST_QUERIES)


def late(times: Sequence[float]) -> float:
    """Return the time that 95 in 100 do not exceed."""
    ranked = sorted(times)
    return ranked[int(len(ranked) * 0.95)]
