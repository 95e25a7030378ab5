"""What a city of 10,000 activities costs beside one of 100: screens, a publication, and the feed after it."""

import json
import statistics
from typing import Any

from .report import SCALE, Report

ROUNDS = 2
MOST_QUERIES = 12
SCREEN, PUBLICATION = 1.3, 1.5  # times as slow
FIRST_MS = 60


def measure(report: Report, small: Any, large: Any) -> None:
    """Probe the two cities in turn and report the medians."""
    screens, feeds = (json.dumps(large.places[name]) for name in ("screens", "feeds"))
    found = [
        (small.run("bench.probe", screens, feeds), large.run("bench.probe", screens, feeds)) for _ in range(ROUNDS)
    ]
    for name in large.places["screens"]:
        little, much, ratio = _middle([(a["screens"][name]["ms"], b["screens"][name]["ms"]) for a, b in found])
        report.add(name, f"{little:.0f} ms", f"{much:.0f} ms", ratio, at_most=SCREEN, table=SCALE)
        queries = [side["screens"][name]["queries"] for side in found[0]]
        report.limit(f"{name}, queries", f"{queries[0]}", f"{queries[1]}", max(queries), MOST_QUERIES)
    little, much, ratio = _middle([(a["publish"], b["publish"]) for a, b in found])
    what = "publication of one activity"
    report.add(what, f"{little:.0f} ms", f"{much:.0f} ms", ratio, at_most=PUBLICATION, table=SCALE)
    for name in large.places["feeds"]:
        _, much, _ = _middle([(a["feeds"][name], b["feeds"][name]) for a, b in found])
        report.limit(f"{name}, first request after a publication", "", f"{much:.0f} ms", much, FIRST_MS, " ms")


def _middle(pairs: list[tuple[float, float]]) -> tuple[float, float, float]:
    return (
        statistics.median(little for little, _ in pairs),
        statistics.median(much for _, much in pairs),
        statistics.median(much / little for little, much in pairs),
    )
