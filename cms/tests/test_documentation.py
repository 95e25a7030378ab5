"""A page of documentation that can be wrong is tested."""

import json
import re
import subprocess
import tomllib
from urllib.parse import urlsplit

import pytest
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from cms.settings.environment import ROOT

PAGES = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
README = (ROOT / "README.md").read_text()


def named(page) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    local = [link.partition("#")[0] for link in links if not urlsplit(link).scheme and not link.startswith("#")]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_exist(page):
    text = page.read_text()
    assert set(re.findall(r"(?:`|^|PORT=\d+ |DEBUG=1 )make ([a-z-]+)", text, re.M)) - TARGETS == set()
    assert set(re.findall(r"manage\.py (\w+)", text)) - set(get_commands()) == set()


def test_readme_names_every_target_that_help_names():
    offered = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    assert offered - set(re.findall(r"make ([a-z-]+)", README)) == set()


def test_readme_names_every_room():
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert rooms - set(re.findall(r"\[`(\w+)/`\]", README)) == set()


def test_glossary_names_things_that_exist():
    from django.apps import apps  # the registry is full only when a test runs

    models = {model.__name__ for model in apps.get_models()}
    rows = README.split("| code | on screen |")[1].split("\n\n")[0]
    words = {word for row in rows.splitlines() for word in re.findall(r"`([A-Z]\w+)`", row.split("|")[1])}
    assert words - models == set()


@pytest.mark.parametrize(
    "page", [ROOT / "docs/privacy.md", ROOT / "deploy/README.md", ROOT / "SECURITY.md"], ids=named
)
def test_addresses_exist(page):
    """Those of the site; what a city's pages answer is Wagtail's to resolve."""
    addresses = re.findall(r"`(/[\w./-]*)`", page.read_text())
    site = [address for address in addresses if not address.startswith(("/etc/", "/var/", "/srv/"))]
    assert [address for address in site if not is_answered(address)] == []


def is_answered(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def test_dependencies_have_a_line_each():
    text = (ROOT / "docs" / "dependencies.md").read_text()
    site, development, front = text.split("\n## ")[1:]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def bare(requirements):
        return sorted(re.match(r"[\w-]+", requirement)[0] for requirement in requirements)

    def lines(section):
        return sorted(re.findall(r"^\| `(.*?)` \|", section, re.M))

    assert lines(site) == bare(project["dependencies"])
    assert lines(development) == bare(project["optional-dependencies"]["dev"])
    assert lines(front) == sorted(json.loads((ROOT / "package.json").read_text())["dependencies"])


def test_publiccode_agrees_with_the_project():
    about = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert about["publiccodeYmlVersion"] == "0.4"
    assert about["softwareVersion"] == project["version"]
    assert about["legal"]["license"] == project["license"]
    for language in about["localisation"]["availableLanguages"]:
        description = about["description"][language]
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
    needed = {"name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance"}
    assert needed - set(about) == set()
