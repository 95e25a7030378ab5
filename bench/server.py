"""Real server processes, started and stopped by the measurement."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import client

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    """A running server: its port, its main process, and how long it took to answer (seconds)."""

    port: int
    process: subprocess.Popen
    started_in: float

    def workers(self) -> list[int]:
        """Return the process ids of the workers (Linux)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def memory(self) -> float:
        """Return the resident memory of the largest worker in MiB (Linux)."""
        sizes = []
        for pid in self.workers():
            status = Path(f"/proc/{pid}/status").read_text()
            sizes += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")]
        return max(sizes, default=0.0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(application: str, ping: str, *, threads: int = 1, **environment: str) -> Iterator[Server]:
    """Run a WSGI application under granian with one worker until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning", application]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)  # noqa: S603
    try:
        while True:
            try:
                connection = client.Connection(port)
                connection.exchange(client.get(ping))
                connection.close()
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - start > 60:
                    raise
                time.sleep(0.02)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
