"""deploy/nginx, run as it is shown: who is at which of two nodes, and what happens when one is gone."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from web.nginx import NEEDED, nginx

from dxcheck.web.server import free_port

FOLDER = Path(__file__).parent.parent.parent / "deploy" / "nginx"
SHOWN = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir()))
PEOPLE = 40
pytestmark = NEEDED


class Node:
    """Says which it is, and counts what it is sent."""

    def __init__(self, name: str) -> None:
        self.name, self.port, self.sent = name, free_port(), 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Its name, to a page and on a line."""
        self.sent += request.method == "POST"
        if "Upgrade" not in request.headers:
            return web.Response(text=self.name)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(self.name)
        await socket.close()
        return socket

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Take connections."""
        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()


@asynccontextmanager
async def in_front_of(folder: Path, one: Node, other: Node) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """A browser that keeps no cookies, and nginx's address."""
    port = free_port()
    nodes = [(f"server 127.0.0.1:{shown}", f"server 127.0.0.1:{node.port}") for shown, node in ((8001, one), (8002, other))]
    async with nginx(folder, port, SHOWN, *nodes):
        trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        trusted.check_hostname = False
        connector = aiohttp.TCPConnector(ssl=trusted)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield session, f"https://127.0.0.1:{port}"


def login(person: int, name: str = "__Host-dxcheck") -> dict[str, str]:
    """What the browser of somebody who is logged in sends along, among other cookies."""
    return {"Cookie": f"other=1; {name}=token-{person}; {name}-known=always-the-same"}


async def test_who_is_logged_in_stays_at_one_node_and_people_are_at_both(tmp_path: Path) -> None:
    """Pages and the terminal's line alike, above a path too."""
    one, other = Node("one"), Node("other")
    async with one.up(), other.up(), in_front_of(tmp_path, one, other) as (session, url):
        at: dict[int, str] = {}
        for person in range(PEOPLE):
            at[person] = await (await session.get(url, headers=login(person))).text()
            async with session.ws_connect(f"{url}/ws/tab", headers=login(person)) as socket:
                assert await socket.receive_str() == at[person]
            assert await (await session.get(f"{url}/shindan/", headers=login(person, "__Secure-dxcheck"))).text() == at[person]
        assert PEOPLE / 5 < list(at.values()).count("one") < PEOPLE * 4 / 5
        assert len({await (await session.get(f"{url}/login")).text() for _time in range(5)}) == 1  # before a login, by the address


@pytest.mark.parametrize("is_sending", [False, True])
async def test_whoever_was_at_a_node_that_is_gone_goes_on_at_the_other(tmp_path: Path, is_sending: bool) -> None:
    """At once, and each form reaches one node once; who was at the other stays there."""
    one, other = Node("one"), Node("other")
    async with one.up(), in_front_of(tmp_path, one, other) as (session, url):
        for person in range(PEOPLE):
            method = session.post if is_sending else session.get
            async with method(url, headers=login(person)) as answer:
                assert await answer.text() == "one"
        assert one.sent == PEOPLE * is_sending


async def test_readiness_is_asked_of_the_nodes_alone(tmp_path: Path) -> None:
    """Through nginx it would be that of any node."""
    one, other = Node("one"), Node("other")
    async with one.up(), other.up(), in_front_of(tmp_path, one, other) as (session, url):
        assert (await session.get(f"{url}/readyz")).status == 404
