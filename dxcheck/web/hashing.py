"""Passwords are hashed a few at a time, in a fair order: each takes tens of megabytes and milliseconds, on purpose, and whoever sends many waits for the own ones alone.

Every source (an address of strangers, an account's known browsers, a login) has at most one hash in progress, and the sources take turns. At an address each name has a short
line of its own, and these take turns too, first those that were not wrong before: who floods holds up nobody else behind the same address. Strangers together never have the last of the places, and after each of
theirs they pause twice as long as it took: people who are inside go on typing.
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
"""Of one name from one source; beyond it people are asked to come back in a moment."""
MOST_STRANGERS: Final = 100
"""Strangers in all lines together; one more takes the place of the last in the longest line of the address that has the most."""
PAUSE: Final = 0.1
"""Seconds that strangers pause at most after one of their hashes: still some five logins a second."""
STEP_BACK: Final = 5
"""How much kinder than the server the threads that hash for strangers are to others on the machine."""


class Waiting(NamedTuple):
    """Whose hashes wait for each other."""

    source: str
    is_stranger: bool
    name: str = ""
    """Tried by a stranger."""
    was_wrong: bool = False
    """Whether this stranger has guessed wrong at this name before: then those who have not come first."""


_Turn = asyncio.Future[None]
_Key = tuple[bool, str]
"""Whether it was wrong before, and the name."""
_Source = dict[_Key, deque[_Turn]]


class Hashing:
    """The places and the lines before them; of one event loop."""

    def __init__(self) -> None:
        self._pools = {False: ThreadPoolExecutor(PLACES, "hashing"), True: ThreadPoolExecutor(1, "hashing-for-strangers", _step_back)}
        self._known: dict[str, _Source] = {}
        self._strangers: dict[str, _Source] = {}
        self._busy: set[tuple[str, bool]] = set()
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
            return await asyncio.get_running_loop().run_in_executor(self._pools[line.is_stranger], work)
        finally:
            self._busy.discard((line.source, line.is_stranger))
            if line.is_stranger:
                self._is_pausing = True
                asyncio.get_running_loop().call_later(min(PAUSE, 2 * (time.monotonic() - began)), self._go_on)
            self._call_next()

    def close(self) -> None:
        """Nothing more is hashed."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """How many are in the lines."""
        return _total(self._known) + _total(self._strangers)

    def _join(self, line: Waiting, turn: _Turn) -> None:
        sources = self._strangers if line.is_stranger else self._known
        own, key = sources.get(line.source, {}), (line.was_wrong, line.name)
        if len(own.get(key, ())) >= MOST_IN_LINE:
            raise web.HTTPServiceUnavailable
        if line.is_stranger and _total(sources) >= MOST_STRANGERS and not self._make_room(own, key):
            raise web.HTTPServiceUnavailable
        sources.setdefault(line.source, own).setdefault(key, deque()).append(turn)

    def _make_room(self, own: _Source, key: _Key) -> bool:
        """Send one away, of the address that has the most: the last of the longest line, rather of those who were wrong before; not for one who is no better off."""
        fullest = max(self._strangers.values(), key=_size)
        worst = max(fullest, key=lambda one: (one[0], len(fullest[one])))
        is_better = _size(own) + 1 < _size(fullest) or (
            fullest is own and (key[0], len(own.get(key, ())) + 1) < (worst[0], len(own[worst]))
        )
        if is_better:
            fullest[worst].pop().set_exception(web.HTTPServiceUnavailable())
            if not fullest[worst]:
                del fullest[worst]
        return is_better

    def _call_next(self) -> None:
        """Give free places to the sources in turn, and in each to its lines. Strangers come first, as they have one place and not all the time."""
        while len(self._busy) < PLACES:
            if not (self._calls(self._strangers, is_stranger=True) or self._calls(self._known, is_stranger=False)):
                return

    def _calls(self, sources: dict[str, _Source], *, is_stranger: bool) -> bool:
        """Whether somebody of these got a place."""
        if is_stranger and (self._is_pausing or any(stranger for _source, stranger in self._busy)):
            return False
        source = next((one for one in sources if (one, is_stranger) not in self._busy), None)
        if source is None:
            return False
        lines = sources.pop(source)  # it comes last again
        key = min(lines, key=lambda one: one[0])  # the first of those who were never wrong, else the first
        line = lines.pop(key)
        turn = line.popleft()
        if line:
            lines[key] = line
        if lines:
            sources[source] = lines
        if not turn.done():  # else whoever waited was sent away by the end of the server
            self._busy.add((source, is_stranger))
            turn.set_result(None)
        return True

    def _go_on(self) -> None:
        self._is_pausing = False
        self._call_next()


def _size(source: _Source) -> int:
    return sum(map(len, source.values()))


def _total(sources: dict[str, _Source]) -> int:
    return sum(map(_size, sources.values()))


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
    """In the thread that hashes for strangers: the processor is for those who type. Only Linux has this for one thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, 0, STEP_BACK)
