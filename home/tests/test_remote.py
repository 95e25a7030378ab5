import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from home import remote

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Server(ThreadingHTTPServer):
    """A web server on this machine whose answers a test writes by path; remembers what was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = {"/goed.ics": (200, {}, BODY)}, []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path, (404, {}, b""))
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    found = Server()
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


def fetch(server, path: str, max_bytes: int = 1_000) -> bytes:
    return remote.fetch(f"http://{server.place}{path}", max_bytes, trusted=[server.place])


def test_file_is_read_and_the_host_is_named(server):
    assert fetch(server, "/goed.ics") == BODY
    path, headers = server.asked[0]
    assert path == "/goed.ics"
    assert headers["Host"] == server.place
    assert headers["User-Agent"] == "Wijkverbond"


@pytest.mark.parametrize("extra", [0, 1])
def test_limit_on_size_counts_the_bytes_that_come(server, extra):
    server.answers["/groot.ics"] = (200, {}, b"x" * (2_000_000 + extra))
    if not extra:
        assert len(fetch(server, "/groot.ics", 2_000_000)) == 2_000_000
        return
    with pytest.raises(remote.Unreachable, match="2 MB"):
        fetch(server, "/groot.ics", 2_000_000)


def test_three_redirects_are_followed_and_no_more(server):
    for hop in range(5):
        server.answers[f"/{hop}"] = (302, {"Location": f"/{hop + 1}"}, b"")
    server.answers["/4"] = (200, {}, BODY)
    assert fetch(server, "/1") == BODY
    with pytest.raises(remote.Unreachable):
        fetch(server, "/0")
    assert len(server.asked) == 4 + 4


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:80/",
        "http://localhost/",
        "http://[::1]/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "//169.254.169.254/latest/",
        "http://127.0.0.1:22/",
        "https://127.0.0.1/",
        "http://[",
    ],
)
def test_redirect_is_judged_like_the_address_itself(server, target):
    server.answers["/"] = (302, {"Location": target}, b"")
    with pytest.raises(remote.Unreachable):
        fetch(server, "/")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "agenda",
        "javascript:alert(1)",
        "webcal://agenda.example/",
        "http://",
        "http://agenda.example:0/",
        "http://agenda.example:99999/",
        "http://agenda.example:8080/",
        "http://naam:geheim@agenda.example/",
        "http://agenda.example/a b",
        "http://agenda.example/\r\nX-Injected: yes",
        "http://agenda.example/é",
        "http://" + "a" * 300 + ".example/",
        "http://[::1/",
        "http://a..b/",
        "http://bestaat-niet.invalid/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25lo]/",
        "http://localhost/",
    ],
)
def test_address_that_must_not_be_read_is_refused(address):
    with pytest.raises(remote.Unreachable) as refusal:
        remote.fetch(address, 1_000)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "agenda.example",
        "",
    ],
)
def test_address_that_is_not_public(ip):
    assert not remote.is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "185.15.59.224", "2a02:ec80:300:ed1a::1", "2606:4700::1111"])
def test_address_that_is_public(ip):
    assert remote.is_public(ip)


@contextmanager
def names(monkeypatch, *answers):
    """Let every name resolve to the next of `answers`, each a list of IP addresses; the last one stays."""
    rest = list(answers)

    def look_up(host, port, *args, **options):
        found = rest.pop(0) if len(rest) > 1 else rest[0]
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield


@pytest.mark.parametrize("found", [["10.0.0.5"], ["8.8.8.8", "127.0.0.1"], ["8.8.8.8", "fd00::1"]])
def test_name_with_a_private_address_among_its_addresses_is_refused(monkeypatch, found):
    with names(monkeypatch, found), pytest.raises(remote.Unreachable, match="openbare internet"):
        remote.fetch("http://agenda.example/", 1_000)


def test_connection_goes_to_the_address_that_was_judged(monkeypatch, server):
    # A name that is asked again would answer with an address of the own network.
    asked_of = []

    def connect(self, address):
        asked_of.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    with names(monkeypatch, ["8.8.8.8"], ["127.0.0.1"]), pytest.raises(remote.Unreachable):
        remote.fetch("http://agenda.example/", 1_000)
    assert asked_of == [("8.8.8.8", 80)]


def test_server_that_drips_is_cut_off(server, monkeypatch):
    monkeypatch.setattr(remote, "SECONDS_IN_ALL", 0.5)

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _second in range(100):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.05)

    server.answers["/traag.ics"] = drip
    began = time.monotonic()
    with pytest.raises(remote.Unreachable):
        fetch(server, "/traag.ics")
    assert time.monotonic() - began < 3


def test_time_counts_for_all_redirects_together(server, monkeypatch):
    monkeypatch.setattr(remote, "SECONDS_IN_ALL", 1)

    def send_on(handler):
        time.sleep(0.6)
        handler.send_response(302)
        handler.send_header("Location", "/elders")
        handler.end_headers()

    server.answers |= {"/": send_on, "/elders": send_on}
    began = time.monotonic()
    with pytest.raises(remote.Unreachable, match="niet langer dan 1 "):
        fetch(server, "/")
    assert time.monotonic() - began < 1.5
    assert [path for path, _headers in server.asked] == ["/", "/elders"]


def test_name_server_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(remote, "SECONDS_IN_ALL", 1)
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: answered.wait(10) and [])
    began = time.monotonic()
    with pytest.raises(remote.Unreachable, match="niet langer dan 1 "):
        remote.fetch("http://agenda.example/", 1_000)
    assert time.monotonic() - began < 3
    answered.set()


def test_host_that_does_not_pick_up_is_left_for_the_next(monkeypatch):
    """Four addresses that do not answer take no longer than one file may."""
    monkeypatch.setattr(remote, "SECONDS_IN_ALL", 1)
    tried = []

    def connect(self, address):
        tried.append(address[0])
        time.sleep(self.gettimeout() / 2)
        raise TimeoutError

    monkeypatch.setattr(socket.socket, "connect", connect)
    began = time.monotonic()
    with names(monkeypatch, ["8.8.8.8", "8.8.4.4", "9.9.9.9", "1.1.1.1"]), pytest.raises(remote.Unreachable):
        remote.fetch("http://agenda.example/", 1_000)
    assert time.monotonic() - began < 1.5
    assert tried == ["8.8.8.8", "8.8.4.4", "9.9.9.9", "1.1.1.1"]


def test_host_may_think_for_longer_than_it_may_take_to_pick_up(server, monkeypatch):
    monkeypatch.setattr(remote, "SECONDS_TO_CONNECT", 0.2)

    def think(handler):
        time.sleep(0.6)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(BODY)

    server.answers["/rekent.ics"] = think
    assert fetch(server, "/rekent.ics") == BODY


def test_file_that_breaks_off_is_refused(server):
    server.answers["/half.ics"] = (200, {"Content-Length": "5000"}, BODY)
    with pytest.raises(remote.Unreachable):
        fetch(server, "/half.ics", 10_000)


@pytest.mark.parametrize("status", [204, 206, 301, 401, 403, 404, 500])
def test_answer_that_is_no_file_is_told(server, status):
    server.answers["/"] = (status, {}, b"")
    with pytest.raises(remote.Unreachable):
        fetch(server, "/")


def test_compressed_answer_is_refused(server):
    server.answers["/"] = (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b")
    with pytest.raises(remote.Unreachable):
        fetch(server, "/")


def test_server_that_speaks_no_http_is_told(server):
    server.answers["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    with pytest.raises(remote.Unreachable):
        fetch(server, "/")


def test_tls_is_asked_of_a_host_that_speaks_it(server):
    with pytest.raises(remote.Unreachable):
        remote.fetch(f"https://{server.place}/goed.ics", 1_000, trusted=[server.place])
    assert server.asked == []
