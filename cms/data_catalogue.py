"""What open data there is, as catalogues of catalogues read it: DCAT-AP-NL 3.0, as JSON-LD and as Turtle."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from wagtail.models import Page

from events.models import Occurrence
from home import open_data
from home.api import public_figures
from home.models import CitySettings
from home.visibility import public

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LICENCES = {"CC0": f"{AUTHORITY}licence/CC0", "CC_BY_4_0": f"{AUTHORITY}licence/CC_BY_4_0"}
MEDIA = "https://www.iana.org/assignments/media-types/"

Node = dict[str, Any]


@dataclass(frozen=True)
class About:
    """What the catalogue says of one list of the API."""

    title: str
    description: str
    keywords: tuple[str, ...]
    frequency: str = "IRREG"
    theme: str = "SOCI"
    licence: str = ""  # empty: the one that the city chose


LISTS = {
    "wijken": About(
        "Wijken",
        "De wijken van de stad: naam, code, grens en wijkbureau. Grenzen: CBS en Kadaster.",
        ("wijken", "wijkgrenzen"),
        licence="CC_BY_4_0",
    ),
    "activiteiten": About(
        "Activiteiten",
        "Wat er te doen is in de stad en in elke wijk, met alle datums, de plek en of die toegankelijk is.",
        ("activiteiten", "agenda", "ontmoeten"),
        frequency="UPDATE_CONT",
    ),
    "coalities": About(
        "Actiecoalities",
        "Organisaties en bewoners die samen aan één ding werken: doel, status, wie meedoen en wat ervan kwam.",
        ("coalities", "eenzaamheid", "samenwerking"),
    ),
    "partners": About(
        "Partners", "De organisaties in het netwerk en waaraan zij meedoen.", ("partners", "organisaties", "netwerk")
    ),
    "acties": About(
        "Acties",
        "Wat er is beloofd, door wie en voor wanneer, en wat ervan kwam.",
        ("acties", "voortgang", "verantwoording"),
        frequency="UPDATE_CONT",
    ),
    "verslagen": About(
        "Verslagen van stadsbijeenkomsten",
        "Wat bewoners en professionals zeiden, per wijk: wat gaat goed, wat kan beter, welke acties. Zonder namen.",
        ("stadsbijeenkomst", "inbreng", "participatie"),
        theme="GOVE",
    ),
    "cijfers": About(
        "Cijfers over wijken",
        "Gepubliceerde percentages per wijk, voor de stad en het land, met precisie, soort en bron.",
        ("eenzaamheid", "cijfers", "gezondheid"),
        licence="CC_BY_4_0",
    ),
}
FEEDS = {
    "ics": ("events:calendar", "iCalendar", "ICS", "text/calendar"),
    "atom": ("events:atom", "Atom", "ATOM", "application/atom+xml"),
    "feed": ("events:json", "JSON Feed", "JSON", "application/feed+json"),
}


def graph(root: str, city: CitySettings, home: Page | None) -> list[Node]:
    """Return the catalogue, its service, and a dataset with its distributions for each list. `root` is the address of
    the API; the feeds are those of `home`. Two queries."""
    site = root.removesuffix("/api/v1/")
    chosen = LICENCES[city.open_data_licence]
    publisher: Node = {
        "@id": city.open_data_publisher or f"{site}/#organisatie",
        "@type": "foaf:Agent",
        "foaf:name": _nl(city.organisation or "Wijkverbond"),
    }
    contact: Node = {"@id": f"{root}catalogus#contact", "@type": "vcard:Organization"}
    contact["vcard:fn"] = city.organisation or "Wijkverbond"
    if city.email:
        contact["vcard:hasEmail"] = _at(f"mailto:{city.email}")
    contact["vcard:hasURL"] = _at(f"{site}/")
    common: Node = {
        "dct:publisher": _at(publisher["@id"]),
        "dct:creator": _at(publisher["@id"]),
        "dcat:contactPoint": _at(contact["@id"]),
        "dct:language": _at(f"{AUTHORITY}language/NLD"),
    }
    if city.open_data_area:
        common["dct:spatial"] = _at(city.open_data_area)
    public: Node = {"dct:accessRights": _at(f"{AUTHORITY}access-right/PUBLIC")}
    datasets = {name: f"{root}catalogus#{name}" for name in LISTS}
    service: Node = {
        "@id": f"{root}catalogus#api",
        "@type": "dcat:DataService",
        "dct:title": _nl("Open-data-API"),
        "dct:description": _nl("Alle lijsten van deze catalogus, om te lezen en te filteren, als JSON."),
        "dct:identifier": f"{root}catalogus#api",
        "dcat:endpointURL": _at(root),
        "dcat:endpointDescription": _at(f"{root}openapi.json"),
        "dcat:landingPage": _at(f"{site}/api/"),
        "dcat:servesDataset": [_at(one) for one in datasets.values()],
        "dcat:theme": _at(f"{AUTHORITY}data-theme/SOCI"),
        "dct:license": _at(chosen),
        **public,
        **{name: value for name, value in common.items() if name != "dct:spatial"},
    }
    catalogue: Node = {
        "@id": f"{root}catalogus",
        "@type": "dcat:Catalog",
        "dct:title": _nl(f"Open data van {city.organisation or 'Wijkverbond'}"),
        "dct:description": _nl("Wat op deze site openbaar is, voor programma's."),
        "foaf:homepage": _at(f"{site}/"),
        "dct:license": _at(LICENCES["CC0"]),
        "dcat:dataset": [_at(one) for one in datasets.values()],
        "dcat:service": [_at(service["@id"])],
        **common,
    }
    nodes: list[Node] = [catalogue, service, publisher, contact]
    periods = _periods()
    for name, about in LISTS.items():
        licence = LICENCES[about.licence] if about.licence else chosen
        held = [
            _distribution(root, name, "json", "JSON", "JSON", f"{MEDIA}application/json", f"{root}{name}", licence)
        ]
        held[0]["dcat:accessService"] = _at(service["@id"])
        if name == "activiteiten" and home is not None:
            held += [
                _distribution(
                    root, name, key, title, form, f"{MEDIA}{media}", site + reverse(view, args=[home.pk]), licence
                )
                for key, (view, title, form, media) in FEEDS.items()
            ]
        dataset: Node = {
            "@id": datasets[name],
            "@type": "dcat:Dataset",
            "dct:title": _nl(about.title),
            "dct:description": _nl(about.description),
            "dct:identifier": datasets[name],
            "dcat:keyword": [_nl(word) for word in about.keywords],
            "dcat:theme": _at(f"{AUTHORITY}data-theme/{about.theme}"),
            "dct:accrualPeriodicity": _at(f"{AUTHORITY}frequency/{about.frequency}"),
            "dcat:landingPage": _at(f"{site}/api/"),
            "dcat:distribution": [_at(one["@id"]) for one in held],
            **public,
            **common,
        }
        if period := periods.get(name):
            dataset["dct:temporal"] = {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": _day(period[0]),
                "dcat:endDate": _day(period[1]),
            }
        nodes += [dataset, *held]
    return nodes


def as_json_ld(nodes: Iterable[Node]) -> str:
    return json.dumps({"@context": PREFIXES, "@graph": list(nodes)}, ensure_ascii=False, indent=1)


def as_turtle(nodes: Iterable[Node]) -> str:
    """Return the same statements as Turtle."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in nodes:
        lines += ["", f"{_iri(node['@id'])} {_statements(node, ';' + chr(10) + '    ')} ."]
    return "\n".join(lines) + "\n"


def _distribution(
    root: str, name: str, key: str, title: str, form: str, media: str, address: str, licence: str
) -> Node:
    return {
        "@id": f"{root}catalogus#{name}-{key}",
        "@type": "dcat:Distribution",
        "dct:title": _nl(title),
        "dcat:accessURL": _at(address),
        "dcat:downloadURL": _at(address),
        "dct:format": _at(f"{AUTHORITY}file-type/{form}"),
        "dcat:mediaType": _at(media),
        "dct:license": _at(licence),
    }


def _periods() -> dict[str, tuple[date, date]]:
    """Return the first and the last day of what the lists hold that are about a period. Two queries."""
    years = public_figures().aggregate(first=Min("year"), last=Max("year"))
    dates = Occurrence.objects.filter(public("event__")).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    found = {}
    if years["first"]:
        found["cijfers"] = (date(years["first"], 1, 1), date(years["last"], 12, 31))
    if dates["first"]:
        found["activiteiten"] = (open_data.local(dates["first"]).date(), open_data.local(dates["last"]).date())
    return found


def _at(address: str) -> Node:
    return {"@id": address}


def _nl(text: str) -> Node:
    return {"@value": text, "@language": "nl"}


def _day(day: date) -> Node:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _statements(node: Node, between: str) -> str:
    told = [f"a {node['@type']}"] if "@type" in node else []
    for name, value in node.items():
        if not name.startswith("@"):
            values = value if isinstance(value, list) else [value]
            told.append(f"{name} {', '.join(_object(one) for one in values)}")
    return between.join(told)


def _object(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if "@value" in value:
        return _text(value["@value"]) + (f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}")
    return _iri(value["@id"]) if "@id" in value else f"[ {_statements(value, '; ')} ]"


def _text(value: str) -> str:
    # The escapes of JSON are those of Turtle.
    return json.dumps(value, ensure_ascii=False)


def _iri(value: str) -> str:
    """Return an address in brackets; what may not stand there is written as a percentage."""
    return "<" + "".join(f"%{ord(one):02X}" if one in '<>"{}|^`\\' or one <= " " else one for one in value) + ">"
