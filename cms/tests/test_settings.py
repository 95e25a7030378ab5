"""The settings, read as a real process reads them: from its environment."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import pytest
from django.db import connection

from cms.settings.environment import ROOT, env

GOOD = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "Kq3-vT9_zXwBn5sLr7YpHd2GmJc8FaUe4QiRoWtZxNbVyMkLh1",
    "ALLOWED_HOSTS": "lindestad.example",
    "BASE_URL": "https://lindestad.example",
}
SHOW = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({name: eval(name) for name in %r}, default=str))
"""


def python(*arguments, **environment) -> subprocess.CompletedProcess:
    """Run Python in the project with nothing of our own environment but the path."""
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cms.settings.dev", **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def show(tmp_path):
    """Return the values of expressions about the settings in a process with the given environment."""

    def run(*expressions, **environment):
        done = python("-c", SHOW % (list(expressions),), **{"DATA_DIR": str(tmp_path), **environment})
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout).values())

    return run


def test_production_starts_and_passes_the_deployment_checks(tmp_path):
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **GOOD, DATA_DIR=str(tmp_path))
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"]),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "lindestad.example,*.example"),
        ("ALLOWED_HOSTS", "."),
        ("DEBUG", "1"),
        ("BASE_URL", "http://lindestad.example"),
        ("BASE_URL", "https://elders.example"),
    ],
)
def test_production_refuses_what_would_expose_the_site(tmp_path, name, value):
    done = python("manage.py", "check", **{**GOOD, "DATA_DIR": str(tmp_path), name: value})
    assert done.returncode == 1
    assert re.search(rf"ImproperlyConfigured: .*{name}", done.stderr)


def test_production_needs_a_secret_of_its_own(tmp_path):
    environment = {**GOOD, "DATA_DIR": str(tmp_path)}
    del environment["SECRET_KEY"]
    assert "ImproperlyConfigured: SECRET_KEY" in python("manage.py", "check", **environment).stderr


def test_embedded_default_keeps_the_secret_it_made(show, tmp_path):
    first = show("settings.SECRET_KEY", "settings.DEBUG")
    assert first == show("settings.SECRET_KEY", "settings.DEBUG")
    assert len(first[0]) == 50
    assert first[1] is False
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_bucket_serves_images_from_its_public_host_only(show):
    assert show(
        "settings.STORAGES['default']['OPTIONS']['endpoint_url']",
        "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']",
        "__import__('django.core.files.storage').core.files.storage.default_storage.url('images/plein.jpg')",
        STORAGE_BUCKET="lindestad",
        STORAGE_ENDPOINT_URL="https://s3.example",
        STORAGE_PUBLIC_HOST="beeld.example",
        STORAGE_REGION="nl",
    ) == ["https://s3.example", ["'self'", "data:", "https://beeld.example"], "https://beeld.example/images/plein.jpg"]


def test_bucket_without_public_host_is_refused(tmp_path):
    done = python("manage.py", "check", STORAGE_BUCKET="lindestad", DATA_DIR=str(tmp_path))
    assert "ImproperlyConfigured: STORAGE_PUBLIC_HOST" in done.stderr


def test_postgresql_keeps_and_checks_its_connections(show):
    wanted = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "wijkverbond",
        "USER": "u",
        "PASSWORD": "p",
        "HOST": "db.example",
        "PORT": 5433,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    database = show("settings.DATABASES['default']", DATABASE_URL="postgres://u:p@db.example:5433/wijkverbond")[0]
    assert {name: database[name] for name in wanted} == wanted


def test_sqlite_waits_for_its_turn_and_lets_readers_go_on(transactional_db, django_db_serialized_rollback):
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        }
    assert found == {"journal_mode": "wal", "busy_timeout": 20_000, "foreign_keys": 1, "synchronous": 2}
    assert connection.transaction_mode == "IMMEDIATE"


REDIS = shutil.which("redis-server") or shutil.which("valkey-server")


@pytest.mark.skipif(REDIS is None, reason="needs redis-server or valkey-server")
def test_cache_url_is_a_cache_that_processes_share(show, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    cache = "__import__('django.core.cache').core.cache.cache"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            for _attempt in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            url = f"redis://127.0.0.1:{port}/0"
            assert show(f"{cache}.set('wijk', 'Oeverwijk')", CACHE_URL=url) == [None]
            assert show(f"{cache}.get('wijk')", CACHE_URL=url) == ["Oeverwijk"]
        finally:
            server.terminate()


def test_every_name_stands_in_the_example_and_the_documentation():
    names = sorted(env.scheme)
    example = (ROOT / ".env.example").read_text()
    documentation = (ROOT / "docs" / "configuration.md").read_text()
    assert sorted(re.findall(r"^#([A-Z_]+)=", example, re.M)) == names
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", documentation, re.M)) == names


def test_documented_default_is_the_real_one():
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (?:`(.*?)`|none) \|", (ROOT / "docs" / "configuration.md").read_text(), re.M
    )
    real = {}
    for name, (kind, value) in env.scheme.items():
        shown = ",".join(value) if kind is list else str(int(value)) if kind is bool else str(value)
        real[name] = shown.removeprefix(f"{ROOT}/")
    assert dict(rows) == real
