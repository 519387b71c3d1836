"""Passwords are hashed a few at a time, in a fair order: each takes tens of megabytes and milliseconds, on purpose, and whoever sends many waits for the own ones alone.

Every source (an address of strangers, an account's known browsers, a login) has a short line of its own and at most one hash in progress; the lines take turns. Strangers
together never have the last of the places, and after each of theirs they pause as long as it took: people who are inside go on typing.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

_Made = TypeVar("_Made")
PLACES: Final = 2
MOST_IN_LINE: Final = 8
"""Of one source; beyond it people are asked to come back in a moment."""
MOST_STRANGERS: Final = 100
"""Strangers in all lines together; one more takes the place of the last in the longest line."""
STEP_BACK: Final = 5
"""How much kinder than the server its hashing threads are to others on the machine."""


class Waiting(NamedTuple):
    """Whose hashes wait for each other."""

    whose: str
    is_stranger: bool


class Hashing:
    """The places and the lines before them; of one event loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(PLACES, "hashing", _step_back)
        self._lines: dict[Waiting, deque[asyncio.Future[None]]] = {}
        self._busy: set[Waiting] = set()
        self._is_pausing = False

    async def do(self, line: Waiting, work: Callable[[], _Made]) -> _Made:
        """Do something in a thread when it is this line's turn.

        Raises:
            HTTPServiceUnavailable: too many wait.
        """
        turn = asyncio.get_running_loop().create_future()
        self._join(line, turn)
        self._call_next()
        await turn
        began = time.monotonic()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._busy.discard(line)
            if line.is_stranger:
                self._is_pausing = True
                asyncio.get_running_loop().call_later(time.monotonic() - began, self._go_on)
            self._call_next()

    def close(self) -> None:
        """Nothing more is hashed."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """How many are in the lines."""
        return sum(map(len, self._lines.values()))

    def _join(self, line: Waiting, turn: asyncio.Future[None]) -> None:
        there = self._lines.setdefault(line, deque())
        if len(there) >= MOST_IN_LINE:
            raise web.HTTPServiceUnavailable
        if line.is_stranger and sum(len(one) for other, one in self._lines.items() if other.is_stranger) >= MOST_STRANGERS:
            longest = max((one for other, one in self._lines.items() if other.is_stranger), key=len)
            if len(longest) <= len(there) + 1:
                if not there:
                    del self._lines[line]
                raise web.HTTPServiceUnavailable
            longest.pop().set_exception(web.HTTPServiceUnavailable())
        there.append(turn)

    def _call_next(self) -> None:
        """Give free places to the lines in turn; a line that had one goes to the end."""
        while len(self._busy) < PLACES:
            ready = next((line for line in self._lines if self._may_go(line)), None)
            if ready is None:
                return
            there = self._lines.pop(ready)
            turn = there.popleft()
            if there:
                self._lines[ready] = there
            if not turn.done():
                self._busy.add(ready)
                turn.set_result(None)

    def _may_go(self, line: Waiting) -> bool:
        if line in self._busy:
            return False
        return not line.is_stranger or not (self._is_pausing or any(one.is_stranger for one in self._busy))

    def _go_on(self) -> None:
        self._is_pausing = False
        self._call_next()


class Allowance:
    """How often something may be done: so many times at once, and then once in so many seconds."""

    def __init__(self, at_once: int, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._every, self._clock = at_once, every, clock
        self._left, self._at = float(at_once), clock()

    def take(self) -> float:
        """Do it once: 0, or how many seconds too early it is."""
        now = self._clock()
        self._left, self._at = min(float(self._at_once), self._left + (now - self._at) / self._every), now
        if self._left < 1:
            return (1 - self._left) * self._every
        self._left -= 1
        return 0.0


def _step_back() -> None:
    """In each hashing thread: the processor is for those who type. Only Linux has this for one thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, 0, STEP_BACK)
