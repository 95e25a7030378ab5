"""The changes of a board as a stream of events: an ASGI application of its own, which runs beside the site.

A viewer costs a socket and some kilobytes, and no query, thread or database connection. One thread asks the newest
versions for all viewers together and makes each change once for all who wait for the same one. No viewer has a queue:
each knows which version it has, and gets the way from there to the newest when it is ready for more. So one that is
slow gets fewer and larger steps, one that takes nothing is dropped, and one that comes back misses nothing and gets
nothing twice.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from django.db import Error, close_old_connections, connection

from . import board, versions
from .board import NoSuchPart, Part
from .frames import Frame, MeetingNotPublic, frames

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TICK = 0.25  # seconds between two looks at the newest versions
BEAT = 10.0  # seconds of silence after which a viewer hears that the stream lives; board.js waits for two and a half
PATIENCE = 20.0  # seconds in which a viewer must take what was sent
RETRY = 3000  # milliseconds after which a browser comes back
MOST = 5000  # viewers of one process; the others go on asking
# Bytes of made changes that are kept: somebody may ask for the way from every version there was.
SIZE = 16 * 1024 * 1024

PATH = "/stadsbijeenkomsten/{}/stroom"
ADDRESS = re.compile(PATH.format(r"([0-9]{1,18})"))
VERSION = re.compile(r"[0-9]{1,18}")
LINE_END = re.compile(r"\r\n|\r|\n")
ALIVE = b"event: beat\ndata: .\n\n"
logger = logging.getLogger(__name__)


class Refused(Exception):
    """`args` holds the status of the answer."""


class Watch:
    """What all viewers of this process wait for. Lives as long as there are viewers."""

    def __init__(self) -> None:
        self.viewers = 0
        self.versions: dict[int, int] = {}
        self.read_at = 0.0
        self.news = asyncio.get_running_loop().create_future()
        self.made: dict[tuple, asyncio.Future[tuple[int, bytes]]] = {}
        self.size = 0  # bytes of what was made
        self.looking: asyncio.Task[None] | None = None
        self.reading: asyncio.Task[None] | None = None
        # One thread, so one connection to the database.
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stream")

    async def enter(self, meeting_id: int) -> None:
        """Count a viewer, and begin to look when it is the first."""
        self.viewers += 1
        if meeting_id not in self.versions or time.monotonic() - self.read_at > TICK * 2:
            await self.look()
        if self.looking is None or self.looking.done():
            self.looking = asyncio.create_task(self.go_on())

    def leave(self) -> None:
        self.viewers -= 1

    async def go_on(self) -> None:
        while self.viewers:
            await asyncio.sleep(TICK)
            try:
                await self.look()
            except Error:
                # The viewers stay, and hear more when the database is back.
                logger.exception("The newest versions could not be read")
                await asyncio.sleep(5)

    async def look(self) -> None:
        """Read the newest versions, once for all who ask meanwhile: after a crash everybody comes back together."""
        if self.reading is None or self.reading.done():
            self.reading = asyncio.create_task(self.read())
        await asyncio.shield(self.reading)

    async def read(self) -> None:
        """Read the newest versions, and wake the viewers when one of them changed."""
        found = await self.run(versions.read)
        self.read_at = time.monotonic()
        if found != self.versions:
            self.versions, news = found, self.news
            self.forget()
            self.news = asyncio.get_running_loop().create_future()
            news.set_result(None)

    async def frame(self, meeting_id: int, part: Part, since: int, now: int) -> tuple[int, bytes]:
        """Return the version and the bytes of the way from a version to the newest; made once for all who ask."""
        key = (meeting_id, part, since, now)
        making = self.made.get(key)
        if making is None:
            making = asyncio.ensure_future(self.run(lambda: event(frames.since(*key))))
            if self.size > SIZE:
                self.forget()
            self.made[key] = making
            making.add_done_callback(self.weigh)
        try:
            return making.result() if making.done() else await asyncio.shield(making)
        except Exception:
            self.made.pop(key, None)
            raise

    def weigh(self, making: asyncio.Future[tuple[int, bytes]]) -> None:
        if not making.cancelled() and making.exception() is None:
            self.size += len(making.result()[1])

    def forget(self) -> None:
        self.made.clear()
        self.size = 0

    async def run(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.thread, with_connection, work)


def with_connection(work: Callable[[], Any]) -> Any:
    """Do something with the database in a thread to which no request comes, which would do this."""
    close_old_connections()
    try:
        return work()
    except Error:
        connection.close()
        raise


def event(frame: Frame) -> tuple[int, bytes]:
    """Return the version and the bytes of an event."""
    lines = "".join(f"data: {line}\n" for line in LINE_END.split(frame.html))
    return frame.version, f"id: {frame.version}\n{lines}\n".encode()


class Stream:
    """The ASGI application. `origin` is the site's own, the only one whose pages may read the stream."""

    def __init__(self, origin: str):
        self.origin = origin.encode()
        self.watch: Watch | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            self.watch = self.watch or Watch()
            try:
                await self.answer(self.watch, scope, receive, send)
            except Refused as refused:
                await self.begin(send, refused.args[0], b"text/plain; charset=utf-8")
                await send({"type": "http.response.body", "body": b""})

    async def answer(self, watch: Watch, scope: Scope, receive: Receive, send: Send) -> None:
        meeting_id, part, since = asked(scope)
        if watch.viewers >= MOST:
            raise Refused(503)
        gone = asyncio.ensure_future(disconnected(receive))
        try:
            try:
                await watch.enter(meeting_id)
                # Also when there is nothing new: it tells whether this part of the meeting is there.
                version, news = await watch.frame(meeting_id, part, since, watch.versions[meeting_id])
            except (KeyError, NoSuchPart, MeetingNotPublic):
                raise Refused(404) from None
            except Error:
                raise Refused(503) from None
            hello = f"retry: {RETRY}\nid: {since}\nevent: hello\ndata: .\n\n".encode()
            await self.begin(send, 200, b"text/event-stream")
            await give(send, hello if version == since else hello + news)
            with suppress(TimeoutError, NoSuchPart, MeetingNotPublic, Error, OSError):
                await follow(watch, meeting_id, part, version, gone, send)
            if not gone.done():
                await give(send, b"", more=False)
        finally:
            watch.leave()
            gone.cancel()

    async def begin(self, send: Send, status: int, kind: bytes) -> None:
        headers = [
            (b"content-type", kind),
            (b"cache-control", b"no-store"),
            (b"access-control-allow-origin", self.origin),
            (b"vary", b"Origin"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-robots-tag", b"noindex"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})


async def follow(watch: Watch, meeting_id: int, part: Part, version: int, gone: asyncio.Future, send: Send) -> None:
    """Send what changes after `version`, until the viewer goes or the meeting is no longer public."""
    while not gone.done():
        news = watch.news
        now = watch.versions.get(meeting_id)
        if now is None:
            return
        if now > version:
            version, sent = await watch.frame(meeting_id, part, version, now)
            await give(send, sent)
            continue
        done, _waiting = await asyncio.wait((gone, news), timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            await give(send, ALIVE)


async def give(send: Send, sent: bytes, more: bool = True) -> None:
    """Hand bytes to the viewer. Raises TimeoutError when it does not take them."""
    async with asyncio.timeout(PATIENCE):
        await send({"type": "http.response.body", "body": sent, "more_body": more})


async def disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def lifespan(receive: Receive, send: Send) -> None:
    while True:
        happened = (await receive())["type"]
        await send({"type": f"{happened}.complete"})
        if happened == "lifespan.shutdown":
            return


def asked(scope: Scope) -> tuple[int, Part, int]:
    """Return the meeting, the part and the version that a request names. Refuses with Refused."""
    address = ADDRESS.fullmatch(scope["path"])
    if address is None:
        raise Refused(404)
    if scope["method"] != "GET":
        raise Refused(405)
    query = parse_qs(scope["query_string"].decode("latin-1"), errors="replace")
    headers = dict(scope["headers"])
    since = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("v", ["0"])[0]
    if not VERSION.fullmatch(since):
        raise Refused(400)
    try:
        part = board.part(query.get("wijk", [""])[0], query.get("tafel", [""])[0])
    except NoSuchPart:
        raise Refused(404) from None
    return int(address[1]), part, int(since)
