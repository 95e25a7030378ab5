"""The handbook for editors: what it names exists, and who works in the admin can read it there."""

import re
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.admin.menu import SubmenuMenuItem, admin_menu
from wagtail.models import GroupPagePermission

from cms import city, city_folder
from cms.management.commands import screens
from cms.settings.environment import ROOT
from home import handbook

FOLDER = ROOT / "docs" / "handboek"
LINDESTAD = Path(__file__).parent / "lindestad"
ROLES = {
    "redacteur": "editor",
    "wijkbureau": "wijk_editor:oeverwijk",
    "netwerkcoordinator": "coordinator",
    "moderator": "moderator",
    "beheerder": "manager",
}
PAGES = sorted(FOLDER.glob("*.md"))


def sentences(path: Path) -> set[str]:
    """Return every Dutch sentence of a catalogue, without capitals, in the singular and the plural, and how each
    begins that goes on with a name."""
    with path.open("rb") as file:
        strings = [message.string for message in read_po(file, locale="nl")]
    found = [one for string in strings for one in ([string] if isinstance(string, str) else string)]
    return {one.casefold() for one in found} | {one.casefold().partition("%(")[0].strip() for one in found} - {""}


@pytest.fixture(scope="module")
def on_screen() -> set[str]:
    """What our catalogues and Wagtail's say on screen, in Dutch."""
    found = set()
    for path in (*ROOT.glob("*/locale/nl/LC_MESSAGES/django.po"),):
        found |= sentences(path)
    for path in Path(wagtail.__file__).parent.glob("**/locale/nl/LC_MESSAGES/django.po"):
        found |= sentences(path)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_handbook_uses_the_words_of_the_screen(page, on_screen):
    quoted = re.findall(r"\*\*(.+?)\*\*", page.read_text())
    assert [words for words in quoted if words.casefold() not in on_screen] == []


@pytest.fixture
def staff(db) -> dict:
    """Return somebody for each page of the handbook, with the role that the page is for."""
    groups = city.load(city_folder.read(LINDESTAD)).groups
    people = {}
    for name, role in ROLES.items():
        people[name] = get_user_model().objects.create_user(name, f"{name}@lindestad.example", "kom-erbij")
        people[name].groups.add(groups[role])
    return people


def menu(user, rf) -> dict[str, set[str]]:
    """Return what the menu of the admin shows to somebody: each label, with the labels below it."""
    request = rf.get("/admin/")
    request.user = user
    return {
        str(item.label): {str(below.label) for below in item.menu.menu_items_for_request(request)}
        if isinstance(item, SubmenuMenuItem)
        else set()
        for item in admin_menu.menu_items_for_request(request)
    }


@pytest.mark.parametrize("name", ROLES)
def test_role_finds_in_the_menu_what_its_page_tells_to_choose(name, staff, rf):
    text = re.sub(r"\s+", " ", (FOLDER / f"{name}.md").read_text())
    chosen = re.findall(r"[Kk]ies (?:onder )?\*\*(.+?)\*\*(?: en dan \*\*(.+?)\*\*)?", text)
    everything, own = menu(staff["beheerder"], rf), menu(staff[name], rf)
    told = [(first, below) for first, below in chosen if first in everything]
    assert told
    assert [
        (first, below)
        for first, below in told
        if first not in own or (own[first] and below and below not in own[first])
    ] == []


@pytest.mark.parametrize("name", ROLES)
def test_only_who_may_publish_is_told_to(name, staff):
    may_publish = GroupPagePermission.objects.filter(
        group__in=staff[name].groups.all(), permission__codename="publish_page"
    ).exists()
    assert ("**Publiceren**" in (FOLDER / f"{name}.md").read_text()) <= may_publish


def test_every_picture_is_one_that_the_command_makes():
    shown = {name for page in PAGES for name in re.findall(r"\]\(beeld/([\w-]+)\.png\)", page.read_text())}
    made = set(re.findall(r'picture\("(\w+)"', Path(screens.__file__).read_text()))
    assert shown == made
    assert {path.stem for path in (FOLDER / "beeld").glob("*.png")} == made


def test_pictures_are_small():
    assert [path.name for path in (FOLDER / "beeld").glob("*.png") if path.stat().st_size > screens.LARGEST] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_read_in_the_admin_with_its_links_and_pictures(page, client, editor):
    client.force_login(editor)
    address = reverse("home_handbook", args=[page.name])
    text = client.get(address).content.decode()
    assert "<h1" in text
    article = text.split('class="handbook"')[1].split("</article>")[0]
    near = [link for link in re.findall(r'(?:src|href)="([^"]+)"', article) if "://" not in link]
    above = address.rpartition("/")[0]
    assert [link for link in near if client.get(f"{above}/{link}").status_code != 200] == []


def test_handbook_is_for_who_works_in_the_admin(client, home_page):
    address = reverse("home_handbook", args=["redacteur.md"])
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["nee.md", "..", "beheerder", "..%2F..%2FREADME.md", "README.md.txt"])
def test_what_is_no_page_is_not_found(name, client, editor):
    client.force_login(editor)
    above = reverse("home_handbook", args=["README.md"]).removesuffix("README.md")
    for place in (f"{above}{name}", f"{above}beeld/{name}"):
        assert 'class="handbook"' not in client.get(place, follow=True).text
    assert 'class="handbook"' in client.get(f"{above}README.md").text


def test_help_menu_and_forms_lead_to_it(client, admin_user, home_page, wijk):
    client.force_login(admin_user)
    assert reverse("home_handbook", args=["README.md"]) in client.get(reverse("wagtailadmin_home")).content.decode()
    add = reverse("wagtailadmin_pages:add", args=["events", "eventpage", wijk.pk])
    assert reverse("home_handbook", args=["redacteur.md"]) in client.get(add).content.decode()


def test_site_without_a_handbook_has_no_link_to_it(client, admin_user, home_page, settings):
    del settings.HANDBOOK_DIR
    client.force_login(admin_user)
    assert handbook.page("README.md") is None
    assert "handboek/" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert str(handbook.hint("Een zin.", "redacteur")) == "<p>Een zin.</p>"
