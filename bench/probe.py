"""Measure one city from the inside: queries and CPU time that a real server does not tell. Prints JSON.

    python -m bench.probe '{"agenda, list": "/agenda/", …}' '{"feed …": "/kalender/11.ics", …}'

Run by the measurement in a process of its own, with DATA_DIR in the environment. CPU time of this process, because
SQLite works inside it and other work of the machine does not count.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from cms import page_cache  # noqa: E402
from events.models import EventPage  # noqa: E402

REPEATS = 15
reader = Client(HTTP_HOST="127.0.0.1")


def fetch(address: str) -> None:
    response = reader.get(address)
    if response.status_code != 200:
        raise ValueError(f"{address} answers {response.status_code}")


def spent(work: Callable[[], None]) -> float:
    """Return the milliseconds of CPU time that `work` takes."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def screen(address: str) -> dict:
    """Return the queries and the median time of a page that no cache knows."""

    def uncached() -> float:
        page_cache.invalidate()
        return spent(lambda: fetch(address))

    uncached()
    page_cache.invalidate()
    with CaptureQueriesContext(connection) as queries:
        fetch(address)
    return {"queries": len(queries), "ms": statistics.median(uncached() for _ in range(REPEATS))}


def publish(page: EventPage, number: int) -> float:
    """Return the time of one publication of an activity of which the sentence has changed."""
    page.summary = f"Kom erbij: er is soep, er is tijd en er is altijd een stoel vrij, keer {number}."
    return spent(lambda: page.save_revision().publish())


def main(screens: dict[str, str], feeds: dict[str, str]) -> dict:
    found: dict = {"screens": {name: screen(address) for name, address in screens.items()}}
    page = EventPage.objects.order_by("pk").first()
    publish(page, 0)
    found["publish"] = statistics.median(publish(page, number + 1) for number in range(REPEATS))
    found["feeds"] = {}
    for name, address in feeds.items():
        times = []
        for number in range(5):
            publish(page, 100 + number)
            times.append(spent(lambda address=address: fetch(address)))
        found["feeds"][name] = statistics.median(times)
    return found


if __name__ == "__main__":
    json.dump(main(json.loads(sys.argv[1]), json.loads(sys.argv[2])), sys.stdout)
