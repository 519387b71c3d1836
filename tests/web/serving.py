"""A real server on loopback, and people who talk to it over the wire."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from web.warm import WarmNursery
from yarl import URL

from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store.audit import AUDIT, REFUSED
from dxcheck.web import server, watching
from dxcheck.web.cookies import token_hash
from dxcheck.web.server import DxcheckServer, free_port
from dxcheck.web.settings import ServeSettings
from dxcheck.workspace import Workspace

watching.LOOK_AROUND /= 10  # type: ignore[misc]  # who has to leave is looked for ten times as often: tests wait for it
PASSWORD = "kaki-no-ki-no-shita"
IMABARI, MATSUYAMA = "imabari-kikaku", "matsuyama-jouhou"
CODES = {IMABARI: "382027", MATSUYAMA: "382019"}
Serve = Callable[..., AbstractAsyncContextManager["Served"]]


@dataclass
class Served:
    """A running server."""

    server: DxcheckServer
    url: str
    workspace: Workspace

    def log(self) -> str:
        """Who did what, and then what was refused."""
        self.server.book.flush()
        there = [self.workspace.folder.path / name for name in (AUDIT, REFUSED)]
        return "".join(one.read_text(encoding="utf-8") for one in there if one.exists())

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """A browser with cookies of its own."""
        async with aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            yield Visitor(self, session)

    @asynccontextmanager
    async def logged_in(self, name: str = IMABARI) -> AsyncIterator[Visitor]:
        """A browser somebody has logged in with."""
        async with self.visitor() as visitor:
            response = await visitor.log_in(name)
            assert response.status == 303, await response.text()
            if response.headers["Location"] == "/enrol":
                assert (await visitor.put_off()).headers["Location"] == "/"
            yield visitor


class Visitor:
    """Somebody with a browser, without the browser."""

    def __init__(self, served: Served, session: aiohttp.ClientSession) -> None:
        self.served, self.session = served, session

    async def get(self, path: str, **rest: Any) -> aiohttp.ClientResponse:
        """Fetch without following."""
        response = await self.session.get(path, allow_redirects=False, **rest)
        await response.read()
        return response

    async def post(self, path: str, data: dict[str, str], **headers: str) -> aiohttp.ClientResponse:
        """Send a form as our own page would."""
        sent = {"Origin": self.served.url, **headers}
        response = await self.session.post(path, data=data, headers=sent, allow_redirects=False)
        await response.read()
        return response

    async def form(self, path: str) -> str:
        """The secret in a page's form."""
        text = await (await self.get(path)).text()
        found = re.search(r'name="csrf" value="([^"]+)"', text)
        assert found, text
        return found[1]

    async def log_in(self, name: str, password: str = PASSWORD) -> aiohttp.ClientResponse:
        """Fill in the login form."""
        return await self.post("/login", {"csrf": await self.form("/login"), "name": name, "password": password})

    async def put_off(self) -> aiohttp.ClientResponse:
        """Log in without a second factor, as long as that is allowed."""
        return await self.post("/later", {"csrf": await self.form("/enrol")})

    @property
    def token(self) -> str:
        """The cookie."""
        return self.session.cookie_jar.filter_cookies(URL(self.served.url))["dxcheck"].value

    @property
    def key(self) -> str:
        """What the server calls the login."""
        login = self.served.server.logins.find(token_hash(self.token), used=False)
        assert login is not None
        return login.key

    @asynccontextmanager
    async def tab(self, name: str = "tab-0001", **query: object) -> AsyncIterator[Line]:
        """Open the terminal of a tab."""
        size = {"width": "80", "height": "24", **{key: str(value) for key, value in query.items()}}
        async with self.session.ws_connect(f"/ws/{name}", params=size, headers={"Origin": self.served.url}, max_msg_size=0) as socket:
            yield Line(socket)


class Line:
    """The terminal's end of a connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seen = ""
        self.urls: list[str] = []
        self.at = ""
        """Where the app said that the person is."""

    async def until(self, wanted: str, seconds: float = 20.0) -> str:
        """Read until the screen says something."""
        async with asyncio.timeout(seconds):
            while wanted not in self.seen:
                if not await self._read():
                    raise AssertionError(f"closed with {self.socket.close_code} before {wanted!r}: {self.seen[-400:]!r}")
        return self.seen

    async def until_url(self, seconds: float = 20.0) -> str:
        """Read until a file is announced."""
        async with asyncio.timeout(seconds):
            while not self.urls:
                assert await self._read(), self.socket.close_code
        return self.urls.pop()

    async def until_closed(self, seconds: float = 20.0) -> int | None:
        """Read until the server closes, and say with which code."""
        async with asyncio.timeout(seconds):
            while await self._read():
                pass
        return self.socket.close_code

    async def _read(self) -> bool:
        try:
            message = await self.socket.receive()
        except aiohttp.ClientConnectionResetError:  # asked whether it is there after it was closed
            return False
        if message.type == aiohttp.WSMsgType.BINARY:
            self.seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", message.data.decode("utf-8", "replace"))
            return True
        if message.type == aiohttp.WSMsgType.TEXT:
            kind, value = json.loads(message.data)
            if kind == "open_url":
                self.urls.append(value["url"])
            elif kind == "whereabouts":
                self.at = value
            return True
        return False

    async def keys(self, text: str) -> None:
        """Type."""
        self.seen = ""
        await self.socket.send_json(["stdin", text])


@pytest.fixture(scope="session")
def stored_password() -> str:
    """Hashed once."""
    return hashed(PASSWORD)


@pytest.fixture
def serve(tmp_path: Path, stored_password: str, warm: socket.socket | None) -> Serve:
    """Start a server with two accounts; with `own_nursery` it starts its warm process as it does in a town hall."""

    @asynccontextmanager
    async def started(*, own_nursery: bool = False, **chosen: Any) -> AsyncIterator[Served]:
        port = free_port()
        settings = replace(ServeSettings(data=tmp_path / "診断データ", port=port), **chosen)
        workspace = Workspace.open(settings.data)
        accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
        for name, code in CODES.items():
            if accounts.find(name) is None:  # else another server is at the same data
                accounts.add(Account(name, "staff", code, stored_password, calendar.now(), must_change=False))
        maker = None if own_nursery or warm is None or not server.can_fork() else WarmNursery(warm)
        served = DxcheckServer(workspace, settings, maker=maker)
        stop, ready = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(served.serve_until(stop, ready.set))
        try:
            async with asyncio.timeout(20):
                await ready.wait()
            yield Served(served, f"http://127.0.0.1:{port}", workspace)
        finally:
            stop.set()
            await asyncio.wait_for(running, 30)

    return started
