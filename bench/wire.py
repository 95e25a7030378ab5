"""The network of an evening in one event loop: phones, screens, and a proxy that buffers and cuts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from random import Random

TIMEOUT = 10


class Line:
    """A kept-alive connection that is made again after every failure."""

    def __init__(self, port: int):
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body. Raises OSError when no whole answer comes in time."""
        try:
            async with asyncio.timeout(TIMEOUT):
                _, writer = await self.open()
                writer.write(request)
                head, body = await answer(self.streams[0])
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self.close()
            raise OSError(str(error)) from error
        return int(head[9:12]), body

    async def listen(self, request: bytes, patience: float) -> AsyncIterator[bytes]:
        """Send a request for a stream and yield its parts. Raises TimeoutError when nothing at all came for `patience`
        seconds, OSError when it breaks off."""
        try:
            reader, writer = await self.open()
            writer.write(request)
            async with asyncio.timeout(patience):
                head = await reader.readuntil(b"\r\n\r\n")
            if int(head[9:12]) != 200:
                raise OSError(head[:80].decode())
            if b"chunked" not in head.lower():
                while part := await reader.read(65536):
                    yield part
            else:
                while size := int((await reader.readline()).strip() or b"0", 16):
                    yield await reader.readexactly(size)
                    await reader.readexactly(2)
        except (EOFError, ValueError) as error:
            raise OSError(str(error)) from error
        finally:
            self.close()
        raise OSError("the stream ended")

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        return self.streams

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read a whole answer, however long that takes; return its head and its body as they were on the wire."""
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    if head[9:12] in {b"204", b"304"}:
        return head, b""
    if (at := lower.find(b"content-length:")) >= 0:
        return head, await reader.readexactly(int(lower[at + 15 :].split(b"\r\n", 1)[0]))
    body = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        part = await reader.readexactly(int(line, 16) + 2)
        body += line + part
        if int(line, 16) == 0:
            return head, body


class Proxy:
    """A proxy that passes an answer on when it has all of it, so no stream comes through; and of the answers to notes
    that were sent in, cuts the connection instead for the fraction `cut`: the server has stored them by then."""

    def __init__(self, upstream: int, cut: float, seed: int):
        self.upstream, self.cut, self.chance = upstream, cut, Random(seed)  # noqa: S311
        self.passed = self.cuts = 0

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_server(self.connected, "127.0.0.1", 0, limit=1 << 20)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(self.upstream)
        # Whatever goes wrong on either side, both sides lose their connection.
        with suppress(OSError, EOFError, ValueError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lower = head.lower()
                at = lower.find(b"content-length:")
                length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
                request = head + await reader.readexactly(length)
                _, upstream = await line.open()
                upstream.write(request)
                # A screen that gives up waiting must not leave a connection to the site behind.
                whole = asyncio.ensure_future(answer(line.streams[0]))
                gone = asyncio.ensure_future(reader.read(1))
                await asyncio.wait({whole, gone}, return_when=asyncio.FIRST_COMPLETED)
                for task in (whole, gone):
                    task.cancel()
                found = (await asyncio.gather(whole, gone, return_exceptions=True))[0]
                if isinstance(found, BaseException):
                    break
                is_note = b"/inbreng " in head
                self.passed += is_note
                if is_note and self.chance.random() < self.cut:
                    self.cuts += 1
                    break
                writer.write(b"".join(found))
        line.close()
        writer.close()
