"""The app in a browser beside stock textual-serve serving the same app: 25 sessions at once, in turn, in one run."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp

from bench.rows import Row
from bench.visitors import below
from dxcheck.app.drawing import FINE
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.demo import create_demo
from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.web.server import free_port
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

_Value = TypeVar("_Value")
SESSIONS, KEYS, ROUNDS = 25, 8, 3
SIZE = (120, 40)
STEADY = 5.0
"""Seconds without a new process and without one that ends: nothing is drawn any more."""
PASSWORD = "bench-bench-bench"
OPENED_WITHIN, REPAINTED_WITHIN, AT_REST_WITHIN = 120.0, 30.0, 180.0
"""Seconds for one session's first frame, for one key, and for all pictures that are drawn ahead. What takes longer has not finished, and the report says so."""
WHOLE = 1000
"""Bytes that no smaller change of the screen takes."""
_STOCK = "import sys; from textual_serve.server import Server; Server(sys.argv[1], port=int(sys.argv[2])).serve()"
MEASURED = (
    ("frame", "s", 0.2, "first full frame, median session"),
    ("last", "s", None, "first full frame, last session"),
    ("pss", "MB", 0.75, "memory per session, pictures drawn (PSS, all shared out)"),
    ("without", "MB", None, "the same without the process that draws pictures"),
    ("server", "MB", None, "memory of the server"),
    ("p50", "ms", None, "key to repaint, p50"),
    ("p95", "ms", 1.0, "key to repaint, p95"),
)


class NotFinishedError(RuntimeError):
    """Something took too long; the message says what, and what was seen last."""


def rows() -> Iterator[Row]:
    """Each measure beside stock's; bars of docs/design.md section 8 and of quick opening."""
    results: dict[str, list[dict[str, float]]] = {"ours": [], "stock": []}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        workspace, stored = Workspace.open(data), hashed(PASSWORD)
        accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
        for n in range(SESSIONS):
            accounts.add(Account(f"bench-{n:02}", "staff", "382027", stored, calendar.now(), must_change=False))
        word = asyncio.run(last_word(data))
        for _ in range(ROUNDS):
            for which, found in results.items():
                found.append(_round(data, word, which))
    for name, unit, bar, words in MEASURED:
        what = f"{SESSIONS} sessions at once: {words}"
        ours, stock = ([one[name] for one in results[which] if name in one] for which in ("ours", "stock"))
        if not ours or not stock:
            unfinished = " nor ".join(which for which, found in (("ours", ours), ("stock", stock)) if not found)
            yield Row(what, f"not finished by {unfinished}", bar=bar)
            continue
        here, there = statistics.median(ours), statistics.median(stock)
        few = min(len(ours), len(stock))
        rounds = f" ({few} of {ROUNDS} rounds)" if few < ROUNDS else ""
        yield Row(what, f"{here:.2f} {unit}{rounds}", f"stock textual-serve {there:.2f} {unit}", here / there, bar)


async def last_word(data: Path, size: tuple[int, int] = SIZE) -> str:
    """The one at the end of the first screen's last row above its keys, by which a whole frame is known; the keys come with the focus."""
    workspace = Workspace.open(data)
    app = DxcheckApp(workspace.staff_desk(workspace.roster.find("imabari")), drawing=FINE)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        rows = [one.text.split() for one in app.screen._compositor.render_strips()]  # noqa: SLF001 - as in web/overlay.py
        return next(one[-1] for one in reversed(rows[:-1]) if one)


def _round(data: Path, word: str, which: str) -> dict[str, float]:
    """What was found until the end, or until something did not finish, which is told."""
    found: dict[str, float] = {}
    try:
        asyncio.run(_measure(data, word, found, ours=which == "ours"))
    except (NotFinishedError, RuntimeError, OSError, TimeoutError, aiohttp.ClientError) as problem:
        print(f"  {which}: not finished: {type(problem).__name__} {problem}", flush=True)
    return found


async def _measure(data: Path, word: str, found: dict[str, float], *, ours: bool) -> None:
    """Fill in what is found, as it is found."""
    port = free_port()
    command = f"{sys.executable} -m bench.stock_app {data}"
    program = (
        [sys.executable, "-m", "dxcheck.cli.main", "--data", str(data), "serve", "--drain", "0", "--port", str(port)]
        if ours
        else [sys.executable, "-c", _STOCK, command, str(port)]
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {"DXCHECK_LANG": "ja"}
    server = subprocess.Popen(  # noqa: ASYNC220 - it outlives this loop
        program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(_client(url))
            await _wait(session)
            await asyncio.sleep(1.0)  # both are warm: ours has its nursery, stock has nothing to warm
            sessions = await _sessions(stack, url) if ours else [session] * SESSIONS
            began = time.perf_counter()
            opened = await asyncio.gather(*(_open(stack, one, n, url, word, ours=ours) for n, one in enumerate(sessions)))
            frames = [at - began for _screen, at in opened]
            found |= {"frame": statistics.median(frames), "last": max(frames)}
            found["pss"], found["without"], found["server"] = await _memory_at_rest(server.pid)
            keys = sorted([await screen.key() for _ in range(KEYS) for screen, _at in opened])
            found |= {"p50": 1000 * keys[len(keys) // 2], "p95": 1000 * keys[int(len(keys) * 0.95)]}
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


async def _wait(session: aiohttp.ClientSession) -> None:
    for _ in range(200):
        try:
            async with session.get("/static/css/xterm.css") as response:
                await response.read()
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the server did not start")


async def _sessions(stack: AsyncExitStack, url: str) -> list[aiohttp.ClientSession]:
    """Everybody logged in, each with a browser of their own."""
    return [await logged_in(stack, url, n) for n in range(SESSIONS)]


async def logged_in(stack: AsyncExitStack, url: str, n: int) -> aiohttp.ClientSession:
    """The browser of the `n`th person."""
    session = await stack.enter_async_context(_client(url))
    page = await (await session.get("/login")).text()
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    form = {"csrf": found[1], "name": f"bench-{n:02}", "password": PASSWORD}
    answer = await session.post("/login", data=form, headers={"Origin": url}, allow_redirects=False)
    assert answer.status == 303
    return session


def _client(url: str) -> aiohttp.ClientSession:
    """A browser: it waits for no page longer than for a screen."""
    return aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=OPENED_WITHIN))


class BrowserScreen:
    """A browser's screen: it is read all the time, as a browser reads it; a line that nobody reads would be cut."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._said: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.is_pictured = asyncio.Event()
        """A picture stands over it."""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type == aiohttp.WSMsgType.BINARY:
                self._said.put_nowait(message.data)
            elif message.data.startswith('["pictures"'):
                (self.is_pictured.set if json.loads(message.data)[1]["shown"] else self.is_pictured.clear)()
        self._said.put_nowait(None)

    async def heard(self) -> bytes:
        """What comes next for the terminal.

        Raises:
            NotFinishedError: it was closed.
        """
        data = await self._said.get()
        if data is None:
            raise NotFinishedError(f"closed with {self._socket.close_code}")
        return data

    async def until(self, word: str) -> None:
        """Until it has shown this."""
        seen = ""

        async def shown() -> None:
            nonlocal seen
            while word not in seen:
                seen = (seen + re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", (await self.heard()).decode("utf-8", "replace")))[-40000:]

        await within(OPENED_WITHIN, shown(), lambda: f"the first frame, which ends with {word!r}: {seen[-120:]!r}")

    async def say(self, *what: str) -> None:
        """As a page does."""
        await self._socket.send_str(json.dumps(what))

    async def key(self) -> float:
        """Seconds for F3, which changes every cell's colour: a repaint of the whole screen."""
        while True:  # what is still on its way from before
            try:
                await asyncio.wait_for(self.heard(), 0.02)
            except TimeoutError:
                break
        began = time.perf_counter()
        await self.say("stdin", "\x1bOR")

        async def repainted() -> None:
            while len(await self.heard()) <= WHOLE:
                pass

        await within(REPAINTED_WITHIN, repainted(), lambda: "a key that nothing answers")
        return time.perf_counter() - began


async def _open(
    stack: AsyncExitStack, session: aiohttp.ClientSession, n: int, url: str, word: str, *, ours: bool
) -> tuple[BrowserScreen, float]:
    path = f"/ws/bench-{n:04}" if ours else "/ws"
    width, height = SIZE
    socket = await stack.enter_async_context(
        session.ws_connect(path, params={"width": str(width), "height": str(height)}, headers={"Origin": url}, max_msg_size=0)
    )
    screen = BrowserScreen(socket)
    await screen.until(word)
    at = time.perf_counter()
    await screen.say("focus")  # as either page does once its terminal has the focus: both then show the footer
    return screen, at


async def within(seconds: float, what: Coroutine[Any, Any, _Value], words: Callable[[], str]) -> _Value:
    """What comes in time. A receive of aiohttp begins its own time limit anew with every heartbeat, so that one never ends while the other end lives.

    Raises:
        NotFinishedError: it did not.
    """
    try:
        async with asyncio.timeout(seconds):
            return await what
    except TimeoutError as problem:
        raise NotFinishedError(f"after {seconds:g} s: {words()}") from problem


async def _memory_at_rest(server: int) -> tuple[float, float, float]:
    """Once as many processes are there for five seconds: PSS per session, the same without the process that draws, and of the server, in MB."""

    async def steady() -> set[int]:
        there, since = set(below(server)), time.monotonic()
        while time.monotonic() - since < STEADY:
            await asyncio.sleep(0.1)
            now = set(below(server))
            if now != there:
                there, since = now, time.monotonic()
        return there

    there = await within(AT_REST_WITHIN, steady(), lambda: "processes that come and go")
    each = {pid: _pss(pid) / 1024 for pid in there}
    drawing = sum(size for pid, size in each.items() if has_matplotlib(pid))
    return sum(each.values()) / SESSIONS, (sum(each.values()) - drawing) / SESSIONS, _pss(server) / 1024


def has_matplotlib(pid: int) -> bool:
    """Whether it is one that draws."""
    with contextlib.suppress(OSError):
        return "ft2font" in Path(f"/proc/{pid}/maps").read_text()
    return False


def _pss(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return float(found[1]) if found else 0
