"""The open data as a whole: what surrounds every answer, and its description."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms import api, data_catalogue, open_data_headers
from coalitions.models import Organisation
from events.tests.factories import published
from home.models import CitySettings, Figure

ROOT = "/api/v1/"


@pytest.fixture
def document(visitor, home_page) -> dict:
    return visitor.get(f"{ROOT}openapi.json").json()


def addresses() -> list[str]:
    return [ROOT] + [f"{ROOT}{name}" for name in (*data_catalogue.LISTS, "catalogus", "openapi.json")]


@pytest.mark.parametrize("address", addresses())
def test_every_answer_says_who_may_read_it_and_of_which_version_it_is(address, visitor, home_page):
    response = visitor.get(address)
    assert response.status_code == 200
    assert response.headers["API-Version"] == open_data_headers.VERSION
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.cookies == {}


@pytest.mark.parametrize("address", addresses())
def test_who_has_it_already_gets_nothing(address, visitor, home_page):
    etag = visitor.get(address).headers["ETag"]
    again = visitor.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["API-Version"]) == (304, b"", "1.0.0")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_answer_is_kept_and_told_by_its_validator(visitor, home_page, django_assert_num_queries):
    first = visitor.get(f"{ROOT}wijken", headers={"accept-encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    with django_assert_num_queries(0):
        assert visitor.get(f"{ROOT}wijken", headers={"if-none-match": first.headers["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_who_wants_one_answer_gets_that_or_a_refusal(accepts, visitor, home_page):
    """Also when the answer is kept, and in whichever encoding its validator was told."""
    address, headers = f"{ROOT}wijken", {"accept-encoding": accepts}
    etag = visitor.get(address, headers=headers).headers["ETag"]
    assert visitor.get(address, headers=headers | {"if-match": '"iets anders"'}).status_code == 412
    assert problem(visitor.get(address, headers=headers | {"if-match": f"W/{etag}"})) == (412, [])
    for wanted in (etag, f'"iets anders", {etag}', "*"):
        assert visitor.get(address, headers=headers | {"if-match": wanted}).json()["items"] == []
    # Of what is not there or cannot be read, that is said first.
    assert problem(visitor.get(f"{ROOT}acties/1", headers=headers | {"if-match": etag})) == (404, [])


@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
@pytest.mark.parametrize("host", ["elders.example", "testserver:nee"])
def test_host_that_is_not_ours_is_refused_in_the_same_form(method, host, visitor, home_page):
    response = getattr(visitor, method)(f"{ROOT}acties", headers={"host": host})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")


def test_too_much_at_once_is_refused_in_the_same_form(visitor, home_page):
    response = visitor.get(f"{ROOT}acties?" + "&".join("wijk=1" for _number in range(1001)))
    assert problem(response) == (400, [("query", "wijk")])


def test_validator_is_the_same_for_the_same_answer(visitor, home_page):
    headers = {"accept-encoding": "gzip", "authorization": "Basic x"}
    answers = [visitor.get(f"{ROOT}openapi.json", headers=headers) for _ in range(2)]
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]


def test_each_form_has_its_own_validator(visitor, home_page):
    forms = ("application/ld+json", "application/json", "text/turtle")
    assert len({visitor.get(f"{ROOT}catalogus", headers={"accept": form}).headers["ETag"] for form in forms}) == 3


def test_head_is_get_without_its_content(visitor, home_page):
    got, asked = visitor.get(f"{ROOT}wijken"), visitor.head(f"{ROOT}wijken")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["ETag"] == got.headers["ETag"]


def test_browser_may_ask_first(visitor, home_page):
    response = visitor.options(f"{ROOT}acties")
    assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Content-Type" not in response.headers
    assert visitor.options(f"{ROOT}bestaat-niet").status_code == 404


def problem(response) -> tuple:
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    found = response.json()
    assert set(found) == {"status", "title", "detail"} | ({"errors"} if found["status"] == 400 else set())
    assert found["status"] == response.status_code
    return found["status"], [(one["in"], one["location"]["name"]) for one in found.get("errors", [])]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("acties?status=klaar", [("query", "status")]),
        ("acties?wijk=Overvecht&van=gisteren", [("query", "wijk"), ("query", "van")]),
        ("acties?wijk=1&wijk=2", [("query", "wijk")]),
        ("acties?stauts=gedaan", [("query", "stauts")]),
        ("acties?aantal=101", [("query", "aantal")]),
        ("acties?aantal=1.0", [("query", "aantal")]),
        ("acties?van=2026-02-30", [("query", "van")]),
        ("acties?gewijzigdNa=2026-02-01T12:00:00", [("query", "gewijzigdNa")]),
        ("acties/een", [("path", "id")]),
        ("acties/2147483648", [("path", "id")]),
        ("acties/1?wijk=1", [("query", "wijk")]),
        ("?wijk=1", [("query", "wijk")]),
        ("acties?wijk=%FF", []),
    ],
)
def test_wrong_question_is_refused_by_name(asked, wrong, visitor, home_page):
    assert problem(visitor.get(f"{ROOT}{asked}")) == (400, wrong)


@pytest.mark.parametrize("asked", ["nee", "acties/", "acties/1", "acties?cursor=onzin", "wijken/1/2", "openapi.yaml"])
def test_what_is_not_there_is_not_found(asked, visitor, home_page):
    assert problem(visitor.get(f"{ROOT}{asked}")) == (404, [])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("asked", ["acties", "openapi.json", ""])
def test_nothing_can_be_written(method, asked, visitor, home_page):
    response = getattr(visitor, method)(f"{ROOT}{asked}")
    assert problem(response) == (405, [])
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_form_that_does_not_exist_is_refused(visitor, home_page):
    assert problem(visitor.get(f"{ROOT}acties", headers={"accept": "text/csv"})) == (406, [])
    assert visitor.get(f"{ROOT}acties", headers={"accept": "text/html,*/*;q=0.1"}).status_code == 200


def test_broken_site_says_so_to_programs_too(visitor, home_page, monkeypatch):
    visitor.raise_request_exception = False
    monkeypatch.setattr(data_catalogue, "graph", lambda *_: 1 / 0)
    assert problem(visitor.get(f"{ROOT}catalogus")) == (500, [])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_kept_answer_is_kept_per_form(visitor, home_page):
    for _ in range(2):
        assert visitor.get(f"{ROOT}catalogus").headers["Content-Type"] == "application/ld+json"
        turtle = visitor.get(f"{ROOT}catalogus", headers={"accept": "text/turtle"})
        assert turtle.headers["Content-Type"] == "text/turtle; charset=utf-8"
        assert visitor.get(f"{ROOT}acties", headers={"accept": "text/csv"}).status_code == 406


def test_list_comes_in_parts_that_hold_everything_once(visitor, home_page):
    Organisation.objects.bulk_create(Organisation(name=f"Partner {number}") for number in range(7))
    address, found, parts = f"{ROOT}partners?aantal=3", [], 0
    while address:
        response = visitor.get(address)
        part = response.json()
        found += [one["naam"] for one in part["items"]]
        address = part["_links"].get("next", {}).get("href")
        assert response.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
        parts += 1
    assert (found, parts) == ([f"Partner {number}" for number in range(7)], 3)


def test_description_names_version_contact_and_address(document, home_page):
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == open_data_headers.VERSION
    assert document["info"]["contact"]["url"] == "http://testserver/"
    assert document["servers"] == [{"url": "http://testserver/api/v1"}]


def test_description_follows_the_design_rules(document):
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert all(re.fullmatch(r"/|(/([a-z0-9-]+|\{id\}))+", path) for path in document["paths"])
    keys = {parameter["name"] for one in operations for parameter in one["parameters"] if parameter["in"] == "query"}
    assert all(re.fullmatch(r"[a-z0-9]+[a-zA-Z0-9]*", key) for key in keys)
    assert {method for path in document["paths"].values() for method in path} == {"get"}
    for one in operations:
        assert {"200", "304", "400", "404", "406", "412", "500"} <= set(one["responses"])
        problem_of = [one["responses"][code]["content"] for code in ("400", "404", "412", "500")]
        assert all("application/problem+json" in content for content in problem_of)
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert names == set(document["components"]["schemas"])


def test_no_field_can_hold_an_address_of_a_person(document):
    fields = {name for schema in document["components"]["schemas"].values() for name in schema.get("properties", {})}
    assert [name for name in fields if re.search("mail|contact|telefoon", name)] == ["telefoon"]
    assert set(document["components"]["schemas"]["Wijkbureau"]["properties"]) == {"naam", "adres", "telefoon"}


def test_page_for_people_names_every_list(visitor, home_page):
    page = visitor.get(reverse("open_data")).content.decode()
    assert [name for name in data_catalogue.LISTS if f'href="{ROOT}{name}"' not in page] == []
    assert visitor.get("/").content.decode().count(f'href="{reverse("open_data")}"') == 1
    assert set(api.TAGS) == {*data_catalogue.LISTS, "catalogus"}


@pytest.fixture
def nodes(home_page, rf):
    city = CitySettings.objects.get()
    city.organisation, city.email = "Lindestad", "open@example.org"
    return data_catalogue.graph("http://testserver/api/v1/", city, home_page)


# What DCAT-AP-NL 3.0 asks of each class (its SHACL shapes), and what DCAT-AP asks below it.
NEEDED = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:dataset"},
    "dcat:Dataset": {
        *("dct:title", "dct:description", "dct:accessRights", "dcat:contactPoint", "dct:creator"),
        *("dct:identifier", "dct:publisher", "dcat:theme"),
    },
    "dcat:Distribution": {"dcat:accessURL", "dct:license"},
    "dcat:DataService": {
        *("dct:title", "dct:description", "dct:accessRights", "dcat:contactPoint", "dcat:endpointURL"),
        *("dcat:endpointDescription", "dct:identifier", "dct:license", "dct:publisher", "dcat:theme"),
    },
    "foaf:Agent": {"foaf:name"},
    "vcard:Organization": {"vcard:fn"},
}


def test_catalogue_has_what_the_profile_asks(nodes):
    missing = [(node["@id"], NEEDED[node["@type"]] - set(node)) for node in nodes]
    assert [one for one in missing if one[1]] == []
    assert {node["@type"] for node in nodes} == set(NEEDED)


def periods(nodes) -> dict[str, list[str]]:
    found = {
        node["dct:identifier"].partition("#")[2]: node["dct:temporal"] for node in nodes if "dct:temporal" in node
    }
    return {name: [when[f"dcat:{end}Date"]["@value"] for end in ("start", "end")] for name, when in found.items()}


def test_catalogue_tells_from_when_till_when_by_the_days_here(wijk):
    city = CitySettings.objects.get()
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    published(wijk, starts_at=late, ends_at=late + timedelta(minutes=30))
    assert periods(data_catalogue.graph("http://testserver/api/v1/", city, None)) == {
        "activiteiten": ["2026-07-01", "2026-07-01"]
    }


def test_catalogue_tells_nothing_of_what_is_private(wijk):
    city = CitySettings.objects.get()
    published(wijk)
    Figure.objects.create(area="wijk", wijk=wijk, indicator="Eenzaam", group="18+", year=2024, value=20)
    assert set(periods(data_catalogue.graph("http://testserver/api/v1/", city, None))) == {"activiteiten", "cijfers"}
    PageViewRestriction.objects.create(page=wijk, restriction_type="login")
    assert periods(data_catalogue.graph("http://testserver/api/v1/", city, None)) == {}


def test_catalogue_refers_to_nothing_that_is_not_in_it(nodes):
    own = {node["@id"] for node in nodes}
    text = json.dumps(nodes)
    named = set(re.findall(r'"(http://testserver/api/v1/catalogus#[\w-]+)"', text))
    assert named <= own


def test_catalogue_describes_every_list_and_feed(nodes, visitor):
    shown = {node["dcat:accessURL"]["@id"] for node in nodes if node["@type"] == "dcat:Distribution"}
    assert len(shown) == len(data_catalogue.LISTS) + len(data_catalogue.FEEDS)
    assert [address for address in shown if visitor.get(address).status_code != 200] == []


def test_turtle_says_what_json_ld_says(nodes):
    text = data_catalogue.as_turtle(nodes)
    assert text.count(" a dcat:Dataset") == len(data_catalogue.LISTS)
    subjects = re.findall(r"^<([^>]+)>", text, re.M)
    assert subjects == [node["@id"] for node in nodes]
    assert json.loads(data_catalogue.as_json_ld(nodes))["@graph"] == nodes


def test_turtle_escapes_what_would_end_a_text_or_an_address():
    node = {"@id": 'http://a/<"', "@type": "dcat:Dataset", "dct:title": {"@value": 'a "b"\n\\', "@language": "nl"}}
    assert data_catalogue.as_turtle([node]).splitlines()[-2:] == [
        "<http://a/%3C%22> a dcat:Dataset;",
        '    dct:title "a \\"b\\"\\n\\\\"@nl .',
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_api_does_what_its_description_says(live_server, home_page, wijk, tmp_path):
    """Schemathesis sends what the description allows and what it does not, and judges each answer."""
    Organisation.objects.create(name="Buurthuis De Linde").wijken.add(wijk)
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{live_server.url}{ROOT}openapi.json"),
        *("--checks", "all", "--max-examples", "2", "--seed", "5", "--phases", "coverage,fuzzing", "--no-color"),
        # How fast a machine is says nothing about the answers; a hang is no reason to wait for ever.
        *("--suppress-health-check", "too_slow", "--request-timeout", "60", "--wait-for-schema", "60"),
    ]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=900)
    assert told.returncode == 0, told.stdout[-5_000:]


@pytest.mark.browser
def test_page_for_people_has_no_barrier(browse, violations, home_page):
    tab = browse(width=390)
    tab.goto(reverse("open_data"))
    assert violations(tab) == []
