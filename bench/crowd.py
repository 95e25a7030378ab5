"""The people of an evening: phones that write, and screens that watch."""

import asyncio
import re
import time
import uuid
from array import array
from collections.abc import Callable
from contextlib import suppress
from random import Random
from urllib.parse import urlencode

from . import client
from .wire import Line

MARK = re.compile(rb"#(\d{5})#")
VERSION = re.compile(rb'data-version="(\d+)"')
EVENT_ID = re.compile(rb"^id: ?(\d+)", re.MULTILINE)
LONGEST = 60.0  # seconds between two tries
POLL = 5.0  # seconds between two polls
SILENCE = 5.0  # seconds without a byte, after which a screen stays with polling
QUESTIONS = ("good", "improve", "action")


class Written:
    """What was written on all phones: the words and the moment of each note, by its number."""

    def __init__(self, expected: int):
        self.expected = expected
        self.keys: list[str] = []
        self.texts: list[str] = []
        self.at = array("d")  # when it was written
        self.sent_at = array("d", [0.0]) * expected  # when a phone first sent it
        self.answered = array("d")  # seconds until the answer to a note, when it came
        self.kept = 0  # how many the server said that it has

    def add(self, text: str) -> tuple[int, str]:
        number = len(self.keys)
        self.keys.append(str(uuid.uuid4()))
        self.texts.append(f"#{number:05d}# {text}")
        self.at.append(time.monotonic())
        return number, self.texts[-1]


class Phone:
    """A phone at a table, as the entry page works: one note after another, each kept until the server has it."""

    def __init__(self, port: int, code: str, written: Written, chance: Random):
        self.line, self.code, self.written, self.chance = Line(port), code, written, chance
        self.device = uuid.uuid4()
        self.queue: asyncio.Queue[tuple[int, str]] = asyncio.Queue()
        self.tries = 0

    async def write(self, amount: int, seconds: float) -> None:
        """Write `amount` notes spread over so many seconds, whether or not they get through."""
        moments = sorted(self.chance.uniform(0, seconds) for _ in range(amount))
        start = time.monotonic()
        for moment in moments:
            await asyncio.sleep(max(0, start + moment - time.monotonic()))
            text = f"Een lange tafel in onze straat, en iedereen schuift aan. Tafel {self.code}."
            self.queue.put_nowait(self.written.add(text))

    async def send(self) -> None:
        """Send what was written, with back-off, until cancelled."""
        while True:
            number, text = await self.queue.get()
            pause = 1.0
            while not await self.sent(number, text):
                await asyncio.sleep(pause * self.chance.uniform(0.75, 1.25))
                pause = min(pause * 2, LONGEST)
            self.written.kept += 1
            self.queue.task_done()

    async def sent(self, number: int, text: str) -> bool:
        self.tries += 1
        self.written.sent_at[number] = self.written.sent_at[number] or time.monotonic()
        note = {
            "uuid": self.written.keys[number],
            "question": QUESTIONS[number % 3],
            "text": text,
            "age": int(time.monotonic() - self.written.at[number]),
        }
        path = f"/doe-mee/{self.code}/inbreng"
        request = client.post(path, urlencode(note), Accept="application/json", Cookie=f"device={self.device}")
        start = time.monotonic()
        try:
            status, _body = await self.line.ask(request)
        except OSError:
            return False
        self.written.answered.append(time.monotonic() - start)
        return status in {200, 201}


class Screen:
    """Somebody who watches the board: through the stream when it comes through, else with polls."""

    def __init__(
        self,
        port: int,
        meeting: int,
        written: Written,
        chance: Random,
        *,
        stream_port: int = 0,
        polls: bool = True,
        spread: float = 2.0,
    ):
        self.port, self.meeting, self.written, self.chance = port, meeting, written, chance
        self.stream_port, self.polls, self.spread = stream_port, polls, spread
        self.version = 0
        self.seen = bytearray(written.expected)
        self.waits = array("d", [-1.0]) * written.expected  # seconds from the phone to this screen, by number
        self.faults = 0

    async def watch(self) -> None:
        """Watch until cancelled; not all come through the door at the same moment."""
        await asyncio.sleep(self.chance.uniform(0, self.spread))
        if self.stream_port and await self.streamed():
            return
        if self.polls:
            await self.poll()

    async def streamed(self) -> bool:
        """Follow the stream; False as soon as it gives not a byte for `SILENCE` seconds."""
        is_heard = False
        while True:
            path = f"/stadsbijeenkomsten/{self.meeting}/stroom?v={self.version}"
            headers = {"Accept": "text/event-stream"} | ({"Last_Event_ID": str(self.version)} if self.version else {})
            line = Line(self.stream_port)
            try:
                async for part in line.listen(client.get(path, **headers), SILENCE):
                    is_heard = True
                    self.look(part, EVENT_ID)
            except TimeoutError:
                if not is_heard and self.polls:
                    return False
            except OSError:
                self.faults += 1
            finally:
                line.close()
            await asyncio.sleep(self.chance.uniform(0.5, 1.5))

    async def poll(self) -> None:
        line, pause = Line(self.port), POLL
        await asyncio.sleep(self.chance.uniform(0, POLL))
        while True:
            path = f"/stadsbijeenkomsten/{self.meeting}/wijzigingen?v={self.version}"
            try:
                status, body = await line.ask(client.get(path))
                if status not in {200, 204}:
                    raise OSError(status)
                self.look(body, VERSION)
                pause = POLL
            except OSError:
                self.faults += 1
                pause = min(pause * 2, LONGEST)
            await asyncio.sleep(pause * self.chance.uniform(0.75, 1.25))

    def look(self, body: bytes, version: re.Pattern[bytes]) -> None:
        """Remember which notes are new to this screen, and the version that it has now."""
        now = time.monotonic()
        for mark in MARK.findall(body):
            number = int(mark)
            if not self.seen[number]:
                self.seen[number] = 1
                self.waits[number] = now - self.written.sent_at[number]
        if found := version.findall(body):
            self.version = int(found[-1])

    @property
    def missing(self) -> int:
        return len(self.written.keys) - sum(self.seen)


async def until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; False when it is not after so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not done():
                await asyncio.sleep(0.05)
    return done()
