"""Make the towns whose network and search are measured, and print where things are in them as JSON.

    python -m bench.town few|many

`few` is a new database with a small site, `many` adds to it until there are 10,000 pages, 2,000 actions and 500
partners. Lists are longer than a page of them in both, so that what differs is only what is not shown. Run by the
measurement in a process of its own, with DATA_DIR or DATABASE_URL in the environment.
"""

import json
import os
import random
import sys
from datetime import timedelta
from itertools import accumulate
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page  # noqa: E402

from coalitions.models import (  # noqa: E402
    Action,
    ActionIndexPage,
    CoalitionIndexPage,
    CoalitionPage,
    Membership,
    NewsPage,
    Organisation,
    PartnerIndexPage,
)
from events.models import EventPage  # noqa: E402
from home.models import HomePage, WijkPage  # noqa: E402
from search import stems, vocabulary  # noqa: E402
from search.models import Entry  # noqa: E402
from stadsbijeenkomst import drafting, proceedings  # noqa: E402
from stadsbijeenkomst.models import Note, Question, Table  # noqa: E402

from . import content, copies  # noqa: E402

PAGES, ACTIONS, PARTNERS = 10_000, 2_000, 500
FEW_ACTIONS, FEW_PARTNERS, FEW_EVENTS = 150, 60, 60
WORDS_ON_A_PAGE, VOCABULARY = 120, 20_000
COMMON = "samen"  # in the title of every activity
STATUSES = [status.value for status in Action.Status]


def few() -> None:
    """A new town with a little of everything."""
    call_command("migrate", verbosity=0)
    call_command("load_city", str(content.CITY), verbosity=0)
    agenda, wijken = content.places()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for number in range(FEW_EVENTS):
        content.publish(agenda, wijken[number % 2], number, content.at(tomorrow + timedelta(days=number)))
    partners(FEW_PARTNERS)
    index = CoalitionIndexPage.objects.get()
    for number in range(5):
        _coalition(index, wijken[0], number)
    first = CoalitionPage.objects.order_by("path").first()
    for number in range(5):
        content.publish(first, wijken[0], 500 + number, content.at(tomorrow + timedelta(days=number)))
        news = NewsPage(title=f"Nieuws {number}", summary="Wij zijn weer een stap verder.", live=False)
        first.refresh_from_db()
        first.add_child(instance=news)
        news.save_revision().publish()
    report(wijken[0])
    actions(FEW_ACTIONS)
    words()
    call_command("analyze")


def many() -> None:
    """Add to the few: activities of every wijk and of another coalition, before and after today, actions, partners."""
    agenda, wijken = content.places()
    originals = list(EventPage.objects.child_of(agenda).order_by("pk")[:50])
    other = CoalitionPage.objects.order_by("path").last()
    partners(PARTNERS)
    for number in range(5, 15):
        _coalition(CoalitionIndexPage.objects.get(), wijken[1 + number % 9], number)
    content.publish(other, wijken[2], 900, content.at(timezone.localdate()))
    copies.add(Page.objects.get(pk=other.pk), originals, wijken[2], 1_000, days=range(-300, 300))
    for wijk in wijken:
        missing = PAGES - Page.objects.filter(live=True, depth__gt=1).count()
        share = missing if wijk == wijken[-1] else 8_500 // len(wijken)
        copies.add(agenda, originals, wijk, share, days=range(-330, 360))
    actions(ACTIONS)
    words()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    call_command("analyze")


def report(wijk: WijkPage) -> None:
    """Publish what came out of a meeting last week."""
    meeting = content.meeting(timezone.now() - timedelta(days=7))
    table = Table.objects.create(meeting=meeting, number=1, wijk=wijk)
    device, said = uuid4(), [f"Buren kennen elkaar, {number}." for number in range(12)]
    Note.objects.bulk_create(
        Note(
            meeting=meeting,
            table=table,
            client_uuid=uuid4(),
            device=device,
            question=question,
            text=text,
            status=Note.Status.APPROVED,
        )
        for text in said
        for question in Question
    )
    proceedings.enter(meeting, "closed")
    drafting.draft(meeting).save_revision().publish()


def partners(number: int) -> None:
    """Add partners until there are `number`."""
    _agenda, wijken = content.places()
    there, kinds = Organisation.objects.count(), [kind.value for kind in Organisation.Kind]
    made = Organisation.objects.bulk_create(
        Organisation(
            name=f"Partner {n:04} van de buurt",
            kind=kinds[n % len(kinds)],
            description="Wij helpen buren elkaar te leren kennen.",
        )
        for n in range(there, number)
    )
    of_wijk = Organisation.wijken.through
    of_wijk.objects.bulk_create(
        of_wijk(organisation_id=one.pk, wijkpage_id=wijken[n % len(wijken)].pk) for n, one in enumerate(made)
    )


def _coalition(index: CoalitionIndexPage, wijk: WijkPage, number: int) -> None:
    page = CoalitionPage(
        title=f"Actiecoalitie {number:02}", goal="Niemand eet alleen.", status="active", wijken=[wijk], live=False
    )
    offset = number * 7 % FEW_PARTNERS
    page.memberships = [
        Membership(role=("lead", "core", "circle")[min(place, 2)], organisation=organisation)
        for place, organisation in enumerate(Organisation.objects.order_by("pk")[offset : offset + 6])
    ]
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision().publish()


def actions(number: int) -> None:
    """Add actions until there are `number`: of every status, for every wijk, half of them of a coalition."""
    _agenda, wijken = content.places()
    coalitions = list(CoalitionPage.objects.order_by("path"))
    # The first coalition and the first wijk show as much in both towns.
    there, today = Action.objects.count(), timezone.localdate()
    if there:
        coalitions, wijken = coalitions[1:], wijken[1:]
    organisations = list(Organisation.objects.order_by("pk"))
    made = Action.objects.bulk_create(
        Action(
            title=f"Wij zetten elke week een lange tafel neer, {n}",
            first_step="Wij vragen de sleutel van de zaal.",
            organisation=organisations[n % len(organisations)],
            due_on=today + timedelta(days=n % 400 - 100),
            coalition=coalitions[n % len(coalitions)] if n % 2 else None,
            status=STATUSES[n % len(STATUSES)],
            status_reason="Er was geen zaal." if STATUSES[n % len(STATUSES)] == "stopped" else "",
            news_at=timezone.now() - timedelta(days=n % 90),
        )
        for n in range(there, number)
    )
    of_wijk = Action.wijken.through
    of_wijk.objects.bulk_create(
        of_wijk(action_id=one.pk, wijkpage_id=wijken[n % len(wijken)].pk) for n, one in enumerate(made)
    )


@transaction.atomic
def words() -> None:
    """Give every activity words of its own in the search: as in a language, few often and most of them rare."""
    chosen = random.Random(1)  # noqa: S311
    known = [f"woord{_letters(number)}" for number in range(VOCABULARY)]
    often = list(accumulate(1 / (number + 1) for number in range(VOCABULARY)))
    rows = []
    for pk in Entry.objects.filter(kind=EventPage._meta.label_lower).values_list("pk", flat=True):
        text = " ".join(chosen.choices(known, cum_weights=often, k=WORDS_ON_A_PAGE))
        rows.append((text, " ".join(stems.stems(text)), pk))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE search_entry SET text = %s, stems = %s WHERE page_id = %s", rows)
    vocabulary.rebuild()


def _letters(number: int) -> str:
    """Return a number as letters, so that no stem is cut off."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "x"


def questions() -> dict[str, list[str]]:
    """Return what is asked: words of nearly every page, of some five in a hundred, and of a handful."""
    return {
        "common": [COMMON, "eten", "praten", "woordax", "samen eten", "samen praten", "woordax eten", "samen woordax"]
        * 3,
        "middling": [f"woord{_letters(number)}" for number in range(150, 174)],
        "rare": [f"woord{_letters(number)}" for number in range(12_000, 12_024)],
    }


def addresses() -> dict:
    """Return the addresses to measure, and the questions to ask."""
    _agenda, wijken = content.places()
    home, coalition = HomePage.objects.live().first(), CoalitionPage.objects.order_by("path").first()
    return {
        "screens": {
            "home": home.relative_url(None),
            "wijk": wijken[0].relative_url(None),
            "coalition": coalition.relative_url(None),
            "partner list": PartnerIndexPage.objects.get().relative_url(None),
            "action board": ActionIndexPage.objects.get().relative_url(None),
        },
        "questions": questions(),
    }


if __name__ == "__main__":
    {"few": few, "many": many}[sys.argv[1]]()
    json.dump(addresses(), sys.stdout)
