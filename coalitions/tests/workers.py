"""Two workers that do the same at the same moment, as two machines with the same cron table do."""

import threading
from collections.abc import Callable
from typing import Any, Self

from django.db import close_old_connections, connection


class TwoWorkers:
    """Two threads that keep their database connection: `with TwoWorkers(command) as workers: workers.run()`."""

    def __init__(self, work: Callable[[], Any]):
        self.work, self.is_over, self.answers = work, False, []
        self.begin, self.end = (threading.Barrier(3, timeout=60) for _ in range(2))
        self.threads = [threading.Thread(target=self._live, daemon=True) for _ in range(2)]

    def run(self) -> list[Any]:
        """Let both do it at once; return what each gave, or the error it ended with."""
        self.answers = []
        self.begin.wait()
        self.end.wait()
        return self.answers

    def _live(self) -> None:
        while True:
            self.begin.wait()
            if self.is_over:
                break
            try:
                self.answers.append(self.work())
            except Exception as error:
                self.answers.append(error)
            self.end.wait()
        connection.close()

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over = True
        self.begin.wait()
        for thread in self.threads:
            thread.join()
        close_old_connections()
