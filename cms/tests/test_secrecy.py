"""A city in which everything also exists as a draft and behind a password: not a word of it at any public address."""

import itertools
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms import city, city_folder
from coalitions import follow_up
from coalitions.models import (
    CoalitionPage,
    Declaration,
    FactsheetPage,
    Follower,
    Initiative,
    JoinRequest,
    Membership,
    NewsPage,
    Organisation,
    Result,
    Step,
    StoryPage,
)
from events import registration
from events.models import EventPage
from home.models import ContentPage, WijkPage
from stadsbijeenkomst.models import Proceedings, StadsbijeenkomstPage

LINDESTAD = Path(__file__).parent / "lindestad"
SECRET = "zwijgzwam"  # in every word that nobody may read
OPEN = "praatpaal"
ELSEWHERE = ("admin/", "documents/", "media/", "_util/")
WORDS = ["ics", "atom", "json", "pdf", "csv", "xlsx", "coalitie", "actie"]


def words(what: str, secret: bool) -> str:
    """Return a name that tells where it came from, with the word that is searched for."""
    return f"{SECRET if secret else OPEN} {what}"


def people(what: str) -> dict[str, str]:
    """Return somebody who is never shown, whatever became of what he asked."""
    return {"name": words(what, True), "email": f"{SECRET}.{what}@lindestad.example"}


def coalition_of(parent: Page, kind: str, wijken: list[WijkPage], *, secret: bool, live: bool = True) -> CoalitionPage:
    """A coalition with everything that hangs on one, below `parent`."""
    start = datetime.combine(date.today() + timedelta(days=5), datetime.min.time(), ZoneInfo("Europe/Amsterdam"))
    page = CoalitionPage(
        title=words(kind, secret),
        slug=f"coalitie-{kind}",
        goal=words("doel", secret),
        introduction=words("inleiding", secret),
        results=f"<p>{words('resultaat', secret)}</p>",
        status=CoalitionPage.Status.ACTIVE,
        wijken=wijken,
        live=live,
    )
    partner = Organisation.objects.create(
        name=f"{OPEN} partner van {kind}",
        contact_name=words("contact", True),
        contact_email=people("partner")["email"],
    )
    page.memberships = [Membership(organisation=partner, role="lead"), Membership(person=words("lid", secret))]
    page.figures = [Result(number=7, label=words("getal", secret), counted_on=date.today())]
    parent.add_child(instance=page)
    page.add_child(
        instance=NewsPage(title=words("nieuws", secret), slug="nieuws", summary=words("kort", secret), live=live)
    )
    event = EventPage(
        title=words("activiteit", secret),
        slug="activiteit",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        summary=words("samenvatting", secret),
        wijken=wijken,
        registration_open=True,
        live=live,
    )
    page.add_child(instance=event)
    for child in [page, *page.get_children().specific()]:
        revision = child.save_revision()
        if live:
            revision.publish()
    partner.wijken.set(wijken)
    Declaration.objects.create(
        organisation=partner, text="Wij doen mee.", signed_by=words("tekenaar", True), signed_at=timezone.now()
    )
    JoinRequest.objects.create(
        coalition=page, **people("aansluiten"), message=words("bericht", True), status="accepted"
    )
    Follower.objects.create(coalition=page, email=people("volger")["email"], confirmed_at=timezone.now())
    return page


@pytest.fixture
def home(db):
    """The city, in which each thing exists open, as a draft, and private."""
    home = city.load(city_folder.read(LINDESTAD)).home
    index = home.get_children().get(slug="coalities")
    wijken = [WijkPage.objects.get(slug="oeverwijk")]
    for kind, live in (("besloten", True), ("concept", False)):
        # What is open takes place there too.
        hidden = WijkPage(title=words(f"wijk {kind}", True), slug=f"wijk-{kind}", live=live)
        wijken.append(home.get_children().get(slug="wijken").add_child(instance=hidden))
    open_one = coalition_of(index, "open", wijken, secret=False)
    draft = coalition_of(index, "concept", wijken, secret=True, live=False)
    private = coalition_of(index, "besloten", wijken, secret=True)
    within = ContentPage(title=words("map", True), slug="map")
    home.add_child(instance=within)
    meetings = {}
    for kind, secret in (("open", False), ("besloten", True)):
        meeting = StadsbijeenkomstPage(
            title=words(f"avond {kind}", secret),
            slug=f"avond-{kind}",
            theme=words("thema", secret),
            starts_at=timezone.now() - timedelta(days=20),
            ends_at=timezone.now() - timedelta(days=19),
        )
        meetings[kind] = home.get_children().get(slug="stadsbijeenkomsten").add_child(instance=meeting)
        Proceedings.objects.create(meeting=meeting, phase=Proceedings.Phase.CLOSED)
    stories = home.get_children().get(slug="verhalen")
    for kind, secret, live in (("open", False, True), ("besloten", True, True), ("concept", True, False)):
        story = StoryPage(
            title=words(f"verhaal {kind}", secret),
            slug=f"verhaal-{kind}",
            summary=words("korte inhoud", secret),
            coalition=open_one,
            consented_on=date.today(),
            review_on=date.today() + timedelta(days=365),
            wijken=wijken,
            live=live,
        )
        story.steps = [Step(title=words("halte", secret), text=f"<p>{words('stap', secret)}</p>")]
        stories.add_child(instance=story)
        revision = story.save_revision()
        if live:
            revision.publish()
    home.add_child(
        instance=FactsheetPage(
            title=words("cijfers", True),
            slug="factsheet-concept",
            starts_on=date.today(),
            ends_on=date.today(),
            live=False,
        )
    )
    for page in (
        *[private, within, meetings["besloten"]],
        *Page.objects.filter(slug__in=["verhaal-besloten", "wijk-besloten"]),
    ):
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="sesam")
    promise = {"first_step": "Bellen", "due_on": date.today() + timedelta(days=9), "wijken": wijken}
    for title, options in {
        words("open actie", False): {"coalition": open_one, "source": meetings["open"]},
        words("actie besloten", True): {"coalition": private},
        words("actie avond", True): {"source": meetings["besloten"], "provenance": words("herkomst", True)},
        f"{OPEN} actie van een concept": {"coalition": draft},
    }.items():
        action = follow_up.propose(title=title, owner="Buurtteam", **promise, **options)
        type(action).objects.filter(pk=action.pk).update(owner_email=people("trekker")["email"])
        told = words("voortgang", SECRET in title)
        follow_up.report(action, status="under_way", text=told, voice="owner", key=uuid4())
    Initiative.objects.create(title=words("idee", True), goal=words("doel", True), **people("begin"), status="waiting")
    for event in EventPage.objects.live():
        if event.get_parent().pk == open_one.pk:
            entry = registration.Entry(people("aanmelden")["name"], people("aanmelden")["email"])
            registration.register(event, None, uuid4(), entry)
    return home


def addresses() -> set[str]:
    """Return every address that is not the admin's, with every id, slug and word that could stand in it."""
    pages = list(Page.objects.filter(depth__gt=1))
    numbers = {page.pk for page in pages} | {*range(1, 12)}
    kinds = {
        "int": [str(number) for number in sorted(numbers)],
        "slug": sorted({page.slug for page in pages}),
        "uuid": [str(uid) for uid in EventPage.objects.values_list("uid", flat=True)],
        "str": WORDS,
        "path": WORDS,
    }
    found = {page.url for page in pages if page.url}
    for template in patterns(get_resolver()):
        parts = [kinds.get(kind.partition(":")[0], WORDS) for kind in re.findall(r"<([^>]+)>", template)]
        for values in itertools.product(*parts):
            left = iter(values)
            found.add("/" + re.sub(r"<[^>]+>", lambda _match, left=left: next(left), template))
    below = [page.url for page in pages if page.url and page.slug in {"acties", "factsheet-concept"}]
    found |= {f"{address}{number}/" for address in below for number in numbers}
    return found | {f"/zoeken/?q={SECRET}", f"/zoeken/?q={OPEN}", "/agenda/?weergave=maand", "/partners/?pagina=1"}


def patterns(resolver, prefix: str = ""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if route.startswith(ELSEWHERE) or "(" in route:
            continue
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from patterns(entry, route)


def test_no_secret_word_stands_at_any_public_address(home):
    visitor = Client(headers={"host": "localhost"}, raise_request_exception=False)
    leaks, seen, asked = set(), set(), addresses()
    for address in sorted(asked):
        answer = visitor.get(address)
        if answer.streaming:
            answer.close()
            continue
        text = answer.content.decode("utf-8", "replace")
        # The search page repeats what was asked, and nothing more.
        text = text.replace(f'value="{SECRET}"', "") if "q=" in address else text
        found = re.findall(rf"{SECRET}[. ]\w+", text)
        leaks |= {f"{address}: {word}" for word in found}
        seen |= set(re.findall(rf"{OPEN} \w+", text))
        assert answer.status_code < 500, address
    assert sorted(leaks) == []
    # What is open is found by the same search, so the search works.
    assert seen >= {f"{OPEN} open", f"{OPEN} nieuws", f"{OPEN} activiteit", f"{OPEN} verhaal", f"{OPEN} partner"}
    assert len(asked) > 500
