"""Make the cities that are measured, each in a folder of its own, and print where things are in them as JSON.

    python -m bench.content small|feeds|large

`small` is a new database with 100 activities and an open meeting; `feeds` and `large` add to a copy of the city before
them. Run by the measurement in a process of its own, with DATA_DIR in the environment.
"""

import json
import os
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from events.ical import ZONE  # noqa: E402
from events.models import AgendaPage, DateChange, EventPage  # noqa: E402
from home.models import HomePage, Theme, WijkPage  # noqa: E402
from stadsbijeenkomst import proceedings  # noqa: E402
from stadsbijeenkomst.models import StadsbijeenkomstIndexPage, StadsbijeenkomstPage, Table  # noqa: E402

from . import copies  # noqa: E402

CITY = Path(__file__).resolve().parents[1] / "cms" / "cities" / "utrecht"
SMALL, LARGE = 100, 10_000  # activities
IN_THE_MONTH = 30  # dates in the month whose table is measured, in every city
SINGLES, SERIES = 1_000, 200  # in the two feeds that are measured
PHONES = 50


def month() -> date:
    """Return the first day of the month that is measured: so far ahead that nothing else falls in it."""
    later = timezone.localdate() + timedelta(days=400)
    return later.replace(day=1)


def at(day: date, hour: int = 19) -> datetime:
    return datetime.combine(day, time(hour, 0), ZONE)


def publish(parent: AgendaPage, wijk: WijkPage, number: int, starts_at: datetime, **fields) -> EventPage:
    """Publish an activity of two hours as an editor does."""
    kind = "reeks" if fields.get("repeats") else "samen"
    page = EventPage(
        title=f"Samen eten en praten {kind} {number}",
        slug=f"{kind}-eten-{number}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        summary="Kom erbij: er is soep, er is tijd en er is altijd een stoel vrij.",
        description="<p>Loop binnen wanneer u wilt. Aanmelden hoeft niet.</p>",
        live=False,
        **fields,
    )
    parent.add_child(instance=page)
    page.wijken.set([wijk])
    if number % 2:
        page.themes.add(Theme.objects.order_by("pk").first())
    page.save_revision().publish()
    return page


def small() -> None:
    """A new city with SMALL activities, of which IN_THE_MONTH in the month to measure, and a meeting."""
    call_command("migrate", verbosity=0)
    call_command("load_city", str(CITY), verbosity=0)
    agenda, wijken = places()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for number in range(SMALL):
        is_later = number < IN_THE_MONTH
        day = month() + timedelta(days=number % 28) if is_later else tomorrow + timedelta(days=number - IN_THE_MONTH)
        publish(agenda, wijken[0], number, at(day))
    held = meeting(timezone.now().replace(minute=0, second=0, microsecond=0))
    for number in range(PHONES):
        Table.objects.create(meeting=held, number=number + 1, wijk=wijken[number % len(wijken)])


def meeting(starts_at: datetime) -> StadsbijeenkomstPage:
    """Publish a meeting of three hours at which notes are taken in."""
    page = StadsbijeenkomstPage(
        title="Meten", slug="meten", theme="Eenzaamheid", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)
    )
    StadsbijeenkomstIndexPage.objects.first().add_child(instance=page)
    page.save_revision().publish()
    proceedings.enter(page, "collect")
    return page


def feeds() -> None:
    """Add to the small city until one wijk has SINGLES activities in its feed and another SERIES series."""
    agenda, wijken = places()
    singles = list(EventPage.objects.order_by("pk"))
    copies.add(agenda, singles, wijken[0], SINGLES - SMALL, days=range(1, 360))
    first = timezone.localdate() + timedelta(days=7)
    models = []
    for number in range(10):
        starts = first + timedelta(days=number)
        page = publish(agenda, wijken[1], number, at(starts), repeats="weekly", repeat_count=20)
        changes = [(7, "cancelled"), (14, "skipped"), (21, "moved")]
        page.date_changes = [DateChange(on=starts + timedelta(days=days), kind=kind) for days, kind in changes]
        page.date_changes.last().starts_at = at(starts + timedelta(days=22))
        page.date_changes.last().ends_at = at(starts + timedelta(days=22), 21)
        page.save_revision().publish()
        models.append(page)
    copies.add(agenda, models, wijken[1], SERIES - len(models))


def large() -> None:
    """Add activities of the other wijken, before and after today, until there are LARGE."""
    agenda, wijken = places()
    singles = list(EventPage.objects.filter(repeats="").order_by("pk")[:SMALL])
    for wijk in wijken[2:]:
        missing = LARGE - EventPage.objects.count()
        share = missing if wijk == wijken[-1] else (LARGE - SINGLES - SERIES) // len(wijken[2:])
        copies.add(agenda, singles, wijk, share, days=range(-330, 360))


def places() -> tuple[AgendaPage, list[WijkPage]]:
    return AgendaPage.objects.order_by("path").first(), list(WijkPage.objects.order_by("path"))


def addresses() -> dict:
    """Return the addresses to measure."""
    agenda, wijken = places()
    home, path = HomePage.objects.live().first(), agenda.relative_url(None)
    return {
        "pages": {
            "home": home.relative_url(None),
            "wijk": wijken[0].relative_url(None),
            "agenda": path,
            "event": EventPage.objects.order_by("pk").first().relative_url(None),
        },
        "feeds": {
            f"feed of {SINGLES:,} single activities": f"/kalender/{wijken[0].pk}.ics",
            f"feed of {SERIES} series": f"/kalender/{wijken[1].pk}.ics",
        },
        "screens": {
            "agenda, list": path,
            "agenda, month": f"{path}?weergave=maand&maand={month():%Y-%m}",
            "agenda, filter": f"{path}?thema={Theme.objects.order_by('pk').first().slug}&gratis=ja",
        },
        "codes": list(Table.objects.order_by("number").values_list("code", flat=True)),
    }


if __name__ == "__main__":
    {"small": small, "feeds": feeds, "large": large}[sys.argv[1]]()
    json.dump(addresses(), sys.stdout)
