"""The lines of the results, with what was asked for beside what was measured."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

RATES = "Against a bare view", ("what", "bare", "suite", "ratio", "target")
SCALE = "Against itself with little in it", ("what", "little", "much", "ratio", "target")
PROSE = {
    RATES: """\
*Bare* is a Django view without middleware that returns the same bytes from memory, an empty 304, or writes one row
(`bench/bare.py`). Both sites run under granian with one worker and four threads, on SQLite in WAL mode with
`synchronous=FULL`. The suite holds 1,200 activities of which 200 are series; in the rows that say so, 10,000.""",
    SCALE: """\
*Little* is a city with 100 activities, or for the feeds 1,200; *much* is the same with 10,000 (13,600 dates). Times
are those of the processor, without any cache of answers (`bench/probe.py`); ratios are in time.

*Town*: home, wijk, coalition, partners and actions of a town (`bench/town.py`) with 100 pages, 150 actions and 60
partners, and with 10,000 pages, 2,000 actions and 500 partners. Its search is asked 72 questions of one or two words,
a third of each kind (`bench/asking.py`). A search gives ten results with their texts and the number beside every
filter; the bare query counts the pages and gives the ids of the ten that the database ranks first.""",
}


class Report:
    """Two tables that grow row by row, and the names of the rows that missed their target."""

    def __init__(self) -> None:
        self.rows: dict[tuple, list[str]] = {RATES: [], SCALE: []}
        self.missed: list[str] = []

    def add(
        self,
        what: str,
        first: str,
        second: str,
        ratio: float | None = None,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        table: tuple = RATES,
    ) -> None:
        """Add a row; a ratio that is lower than `at_least` or higher than `at_most` is a miss."""
        target = ""
        if ratio is not None and (at_least or at_most):
            is_met = (at_least is None or ratio >= at_least) and (at_most is None or ratio <= at_most)
            target = f"{f'≥ {at_least:.2f}×' if at_least else f'≤ {at_most:.2f}×'} {'✔' if is_met else '✘'}"
            self.missed += [] if is_met else [what]
        self._row(table, what, first, second, "" if ratio is None else f"{ratio:.2f}×", target)

    def limit(self, what: str, first: str, second: str, measured: float, most: float, unit: str = "") -> None:
        """Add a row of which the second value itself has a limit."""
        is_met = measured <= most
        self.missed += [] if is_met else [what]
        self._row(SCALE, what, first, second, "", f"≤ {most:g}{unit} {'✔' if is_met else '✘'}")

    def _row(self, table: tuple, *cells: str) -> None:
        self.rows[table].append(f"| {' | '.join(cells)} |")
        print(self.rows[table][-1], flush=True)  # noqa: T201

    def write(self, path: Path, options: Namespace) -> None:
        """Write what was measured, with which command, and against what."""
        lines = [
            "# Results",
            "",
            f"`make bench` (`python -m bench --seconds {options.seconds:g} --rounds {options.rounds}`),"
            f" {datetime.now(UTC):%Y-%m-%d}. Ratios count; the rates and times themselves depend on the machine.",
        ]
        for (title, heads), rows in self.rows.items():
            lines += ["", f"## {title}", "", PROSE[title, heads], ""]
            lines += [f"| {' | '.join(heads)} |", "| --- | --- | --- | --- | --- |", *rows]
        path.write_text("\n".join([*lines, ""]))
