"""Several nodes on one database behind nginx as deploy/nginx shows it, and people who come back by themselves as the page does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import ssl
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import aiohttp
import msgspec

from bench.visitors import Server, Visitor, answers, prepared, stored
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.database.transfer import move_in
from dxcheck.web.server import free_port
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

_ROOT: Final = Path(__file__).parents[1]
SAVED_WITHIN: Final = 5.0
"""Seconds that people wait for 保存済み before they go on."""
QUIET: Final = 0.12
"""Seconds without output after which what a screen says is of the answer that was given last."""
FIRST_PAUSE: Final = 0.5
"""Seconds until the page asks first whether there is a server; then twice as long each time (line.js)."""
SHOWN: Final = (8001, 8002)
"""The ports of the nodes in deploy/nginx."""
_CONTROL: Final = Path("/sys/fs/cgroup/cpu")
_PERIOD: Final = 100_000
"""Microseconds in which a share of a processor is given out."""


class Node(Server):
    """One of several, in a process of its own."""

    def __init__(self, url: str, public: str, *, drain: int = 20, port: int = 0) -> None:
        """
        Args:
            url: the database's.
            public: nginx's address.
            drain: seconds.
            port: of one that it takes the place of.
        """  # noqa: D205, D212
        self.told_at = free_port()
        options = ["--public-url", public, "--trusted-proxy", "127.0.0.1", "--metrics-port", str(self.told_at), "--drain", str(drain)]
        super().__init__(url, *options, port=port)

    async def ready(self) -> None:
        """Wait until people may come."""
        await answers(f"http://127.0.0.1:{self.told_at}", "/readyz", within=60)

    async def people(self) -> int:
        """Who has a screen open here."""
        return await self._told("dxcheck_tabs_open")

    async def pages(self) -> int:
        """How many pages were answered here."""
        return await self._told('dxcheck_request_seconds_count{kind="page"}')

    async def _told(self, name: str) -> int:
        """A figure for Prometheus."""
        async with aiohttp.ClientSession(f"http://127.0.0.1:{self.told_at}") as session, session.get("/metrics") as response:
            (found,) = re.findall(rf"^{re.escape(name)} (\d+)", await response.text(), re.MULTILINE)
        return int(found)

    def drain(self) -> None:
        """As a service is ended."""
        self.process.terminate()

    def kill(self) -> None:
        """Nothing is said to anybody; what it started goes with it, as with a machine."""
        there = self.below()
        self.process.kill()
        self.process.wait()
        for pid in there:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def in_database(folder: Path, url: str, count: int) -> Workspace:
    """So many municipalities, with a person each and `bench-guest` at the first, in a database that was made ready."""
    workspace = prepared(folder, count)
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    first = accounts.find("bench-00")
    assert first is not None
    accounts.add(msgspec.structs.replace(first, name="bench-guest"))
    move_in(folder, url)
    return Workspace.open(open_database(url))


@asynccontextmanager
async def behind_nginx(folder: Path, nodes: Iterable[HasPort], port: int) -> AsyncIterator[ssl.SSLContext]:
    """Run nginx in front of one or two; gives what trusts its certificate."""
    from web.nginx import nginx  # the tests' own

    shown = "".join(path.read_text(encoding="utf-8") for path in sorted((_ROOT / "deploy" / "nginx").iterdir()))
    ports = [one.port for one in nodes]
    changes = [(f"127.0.0.1:{told}", f"127.0.0.1:{real}") for told, real in zip(SHOWN, (ports * 2)[:2], strict=True)]
    await asyncio.to_thread(folder.mkdir)
    async with nginx(folder, port, shown, *changes):
        trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        trusted.check_hostname = False
        yield trusted


class HasPort(Protocol):
    """A node that nginx knows."""

    port: int


class Counts(Protocol):
    """A node that says how much it does."""

    async def pages(self) -> int:
        """How many pages were answered there."""


class Person(Visitor):
    """Somebody whose page comes back by itself."""

    def __init__(self, number: int, workspace: Workspace, url: str, tls: ssl.SSLContext, name: str = "") -> None:
        super().__init__(number, [one.id for one in workspace.staff_desk(workspace.roster.municipalities[0]).questionnaire.ordered])
        self.workspace = workspace
        self.url, self.tls, self.name = url, tls, name or self.name
        self.tab = f"tab-{self.name}"
        self.away: list[float] = []
        """Seconds from each time that the screen was lost until it was there again."""
        self.elsewhere: list[str] = []
        """Where they were and where they came back to, if that was another place."""

    async def come(self) -> None:
        """Log in and open the questionnaire."""
        assert await self.log_in(self.url) == 303
        await self.enter()

    async def log_in_at(self, node: Counts) -> None:
        """Log in so that the screen will be at this one: which one it is goes by the login, which is chance.

        Raises:
            RuntimeError: nginx sends everybody to the other.
        """
        for _try in range(40):
            assert await self.log_in(self.url) == 303
            before = await node.pages()
            assert self.session is not None
            async with self.session.get("/"):
                pass
            if await node.pages() > before:
                return
        raise RuntimeError("nginx sends everybody to one node")

    async def enter(self) -> None:
        """Open the questionnaire."""
        await self.open(self.url, self.tab)
        await self.until_there("")

    async def sees(self, wanted: str) -> float:
        """Seconds until the screen says something."""
        began = time.monotonic()
        await self.until(wanted)
        return time.monotonic() - began

    async def until_there(self, wanted: str) -> None:
        """Read until the app says where they are: somewhere, or at a place."""
        late = time.monotonic() + 30
        while not self.whereabouts or (wanted and self.whereabouts != wanted):
            await self.read(1.0)
            if time.monotonic() > late:
                raise ConnectionError(f"{self.name} is not told where they are: {self.whereabouts!r}, not {wanted!r}")

    async def write(self, chance: random.Random, pause: float = 0.0) -> None:
        """Answer from the first item on until cancelled, whatever happens to the servers.

        Args:
            chance: of levels and pauses.
            pause: seconds between two answers, at most.
        """
        await self.begin_again()  # a key that was sent last may have gone on to the next item or not
        while True:
            try:
                await self.answer(chance.randrange(6), wait=SAVED_WITHIN, quiet=QUIET)
                late = time.monotonic() + chance.uniform(0, pause)
                while (left := late - time.monotonic()) > 0:
                    await self.read(left)
            except (ConnectionError, aiohttp.ClientError):
                await self.come_back(chance)

    async def come_back(self, chance: random.Random) -> None:
        """As line.js does: ask until a server answers, then the page, then the line, with where they were."""
        assert self.session is not None
        was, began = self.whereabouts, time.monotonic()
        for number in range(20):
            await asyncio.sleep(min(FIRST_PAUSE * 2**number, 10) * chance.uniform(0.75, 1.25))
            try:
                async with self.session.get("/healthz") as answer:
                    if (await answer.json(content_type=None))["status"] != "ok":
                        continue
                async with self.session.get("/?back", allow_redirects=False) as page:
                    if page.status != 200:
                        continue
                self.whereabouts = ""
                query = {"width": "120", "height": "40", "at": was}
                self.socket = await self.session.ws_connect(f"/ws/{self.tab}", params=query, headers={"Origin": self.url}, max_msg_size=0)
                await self.until_there("")
            except (ConnectionError, aiohttp.ClientError, ValueError):
                continue
            self.away.append(time.monotonic() - began)
            if self.whereabouts != was:
                self.elsewhere.append(f"{was} -> {self.whereabouts}")
            self.at = self.items.index(self.whereabouts.partition(":")[2])
            return
        raise ConnectionError(f"{self.name} does not come back")


def lost(workspace: Workspace, people: Iterable[Person]) -> list[str]:
    """Answers whose screen had said 保存済み, and after which no other was given, that are not there."""
    found = []
    for one in people:
        there = stored(workspace, one.code)
        found += [
            f"{one.name} {item}: {level}, not {there.get(item)}"
            for item, level in one.shown.items()
            if there.get(item) != level and one.sent.get(item) == level
        ]
    return found


class Share:
    """A share of a processor that some processes and what they start have together (Linux, as root, control groups of the first version).

    Raises:
        OSError: this machine gives none.
    """

    def __init__(self, name: str, share: float) -> None:
        self._folder = _CONTROL / f"dxcheck-{name}-{free_port()}"
        if not (_CONTROL / "cpu.shares").exists():
            raise OSError("no control groups for processors here")
        self._folder.mkdir()
        (self._folder / "cpu.cfs_period_us").write_text(str(_PERIOD))
        (self._folder / "cpu.cfs_quota_us").write_text(str(int(share * _PERIOD)))

    def take(self, pids: Iterable[int]) -> None:
        """These, and what they start from now on."""
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                (self._folder / "cgroup.procs").write_text(str(pid))

    def end(self) -> None:
        """Whoever is still there is free."""
        for pid in (self._folder / "cgroup.procs").read_text().split():
            with contextlib.suppress(OSError):
                (_CONTROL / "cgroup.procs").write_text(pid)
        self._folder.rmdir()
