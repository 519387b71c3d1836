"""A server in a process of its own and people who answer in it over the wire, each for a municipality of their own, so that every answer can be told apart."""

from __future__ import annotations

import asyncio
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.roster import check_digit
from dxcheck.web.server import free_port
from dxcheck.workspace import Workspace

PASSWORD = "bench-bench-bench"
HEAD = 'kind = "roster"\nid = "bench"\npopulation_as_of = 2026-01-01\n[prefecture]\ncode = "380008"\nname = "愛媛県"\nkana = "えひめけん"\nromaji = "Ehime"\n'
SAVED = "保存済み"


def codes(count: int) -> list[str]:
    """Sound codes of invented municipalities."""
    return [first + str(check_digit(first)) for first in (f"{39000 + n}" for n in range(count))]


def prepared(data: Path, count: int) -> Workspace:
    """A real folder with so many municipalities and an account for each, `bench-00` and on."""
    data.mkdir(mode=0o700)
    towns = "".join(
        f'[[municipalities]]\ncode = "{code}"\nname = "第{n}町"\nkana = "だい{n}ちょう"\nromaji = "Cho{n}"\ntype = "町"\nregion = "東予"\npopulation = 5000\n'
        for n, code in enumerate(codes(count))
    )
    (data / "roster.toml").write_text(HEAD + towns, encoding="utf-8")
    workspace, stored = Workspace.open(data), hashed(PASSWORD)
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    for n, code in enumerate(codes(count)):
        accounts.add(Account(f"bench-{n:02}", "staff", code, stored, calendar.now(), must_change=False))
    for one in workspace.roster.municipalities:
        workspace.staff_desk(one).begin()  # a draft is begun, so that the first screen leads to it
    return workspace


class Server:
    """`dxcheck serve` on loopback; with `descriptors`, the system gives it no more of them (Linux)."""

    def __init__(self, data: Path | str, *options: str, descriptors: int | None = None, port: int = 0) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [
            sys.executable,
            "-m",
            "dxcheck.cli.main",
            "--data",
            str(data),
            "serve",
            "--drain",
            "0",
            "--port",
            str(self.port),
            *options,
        ]
        environment = {**os.environ, "DXCHECK_LANG": "ja"}
        self.messages = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`; a pipe that nobody reads would fill up
        if descriptors is not None:
            command = ["prlimit", f"--nofile={descriptors}:{descriptors}", *command]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.messages, env=environment)

    async def ready(self) -> None:
        """Wait until it answers."""
        await answers(self.url)

    async def warm(self) -> None:
        """Wait until screens open at once: what they share is imported, which would be counted as the server's own."""
        await answers(self.url, "/readyz")
        await asyncio.sleep(1)

    def below(self) -> list[int]:
        """The processes under it: the nursery and its sessions."""
        return below(self.process.pid)

    def end(self) -> str:
        """End it in order; gives what it said on its error output."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with self.messages:
            self.messages.seek(0)
            return self.messages.read().decode("utf-8", "replace")


async def answers(url: str, path: str = "/healthz", within: float = 15) -> None:
    """Wait until a server answers.

    Raises:
        RuntimeError: it does not, within so many seconds.
    """
    late = time.monotonic() + within
    async with aiohttp.ClientSession(url, timeout=aiohttp.ClientTimeout(total=5)) as session:
        while time.monotonic() < late:
            try:
                async with session.get(path) as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)
    raise RuntimeError("the server does not answer")


def below(pid: int) -> list[int]:
    """Every process under one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        new = children.get(todo.pop(), [])
        found += new
        todo += new
    return found


class Visitor:
    """Somebody who answers one item after the other, and begins again at the first."""

    tls: ssl.SSLContext | None = None
    """Whom it trusts, where the server is behind https."""

    def __init__(self, number: int, items: list[str]) -> None:
        self.name, self.code = f"bench-{number:02}", codes(number + 1)[number]
        self.items = items
        self.at = 0
        self.sent: dict[str, int] = {}
        """Item to the level sent last."""
        self.shown: dict[str, int] = {}
        """Item to the level sent last before the screen said 保存済み."""
        self.count = self.kept = 0
        """Answers that were sent; and that were said to be saved."""
        self.times: list[float] = []
        self.whereabouts = ""
        """Where the app said that they are."""
        self.session: aiohttp.ClientSession | None = None
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    async def log_in(self, url: str, password: str = PASSWORD, address: str = "") -> int:
        """Log in, from another address if one is given and the server trusts us to tell it; gives the status."""
        await self.leave()
        headers = {"X-Forwarded-For": address} if address else {}
        connector = aiohttp.TCPConnector(ssl=self.tls) if self.tls is not None else None
        self.session = aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True), headers=headers, connector=connector)
        page = await (await self.session.get("/login")).text()
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found, page
        form = {"csrf": found[1], "name": self.name, "password": password}
        return (await self.session.post("/login", data=form, headers={"Origin": url}, allow_redirects=False)).status

    async def open(self, url: str, tab: str) -> None:
        """Open the questionnaire at its first item, whatever was on the screen."""
        assert self.session is not None
        size = {"width": "120", "height": "40"}
        self.socket = await self.session.ws_connect(f"/ws/{tab}", params=size, headers={"Origin": url}, max_msg_size=0)
        await self.until("おつかれさまです")
        await self.keys("\r")
        await self.until("根拠")
        await self.begin_again()

    async def begin_again(self) -> None:
        """Go to the first item, wherever the screen is."""
        await self.keys("\x1b[D" * len(self.items))
        await asyncio.sleep(0.3)
        await self.drain(0.05)
        self.at = 0

    async def keys(self, text: str) -> None:
        """Type."""
        assert self.socket is not None
        await self.socket.send_json(["stdin", text])

    async def read(self, seconds: float) -> str | None:
        """The next output; None without any in time.

        Raises:
            ConnectionError: the screen is gone.
        """
        assert self.socket is not None
        try:
            message = await self.socket.receive(seconds)
        except TimeoutError:
            return None
        if message.type == aiohttp.WSMsgType.BINARY:
            return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", message.data.decode("utf-8", "replace"))
        if message.type == aiohttp.WSMsgType.TEXT:
            kind, value = json.loads(message.data)
            if kind == "whereabouts":
                self.whereabouts = value
            return ""
        raise ConnectionError(self.socket.close_code)

    async def until(self, wanted: str, seconds: float = 30.0) -> None:
        """Read until the screen says something."""
        seen, late = "", time.monotonic() + seconds
        while wanted not in seen:
            seen += await self.read(1.0) or ""
            if time.monotonic() > late:
                raise ConnectionError(f"{self.name} waited for {wanted!r}: {seen[-200:]!r}")

    async def drain(self, quiet: float) -> None:
        """Read what is still on its way."""
        while await self.read(quiet) is not None:
            pass

    async def answer(self, level: int, wait: float = 0.6, quiet: float = 0.005) -> None:
        """Answer the item in work, and read until it is said to be saved."""
        await self.drain(quiet)
        item = self.items[self.at]
        began = time.perf_counter()
        await self.keys(str(level))
        self.sent[item] = level
        self.count += 1
        first, late = True, began + wait
        while (left := late - time.perf_counter()) > 0:
            text = await self.read(left)
            if text and first:
                self.times.append(time.perf_counter() - began)
                first = False
            if text and SAVED in text:
                await self.drain(quiet)  # what is on the screen now is the last word about this answer
                self.shown = dict(self.sent)
                self.kept += 1
                break
        self.at += 1
        if self.at == len(self.items):
            await self.drain(0.3)
            await self.keys("\x1b[D" * (len(self.items) - 1))
            await self.drain(0.3)
            self.at = 0

    async def leave(self) -> None:
        """Close everything."""
        if self.socket is not None:
            await self.socket.close()
        if self.session is not None:
            await self.session.close()
        self.socket = self.session = None


def stored(workspace: Workspace, code: str) -> dict[str, int | None]:
    """Item to level in a municipality's draft."""
    found = workspace.folder.repository(code).draft(workspace.questionnaire_id)
    return {item: entry.answer.level for item, entry in found.entries.items()} if found else {}
