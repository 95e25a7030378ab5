"""The site of an evening as production runs it: real processes that can be killed and come back at the same ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from . import client
from .server import ROOT, free_port

TICKS = os.sysconf("SC_CLK_TCK")
GRANIAN = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--workers", "1", "--log-level", "warning"]


class Site:
    """One database, and the processes that serve it: pages and notes, and beside them the stream."""

    def __init__(self, name: str, **environment: str):
        self.name = name
        self.environment = os.environ | environment | {"DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
        self.environment["LOG_LEVEL"] = "ERROR"
        self.port, self.stream_port = free_port(), free_port()
        self.streams = (ROOT / "cms" / "asgi.py").exists()
        self.processes: list[subprocess.Popen] = []

    def run(self, verb: str) -> dict:
        """Run a verb of `bench.evening` in this site and return what it prints."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bench.evening", verb],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Start the processes and wait until both answer."""
        web = ["--interface", "wsgi", "--blocking-threads", "4", "--no-ws", "cms.wsgi:application"]
        stream = ["--interface", "asginl", "--backlog", "4096", "--backpressure", "5000", "--no-ws"]
        stream += ["cms.asgi:application"]
        parts = [(self.port, web), *([(self.stream_port, stream)] if self.streams else [])]
        for port, options in parts:
            self.processes.append(
                subprocess.Popen(  # noqa: S603
                    [*GRANIAN, "--port", str(port), *options],
                    cwd=ROOT,
                    env=self.environment,
                    start_new_session=True,
                    stderr=subprocess.DEVNULL,
                )
            )
        for port, _options in parts:
            wait(port)

    def kill(self) -> None:
        """SIGKILL, for every process at once: nobody finishes anything."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait()
        self.processes.clear()

    def pids(self, process: subprocess.Popen) -> list[int]:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [process.pid, *map(int, children)]

    def cpu(self, which: slice = slice(None)) -> float:
        """Return the seconds of processor time that the processes took since they started (Linux)."""
        ticks = 0
        for process in self.processes[which]:
            for pid in self.pids(process):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory(self) -> list[float]:
        """Return the resident memory of the worker of each process, in MiB (Linux)."""
        sizes = []
        for process in self.processes:
            lines = [
                line
                for pid in self.pids(process)
                for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                if line.startswith("VmRSS:")
            ]
            sizes.append(max(int(line.split()[1]) / 1024 for line in lines))
        return sizes


def wait(port: int) -> None:
    """Wait until something answers at the port."""
    end = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as probe:
                probe.sendall(client.get("/_healthz/livez"))
                if probe.recv(12):
                    return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
