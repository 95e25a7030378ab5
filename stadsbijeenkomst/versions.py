"""Which version the board of each public meeting has, answered from memory, so that viewers cost no queries."""

import threading
import time
from collections.abc import Callable

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import BoardEvent, StadsbijeenkomstPage

SECONDS = 0.5  # How long what is in memory counts as now. As long may a meeting that was made private be asked about.


class Versions:
    """What one process remembers; asked again by the first who comes when it is older than SECONDS."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock, self.lock = clock, threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.known: dict[int, int] = {}
        self.until = 0.0

    def of(self, meeting_id: int) -> int | None:
        """Return the version of a meeting's board, None when there is no such meeting or it is not public."""
        if connection.in_atomic_block:
            # Inside a transaction a reader sees rows that nobody else may see yet.
            return read().get(meeting_id)
        if self.clock() >= self.until:
            with self.lock:
                # Whoever waited for the lock finds the work done.
                if self.clock() >= self.until:
                    self.known = read()
                    self.until = self.clock() + SECONDS
        return self.known.get(meeting_id)


def read() -> dict[int, int]:
    """Return the version of the board of every public meeting. One query, and one of Wagtail's about private pages."""
    newest = BoardEvent.objects.filter(meeting=OuterRef("pk")).order_by("-id").values("id")[:1]
    public = StadsbijeenkomstPage.objects.live().public().order_by()
    return dict(public.annotate(version=Coalesce(Subquery(newest), 0)).values_list("pk", "version"))


versions = Versions()
