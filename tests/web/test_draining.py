"""A server that is told to end: who answers is told and has a moment, nobody begins anew, and what was answered is kept."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys

import aiohttp
import pytest
from web.serving import MATSUYAMA, Line, Serve

from dxcheck.store.opening import database_for_server

SOON = "まもなくサーバーを入れ替えます"
FIRST_ANSWERED = "1/42問に回答"


async def told(line: Line, kind: str) -> None:
    """Read until the page is told something."""
    async with asyncio.timeout(10):
        while True:
            message = await line.socket.receive()
            if message.type == aiohttp.WSMsgType.TEXT and json.loads(message.data)[0] == kind:
                return


async def test_who_answers_is_told_and_goes_on_and_nobody_begins_anew(serve: Serve) -> None:
    """Then the last one leaves, and the server may end."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other:
        stop = asyncio.Event()
        async with visitor.tab() as line:
            await line.until("今治市")
            served.server.draining.begin(stop)
            await told(line, "draining")
            await line.keys("s")
            await line.until("mom-01")
            await line.keys("2")
            await line.until(FIRST_ANSWERED)
            unready = await visitor.get("/readyz")
            assert (unready.status, await unready.json()) == (503, {"status": "draining"})
            assert (await visitor.get("/healthz")).status == 200
            assert (await visitor.get("/")).status == 200  # whoever is there may load the page again
            page = await other.get("/")
            assert (page.status, page.headers["Refresh"]) == (503, "5")
            assert SOON in await page.text()
            async with other.tab() as refused:
                assert await refused.until_closed() == 4005
            assert not stop.is_set()
        await asyncio.wait_for(stop.wait(), 5)


async def test_it_ends_after_a_while_whoever_is_there_and_at_once_when_told_twice(serve: Serve) -> None:
    """The bound holds; whoever cannot wait says it again."""
    async with serve(drain=0.3) as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        stop = asyncio.Event()
        served.server.draining.begin(stop)
        await asyncio.wait_for(stop.wait(), 3)
        stop.clear()
        served.server.draining.begin(stop)
        assert stop.is_set()


async def test_plain_pages_tell_of_it_too(serve: Serve) -> None:
    """Whoever reads them goes on; whoever comes waits, and what they sent comes back to be sent again."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other, visitor.tab() as line:
        await line.until("今治市")
        before = await (await visitor.get("/text/")).text()
        form = {"csrf": await other.form("/password"), "said": "まだ保存していない文章"}
        served.server.draining.begin(asyncio.Event())
        page = await visitor.get("/text/")
        assert page.status == 200
        assert SOON not in before
        assert SOON in await page.text()
        come = await other.get("/text/")
        assert (come.status, come.headers["Refresh"]) == (503, "5")
        sent = await other.post("/text/", form)
        assert sent.status == 409
        assert "まだ保存していない文章" in await sent.text()


async def test_of_several_servers_one_that_ends_leaves_those_who_come_to_the_others(serve: Serve, database: str) -> None:
    """By an answer with which a proxy asks the next one, without taking this one for broken."""
    async with (
        serve(data=database_for_server(database)) as served,
        served.logged_in() as visitor,
        served.logged_in(MATSUYAMA) as other,
        visitor.tab() as line,
    ):
        await line.until("今治市")
        served.server.draining.begin(asyncio.Event())
        assert [(await one.get("/")).status for one in (visitor, other)] == [200, 404]
        assert [(await one.get("/text/")).status for one in (visitor, other)] == [404, 404]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await other.session.ws_connect("/ws/tab-0001", headers={"Origin": served.url})
        assert refused.value.status == 404
        assert (await other.get("/login")).status in (200, 303)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM")
async def test_the_signal_that_services_are_ended_with_begins_it_and_ctrl_c_ends_at_once(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As systemd does it."""
    async with serve() as served:
        handlers = {}
        monkeypatch.setattr(
            asyncio.get_running_loop(), "add_signal_handler", lambda number, *what: handlers.update({number: what}), raising=False
        )
        stop = asyncio.Event()
        served.server.listen_to_signals(stop)
        handlers[signal.SIGTERM][0](*handlers[signal.SIGTERM][1:])
        assert served.server.draining.has_begun
        await asyncio.wait_for(stop.wait(), 3)  # nobody is there
        stop.clear()
        handlers[signal.SIGINT][0]()
        assert stop.is_set()


WAITS = """
import asyncio, sys, time
from dxcheck.web import draining
from dxcheck.web.server import DxcheckServer

class Waits(DxcheckServer):
    def __init__(self): pass
    def listen_to_signals(self, stop): stop.set()
    async def serve_until(self, stop, ready): asyncio.get_running_loop().run_in_executor(None, time.sleep, 600)

draining.ENDS_WITHIN = 0.1
Waits().run(print)
"""


def test_a_server_that_was_told_to_end_does_though_its_data_never_answers() -> None:
    """It says so; a thread that waits for a disk or a database cannot be ended."""
    done = subprocess.run([sys.executable, "-c", WAITS], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "does not answer" in done.stderr) == (1, True), done.stderr
