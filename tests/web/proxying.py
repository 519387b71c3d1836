"""A tiny proxy in front of the server, for what stands between a town hall and it: it hands pages on, and does with the terminal's line what such machines do."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from web.serving import Serve, Served

from dxcheck.web.server import free_port

Way = Literal["through", "403", "502", "200", "swallow", "cut", "plain", "deaf", "mute", "dead"]
"""What it does with the line: hand it on; answer the upgrade with a status; never answer it; let it open and cut it; take the upgrade away, as nginx does unless it is told
otherwise; let nothing through to the browser; let nothing through to the server. `dead`: the server behind it cannot be reached, for pages either."""
CANNED = "HTTP/1.1 {status} Refused\r\nContent-Type: text/html\r\nContent-Length: 20\r\nConnection: close\r\n\r\n<h1>Some proxy</h1>\n"


class Proxy:
    """Hands one request on for each connection."""

    def __init__(self, behind: int, away: str = "") -> None:
        self._behind, self._away = behind, away.encode()
        self.way: Way = "through"
        self.asked: list[str] = []
        """What browsers asked: method and address."""
        self._open: set[asyncio.StreamWriter] = set()

    def count(self, start: str) -> int:
        """How often something was asked."""
        return sum(one.startswith(start) for one in self.asked)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        self._open.add(writer)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._hand_on(reader, writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.split(b" HTTP", 1)[0].decode())
        head = head.replace(b" " + self._away + b"/", b" /", 1) if self._away else head
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if self.way == "dead":
            writer.write(CANNED.format(status=502).encode())
            return
        if not re.search(rb"(?i)\r\nupgrade: *websocket", head):
            await self._both(reader, writer, _alone(head) + body)
        elif self.way == "plain":
            await self._both(reader, writer, re.sub(rb"(?i)\r\n(upgrade|sec-websocket-[a-z]+):[^\r]*", b"", _alone(head)))
        elif self.way == "swallow":
            await reader.read()
        elif self.way.isdecimal():
            writer.write(CANNED.format(status=self.way).encode())
        else:
            await self._both(reader, writer, head, line=True)

    async def _both(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes, *, line: bool = False) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", self._behind)
        try:
            ours.write(head)
            if line:
                writer.write(await theirs.readuntil(b"\r\n\r\n"))
                if self.way == "cut":
                    return
            up = asyncio.create_task(_copy(reader, ours, drop=line and self.way == "mute"))
            await _copy(theirs, writer, drop=line and self.way == "deaf")
            up.cancel()
        finally:
            ours.close()

    def cut(self) -> None:
        """Cut every connection there is."""
        for one in self._open:
            one.transport.abort()


def _alone(head: bytes) -> bytes:
    return re.sub(rb"(?i)\r\nconnection:[^\r]*", b"\r\nConnection: close", head)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, drop: bool) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            if not drop:
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def behind_a_proxy(
    serve: Serve, path: str = "", *, taken_away: bool = False, **chosen: object
) -> AsyncIterator[tuple[Served, Proxy]]:
    """A server that people reach through a proxy alone, perhaps below a path, which the proxy keeps to itself or hands on."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with serve(public_url=url + path, **chosen) as served:
        proxy = Proxy(served.server.port, path if taken_away else "")
        listening = await asyncio.start_server(proxy.take, "127.0.0.1", port)
        try:
            yield Served(served.server, url + path, served.workspace), proxy
        finally:
            listening.close()
            proxy.cut()
