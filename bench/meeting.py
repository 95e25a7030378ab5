"""The acceptance test of an evening, against real processes, on SQLite and on PostgreSQL. Writes MEETING.md.

    .ci/postgres python -m bench.meeting [--only sqlite] [--parts storm polls growth streams] [--seconds 50]

40 tables write 1,500 notes while 300 screens watch, through a proxy that buffers every answer and cuts every tenth
answer to a note after the server has stored it. Halfway every process is killed with SIGKILL and started again. Then:
what polling costs, what a poll and a note cost among 10,000 notes and 100 meetings, and 2,000 viewers of one stream.
A target that is missed is said, and the command fails. Only a run of the whole writes MEETING.md.
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from random import Random

import psycopg
from psycopg.conninfo import make_conninfo

from . import client
from .crowd import VERSION, Phone, Screen, Written, until
from .server import ROOT
from .sheet import Sheet
from .site import Site
from .wire import Line, Proxy

PARTS = ("storm", "polls", "growth", "streams")
NOTES, CUT, DOWN = 1_500, 0.1, 3.0
SCREENS = {"stream": 220, "stream that a proxy holds back": 40, "polling": 40}
POLLERS, POLL_SECONDS, PACE = 300, 15, 2.4  # 1,500 notes in an hour
STREAMS, STREAM_SECONDS = 2_000, 20
FIRST, LAST = -1.0, 10.0  # around the crash: what is written then has the crash on its way


async def storm(site: Site, evening: dict, sheet: Sheet, seconds: float) -> None:
    """Let everybody write and watch, kill the site halfway, and count."""
    chance, written = Random(4), Written(NOTES)  # noqa: S311
    proxies = [Proxy(port, CUT, seed) for seed, port in enumerate((site.port, site.stream_port))]
    servers = [await proxy.serve() for proxy in proxies]
    port, held_port = (server.sockets[0].getsockname()[1] for server in servers)
    phones = [Phone(port, code, written, chance) for code in evening["codes"]]
    screens = {
        kind: [
            Screen(
                site.port if kind == "stream" else port,
                evening["meeting"],
                written,
                chance,
                stream_port={"stream": site.stream_port, "polling": 0}.get(kind, held_port) if site.streams else 0,
            )
            for _number in range(amount)
        ]
        for kind, amount in SCREENS.items()
    }
    everybody = [screen for some in screens.values() for screen in some]
    async with running([screen.watch() for screen in everybody] + [phone.send() for phone in phones]):
        await asyncio.sleep(7)  # until every screen is where it stays
        start = time.monotonic()
        shares = [NOTES // len(phones) + (number < NOTES % len(phones)) for number in range(len(phones))]
        writing = [asyncio.create_task(p.write(n, seconds)) for p, n in zip(phones, shares, strict=True)]
        await until(lambda: written.kept >= NOTES // 2, seconds)
        memory, cpu, killed_at = site.memory(), site.cpu(), time.monotonic()
        site.kill()
        await asyncio.sleep(DOWN)
        await asyncio.to_thread(site.start)
        up_at = time.monotonic()
        await asyncio.gather(*writing)
        await until(lambda: written.kept == NOTES, 90)
        lasted = time.monotonic() - start
        await until(lambda: not any(screen.missing for screen in everybody), 30)
        cpu += site.cpu()
        memory = [max(pair) for pair in zip(memory, site.memory(), strict=True)]
    for server in servers:
        server.close()
    rows = [row for row in await asyncio.to_thread(site.run, "stored") if row[1].startswith("#")]
    name, texts = site.name, Counter(text for _key, text, _late in rows)
    tries = sum(phone.tries for phone in phones)
    sheet.add("notes written on 40 phones", name, f"{len(written.keys):,}")
    sheet.add("times that a phone sent one", name, f"{tries:,}")
    sheet.add("answers cut after the server had stored the note", name, f"{sum(p.cuts for p in proxies):,}")
    sheet.add("out of service between SIGKILL and the first answer", name, f"{up_at - killed_at:.1f} s")
    sheet.add("notes stored", name, f"{len(rows):,}")
    lost = len(set(zip(written.keys, written.texts, strict=True)) - {(key, text) for key, text, _late in rows})
    sheet.limit("notes lost, or other words than were written", name, lost, 0)
    sheet.limit("notes double", name, sum(texts.values()) - len(texts), 0)
    sheet.limit("notes that a screen never showed (300 screens)", name, sum(s.missing for s in everybody), 0)
    sheet.waits("from a phone until the answer came back to it", name, written.answered)
    for kind, some in screens.items():
        calm = [
            wait
            for screen in some
            for wait, at in zip(screen.waits, written.sent_at, strict=True)
            if wait >= 0 and not killed_at + FIRST < at < up_at + LAST
        ]
        most = 1.0 if kind == "stream" and site.streams else None
        sheet.waits(f"from a phone to the {len(some)} screens with: {kind}", name, calm, most)
    sheet.waits("the same, all screens, with what was written around the crash", name, all_waits(everybody))
    sheet.add("processor, of one core, while 25 notes a second came in", name, f"{100 * cpu / lasted:.0f} %")
    sheet.add("memory of the processes at the end", name, " + ".join(f"{size:.0f}" for size in memory) + " MiB")


def all_waits(screens: Iterable[Screen]) -> list[float]:
    return [wait for screen in screens for wait in screen.waits if wait >= 0]


async def polls(site: Site, evening: dict, sheet: Sheet) -> None:
    """Let 300 screens poll every five seconds, on a board that is quiet and on one that gets 1,500 notes an hour."""
    chance, written = Random(5), Written(1_000)  # noqa: S311
    version = await version_of(site, evening)
    screens = [Screen(site.port, evening["meeting"], written, chance) for _number in range(POLLERS)]
    for screen in screens:
        screen.version = version
    async with running([screen.watch() for screen in screens]):
        await asyncio.sleep(6)
        spent = await processor(site, POLL_SECONDS)
        sheet.limit(f"{POLLERS} screens poll every 5 s, nothing changes: of one core", site.name, spent, 10, " %")
        phone = Phone(site.port, evening["codes"][0], written, chance)
        async with running([phone.send(), phone.write(int(POLL_SECONDS / PACE), POLL_SECONDS)]):
            spent = await processor(site, POLL_SECONDS)
        sheet.limit(f"the same, with a note every {PACE} s: of one core", site.name, spent, 10, " %")
    if faults := sum(screen.faults for screen in screens):
        sheet.missed.append(f"{site.name}: {faults} polls failed")


async def processor(site: Site, seconds: float) -> float:
    """Return how much of one core, in per cent, the process of the pages takes during so many seconds."""
    before, start = site.cpu(slice(1)), time.monotonic()
    await asyncio.sleep(seconds)
    return 100 * (site.cpu(slice(1)) - before) / (time.monotonic() - start)


async def streams(site: Site, evening: dict, sheet: Sheet) -> None:
    """Let 2,000 screens follow the stream of one process while a note comes in every second."""
    chance, written = Random(6), Written(1_000)  # noqa: S311
    version = await version_of(site, evening)
    options = {"stream_port": site.stream_port, "polls": False, "spread": 8.0}
    screens = [Screen(site.port, evening["meeting"], written, chance, **options) for _number in range(STREAMS)]
    for screen in screens:
        screen.version = version
    async with running([screen.watch() for screen in screens]):
        await asyncio.sleep(12)
        before, start = site.cpu(), time.monotonic()
        phone = Phone(site.port, evening["codes"][1], written, chance)
        async with running([phone.send()]):
            await phone.write(STREAM_SECONDS, STREAM_SECONDS)
            await until(lambda: not any(screen.missing for screen in screens), 10)
        spent = 100 * (site.cpu() - before) / (time.monotonic() - start)
        memory = site.memory()
    sheet.limit(f"{STREAMS:,} screens on one stream: notes not shown", site.name, sum(s.missing for s in screens), 0)
    what = f"from a phone to {STREAMS:,} screens on one stream"
    sheet.waits(what, site.name, all_waits(screens), 1.0, fraction=0.99)
    sheet.add(f"processor, of one core, with {STREAMS:,} streams and a note a second", site.name, f"{spent:.0f} %")
    sheet.add(f"memory of the stream's process with {STREAMS:,}", site.name, f"{memory[-1]:.0f} MiB")


async def version_of(site: Site, evening: dict) -> int:
    """Return the version of the board now."""
    line = Line(site.port)
    _status, body = await line.ask(client.get(f"/stadsbijeenkomsten/{evening['meeting']}/wijzigingen?v=0"))
    line.close()
    return int(VERSION.findall(body)[-1])


@asynccontextmanager
async def running(work: Iterable):
    """Run coroutines beside the block, until it ends."""
    tasks = [asyncio.create_task(one) for one in work]
    yield
    for task in tasks:
        task.cancel()
    for found in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(found, Exception):
            raise found


def growth(site: Site, sheet: Sheet, little: dict) -> None:
    """Compare what a poll and a note cost with what they cost in the empty city."""
    site.run("grow")
    much = site.run("probe")
    for what, before in little.items():
        ratio = much[what] / before
        told = f"{before:.2f} → {much[what]:.2f} ms"
        sheet.limit(f"{what}, among 10,000 notes and 100 meetings", site.name, ratio, 1.3, "×", told)


@contextmanager
def database() -> Iterator[str]:
    """Make a database of our own beside the one that DATABASE_URL names, and give its address."""
    server, name = os.environ["DATABASE_URL"], f"wijkverbond_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        user, host, port = connection.info.user, connection.info.host, connection.info.port
        password = f":{connection.info.password}" if connection.info.password else ""
    try:
        yield f"postgres://{user}{password}@{host}:{port}/{name}"
    finally:
        with psycopg.connect(make_conninfo(server), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(site: Site, evening: dict, sheet: Sheet, parts: set[str], seconds: float) -> None:
    little = site.run("probe") if "growth" in parts else {}
    if parts & {"storm", "polls", "streams"}:
        site.start()
    try:
        if "storm" in parts:
            asyncio.run(storm(site, evening, sheet, seconds))
        if "polls" in parts:
            asyncio.run(polls(site, evening, sheet))
        if "streams" in parts and site.streams:
            asyncio.run(streams(site, evening, sheet))
    finally:
        site.kill()
    if "growth" in parts:
        growth(site, sheet, little)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seconds", type=float, default=50, help="in which the 1,500 notes are written")
    options = parser.parse_args()
    # Two thousand connections, and as many in the server that inherits this.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sheet, start = Sheet(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wijkverbond-evening-") as folder, ExitStack() as stack:
        sites = []
        if "sqlite" in options.only:
            sites.append(Site("SQLite", DATABASE_URL="", DATA_DIR=str(Path(folder, "sqlite"))))
        if "postgresql" in options.only:
            if not os.environ.get("DATABASE_URL"):
                parser.error("DATABASE_URL is needed for PostgreSQL: .ci/postgres gives one")
            address = stack.enter_context(database())
            sites.append(Site("PostgreSQL", DATABASE_URL=address, DATA_DIR=str(Path(folder, "postgresql"))))
        with ThreadPoolExecutor() as pool:
            evenings = list(pool.map(lambda site: site.run("open"), sites))
        for site, evening in zip(sites, evenings, strict=True):
            # What one process can carry does not depend on the database: one of them is asked.
            parts = set(options.parts) - ({"streams"} if site is not sites[0] else set())
            measure(site, evening, sheet, parts, options.seconds)
    print(f"{time.monotonic() - start:.0f} s")  # noqa: T201
    if set(options.parts) == set(PARTS) and len(options.only) == 2:
        sheet.write(ROOT / "bench" / "MEETING.md", time.monotonic() - start)
    if sheet.missed:
        print("Missed: " + "; ".join(sheet.missed))  # noqa: T201
    return bool(sheet.missed)


if __name__ == "__main__":
    sys.exit(main())
