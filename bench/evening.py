"""Make an evening to measure, and look into its database, in a process of its own. Prints JSON.

    python -m bench.evening open|stored|grow|probe

`open` makes a city with a meeting of TABLES tables that shows notes at once; `stored` tells which notes it has; `grow`
adds MEETINGS meetings, and notes until the first has NOTES; `probe` tells what one poll and one note cost in it.
"""

import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from home.models import WijkPage  # noqa: E402
from stadsbijeenkomst import journal, limits, proceedings, tables  # noqa: E402
from stadsbijeenkomst.models import (  # noqa: E402
    BoardEvent,
    Note,
    Proceedings,
    StadsbijeenkomstIndexPage,
    StadsbijeenkomstPage,
)

CITY = Path(__file__).resolve().parents[1] / "cms" / "cities" / "utrecht"
TABLES = 40
MEETINGS, NOTES = 100, 10_000
REPEATS = 60


def open_() -> dict:
    call_command("migrate", verbosity=0)
    call_command("load_city", str(CITY), verbosity=0)
    meeting = add("avond")
    wijken = list(WijkPage.objects.order_by("path"))
    codes = [tables.add(meeting, wijken[number % len(wijken)]).code for number in range(TABLES)]
    return {"meeting": meeting.pk, "slug": meeting.slug, "codes": codes}


def add(slug: str) -> StadsbijeenkomstPage:
    now = timezone.now().replace(microsecond=0)
    meeting = StadsbijeenkomstPage(
        title=f"Meten: {slug}", slug=slug, theme="Eenzaamheid", starts_at=now, ends_at=now + timedelta(hours=3)
    )
    StadsbijeenkomstIndexPage.objects.first().add_child(instance=meeting)
    proceedings.moderate(meeting, False)
    proceedings.enter(meeting, Proceedings.Phase.COLLECT)
    return meeting


def stored() -> list:
    return [[str(key), text, late] for key, text, late in Note.objects.values_list("client_uuid", "text", "late")]


def grow() -> dict:
    """The other meetings are evenings too: each has tables, and a hundred notes."""
    first = StadsbijeenkomstPage.objects.get(slug="avond")
    meetings = dict.fromkeys([add(f"avond-{number}") for number in range(MEETINGS)], 100)
    for meeting, amount in [*meetings.items(), (first, NOTES - first.notes.count())]:
        seats = list(meeting.tables.all()) or [tables.add(meeting) for _number in range(4)]
        rows = Note.objects.bulk_create(
            Note(
                meeting=meeting,
                table=seats[number % len(seats)],
                client_uuid=uuid.uuid4(),
                device=uuid.uuid4(),
                question="good",
                text=f"Er is koffie, en er is een stoel vrij: nummer {number}.",
                status=Note.Status.APPROVED,
            )
            for number in range(amount)
        )
        BoardEvent.objects.bulk_create(BoardEvent(meeting=meeting, note=row, kind="written") for row in rows)
    return {"notes": first.notes.count(), "meetings": StadsbijeenkomstPage.objects.count()}


def probe() -> dict:
    """Return the median milliseconds of CPU of this process for a poll when nothing changed, for one right after a
    note, and for a note."""
    meeting = StadsbijeenkomstPage.objects.get(slug="avond")
    seats = list(meeting.tables.order_by("number"))
    screen, phone = Client(HTTP_HOST="127.0.0.1"), Client(HTTP_HOST="127.0.0.1")
    address = reverse("stadsbijeenkomst:changes", args=[meeting.pk])

    def poll(version: int, status: int) -> None:
        if (found := screen.get(address, {"v": version}).status_code) != status:
            raise ValueError(f"{found} instead of {status}")

    def say(number: int) -> None:
        limits.notes.left.clear()
        sent = {"uuid": uuid.uuid4(), "question": "improve", "text": f"Meer bankjes, nummer {number}."}
        send = reverse("stadsbijeenkomst:send", args=[seats[number % len(seats)].code])
        if (found := phone.post(send, sent).status_code) != 201:
            raise ValueError(f"{found} instead of 201")

    notes, changed, quiet = [], [], []
    for number in range(REPEATS):
        before = journal.version(meeting.pk)
        notes.append(spent(lambda number=number: say(number)))
        # Longer than a process may remember the version of a board.
        time.sleep(0.6 if number < 12 else 0)
        if number < 12:
            changed.append(spent(lambda before=before: poll(before, 200)))
            now = journal.version(meeting.pk)
            quiet += [spent(lambda now=now: poll(now, 204)) for _again in range(10)]
    return {
        "a note": statistics.median(notes),
        "the first poll after a note": statistics.median(changed),
        "a poll when nothing changed": statistics.median(quiet),
    }


def spent(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    json.dump({"open": open_, "stored": stored, "grow": grow, "probe": probe}[sys.argv[1]](), sys.stdout)
