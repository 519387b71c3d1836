"""The first picture of a session that nobody drew ahead, from its screen to the message that shows it, beside bare drawing: with the warm process, and without.

Sessions open one after the other, each presses the key for 推移 as soon as its first screen is there.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from bench import web
from bench.rows import Row, ms
from bench.visitors import Server
from dxcheck.app.artist import AROUND, Sought, drawn_svg
from dxcheck.app.staff.pictured import from_home
from dxcheck.demo import create_demo
from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES = 7
WITHIN = 60.0
BAR = 1.3
PROGRESS = "g"
ON_PROGRESS = "どの期"


@dataclass
class Seen:
    """Seconds after the key."""

    screen: float
    picture: float
    bare: float
    """What drawing alone took right after."""

    @property
    def ratio(self) -> float:
        """From the screen to its picture, over drawing alone."""
        return (self.picture - self.screen) / self.bare


def rows() -> Iterator[Row]:
    """Both ways."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        workspace, stored = Workspace.open(data), hashed(web.PASSWORD)
        accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
        for n in range(2 * TIMES):
            accounts.add(Account(f"bench-{n:02}", "staff", "382027", stored, calendar.now(), must_change=False))
        word = asyncio.run(web.last_word(data))
        sought = _sought(workspace)
        drawn_svg(sought)  # the first one is slower
        for words, is_warm in (("drawn by the warm process", True), ("drawn by the session itself, which imports matplotlib", False)):
            what = f"first picture of a session, {words}: from its screen"
            try:
                seen = asyncio.run(_sessions(data, word, sought, is_warm=is_warm))
            except (web.NotFinishedError, OSError, TimeoutError, aiohttp.ClientError) as problem:
                yield Row(what, f"not finished: {problem}", bar=BAR if is_warm else None)
                continue
            after, bare, ratio = (
                statistics.median(found) for found in zip(*((one.picture - one.screen, one.bare, one.ratio) for one in seen), strict=True)
            )
            yield Row(what, ms(after), f"drawing alone {ms(bare)}", ratio, BAR if is_warm else None)


def _sought(workspace: Workspace) -> Sought:
    desk = workspace.staff_desk(workspace.roster.find("imabari"))
    progress, *_others = from_home(desk, web.SIZE[1])
    return Sought(progress.scene, web.SIZE[0] - AROUND, progress.rows, "#ffffff", "#202124", "ja")


async def _sessions(data: Path, word: str, sought: Sought, *, is_warm: bool) -> list[Seen]:
    server = Server(data)
    try:
        await server.ready()
        await asyncio.sleep(3.0)
        if not is_warm:
            for pid in server.below():
                if web.has_matplotlib(pid):
                    os.kill(pid, signal.SIGKILL)  # so soon after its beginning that no other one is made
        return [await _seen(server.url, n if is_warm else TIMES + n, word, sought) for n in range(TIMES)]
    finally:
        server.end()


async def _seen(url: str, n: int, word: str, sought: Sought) -> Seen:
    async with AsyncExitStack() as stack:
        session = await web.logged_in(stack, url, n)
        width, height = web.SIZE
        size = {"width": str(width), "height": str(height)}
        socket = await stack.enter_async_context(
            session.ws_connect(f"/ws/bench-{n:04}", params=size, headers={"Origin": url}, max_msg_size=0)
        )
        screen = web.BrowserScreen(socket)
        await screen.until(word)
        await screen.say("focus")
        began = time.perf_counter()
        await screen.say("stdin", PROGRESS)
        await screen.until(ON_PROGRESS)
        shown = time.perf_counter()

        await web.within(WITHIN, screen.is_pictured.wait(), lambda: "no picture came")
        pictured = time.perf_counter()
    drawn_svg(sought)
    return Seen(shown - began, pictured - began, time.perf_counter() - pictured)
