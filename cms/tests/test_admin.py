"""The admin in a real browser: Dutch, with Wagtail's accessibility checker, and talking to nobody else."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.admin.menu import SubmenuMenuItem, admin_menu

from cms import city, city_folder
from home.models import WijkPage
from stadsbijeenkomst.models import StadsbijeenkomstPage

LINDESTAD = Path(__file__).parent / "lindestad"


@pytest.fixture
def people(db) -> dict:
    """Return somebody with each role of a city, by the role."""
    found = {}
    loaded = city.load(city_folder.read(LINDESTAD))
    now = timezone.now()
    meeting = StadsbijeenkomstPage(title="Samen", theme="Eten", starts_at=now, ends_at=now + timedelta(hours=2))
    loaded.home.get_children().get(slug="stadsbijeenkomsten").add_child(instance=meeting)
    for role, group in loaded.groups.items():
        found[role] = get_user_model().objects.create_user(role, f"{len(found)}@lindestad.example", "kom-erbij")
        found[role].groups.add(group)
    return found


def items(request, menu=admin_menu):
    """Yield every item that the menu shows for a request, at both levels."""
    for item in menu.menu_items_for_request(request):
        yield from items(request, item.menu) if isinstance(item, SubmenuMenuItem) else [item]


@pytest.mark.parametrize("role", ["editor", "wijk_editor:oeverwijk", "coordinator", "moderator", "manager"])
def test_every_item_of_a_menu_opens_a_screen_that_has_a_name(role, people, client, rf):
    client.force_login(people[role])
    request = rf.get("/admin/")
    request.user = people[role]
    addresses = [item.url for item in items(request) if item.url.startswith("/admin/")]
    assert len(addresses) > 3
    answers = {address: client.get(address, follow=True) for address in addresses}
    home = client.get("/admin/")
    titles = {
        address: re.search(r"<title>\s*(.*?) - ", answer.text, re.S)[1].strip() for address, answer in answers.items()
    }
    refused = re.search(r"<title>\s*(.*?) - ", home.text, re.S)[1].strip()
    assert [address for address, answer in answers.items() if answer.status_code != 200] == []
    assert [address for address, title in titles.items() if title in {"", refused}] == []


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
