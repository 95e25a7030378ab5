import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command

from cms.settings.environment import ROOT


def test_reset_throws_database_uploads_and_cache_away(tmp_path):
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        database.execute("CREATE TABLE wijk (name)")
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "secret-key").write_text("kept")
    subprocess.run(
        [sys.executable, "manage.py", "reset_data", "--yes"],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cms.settings.dev"},
        check=True,
    )
    assert sorted(path.name for path in tmp_path.iterdir() if path.name not in {"cache", "static"}) == ["secret-key"]


def test_reset_wants_to_be_told_twice():
    with pytest.raises(CommandError):
        call_command("reset_data")


def test_public_site_is_not_reset(settings):
    settings.SESSION_COOKIE_SECURE = True
    with pytest.raises(CommandError, match="public site"):
        call_command("reset_data", "--yes")
