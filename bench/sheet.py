"""The figures of an evening: a row for each, a column for each database."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

INTRODUCTION = """\
`make bench-meeting`, {day:%Y-%m-%d}, {cores} cores, Python {python}, {minutes:.1f} minutes. The tables, the screens,
the proxies, the database and the site shared these cores, so the times are those of a machine that is busy.

40 tables wrote 1,500 notes in 50 seconds, seventy times as fast as an evening of an hour does, while 300 screens
watched. A proxy between them kept every answer until it was whole, so that no stream comes through it, and cut the
connection instead of every tenth answer to a note that the server had stored. Halfway all processes of the site were
killed with SIGKILL, and started again three seconds later; phones and screens went on by themselves. *Lost* compares
the words on the phones with those in the database, *double* counts words that are there twice.

A note's way to the board is measured from the first time that its phone sends it until a screen has it, over all
screens together. What was sent between a second before the crash and ten seconds after the site was back is in the
last of these rows only. Growth is CPU time per request inside one process (`bench/evening.py`).
"""


class Sheet:
    """Rows that grow cell by cell, and the names of those that missed their target."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, str]] = {}
        self.targets: dict[str, str] = {}
        self.missed: list[str] = []

    def add(self, what: str, site: str, value: str) -> None:
        self.rows.setdefault(what, {})[site] = value
        print(f"{site:<11} {what}: {value}", flush=True)  # noqa: T201

    def limit(self, what: str, site: str, value: float, most: float, unit: str = "", told: str = "") -> None:
        """Add a value that must not be more than `most`."""
        is_met = value <= most
        self.targets[what] = f"≤ {most:g}{unit}" if most else "0"
        self.missed += [] if is_met else [f"{site}: {what}"]
        number = f"{value:,}" if isinstance(value, int) else f"{value:.1f}" if unit == " %" else f"{value:.2f}"
        self.add(what, site, f"{told + ', ' if told else ''}{number}{unit} {'✔' if is_met else '✘'}")

    def waits(
        self, what: str, site: str, seconds: Sequence[float], most: float | None = None, fraction: float = 0.95
    ) -> None:
        """Add the 50th, 95th and 99th percentile of waiting times, of which one may have a limit."""
        what = f"{what} (p50 · p95 · p99)"
        ranked = sorted(seconds)
        told = " · ".join(f"{percentile(ranked, part):.2f}" for part in (0.5, 0.95, 0.99)) + " s"
        if most is not None:
            is_met = percentile(ranked, fraction) <= most
            self.targets[what] = f"p{fraction * 100:.0f} ≤ {most:g} s"
            self.missed += [] if is_met else [f"{site}: {what}"]
            told += f" {'✔' if is_met else '✘'}"
        self.add(what, site, told)

    def write(self, path: Path, seconds: float) -> None:
        sites = list(dict.fromkeys(site for row in self.rows.values() for site in row))
        about = {
            "day": datetime.now(UTC),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "minutes": seconds / 60,
        }
        lines = ["# An evening, measured", "", INTRODUCTION.format(**about)]
        lines += [f"| what | {' | '.join(sites)} | target |", f"| --- |{' --- |' * len(sites)} --- |"]
        for what, row in self.rows.items():
            cells = [row.get(site, "") for site in sites]
            lines.append(f"| {what} | {' | '.join(cells)} | {self.targets.get(what, '')} |")
        path.write_text("\n".join([*lines, ""]))


def percentile(ranked: Sequence[float], part: float) -> float:
    """Return what `part` of the values does not exceed; no values at all are infinitely late."""
    return ranked[min(int(len(ranked) * part), len(ranked) - 1)] if ranked else float("inf")
