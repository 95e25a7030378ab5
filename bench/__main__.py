"""Measure the suite against bare Django views and against itself with little in it, and write RESULTS.md.

    python -m bench [--only pages feeds notes scale network] [--seconds 1.5] [--rounds 5]

Every rate is taken in rounds that alternate between the sites, so that what else the machine does hits all of them;
the ratio is the median of the rounds. Only a run of the whole writes RESULTS.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import network, notes, rates, scale
from .report import Report
from .server import ROOT, Server, serve

PARTS = ("pages", "feeds", "notes", "scale", "network")


class City:
    """A city of `bench.content` in a folder of its own: its environment and its addresses."""

    def __init__(self, folder: Path, name: str, maker: str = "bench.content"):
        self.data = folder / name
        self.environment = {
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "LOG_LEVEL": "ERROR",
        }
        self.places = self.run(maker, name)

    def run(self, module: str, *arguments: str) -> dict:
        """Run a module in this city and return the JSON that it ends with."""
        made = subprocess.run(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=os.environ | self.environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(made.stdout.splitlines()[-1])

    def serve(self, threads: int = 1):
        """Run a server of this city until the block ends."""
        return serve("cms.wsgi:application", "/_healthz/livez", threads=threads, **self.environment)


def cities(folder: Path, wanted: set[str]) -> Iterator[City]:
    """Make the cities that the parts need: each but the first begins as a copy of the one before."""
    names = ["small", "feeds", *(["large"] if wanted & {"feeds", "scale"} else [])]
    for before, name in zip([None, *names], names, strict=False):
        if before:
            shutil.copytree(folder / before, folder / name)
        yield City(folder, name)


@contextmanager
def yardstick(folder: Path, bodies: dict[str, bytes]) -> Iterator[Server]:
    """Run the bare site with these bodies in its memory."""
    there = folder / "bodies"
    there.mkdir()
    for name, body in bodies.items():
        (there / name).write_bytes(body)
    environment = {"BENCH_BODIES": str(there), "BENCH_DATABASE": str(folder / "bare.sqlite3")}
    with serve("bench.bare:application", "/unmodified/", threads=4, **environment) as server:
        yield server


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=" ".join(PARTS))
    parser.add_argument("--seconds", type=float, default=1.5, help="length of one round of one server")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, alternating between the servers")
    options = parser.parse_args()
    wanted, report = set(options.only), Report()
    with tempfile.TemporaryDirectory(prefix="wijkverbond-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        if "network" in wanted:
            few = City(folder, "few", "bench.town")
            shutil.copytree(folder / "few", folder / "many")
            network.measure(report, few, City(folder, "many", "bench.town"))
        if wanted == {"network"}:
            return finish(report, wanted, options)
        small, city, *rest = cities(folder, wanted)
        large = rest[0] if rest else None
        paths = {
            name: path for part in ("feeds", "pages") if part in wanted for name, path in city.places[part].items()
        }
        if large and "scale" in wanted:
            scale.measure(report, small, large)
        if wanted & {"pages", "feeds", "notes"}:
            with city.serve() as suite:
                bodies = rates.bodies(suite, paths)
            bare = stack.enter_context(yardstick(folder, bodies))
            suite = stack.enter_context(city.serve(threads=4))
            grown = stack.enter_context(large.serve(threads=4)) if large and "feeds" in wanted else None
            rates.measure(report, bare, suite, paths, bodies, options, grown)
            if "notes" in wanted:
                notes.measure(report, bare, suite, city.places["codes"], city.data / "db.sqlite3", options.rounds)
            rates.ends(report, bare, suite)
    return finish(report, wanted, options)


def finish(report: Report, wanted: set[str], options: argparse.Namespace) -> int:
    """Write down what a whole run measured, and return whether anything missed its target."""
    if wanted == set(PARTS):
        report.write(ROOT / "bench" / "RESULTS.md", options)
    if report.missed:
        print("Below target: " + "; ".join(report.missed))  # noqa: T201
    return bool(report.missed)


if __name__ == "__main__":
    sys.exit(main())
