"""Connections of strangers, without a proxy in front: silent ones, half ones, many, and lines that are never closed. Everybody else gets in and goes on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from web.serving import IMABARI, MATSUYAMA, Serve, Served
from web.test_tabs import until

from bench.visitors import Server, Visitor, prepared
from dxcheck.web import connections, reception
from dxcheck.web.connections import Gate, most_connections
from dxcheck.web.settings import ServeSettings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="connects from other addresses of loopback")
HEAD_USUALLY, BODY_USUALLY = connections.HEAD_WITHIN, reception.BODY_WITHIN
"""Seconds; where a test shortens them, half of them is soon."""
HERE, THERE = "127.0.0.1", "127.0.0.2"


@contextlib.asynccontextmanager
async def silent(served: Served, count: int, address: str = THERE, say: bytes = b"") -> AsyncIterator[list[asyncio.StreamReader]]:
    """Connections that say this and nothing more."""
    port, made = int(served.url.rpartition(":")[2]), []
    try:
        for _nth in range(count):
            reader, writer = await asyncio.open_connection(HERE, port, local_addr=(address, 0))
            writer.write(say)
            made.append((reader, writer))
        yield [reader for reader, _writer in made]
    finally:
        for _reader, writer in made:
            writer.transport.abort()


async def is_over(reader: asyncio.StreamReader, within: float) -> bool:
    """Whether the server closes it."""
    with contextlib.suppress(ConnectionError, TimeoutError):
        await asyncio.wait_for(reader.read(), within)
        return True
    return reader.at_eof() or reader.exception() is not None


def bounded(served: Served, most: int) -> Gate:
    """So many connections at most."""
    gate = served.server.gate
    gate._most, gate._most_of_one = most, most // 2
    return gate


@pytest.mark.parametrize("said", [b"", b"GET /login HTT", b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", b"\r\n"])
async def test_a_connection_must_say_what_it_wants_in_time(serve: Serve, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    """Also one that says a little again and again."""
    monkeypatch.setattr(connections, "HEAD_WITHIN", 0.5)
    async with serve() as served:
        began = time.monotonic()
        async with silent(served, 2, say=said) as (one, _other):
            assert await is_over(one, HEAD_USUALLY / 2)
        assert time.monotonic() - began > 0.3


async def test_a_second_request_must_come_to_its_end_too(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a first one that was answered; between two requests a browser may take its time."""
    monkeypatch.setattr(connections, "HEAD_WITHIN", 0.5)
    async with serve() as served:
        host = served.url.removeprefix("http://")
        asked = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        reader, writer = await asyncio.open_connection(HERE, int(host.rpartition(":")[2]))
        for _nth in range(2):
            writer.write(asked)
            assert b"200 OK" in await reader.readline()
            await reader.readuntil(b"}")
            await asyncio.sleep(0.8)
        writer.write(asked[:20])
        assert await is_over(reader, HEAD_USUALLY / 2)
        writer.close()


async def test_a_form_must_be_here_in_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its head alone keeps no connection busy."""
    monkeypatch.setattr(reception, "BODY_WITHIN", 0.3)
    async with serve() as served:
        host = served.url.removeprefix("http://")
        reader, writer = await asyncio.open_connection(HERE, int(host.rpartition(":")[2]))
        writer.write(
            f"POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: {served.url}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncsrf=".encode()
        )
        assert b" 408 " in await asyncio.wait_for(reader.readline(), BODY_USUALLY / 2)
        writer.close()


async def test_silent_connections_make_room_for_people(serve: Serve) -> None:
    """Of one address no more than half of all; of many, the one with most loses its oldest. Whoever asks for something is answered."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        gate = bounded(served, 40)
        async with silent(served, 60) as first, silent(served, 30, "127.0.0.3"), served.visitor() as new:
            assert (await new.get("/healthz")).status == 200  # who came later is answered, so all of them have come
            assert gate._count <= 40
            assert len(gate._there[THERE]) <= 20
            assert await is_over(first[0], HEAD_USUALLY / 2), "the oldest of those that were silent"
            assert (await new.log_in(MATSUYAMA)).status == 303
            await line.keys("g")
            await line.until("推移")
            log = served.log()
            assert log.count("connection-refused") <= 2, "counted, not written one by one"
        await until(lambda: gate._there.keys() <= {HERE})


async def test_connections_that_are_all_busy_are_not_closed_for_another(serve: Serve) -> None:
    """The new one is refused, its address alone is full, and others get in."""
    async with serve() as served, served.visitor() as visitor:
        gate = bounded(served, 20)
        host = served.url.removeprefix("http://")
        head = (
            f"POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: {served.url}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncsrf="
        ).encode()
        async with silent(served, 15, say=head) as busy:
            await until(lambda: len(gate._there.get(THERE, ())) == 10 and not any(one.place == THERE for one in gate._silent))
            assert [await is_over(one, 0.01) for one in busy[:10]] == [False] * 10
            assert await is_over(busy[-1], BODY_USUALLY / 2)
            assert (await visitor.log_in(IMABARI)).status == 303


async def test_a_proxys_address_is_not_bounded(serve: Serve) -> None:
    """Everybody comes through it."""
    async with serve(trusted_proxies=(THERE,)) as served:
        gate = bounded(served, 40)
        async with silent(served, 35):
            await until(lambda: len(gate._there.get(THERE, ())) >= 35)
            assert len(gate._there[THERE]) == 35


async def test_lines_that_are_never_closed_are_bounded_for_each_account(serve: Serve) -> None:
    """Whoever opens them and does not answer has a few; the account's own screen and everybody else go on."""
    async with serve(most_per_account=2) as served, served.logged_in() as hostile, served.logged_in(MATSUYAMA) as other:  # noqa: SIM117 - too long for one line
        async with hostile.tab("tab-mine") as mine, other.tab() as line:
            await mine.until("今治市")
            await line.until("松山市")
            cookie, host = f"dxcheck={hostile.token}", served.url.removeprefix("http://")
            statuses, writers = [], []
            for n in range(30):
                reader, writer = await asyncio.open_connection(HERE, int(host.rpartition(":")[2]))
                writer.write(
                    f"GET /ws/tab-{n:04} HTTP/1.1\r\nHost: {host}\r\nOrigin: {served.url}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
                )
                statuses.append(int((await reader.readline()).split()[1]))
                writers.append(writer)
            assert statuses.count(101) <= 6
            assert statuses.count(429) >= 24
            for one in (mine, line):
                await one.keys("g")
                await one.until("推移")
            for writer in writers:
                writer.transport.abort()
            await until(lambda: served.server._lines == {IMABARI: 1, MATSUYAMA: 1})


async def test_no_answer_names_a_version(serve: Serve) -> None:
    """Neither a page, nor a refusal, nor what is said to something that is no request; and that is counted, not written."""
    async with serve() as served, served.visitor() as visitor:
        for path in ("/login", "/healthz", "/nothing", "/static/style.css"):
            assert (await visitor.get(path)).headers["Server"] == "dxcheck"
        served.server.gate._told_at = time.monotonic()  # so nothing is told, and counted anew, in the next minute
        async with silent(served, 3, say=b"GET / HTTP/1.1\r\nHost: a\r\nX-Odd: \0\r\n\r\n") as readers:
            for one in readers:
                answer = await asyncio.wait_for(one.read(), HEAD_USUALLY / 2)
                assert b"400" in answer
                assert b"aiohttp" not in answer.lower()
                assert b"python" not in answer.lower()
        assert served.server.gate._happened["without a request"] == 3


async def test_accept_errors_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    """One line a minute says how many; other problems of the loop are told as ever."""
    gate = Gate(ServeSettings(data=Path()), lambda _address: None, most=10)
    loop = asyncio.get_running_loop()
    for _nth in range(10_000):
        gate.take_problem(loop, {"message": "socket.accept() out of system resource", "exception": OSError(24, "too many")})
    gate.tell()
    gate.tell()
    assert caplog.text.count("not accepted") == 1
    assert "10000 not accepted" in caplog.text
    closed = ValueError("Invalid file descriptor: -1")
    gate.take_problem(loop, {"message": "Exception in callback BaseSelectorEventLoop._start_serving()", "exception": closed})
    assert "_start_serving" not in caplog.text, "it was to accept again, and the server is closed"
    gate.take_problem(loop, {"message": "something else"})
    assert "something else" in caplog.text


def test_there_is_room_for_files_beside_all_connections() -> None:
    """However few descriptors the system gives."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        most = most_connections(60)
        assert most + connections.RESERVED + 60 * connections.PIPES <= resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.server
async def test_eleven_hundred_silent_connections_stop_nobody(tmp_path: Path) -> None:
    """A real server that the system gives few descriptors: somebody types on, another one logs in, and the messages stay short."""
    workspace = prepared(tmp_path / "data", 2)
    items = [one.id for one in workspace.staff_desk(workspace.roster.municipalities[0]).questionnaire.ordered]
    one, two = Visitor(0, items), Visitor(1, items)
    held: list[socket.socket] = []
    server = Server(tmp_path / "data", "--sessions", "10", descriptors=512)
    try:
        await server.ready()
        assert await one.log_in(server.url) == 303
        await one.open(server.url, "tab-0001")
        for n in range(1100):
            held.append(socket.socket())
            held[-1].settimeout(5)
            held[-1].bind((f"127.0.0.{2 + n % 3}", 0))
            held[-1].connect((HERE, server.port))
            if n % 20 == 0:
                await asyncio.sleep(0)
        await one.answer(1)
        assert await two.log_in(server.url) == 303
        await two.open(server.url, "tab-0002")
    finally:
        for each in held:
            each.close()
        await one.leave()
        await two.leave()
        said = server.end()
    assert len(said) < 2000, said[:2000]
