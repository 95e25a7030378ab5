"""What nobody means to send, sent to every public address: a clear answer each time, never a broken page."""

import re
import uuid
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from wagtail.models import Page

from cms import city, city_folder, demo, demo_file
from coalitions import declarations, leading
from coalitions.models import CoalitionPage, Declaration, JoinRequest, Organisation, PartnerIndexPage
from events import letters, registration
from events.models import AgendaPage, EventPage, Registration
from stadsbijeenkomst.models import Note, Table

LINDESTAD = Path(__file__).parent / "lindestad"
NASTY = {
    "empty": "",
    "space": " ",
    "word": "bestaat-niet",
    "zero": "0",
    "negative": "-1",
    "huge": "9" * 40,
    "number": "1.5e3",
    "arabic digits": "١٢",
    "emoji": "🌷👩‍👩‍👧",
    "right to left": "\u202eשלום مرحبا",
    "NUL": "a\0b",
    "control": "a\x01\x1b\x7f\r\nX-Injected: yes",
    "script": "<script>alert('nasty')</script>",
    "quotes": "'\"; DROP TABLE home_wijkpage; --",
    "path": "../../etc/passwd",
    "percent": "%00%ff",
    "long": "a" * 5_000,
    "lone surrogate": "%ED%A0%80",
}
PARAMETERS = {
    "/": ["wijk"],
    "/wijken/oeverwijk/": ["pagina"],
    "/agenda/": [
        *("wijk", "thema", "doelgroep", "taal", "gratis", "toegankelijk", "plaats", "periode", "van", "tot", "pagina"),
        *("weergave", "weergave=maand&maand", "weergave=kaart&van"),
    ],
    "/agenda-insluiten/{home}": ["wijk", "plaats"],
    "/agenda-insluiten/{home}/uitleg": ["thema", "periode"],
    "/acties/": ["wijk", "q", "coalitie", "status", "toon", "volgorde", "weergave", "weergave=lijst&pagina"],
    "/verhalen/": ["halte", "wijk", "pagina"],
    "/coalities/": ["wijk", "status", "thema", "halte", "pagina"],
    "/partners/": ["wijk", "soort", "naam", "coalitie", "getekend", "pagina"],
    "/zoeken/": ["q", "soort", "wijk", "periode", "van", "tot", "sorteer", "pagina", "q=samen&van", "q=samen&soort"],
    "/zoeken/suggesties": ["q"],
    "/stadsbijeenkomsten/eerst/bord/": ["wijk", "tafel"],
    "/stadsbijeenkomsten/eerst/scherm/": ["wijk", "tafel", "voorlezen"],
    "/stadsbijeenkomsten/eerst/verslag/": ["wijk"],
    "/stadsbijeenkomsten/{reported}/verslag.json": ["wijk"],
    "/stadsbijeenkomsten/{reported}/verslag.pdf": ["wijk"],
    "/stadsbijeenkomsten/{meeting}/wijzigingen": ["v", "wijk", "tafel"],
    "/inbrengbon/": ["code"],
    "/kalender/{home}.ics": ["wijk", "thema", "doelgroep", "taal"],
    "/kalender/samenstellen": ["wijk", "thema", "doelgroep", "taal", "onbekend"],
    "/kalender/{home}.json": ["thema", "onbekend"],
    "/api/v1/activiteiten": [
        *(
            "wijk",
            "wijkcode",
            "thema",
            "van",
            "tot",
            "status",
            "doelgroep",
            "gewijzigdNa",
            "cursor",
            "aantal",
            "onbekend",
        ),
    ],
    "/api/v1/cijfers": ["gebied", "indicator", "jaar"],
    "/api/v1/partners": ["soort", "coalitie", "cursor"],
}
# Not ours to sweep: Wagtail's admin and document server, and files that a web server serves.
ELSEWHERE = ("admin/", "documents/", "media/", "_util/")


@pytest.fixture
def visitor(db):
    """A visitor of a small city with a page of every kind."""
    home = city.load(city_folder.read(LINDESTAD)).home
    example = demo_file.Demo.model_validate(
        {
            "notice": "Voorbeeld",
            "proposals_days": 30,
            "coalitions": [
                {"title": "Samen", "slug": "samen", "goal": "Samen eten.", "status": "active", "starts": -1}
            ],
            "events": [
                {"title": "Soep", "parent": "agenda", "week": 1, "weekday": 1, "from": "12:00", "until": "13:00"}
            ],
            "meetings": [
                {
                    **{"title": title, "week": week, "weekday": 1, "from": "19:00", "until": "22:00"},
                    **{"theme": "Samen", "state": state},
                    "tables": [{"number": 1, "wijk": "oeverwijk", "good": ["Goed."], "action": ["Doen."]}],
                }
                for title, week, state in (("Eerst", -4, "reported"), ("Nu", 0, "open"))
            ],
        }
    )
    demo.fill(home, example, timezone.localdate())
    return Client(raise_request_exception=False, headers={"host": "localhost"})


def patterns(resolver, prefix: str = ""):
    """Yield each address of the site as a template with a place for every parameter."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(entry, URLPattern):
            yield re.sub(r"<[^>]+>", "{}", route)
        else:
            yield from patterns(entry, route)


def fault_in(response, address: str) -> str | None:
    """Return what is wrong with an answer, or None."""
    if response.status_code >= 500:
        return f"{response.status_code} for {address[:120]!r}"
    if "X-Injected" in response.headers:
        return f"a header was injected by {address[:120]!r}"
    if response.status_code < 400 and response.streaming:
        response.close()
        return None
    text = response.content.decode("utf-8", "replace")
    if "<script>alert" in text:
        return f"a script was reflected by {address[:120]!r}"
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code in {400, 403, 404, 413} and is_page and "<h1" not in text:
        return f"{response.status_code} without a heading for {address[:120]!r}"
    return None


def registration_addresses() -> list[str]:
    """Return the address of a form to register, and of a registration."""
    EventPage.objects.update(registration_open=True, people_per_registration=3)
    event = EventPage.objects.first()
    registration.register(event, None, uuid.uuid4(), registration.Entry("Noor", "noor@example.org"))
    return [f"/aanmelden/{event.uid}/", f"/aanmelding/{letters.token(Registration.objects.get())}/"]


def coalition_addresses() -> list[str]:
    """Return the forms to join and to start a coalition, those of its lead, and of a declaration to sign."""
    page = CoalitionPage.objects.get()
    JoinRequest.objects.create(
        coalition=page, name="Noor", email="noor@example.org", status="waiting", confirmed_at=timezone.now()
    )
    CoalitionPage.objects.update(contact_email="trekker@example.org")
    lead = leading.link(page, "trekker@example.org")
    PartnerIndexPage.objects.update(declaration="<p>Wij doen mee.</p>")
    partner = Organisation.objects.create(name="De Linde", contact_email="linde@example.org")
    sign = declarations.address(Declaration.objects.create(organisation=partner))
    return [f"/coalities/{page.pk}/aansluiten", "/coalities/beginnen", f"/coalities/{page.pk}/trekker", lead, sign]


def nasty_addresses(value: str) -> list[str]:
    """Return every address with `value` wherever a part of it can be chosen."""
    codes = [Table.objects.last().code, "eerst", str(EventPage.objects.first().uid)]
    found = []
    for template in sorted(set(patterns(get_resolver()))):
        if "{}" in template:
            found += ["/" + template.replace("{}", known, 1).replace("{}", value) for known in codes]
            found.append("/" + template.replace("{}", value))
    ids = {"home": Page.objects.get(depth=2).pk, "meeting": Table.objects.last().meeting_id}
    ids["reported"] = Page.objects.get(slug="eerst").pk
    for address, parameters in PARAMETERS.items():
        found += [f"{address.format(**ids)}?{parameter}={value}" for parameter in parameters]
    return list(dict.fromkeys(found))


def test_no_address_breaks(visitor):
    faults = []
    for name, nasty in NASTY.items():
        value = quote(nasty, safe="%" if name in {"percent", "lone surrogate"} else "")
        faults += [fault_in(visitor.get(address), address) for address in nasty_addresses(value)]
    assert [fault for fault in faults if fault] == []


def test_no_form_breaks(visitor):
    code = Table.objects.get(meeting__slug="nu").code
    faults, filled = [], 0
    proposal = f"/agenda-voorstel/{AgendaPage.objects.get().pk}"
    lists = ["/zoeken/", "/agenda/", "/coalities/", "/kalender/samenstellen"]
    host = f"/doe-mee/{Table.objects.get(meeting__slug='nu').host_code}"
    hosting = [
        f"{host}/tafel",
        f"{host}/tafel/{Note.objects.get(table__host_code=host[9:], question='good').client_uuid}",
    ]
    hosting.append(f"/volgen/coalitie/{CoalitionPage.objects.first().pk}")
    hosting += [f"{host}/papier", f"{host}/overnemen", "/inbrengbon/", *coalition_addresses()]
    for address in ["/doe-mee/", f"/doe-mee/{code}", proposal, *hosting, *registration_addresses(), *lists]:
        for form in BeautifulSoup(visitor.get(address).content, "html.parser").select("form"):
            action = form.get("action") or address
            names = {field["name"] for field in form.select("[name]")}
            send = getattr(visitor, form.get("method", "get").lower())
            for value in NASTY.values():
                faults.append(fault_in(send(action, dict.fromkeys(names, value)), action))
            # One field at a time behind a good identity, so that the first refusal does not hide the next.
            for field in names:
                data = {name: str(uuid.uuid4()) for name in names} | {field: NASTY["control"]}
                faults.append(fault_in(send(action, data), f"{action} {field}"))
            filled += 1
    assert filled >= 3
    assert [fault for fault in faults if fault] == []


def test_no_body_breaks(visitor):
    code = Table.objects.get(meeting__slug="nu").code
    bodies = [b"", b"\xff\xfe\0", b"{", b'{"a":' * 2_000, b"a=" + b"b" * 1_000_000]
    kinds = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
    addresses = [
        "/",
        "/doe-mee/",
        f"/doe-mee/{code}",
        f"/doe-mee/{code}/inbreng",
        f"/doe-mee/{code}/stand",
        "/agenda/",
    ]
    faults = [
        fault_in(visitor.post(address, body, content_type=kind), f"{kind} {address}")
        for address in addresses
        for body in bodies
        for kind in kinds
    ]
    assert [fault for fault in faults if fault] == []
