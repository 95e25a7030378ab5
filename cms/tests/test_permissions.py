"""Who may do what with what in the admin: every role, every kind of object, every verb, asked of the screens.

The letters of a cell are the verbs that a role reaches (below `MAY` they are spelled out); whatever is not there is
refused, also to who makes up an address or sends a form that was never shown.
"""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms import city, city_folder
from coalitions import follow_up
from coalitions.models import (
    CoalitionPage,
    Declaration,
    FactsheetPage,
    Initiative,
    JoinRequest,
    NewsPage,
    Organisation,
    Reminder,
    StoryPage,
)
from events import registration
from events.models import EventPage, Holiday, Proposal, Registration, Venue
from home.models import Figure, Theme, WijkPage
from stadsbijeenkomst import drafting, notes, tables
from stadsbijeenkomst.models import Note, Proceedings, Question, StadsbijeenkomstPage, Table

LINDESTAD = Path(__file__).parent / "lindestad"
ROLES = {
    "redacteur": "editor",
    "wijk": "wijk_editor:oeverwijk",
    "netwerk": "coordinator",
    "moderator": "moderator",
    "beheerder": "manager",
}
WHERE = ("", " in own wijk", " in other wijk")
PAGE = {"e": "edit", "a": "add_subpage", "h": "history", "u": "unpublish", "m": "move", "d": "delete"}
SNIPPET = {"l": "list", "a": "add", "e": "edit", "d": "delete"}
REGISTER = {"l": "index", "i": "inspect", "c": "create", "e": "edit", "d": "delete"}

# "wijk" is the editor of Oeverwijk alone.
MAY = """
                            redacteur  wijk       netwerk    moderator  beheerder
front door                  eahum      -          -          -          eahum
own wijk                    eahum      eah        -          -          eahumd
other wijk                  eahum      -          -          -          eahumd
coalition                   eahum      -          eahum      -          eahumd
news                        ehumd      -          ehumd      -          ehumd
coalition in own wijk       eahum      eah        -          -          eahumd
news in own wijk            ehumd      eh         -          -          ehumd
coalition in other wijk     eahum      -          -          -          eahumd
news in other wijk          ehumd      -          -          -          ehumd
activity                    ehumd      -          ehumd      -          ehumd
registration                li         l          li         -          li
proposal                    li         l          li         -          li
activity in own wijk        ehumd      eh         -          -          ehumd
registration in own wijk    li         li         l          -          li
proposal in own wijk        li         li         l          -          li
activity in other wijk      ehumd      -          -          -          ehumd
registration in other wijk  li         l          l          -          li
proposal in other wijk      li         l          l          -          li
story                       ehumd      -          ehumd      -          ehumd
factsheet                   ehumd      -          -          -          ehumd
meeting                     ehum       -          ehum       -          ehum
note                        -          -          li         li         li
report                      ehmd       -          ehmd       -          ehmd
partner                     -          -          laed       -          laed
action                      l          l          laed       -          laed
action in own wijk          le         le         laed       -          laed
action in other wijk        le         l          laed       -          laed
venue                       laed       -          laed       -          laed
holiday                     laed       -          laed       -          laed
theme                       laed       -          lae        -          laed
stop                        -          -          laed       -          laed
figure                      liced      -          li         -          liced
reminder                    -          -          li         -          li
declaration                 -          -          li         -          li
request                     li         l          li         -          li
request in own wijk         li         li         li         -          li
initiative                  li         l          li         -          li
"""

# What has a screen of its own: the name of its address, the thing, and what its form sends.
TOLD = {"status": "done", "text": "Klaar.", "key": str(uuid4())}
ANSWER = {"verb": "refuse", "answer": "Nu niet."}
OWN_SCREENS = [
    *[("coalitions_report", f"action{where}", TOLD) for where in WHERE],
    *[("coalitions_plan", f"action{where}", {}) for where in WHERE],
    *[("coalitions_lead_letter", f"coalition{where}", {}) for where in WHERE],
    *[("coalitions_answer_join", f"request{where}", ANSWER) for where in WHERE[:2]],
    ("coalitions_answer_initiative", "initiative", ANSWER),
    ("coalitions_invite", "partner", {}),
    ("coalitions_story", "story", {"leave": "yes"}),
    ("coalitions_letter", "factsheet", {}),
    ("coalitions_followers", "", {}),
]
MAY_ON_ITS_SCREEN = """
                                            redacteur  wijk       netwerk    moderator  beheerder
report action                               -          -          yes        -          yes
report action in own wijk                   yes        yes        yes        -          yes
report action in other wijk                 yes        -          yes        -          yes
plan action                                 -          -          yes        -          yes
plan action in own wijk                     yes        yes        -          -          yes
plan action in other wijk                   yes        -          -          -          yes
lead_letter coalition                       yes        -          yes        -          yes
lead_letter coalition in own wijk           yes        -          yes        -          yes
lead_letter coalition in other wijk         yes        -          yes        -          yes
answer_join request                         yes        -          yes        -          yes
answer_join request in own wijk             yes        -          yes        -          yes
answer_initiative initiative                yes        -          yes        -          yes
invite partner                              -          -          yes        -          yes
story story                                 yes        -          yes        -          yes
letter factsheet                            yes        -          -          -          yes
followers                                   -          -          yes        -          yes
"""


@pytest.fixture
def things(db):
    """One of everything, by name; the wijk of the wijk editor is Oeverwijk."""
    loaded = city.load(city_folder.read(LINDESTAD))
    home, groups = loaded.home, loaded.groups
    own, other = WijkPage.objects.get(slug="oeverwijk"), WijkPage.objects.get(slug="molenwijk")
    at = {page.slug: page for page in home.get_children().specific()}
    now = timezone.now()
    found = {"front door": home, "own wijk": own, "other wijk": other}

    def page(name, parent, instance):
        parent.refresh_from_db()
        found[name] = parent.add_child(instance=instance)
        found[name].save_revision().publish()
        return found[name]

    for name, parent in (("", at["coalities"]), (" in own wijk", own), (" in other wijk", other)):
        coalition = page(f"coalition{name}", parent, CoalitionPage(title=f"Samen{name}", goal="Eten", status="active"))
        page(f"news{name}", coalition, NewsPage(title="Nieuws", summary="Kort"))
    for name, parent in (("", at["agenda"]), (" in own wijk", own), (" in other wijk", other)):
        event = EventPage(
            title=f"Soep{name}",
            starts_at=now + timedelta(days=3),
            ends_at=now + timedelta(days=3, hours=1),
            registration_open=True,
        )
        page(f"activity{name}", parent, event)
        entry = registration.Entry("Noor", f"noor{len(found)}@lindestad.example")
        registration.register(event, None, uuid4(), entry)
        found[f"registration{name}"] = Registration.objects.get(event=event)
        found[f"proposal{name}"] = Proposal.objects.create(
            event=event, title="Voorstel", name="Noor", email="noor@lindestad.example", created_at=now
        )
    story = StoryPage(title="Verhaal", summary="Kort", consented_on=date.today(), review_on=date(2090, 1, 1))
    page("story", at["verhalen"], story)
    page("factsheet", home, FactsheetPage(title="Cijfers", starts_on=date.today(), ends_on=date.today()))
    meeting = StadsbijeenkomstPage(
        title="Avond", theme="Samen", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    page("meeting", at["stadsbijeenkomsten"], meeting)
    Proceedings.objects.create(meeting=meeting, phase=Proceedings.Phase.COLLECT)
    table = Table.objects.create(meeting=meeting, number=1, wijk=own)
    notes.submit(tables.seat(table.code), uuid4(), uuid4(), Question.GOOD, "Koffie")
    found["note"] = Note.objects.get()
    found["report"] = drafting.draft(meeting)
    found["partner"] = partner = Organisation.objects.create(name="De Linde")
    promise = {"first_step": "Bellen", "owner": "Buurtteam", "due_on": date(2090, 1, 1)}
    for name, wijken in (("", []), (" in own wijk", [own]), (" in other wijk", [other])):
        found[f"action{name}"] = follow_up.propose(title=f"Actie{name}", wijken=wijken, **promise)
    found["venue"] = Venue.objects.create(name="Buurthuis")
    found["holiday"] = Holiday.objects.create(name="Herfst", first_on=date(2026, 10, 1), last_on=date(2026, 10, 9))
    found["theme"] = Theme.objects.first()
    found["stop"] = coalition.stops.model.objects.first()
    found["figure"] = Figure.objects.first()
    found["reminder"] = Reminder.objects.create(action=found["action"], due_on=date(2090, 1, 1), days=-30)
    found["declaration"] = Declaration.objects.create(organisation=partner, signed_at=now)
    for name, place in (("", "coalition"), (" in own wijk", "coalition in own wijk")):
        found[f"request{name}"] = JoinRequest.objects.create(
            coalition=found[place], name="Noor", email="noor@lindestad.example", status="waiting"
        )
    found["initiative"] = Initiative.objects.create(
        title="Idee", goal="Doel", name="Noor", email="noor@lindestad.example", status="waiting"
    )
    clients = {}
    for name, role in ROLES.items():
        user = get_user_model().objects.create_user(name, "", "")
        user.groups.add(groups[role])
        clients[name] = Client(headers={"host": "localhost"})
        clients[name].force_login(user)
    return found, clients


def screens(thing) -> dict[str, str]:
    """Return the address of each verb for one object."""
    meta = thing._meta
    if isinstance(thing, Page):
        return {letter: reverse(f"wagtailadmin_pages:{verb}", args=[thing.pk]) for letter, verb in PAGE.items()}
    if hasattr(thing, "snippet_viewset"):
        prefix = thing.snippet_viewset.get_url_name
        return {
            letter: reverse(prefix(verb), args=[] if letter in "la" else [thing.pk])
            for letter, verb in SNIPPET.items()
        }
    found = {}
    for letter, verb in REGISTER.items():
        name = f"{meta.app_label}_{meta.model_name}_modeladmin_{verb}"
        found[letter] = reverse(name, args=[] if letter in "lc" else [thing.pk])
    return found


def written() -> dict[str, int]:
    """Return how often each table was written to that is about content."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(("django_session", "auth_user", "wagtailadmin_editingsession", "search_fts")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found[table] = hash(frozenset(map(repr, cursor.fetchall())))
        return found


def test_each_role_reaches_its_own_and_changes_nothing_else(things):
    found, clients = things
    reached, refused = {}, []
    for name, thing in found.items():
        for role, client in clients.items():
            may = ""
            for letter, address in screens(thing).items():
                if client.get(address).status_code == 200:
                    may += letter
                else:
                    refused.append((role, name, letter, address))
            reached[name, role] = may or "-"
    lines = [f"{'':28}" + "".join(f"{role:11}" for role in ROLES).rstrip()]
    lines += [f"{name:28}" + "".join(f"{reached[name, role]:11}" for role in ROLES).rstrip() for name in found]
    assert "\n".join(lines) == MAY.strip("\n")

    before = written()
    answers = {
        clients[role].post(address, {"title": "Gekaapt", "confirm": "yes"}).status_code
        for role, *_, address in refused
    }
    assert answers <= {302, 403, 404, 405}
    assert written() == before


def reaches(client: Client, address: str, data: dict) -> bool:
    """Say whether somebody may look at a screen; of what only a button leads to, whether the button does anything."""
    seen = client.get(address).status_code
    if seen != 405:
        return seen == 200
    before = written()
    with transaction.atomic():
        client.post(address, data)
        is_done = written() != before
        transaction.set_rollback(True)
    return is_done


def test_each_role_reaches_the_screens_of_its_own_and_changes_nothing_through_others(things):
    found, clients = things
    lines, refused = [f"{'':44}" + "".join(f"{role:11}" for role in ROLES).rstrip()], []
    for name, thing, data in OWN_SCREENS:
        address = reverse(name, args=[found[thing].pk] if thing else [])
        may = {role: reaches(client, address, data) for role, client in clients.items()}
        refused += [(role, address, data) for role, is_reached in may.items() if not is_reached]
        cells = "".join(f"{'yes' if is_reached else '-':11}" for is_reached in may.values())
        lines.append(f"{name.removeprefix('coalitions_')} {thing}".ljust(44) + cells.rstrip())
    assert "\n".join(lines) == MAY_ON_ITS_SCREEN.strip("\n")

    before = written()
    answers = {clients[role].post(address, data).status_code for role, address, data in refused}
    manager = clients["beheerder"]
    made_up = [(name, number, data) for name, thing, data in OWN_SCREENS if thing for number in (0, 10**6, 10**18)]
    for name, number, data in made_up:
        address = reverse(name, args=[number])
        answers |= {manager.post(address, data).status_code, manager.get(address).status_code}
    assert answers <= {302, 403, 404, 405}
    assert written() == before
