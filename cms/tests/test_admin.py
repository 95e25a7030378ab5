"""The admin in a real browser: Dutch, with Wagtail's accessibility checker, and talking to nobody else."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model

from cms import city, city_folder
from home.models import WijkPage

LINDESTAD = Path(__file__).parent / "lindestad"


@pytest.mark.browser
def test_editor_works_in_dutch_and_nothing_leaves_the_house(browse, settings):
    groups = city.load(city_folder.read(LINDESTAD)).groups
    get_user_model().objects.create_user("redacteur", "redacteur@example.org", "kom-erbij").groups.add(
        groups["editor"]
    )
    tab = browse(width=1280)
    hosts = set()
    tab.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    tab.goto("/admin/")
    tab.fill("[name=username]", "redacteur")
    tab.fill("[name=password]", "kom-erbij")
    tab.click("button[type=submit]")
    tab.wait_for_selector("text=Registers")
    assert tab.locator("html").get_attribute("lang") == "nl"
    tab.goto(f"/admin/pages/{WijkPage.objects.get(slug='oeverwijk').pk}/edit/")
    checks = tab.locator("button[aria-label*='oegankelijkheid'], [data-side-panel-toggle=checks]").first
    checks.wait_for()
    tab.goto("/wijken/oeverwijk/")
    assert tab.locator("wagtail-userbar").count() == 1
    hosts = {host for host in hosts if host}
    assert len(hosts) == 1
    assert re.match(r"(localhost|127\.0\.0\.1):\d+", hosts.pop())
