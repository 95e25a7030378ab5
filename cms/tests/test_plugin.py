"""Another Wagtail site that installs only `home` and `events`, made of the files in docs/plugin.md."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from cms.settings.environment import ROOT

FILES = re.compile(r"^`([\w./]+)`: .*?```\w+\n(.*?)```", re.M | re.S)
MANAGE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
VISIT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
django.setup()
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site
from events.models import AgendaPage, EventPage
from home.models import HomePage, WijkIndexPage, WijkPage

root = Page.objects.get(depth=1)
home = root.add_child(instance=HomePage(title="Lindestad", slug="lindestad"))
Site.objects.update(root_page=home, hostname="localhost")
wijk = home.add_child(instance=WijkIndexPage(title="Wijken", slug="wijken")).add_child(
    instance=WijkPage(title="Oeverwijk", slug="oeverwijk")
)
agenda = home.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
event = EventPage(title="Samen soep", slug="soep", starts_at=start, ends_at=start + timedelta(hours=2))
event.wijken = [wijk]
agenda.add_child(instance=event)
event.save_revision().publish()

client = Client(headers={"host": "localhost"})
page = client.get("/wijken/oeverwijk/")
assert page.status_code == 200, page.status_code
assert "<h2>Our own site</h2>" in page.text
assert "Samen soep" in page.text
for address in ("/", "/wijken/", "/agenda/", "/agenda/soep/", "/admin/login/"):
    assert client.get(address).status_code == 200, address
feed = client.get(f"/kalender/{wijk.pk}.ics")
assert feed.status_code == 200, feed.status_code
assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
assert b"SUMMARY:Samen soep" in feed.content
strangers = {"cms", "coalitions", "search", "stadsbijeenkomst"} & {name.split(".")[0] for name in sys.modules}
assert not strangers, strangers
"""


@pytest.fixture
def project(tmp_path):
    """A project with the documented files and, as if installed, the two apps and nothing else of ours."""
    files = dict(FILES.findall((ROOT / "docs" / "plugin.md").read_text()))
    assert sorted(files) == ["settings.py", "templates/base.html", "urls.py"]
    for name, text in {**files, "manage.py": MANAGE, "visit.py": VISIT}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for app in ("home", "events"):
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    return tmp_path


def run(project, *arguments):
    # Its own folder comes first on the path of a script, and ours is nowhere on it.
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_home_and_events_alone_pass_check_migrate_and_serve(project):
    assert "no issues" in run(project, "manage.py", "check").stdout
    assert run(project, "manage.py", "makemigrations", "--check", "--dry-run").stdout == "No changes detected\n"
    run(project, "manage.py", "migrate", "--verbosity", "0")
    run(project, "visit.py")
