"""The cast and the city that the tests of every app share."""

import hashlib
import os
import shutil
import threading
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import close_old_connections, connection
from playwright.sync_api import sync_playwright
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms import catalogues
from home.models import CitySettings, HomePage, Theme, WijkIndexPage, WijkPage
from stadsbijeenkomst.frames import frames
from stadsbijeenkomst.versions import versions

SQUARE = {"type": "Polygon", "coordinates": [[[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.1], [5.0, 52.0]]]}


def pytest_configure(config):
    """Compile the translations, so that `pytest` alone tests the Dutch that readers see."""
    catalogues.compile_all(Path(__file__).parent)


@pytest.fixture(scope="session")
def migrated(django_db_modify_db_settings) -> Path | None:
    """Where a migrated, empty SQLite database is kept between runs: named by the text of every migration."""
    if connection.vendor != "sqlite":
        return None
    text = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").rglob("*.py")):
            text.update(path.read_bytes())
    return Path(__file__).parent / ".pytest_cache" / f"migrated-{text.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(migrated) -> bool:
    """Begin with the kept database instead of running some five hundred migrations again."""
    if migrated is None or not migrated.exists():
        return False
    shutil.copyfile(migrated, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, migrated):
    """Keep the new database for the next run before any test has written to it."""
    if migrated is not None and not migrated.exists():
        migrated.parent.mkdir(exist_ok=True)
        for old in migrated.parent.glob("migrated-*.sqlite3"):
            old.unlink(missing_ok=True)
        copy = migrated.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        copy.replace(migrated)


@pytest.fixture(autouse=True)
def _fresh_site():
    """Wagtail remembers the sites and their roots in memory, and we the boards; a test must not see those of the one
    before."""
    from django.core.cache import cache

    cache.clear()
    frames.forget()
    versions.forget()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def home_page(db) -> HomePage:
    """The home page of an invented city, at the root of the default site."""
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=HomePage(title="Lindestad", slug="lindestad", introduction="Kom erbij!"))
    site, _created = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "testserver", "port": 80, "root_page": page, "site_name": "Lindestad"},
    )
    CitySettings.for_site(site)  # Made at its first use; made here, so that no test counts that query.
    return page


@pytest.fixture
def wijk_index(home_page) -> WijkIndexPage:
    return home_page.add_child(instance=WijkIndexPage(title="Wijken", slug="wijken"))


@pytest.fixture
def wijk(wijk_index) -> WijkPage:
    return wijk_index.add_child(
        instance=WijkPage(title="Oeverwijk", slug="oeverwijk", code="WK000001", boundary=SQUARE)
    )


@pytest.fixture
def other_wijk(wijk_index) -> WijkPage:
    return wijk_index.add_child(instance=WijkPage(title="Molenwijk", slug="molenwijk"))


@pytest.fixture
def theme(db) -> Theme:
    return Theme.objects.create(name="Ontmoeting", slug="ontmoeting")


def member(username: str, page: Page | None = None, *codenames: str):
    """Return a user who may enter the admin and has the page permissions `codenames` on `page` and below."""
    group = Group.objects.create(name=username)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in codenames:
        GroupPagePermission.objects.create(
            group=group,
            page=page,
            permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=codename),
        )
    user = get_user_model().objects.create_user(username, f"{username}@example.org", "correct horse battery")
    user.groups.add(group)
    return user


@pytest.fixture
def editor(home_page):
    """Writes and publishes anywhere."""
    return member("editor", home_page, "add_page", "change_page", "publish_page")


@pytest.fixture
def wijk_editor(wijk):
    """Writes and publishes in one wijk only."""
    return member("wijk_editor", wijk, "add_page", "change_page", "publish_page")


@pytest.fixture
def moderator(home_page):
    """May enter the admin; a test gives the permissions it is about."""
    return member("moderator")


@pytest.fixture
def visitor(client):
    """A browser without an account."""
    return client


@pytest.fixture
def workflow(home_page, editor) -> Workflow:
    """What is handed in under the home page waits for an editor."""
    workflow = Workflow.objects.create(name="Goedkeuring")
    task = GroupApprovalTask.objects.create(name="Goedkeuring")
    task.groups.set(editor.groups.all())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home_page)
    return workflow


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Do what follows a commit: `with committing(): …`."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def race():
    """Make calls at the same moment, each on a connection of its own; returns what each gave or raised, in order."""

    def run(calls) -> list:
        barrier, found = threading.Barrier(len(calls)), [None] * len(calls)

        def make(index, call):
            try:
                barrier.wait()
                found[index] = call()
            except Exception as error:
                found[index] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=make, args=pair) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        close_old_connections()
        return found

    return run


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """A real Chromium, headless: the machine's own, else the one Playwright installed."""
    # Playwright's synchronous interface runs an event loop in this thread; Django would refuse to touch the
    # database beside it, although nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    # For the same reason Django keeps another connection object from here on. What it needs to put back after a
    # flush, the rows that migrations made, goes along.
    rows = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        connection._test_serialized_contents = rows
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, transactional_db, django_db_serialized_rollback, live_server):
    """Open a browser of a given width: `tab = browse(width=390)`; `tab.goto(page.url)`.

    The test fails when the browser reported an error, such as a script or style that the policy blocked.
    """
    contexts, complaints = [], []

    def open_tab(width: int = 1280, height: int = 900, **options):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="nl-NL", **options
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        return tab

    yield open_tab
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def violations():
    """Return a function that runs axe on an open tab and gives a line for each violation."""
    axe = Axe()

    def run(tab) -> list[str]:
        # What is still fading in has no contrast yet; the badge in Wagtail's menu moves for 25 seconds.
        tab.evaluate(
            """() => document.getAnimations()
                .filter((move) => move.effect.getComputedTiming().endTime !== Infinity)
                .forEach((move) => move.finish())"""
        )
        found = axe.run(tab).response["violations"]
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    return run
