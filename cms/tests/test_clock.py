import re
from pathlib import Path

import pytest

from cms.management.commands import clock

README = Path(__file__).resolve().parents[2] / "deploy" / "README.md"


@pytest.fixture
def called(monkeypatch):
    """The names of the commands that are called, which are not run: each has its own tests."""
    names = []
    monkeypatch.setattr(clock, "call_command", lambda name, **options: names.append(name))
    return names


def test_every_command_runs_at_the_start_and_then_at_its_own_pace(called):
    ran = {}
    clock.run_due(ran, 0)
    assert called == list(clock.TIMETABLE)
    called.clear()
    clock.run_due(ran, 4 * clock.MINUTE)
    assert called == []
    clock.run_due(ran, 5 * clock.MINUTE)
    assert called == ["publish_scheduled", "remind", "tell_leads"]
    called.clear()
    clock.run_due(ran, clock.DAY)
    assert called == list(clock.TIMETABLE)


def test_command_that_fails_keeps_no_other(called, monkeypatch, caplog):
    def fail(name, **options):
        if name == "remind":
            raise ValueError("no mail today")
        called.append(name)

    monkeypatch.setattr(clock, "call_command", fail)
    clock.run_due({}, 0)
    assert called == [name for name in clock.TIMETABLE if name != "remind"]
    assert "remind failed" in caplog.text


@pytest.mark.django_db
def test_every_command_runs_without_failing(caplog):
    clock.run_due({}, 0)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_manual_names_the_same_commands():
    (step,) = re.findall(r"^8\. .*?^9\. ", README.read_text(), re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"`manage\.py (\w+)`", step)) - {"clock", "rebuild_fragments"}
    assert named == set(clock.TIMETABLE)
