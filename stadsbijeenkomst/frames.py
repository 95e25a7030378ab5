"""What travels to viewers: the changes of a board as HTML, made once for all who saw the same version last."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.db import connection
from django.template.loader import render_to_string

from . import board
from .models import StadsbijeenkomstPage

SIZE = 16 * 1024 * 1024  # characters


class MeetingNotPublic(Exception):
    """There is no such meeting, or not everybody may see it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The way from one version of a board to another."""

    version: int
    html: str


class Frames:
    """What one process made last. The version that a reader was told stands in the key, so nothing old is given."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[tuple, Frame] = OrderedDict()
        self.size = 0

    def forget(self) -> None:
        self.kept.clear()
        self.size = 0

    def since(self, meeting_id: int, part: board.Part, since: int, now: int) -> Frame:
        """Return the changes after version `since` of a board that has at least the version `now`.

        Refuses with MeetingNotPublic, and with `board.NoSuchPart`.
        """
        if connection.in_atomic_block:
            return make(meeting_id, part, since)
        key = (meeting_id, part, since, now)
        # One at a time: a hall that asks at once waits for one answer and does not make it three hundred times.
        with self.lock:
            frame = self.kept.get(key)
            if frame is None:
                frame = make(meeting_id, part, since)
                self.kept[key] = frame
                self.size += len(frame.html)
                while self.size > SIZE:
                    self.size -= len(self.kept.popitem(last=False)[1].html)
            return frame


def make(meeting_id: int, part: board.Part, since: int) -> Frame:
    """Return the changes as HTML, read now."""
    public = StadsbijeenkomstPage.objects.live().public().select_related("proceedings")
    meeting = public.filter(id=meeting_id).first()
    if meeting is None:
        raise MeetingNotPublic
    changed = board.changes(meeting, since, part)
    return Frame(changed.version, render_to_string("stadsbijeenkomst/_changes.html", {"board": changed}))


frames = Frames()
