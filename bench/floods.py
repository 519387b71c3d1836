"""Floods from this machine at a server of its own, and what they do to somebody who types and somebody who logs in meanwhile; each stops by itself.

`python -m bench.floods [SECONDS]` prints, for each flood, the officer's key to first repaint as a ratio to the time before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from bench.visitors import PASSWORD, Server, Visitor, prepared

DESCRIPTORS = 1024
"""What systemd gives a service that asks for nothing."""
LATEST = 60.0
"""Seconds after which a flood ends whatever happens."""
Flood = Callable[[str], Awaitable[None]]


async def _form(session: aiohttp.ClientSession, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', await (await session.get(path)).text())
    return found[1] if found else ""


async def _post_for_ever(session: aiohttp.ClientSession, url: str, path: str, form: dict[str, str]) -> None:
    while True:
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            await (await session.post(path, data=form, headers={"Origin": url}, allow_redirects=False)).read()


async def strangers(url: str) -> None:
    """Twenty connections with wrong passwords for many names, known and unknown."""
    async with aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        form = {"csrf": await _form(session, "/login"), "password": "wrong-wrong-wrong"}
        names = [f"bench-{n:02}" if n % 2 else f"nobody-{n}" for n in range(20)]
        await asyncio.gather(*(_post_for_ever(session, url, "/login", {**form, "name": one}) for one in names))


async def inside(url: str) -> None:
    """Forty connections of somebody who is logged in, on the form for a new password."""
    hostile = Visitor(2, [])
    await hostile.log_in(url)
    assert hostile.session is not None
    form = {"csrf": await _form(hostile.session, "/password"), "old": PASSWORD, "new": "short", "again": "short"}
    connector = aiohttp.TCPConnector(limit=40)
    async with aiohttp.ClientSession(url, cookie_jar=hostile.session.cookie_jar, connector=connector) as session:
        await asyncio.gather(*(_post_for_ever(session, url, "/password", form) for _nth in range(40)))


async def silent(url: str) -> None:
    """Eleven hundred connections from three addresses that say nothing; those that are closed are opened again."""
    port = int(url.rpartition(":")[2])

    async def hold(n: int) -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(f"127.0.0.{2 + n % 3}", 0))
                await reader.read()
                writer.transport.abort()
            await asyncio.sleep(0.5)

    await asyncio.gather(*(hold(n) for n in range(1100)))


async def lines(url: str) -> None:
    """One account opens the line of a screen again and again, and never says goodbye."""
    hostile = Visitor(2, [])
    await hostile.log_in(url)
    assert hostile.session is not None
    cookie = next(f"{one.key}={one.value}" for one in hostile.session.cookie_jar if one.key == "dxcheck")
    host = url.removeprefix("http://")
    held = []
    while True:
        with contextlib.suppress(OSError, TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(host.rpartition(":")[2]))
            writer.write(
                f"GET /ws/tab-{len(held):05} HTTP/1.1\r\nHost: {host}\r\nOrigin: {url}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            await asyncio.wait_for(reader.readline(), 5)
            held.append(writer)
        if len(held) > 900:
            held.pop(0).transport.abort()


async def nonsense(url: str) -> None:
    """Twenty connections that send what is no request."""

    async def send() -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError):
                reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
                writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-Odd: \0\r\n\r\n")
                await asyncio.wait_for(reader.read(), 5)
                writer.close()

    await asyncio.gather(*(send() for _nth in range(20)))


FLOODS: dict[str, Flood] = {one.__name__: one for one in (strangers, inside, silent, lines, nonsense)}


async def _typing(one: Visitor, seconds: float) -> list[float]:
    """Answer for so long; the times from key to first repaint, and for a key that nothing came of in time, that time."""
    one.times.clear()
    until, sent, level = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        level = level % 5 + 1
        await one.answer(level, wait=2.0)
        sent += 1
        await asyncio.sleep(0.1)
    return one.times + [2.0] * (sent - len(one.times))


async def _logs_in(known: Visitor, url: str) -> str:
    began = time.monotonic()
    try:
        async with asyncio.timeout(20):
            status = str(await known.log_in(url))
    except (aiohttp.ClientError, TimeoutError, AssertionError) as problem:
        status = type(problem).__name__
    return f"{status} in {time.monotonic() - began:.1f} s"


def _descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def measured(name: str, seconds: float) -> str:
    """One flood: its line."""
    with tempfile.TemporaryDirectory(prefix="dxcheck-bench-") as place:
        data = Path(place) / "data"
        workspace = prepared(data, 4)
        items = [one.id for one in workspace.staff_desk(workspace.roster.municipalities[0]).questionnaire.ordered]
        officer, other = Visitor(0, items), Visitor(1, items)
        server = Server(data, descriptors=DESCRIPTORS)
        flood: subprocess.Popen[bytes] | None = None
        try:
            await server.ready()
            await officer.log_in(server.url)
            await officer.open(server.url, "tab-0001")
            await _typing(officer, 2)
            calm = await _typing(officer, seconds)
            before = sum(one.stat().st_size for one in data.glob("*.log"))
            flood = subprocess.Popen([sys.executable, "-m", "bench.floods", name, server.url])  # noqa: ASYNC220 - it outlives the call
            await asyncio.sleep(3)
            wet = await _typing(officer, seconds)
            login = await _logs_in(other, server.url)
            held = _descriptors(server.process.pid)
            written = sum(one.stat().st_size for one in data.glob("*.log")) - before
        except (ConnectionError, aiohttp.ClientError) as problem:
            return f"{name:<10} the officer's screen was lost: {type(problem).__name__}"
        finally:
            if flood is not None:
                flood.kill()
                flood.wait()
            for one in (officer, other):
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    await asyncio.wait_for(one.leave(), 5)
            said = server.end()
    p50, p95 = (statistics.quantiles(wet, n=20)[at] / statistics.quantiles(calm, n=20)[at] for at in (9, 18))
    figures = f"p50 x{p50:.1f}, p95 x{p95:.1f} ({1000 * statistics.median(calm):.0f} -> {1000 * statistics.median(wet):.0f} ms)"
    return f"{name:<10} {figures}; login {login}; {held} descriptors; log {written:,} bytes, messages {len(said):,}"


async def _main() -> None:
    if len(sys.argv) > 2:
        os.nice(15)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LATEST):
                await FLOODS[sys.argv[1]](sys.argv[2])
        return
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    for name in FLOODS:
        print(await measured(name, seconds), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
