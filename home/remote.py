"""A file from an address that an editor typed: fetched without ever reaching into the network the site runs in.

The name is looked up once, every address it has is judged, and the connection goes to an address that was judged:
asking again would let a name server give a public answer first and a private one next. TLS still checks the name.
"""

import socket
import ssl
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

MAX_REDIRECTS = 3
SECONDS_TO_CONNECT = 5
SECONDS_IN_ALL = 20
PORTS = {"http": 80, "https": 443}
AGENT = "Wijkverbond"
# Of IPv6 only what is given out to the world, without the ranges in it that hold an IPv4 address or stand in books.
# What maps IPv4 (::ffff:0:0/96, 64:ff9b::/96) lies outside.
GLOBAL_IPV6 = IPv6Network("2000::/3")
SPECIAL: list[IPv4Network | IPv6Network] = [
    *map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")),
    *map(IPv4Network, ("192.88.99.0/24", "192.0.0.0/24")),
]


class Unreachable(ValueError):
    """Nothing was fetched; the message says why, in a sentence for the editor."""


def fetch(address: str, max_bytes: int, trusted: Collection[str] = (), accept: str = "*/*") -> bytes:
    """Return what stands at `address` (http or https), at most `max_bytes` bytes, within `SECONDS_IN_ALL` seconds.

    Looking up names, connecting and following redirects count. `accept` says which kind of file is hoped for. Follows
    three redirects and judges each. Refuses (`Unreachable`) other schemes, names and passwords in the address, other
    ports than 80 and 443, and hosts with an address that is not public; a `host:port` of `trusted` is not judged.
    """
    until = time.monotonic() + SECONDS_IN_ALL
    for _hop in range(MAX_REDIRECTS + 1):
        target = _target(address)
        found = _get(target, _judged(target, trusted, until), max_bytes, accept, until)
        if isinstance(found, bytes):
            return found
        try:
            address = urljoin(target.geturl(), found)
        except ValueError as error:
            raise Unreachable(_("The host sends on to something that is no address.")) from error
    raise Unreachable(_("The address sends on more than %(number)d times.") % {"number": MAX_REDIRECTS})


def _late() -> Unreachable:
    return Unreachable(
        _("It takes too long before the host answers: we wait no longer than %(seconds)d seconds in all.")
        % {"seconds": SECONDS_IN_ALL}
    )


def _left(until: float) -> float:
    """Return how many seconds are left; refuses when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise _late()
    return left


def _target(address: str) -> SplitResult:
    """Return the parts of an address; refuses what is no address of a file on the web."""
    try:
        target = urlsplit(address)
        has_port = target.port != 0
        # In an address only visible ASCII may stand; a host's name in another script has an ASCII form.
        host = (target.hostname or "").encode("idna").decode()
        is_plain = all("!" <= sign <= "~" for sign in target.path + target.query)
    except ValueError as error:
        raise Unreachable(_("This is not an address on the web.")) from error
    if target.scheme not in PORTS or not host or not has_port or not is_plain:
        raise Unreachable(_("The address must begin with https:// or http:// and hold no spaces or accents."))
    if target.username is not None or target.password is not None:
        raise Unreachable(_("The address must hold no name or password."))
    return target


def _judged(target: SplitResult, trusted: Collection[str], until: float) -> list[tuple]:
    """Return the socket addresses of the host, each public; refuses the host when one is not."""
    host, port = str(target.hostname), target.port or PORTS[target.scheme]
    is_trusted = f"{host}:{port}" in trusted
    if port not in PORTS.values() and not is_trusted:
        raise Unreachable(_("Only the ordinary ports of the web (80 and 443) are read."))
    found = _look_up(host, port, until)
    if not is_trusted and not all(is_public(str(entry[4][0])) for entry in found):
        raise Unreachable(_("%(host)s is not a host on the public internet.") % {"host": host[:80]})
    return [(entry[0], entry[4]) for entry in found]


def _look_up(host: str, port: int, until: float) -> list[tuple]:
    """Return what the name server says of a host.

    Asked in a thread that may be left behind: the library waits for as long as the machine's own settings say.
    """
    answers: SimpleQueue[list[tuple] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host.encode("idna"), port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=_left(until))
    except Empty as error:
        raise _late() from error
    if isinstance(found, Exception):
        raise Unreachable(_("There is no host with the name %(host)s.") % {"host": host[:80]}) from found
    return found


def is_public(address: str) -> bool:
    """Say whether an IP address is one that anybody on the internet may reach: not private, local, shared,
    multicast or reserved, and not another notation of such a one."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if any(ip in network for network in SPECIAL):
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved
    return ip in GLOBAL_IPV6 and ip.scope_id is None


class _Connection(HTTPConnection):
    """A connection to one of the addresses that were judged, whatever its host's name resolves to by now."""

    def __init__(self, target: SplitResult, addresses: list[tuple], until: float):
        super().__init__(str(target.hostname), target.port or PORTS[target.scheme])
        self.target, self.addresses, self.until = target, addresses, until
        self.default_port = PORTS[target.scheme]
        self.line: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self._first_that_answers()
        self.sock.settimeout(_left(self.until))
        # A second hold on the same line, because the library lets go of its own when the answer begins.
        self.line = self.sock.dup()
        if self.target.scheme == "https":
            name = str(self.target.hostname).encode("idna").decode()
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=name)

    def _first_that_answers(self) -> socket.socket:
        refusal: OSError | None = None
        for family, address in self.addresses[:4]:
            left = _left(self.until)
            sock = socket.socket(family, socket.SOCK_STREAM)
            sock.settimeout(min(SECONDS_TO_CONNECT, left))
            try:
                sock.connect(address)
            except OSError as error:
                sock.close()
                refusal = error
            else:
                return sock
        raise refusal or OSError

    def cut(self) -> None:
        """End the connection from another thread: a server that drips a byte at a time meets no timeout."""
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


def _get(target: SplitResult, addresses: list[tuple], max_bytes: int, accept: str, until: float) -> bytes | str:
    """Return the body of an answer, or the address that it sends on to."""
    connection = _Connection(target, addresses, until)
    is_late = threading.Event()

    def stop() -> None:
        is_late.set()
        connection.cut()

    watch = threading.Timer(_left(until), stop)
    watch.daemon = True
    watch.start()
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    headers = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"}
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        if response.status in {301, 302, 303, 307, 308} and response.headers["Location"]:
            return response.headers["Location"].strip()
        if response.status != 200:
            raise Unreachable(
                _("The host answers that this does not work (status %(status)d).") % {"status": response.status}
            )
        if response.headers.get("Content-Encoding", "identity").casefold() != "identity":
            raise Unreachable(_("The host sends a compressed file, although it was asked not to."))
        body = response.read(max_bytes + 1)
    except ssl.SSLError as error:
        raise Unreachable(_("The connection is not secure: the host's certificate cannot be trusted.")) from error
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, Unreachable):
            raise
        if is_late.is_set() or isinstance(error, TimeoutError):
            raise _late() from error
        raise Unreachable(_("The host does not answer as a web server does.")) from error
    finally:
        watch.cancel()
        connection.close()
        if connection.line is not None:
            connection.line.close()
    if is_late.is_set():
        raise _late()
    if len(body) <= max_bytes and response.length:
        raise Unreachable(_("The host broke off halfway the file."))
    if len(body) > max_bytes:
        raise Unreachable(_("The file is larger than %(size)d MB.") % {"size": max_bytes // 1_000_000})
    return body
