"""A client that costs less than any server it measures: kept-alive sockets and prepared requests."""

import socket
import threading
import time
from collections.abc import Iterable, Sequence


class Connection:
    """One kept-alive HTTP/1.1 connection that sends prepared bytes and reads whole answers."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(1 << 20)

    def exchange(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send a request; return the status, the head and the body of its answer."""
        self.socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.receive()
        head, rest = received[:end], received[end + 4 :]
        status = int(head[9:12])
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = 0 if status in (204, 304) or at < 0 else int(lower[at + 15 :].split(b"\r\n", 1)[0])
        if b"transfer-encoding" in lower:
            raise ValueError("an answer in chunks is not expected here")
        parts, have = [rest], len(rest)
        while have < length:
            part = self.receive()
            parts.append(part)
            have += len(part)
        return status, head, b"".join(parts)

    def receive(self) -> bytes:
        count = self.socket.recv_into(self.buffer)
        if not count:
            raise ConnectionError("the server closed the connection")
        return bytes(memoryview(self.buffer)[:count])

    def close(self) -> None:
        self.socket.close()


def get(path: str, **headers: str) -> bytes:
    """Return the bytes of a GET request."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, body: str, **headers: str) -> bytes:
    """Return the bytes of a POST request with a urlencoded body."""
    content = body.encode()
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(content)}",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


def rate(port: int, request: bytes, status: int, seconds: float) -> float:
    """Return how many requests a second one connection gets answered, each with the given status."""
    connection = Connection(port)
    connection.exchange(request)
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        found, head, _ = connection.exchange(request)
        if found != status:
            raise ValueError(f"{found} instead of {status}: {head[:200]!r}")
        count += 1
    connection.close()
    return count / spent


def spread(port: int, phones: Sequence[Iterable[bytes]], statuses: set[int]) -> tuple[float, float]:
    """Let each phone send its requests over its own connection, all at once.

    Returns requests a second over all, and the 95th percentile of the waiting time in seconds.
    """
    waits: list[float] = []
    faults: list[str] = []
    ready = threading.Barrier(len(phones) + 1)

    def run(requests: Iterable[bytes]) -> None:
        connection = Connection(port)
        ready.wait()
        for request in requests:
            start = time.perf_counter()
            status, head, _ = connection.exchange(request)
            waits.append(time.perf_counter() - start)
            if status not in statuses:
                faults.append(f"{status}: {head[:200]!r}")
        connection.close()

    threads = [threading.Thread(target=run, args=(list(requests),)) for requests in phones]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - start
    if faults:
        raise ValueError(f"{len(faults)} answers were not {statuses}, the first: {faults[0]}")
    waits.sort()
    return len(waits) / spent, waits[int(len(waits) * 0.95)]
