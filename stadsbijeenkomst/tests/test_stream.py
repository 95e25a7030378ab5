"""The stream as viewers get it: from the real server, in a process of its own."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from stadsbijeenkomst import journal, moderation, proceedings

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ORIGIN = "https://stad.example"
PATIENCE = 15  # seconds; everything here takes less than one on a machine that does nothing else


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@contextmanager
def streaming(folder, origin=ORIGIN):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "--no-ws"]
    process = subprocess.Popen(
        [*command, "--workers-kill-timeout", "1", "--log-level", "warning", "cms.asgi:application"],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "DATA_DIR": str(folder), "BASE_URL": origin}
        | {"DATABASE_URL": database_url()},
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), streaming(tmp_path_factory.mktemp("stream")) as (found, _process):
        yield found


class Viewer:
    """One open stream: `read(until)` gives what came until a word did."""

    def __init__(self, port, meeting, query="", **headers):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.http.request("GET", f"/stadsbijeenkomsten/{meeting.pk}/stroom?{query}", headers=headers)
        self.answer = self.http.getresponse()
        self.status, self.headers = self.answer.status, self.answer.headers

    def read(self, until: str | None = None) -> str:
        """Return what comes up to the event with this word in it; without one, until the server ends it."""
        came = event = ""
        while line := self.answer.readline().decode():
            came, event = came + line, event + line
            if line == "\n":
                if until is not None and until in event:
                    return came
                event = ""
        assert until is None, came
        return came

    def close(self):
        self.answer.close()
        self.http.close()


@pytest.fixture
def view(port, meeting):
    """Open a stream: `view("v=3", Last_Event_ID="7")`."""
    opened = []

    def connect(query="", of=meeting, **headers):
        viewer = Viewer(port, of, query, **{name.replace("_", "-"): value for name, value in headers.items()})
        opened.append(viewer)
        return viewer

    yield connect
    for viewer in opened:
        viewer.close()


def test_stream_says_hello_and_then_what_changes(view, meeting, say):
    say("Koffie")
    version = journal.version(meeting.pk)
    viewer = view(f"v={version}")
    assert viewer.read("hello") == f"retry: 3000\nid: {version}\nevent: hello\ndata: .\n\n"
    say("Thee\nen taart")
    came = viewer.read("Thee")
    assert "data: Thee\n" not in came
    assert "\ndata: en taart" in came
    assert "Koffie" not in came
    expected = {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "Access-Control-Allow-Origin": ORIGIN,
    }
    assert {name: viewer.headers[name] for name in expected} == expected


def test_who_comes_back_misses_nothing_and_gets_nothing_twice(view, meeting, say):
    viewer = view()
    say("Koffie")
    last = [line for line in viewer.read("Koffie").splitlines() if line.startswith("id: ")][-1][4:]
    viewer.close()
    say("Thee")
    say("Soep")
    again = view("v=0", Last_Event_ID=last)
    say("Taart")
    came = again.read("Taart")
    assert [came.count(word) for word in ("Koffie", "Thee", "Soep", "Taart")] == [0, 1, 1, 1]


def test_what_is_not_on_display_is_never_in_the_stream(view, meeting, say):
    viewer, wijk = view(), view("wijk=oeverwijk")
    say("geheim wacht", approved=False)
    hidden, private = say("eerst te zien"), say("ook te zien")
    for each in (viewer, wijk):
        each.read("ook te zien")
    moderation.hide(hidden.pk, hidden.changed_at)
    moderation.mark_sensitive(private.pk, private.changed_at)
    say("daarna")
    for each in (viewer, wijk):
        came = each.read("daarna")
        assert "geheim" not in came
        assert f"n{private.pk}" in came
    assert "te zien" not in view().read("daarna")


def test_stream_of_a_part_tells_about_that_part(view, meeting, say, other_table):
    wijk, table = view("wijk=oeverwijk"), view("tafel=2")
    say("Thee", at=other_table)
    say("Koffie")
    assert "Thee" not in wijk.read("Koffie")
    say("Soep", at=other_table)
    assert "Koffie" not in table.read("Soep")


def test_announcement_travels_and_another_phase_is_a_whole_board(view, meeting, say):
    say("Koffie")
    viewer = view(f"v={journal.version(meeting.pk)}")
    proceedings.announce(meeting, "Er is soep")
    assert "Koffie" not in viewer.read("Er is soep")
    proceedings.enter(meeting, "group")
    assert "Koffie" in viewer.read("data-whole")


def test_stream_ends_when_the_meeting_is_unpublished(view, meeting, say):
    viewer = view()
    viewer.read("hello")
    meeting.unpublish()
    say("geheim")
    assert "geheim" not in viewer.read()
    assert view().status == 404


def test_stream_of_a_private_meeting_is_not_found(view, meeting, say):
    PageViewRestriction.objects.create(page=meeting, restriction_type="login")
    say("geheim")
    time.sleep(1)
    assert view().status == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("v=x", 400),
        ("v=-1", 400),
        (f"v={'9' * 19}", 400),
        ("wijk=elders", 404),
        ("wijk=a%00b", 404),
        ("wijk=%FF", 404),
        ("tafel=9", 404),
        ("tafel=x", 404),
        ("v=999999999999999999", 200),
    ],
)
def test_broken_request_is_refused(view, meeting, table, query, status):
    assert view(query).status == status


def test_other_addresses_and_methods_are_refused(port, meeting):
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/stadsbijeenkomsten/x/stroom", 404),
        ("GET", f"/stadsbijeenkomsten/{'9' * 40}/stroom", 404),
        ("GET", "/stadsbijeenkomsten/999999999999999999/stroom", 404),
        ("POST", f"/stadsbijeenkomsten/{meeting.pk}/stroom", 405),
    ):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
            client.request(method, path)
            assert client.getresponse().status == status


def test_server_ends_at_once_with_viewers_connected(meeting, tmp_path):
    with streaming(tmp_path) as (port, process):
        viewer = Viewer(port, meeting)
        viewer.read("hello")
        begin = time.monotonic()
        process.terminate()
        process.wait(PATIENCE)
        assert time.monotonic() - begin < PATIENCE / 2
        viewer.close()
