"""A process of a login's own behind the server, whatever it shows: begun when it is needed, ended with its login, with the server, or some time after it was left."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from abc import ABC, abstractmethod
from enum import IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.web.clerk import Clerk, ClerkFor
    from dxcheck.web.identity import Start
    from dxcheck.web.login import Login
    from dxcheck.web.processes import Maker, Running

_log = logging.getLogger("dxcheck.web")

STOP_WITHIN: Final = 3.0
CUT_OFF_AFTER: Final = 1.0
"""Seconds in which a session that ends may still write into a database."""


class Close(IntEnum):
    """Why a session ends, so that its page can say it."""

    ENDED = 4000
    LOGGED_OUT = 4001
    CRASHED = 4002
    TAKEN_OVER = 4003
    IDLE = 4004
    STOPPING = 4005
    FULL = 4006
    MISBEHAVED = 4007
    TOO_MANY = 4008
    DISABLED = 4009
    LINK_OVER = 4010
    NOT_BEGUN = 4011


class Session(ABC):
    """One process of one login."""

    def __init__(self, login: Login, start: Start, maker: Maker, ended: Callable[[Session], None], clerk_for: ClerkFor) -> None:
        self.login = login
        self.start_with = start
        self._maker, self._ended, self._clerk_for = maker, ended, clerk_for
        self._clerk: Clerk | None = None
        self._running: Running | None = None
        self._closing: Close | None = None
        self._birth: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self.detached_at: float | None = time.monotonic()
        """Since when nobody looks; None while somebody does."""
        self.used_at = time.monotonic()

    @property
    def pid(self) -> int:
        """The process, 0 before there is one."""
        return self._running.pid if self._running else 0

    @property
    @abstractmethod
    def is_attached(self) -> bool:
        """Whether a browser is there."""

    @property
    @abstractmethod
    def is_left(self) -> bool:
        """Whether a browser was there and has gone."""

    @property
    def closing(self) -> Close | None:
        """Why it is ending, if it is."""
        return self._closing

    @abstractmethod
    async def run(self) -> None:
        """Pass on what the process says until it ends, and then `_take_leave`."""

    @abstractmethod
    async def _ask_to_end(self) -> None:
        """Tell the process to end by itself."""

    def _is_there(self, running: Running) -> None:  # noqa: B027 - not every session has something to note
        """The process has been made."""

    async def begin(self) -> None:
        """Make the process, or wait for it if it is being made.

        Raises:
            NoProcessError: there is none.
        """
        if self._birth is None:
            self._birth = asyncio.create_task(self._make())
        await asyncio.shield(self._birth)

    async def _make(self) -> None:
        self._running = await self._maker.make(self.start_with)
        if self._running.line is not None:
            self._clerk = self._clerk_for(self._running.line, self.start_with)
            self._clerk.begin()
        self._is_there(self._running)
        self._work = asyncio.create_task(self.run())
        if self._closing is not None:
            await self._leave()

    async def _take_leave(self, running: Running, said: asyncio.Task[str]) -> bool:
        """The process says nothing any more: see it end, and tell what it said of failures; whether it crashed.

        Args:
            running: the process.
            said: what it writes to its error output.
        """
        status = await self._wait_for_end(running)
        words = await said
        if self._clerk is not None:
            self._clerk.end()
        crashed = status != 0 and self._closing in (None, Close.ENDED)
        if crashed or words:
            _log.error("app of %s ended with %s: %s", self.login.account.name, status, words or "-")
        self._ended(self)  # first: who opens again at once gets a new one
        return crashed

    async def _wait_for_end(self, running: Running) -> int:
        with contextlib.suppress(OSError):
            running.stdin.close()
        for now in (None, False, True):
            if now is not None:
                running.stop(now=now)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(running.wait(), STOP_WITHIN)
        return -1

    async def end(self, why: Close) -> None:
        """End the process: ask, then insist. One that is still being born ends as soon as it is there."""
        if self._closing is None:
            self._closing = why
            asyncio.get_running_loop().call_later(CUT_OFF_AFTER, self._cut_off)
        if self._birth is not None:
            await asyncio.wait([self._birth], timeout=STOP_WITHIN)
        await self._leave()

    def _cut_off(self) -> None:
        if self._clerk is not None:
            self._clerk.cut_off()

    async def _leave(self) -> None:
        if self._work is None or self._running is None:
            return
        await self._ask_to_end()
        done, _pending = await asyncio.wait([self._work], timeout=STOP_WITHIN)
        if not done:
            self._running.stop(now=False)
            done, _pending = await asyncio.wait([self._work], timeout=STOP_WITHIN)
        if not done:
            self._running.stop(now=True)
            await asyncio.wait([self._work], timeout=STOP_WITHIN)


async def last_words(stderr: asyncio.StreamReader) -> str:
    """What a process wrote to its error output until it ended; of much the end."""
    kept = b""
    while chunk := await stderr.read(4096):
        kept = (kept + chunk)[-8000:]
    return kept.decode("utf-8", "replace").strip()
