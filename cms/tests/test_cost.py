"""What the pages of a whole city cost: queries at the server, and bytes on the way to the reader."""

import re
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site
from whitenoise.compress import Compressor

from cms import data_catalogue

TODAY = date(2026, 11, 18)
MOST_QUERIES = 15
MOST_BYTES = 100_000
HEADERS = 1_000  # about what the headers of a question and its answer take, in HTTP/1.1
VISITED = ["/", "/wijken/overvecht/", "/agenda/", "/acties/"]


@pytest.fixture
def example():
    """The demo on a day of its own; the day goes on in the test."""
    with time_machine.travel(f"{TODAY}T10:00:00+01:00"):
        call_command("demo")
        yield


def cost(visitor, address: str) -> int:
    """Return how many queries a page asks when nothing is kept but where the sites begin (asked once in an hour)."""
    assert visitor.get(address).status_code == 200, address
    cache.clear()
    Site.get_site_root_paths()
    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    return len(queries)


@pytest.mark.django_db
@pytest.mark.usefixtures("example")
def test_no_public_page_asks_more_than_fifteen_queries(visitor):
    pages = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", visitor.get("/sitemap.xml").text)
    assert len(pages) > 80
    lists = [f"/api/v1/{name}?aantal=100" for name in data_catalogue.LISTS]
    costs = {address: cost(visitor, address) for address in [*pages, "/api/", *lists]}
    assert {address: queries for address, queries in costs.items() if queries > MOST_QUERIES} == {}


def on_the_wire(visitor, address: str) -> int:
    """Return how many bytes an address takes for a browser that reads gzip, as every one does.

    Static files are compressed when a site is set up; the same is done here.
    """
    response = visitor.get(address, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200, address
    body = response.getvalue()
    if "Content-Encoding" not in response.headers and Compressor().should_compress(address):
        body = Compressor.compress_gzip(body)
    return len(body) + HEADERS


@pytest.mark.browser
def test_first_visit_weighs_less_than_a_hundred_kilobytes(browse, example, visitor):
    """A browser tells what a first visit asks for: the page, its style, font, scripts and drawings."""
    too_heavy = []
    for address in VISITED:
        asked = set()
        tab = browse(width=390)
        tab.on("request", lambda request, asked=asked: asked.add(request.url))
        tab.goto(address, wait_until="networkidle")
        own = {url.removeprefix(tab.evaluate("location.origin")) for url in asked}
        assert {".css", ".js", ".woff2"} <= {re.search(r"(\.\w+)?$", url.partition("?")[0])[0] for url in own}
        weights = {url: on_the_wire(visitor, url) for url in own}
        if sum(weights.values()) > MOST_BYTES:
            parts = [f"  {weight:7} {url}" for url, weight in sorted(weights.items(), key=lambda one: -one[1])]
            too_heavy += [f"{sum(weights.values())} bytes for {address}:", *parts]
    assert too_heavy == [], "\n".join(too_heavy)
