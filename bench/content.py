"""Fill a new database with a city, its events and an open meeting, and print where they are as JSON.

Run by the measurement in a process of its own, with DATA_DIR in the environment.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from events.models import AgendaPage, EventPage  # noqa: E402
from home.models import HomePage, WijkPage  # noqa: E402
from stadsbijeenkomst import proceedings  # noqa: E402
from stadsbijeenkomst.models import StadsbijeenkomstIndexPage, StadsbijeenkomstPage, Table  # noqa: E402

CITY = Path(__file__).resolve().parents[1] / "cms" / "cities" / "utrecht"


def fill(events: int, tables: int) -> dict:
    """Make the city with `events` published events and an open meeting of `tables` tables; return the addresses."""
    call_command("migrate", verbosity=0)
    call_command("load_city", str(CITY), verbosity=0)
    wijken = list(WijkPage.objects.order_by("path"))
    agenda = AgendaPage.objects.first()
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(events):
        page = EventPage(
            title=f"Samen eten en praten {number}",
            slug=f"samen-eten-{number}",
            starts_at=now + timedelta(hours=6 * number + 24),
            ends_at=now + timedelta(hours=6 * number + 26),
            summary="Kom erbij: er is soep, er is tijd en er is altijd een stoel vrij.",
            description="<p>Loop binnen wanneer u wilt. Aanmelden hoeft niet.</p>",
        )
        agenda.add_child(instance=page)
        page.wijken.set([wijken[number % len(wijken)]])
        page.save_revision().publish()
    meeting = StadsbijeenkomstPage(
        title="Meten", slug="meten", theme="Eenzaamheid", starts_at=now, ends_at=now + timedelta(hours=3)
    )
    StadsbijeenkomstIndexPage.objects.first().add_child(instance=meeting)
    meeting.save_revision().publish()
    proceedings.open(meeting)
    codes = [
        Table.objects.create(meeting=meeting, number=number + 1, wijk=wijken[number % len(wijken)]).code
        for number in range(tables)
    ]
    home = HomePage.objects.live().first()
    return {
        "pages": {
            "home": home.relative_url(None),
            "wijk": wijken[0].relative_url(None),
            "agenda": agenda.relative_url(None),
            "event": EventPage.objects.first().relative_url(None),
        },
        "feed": f"/kalender/{home.pk}.ics",
        "codes": codes,
        "touch": wijken[0].pk,
    }


if __name__ == "__main__":
    json.dump(fill(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
