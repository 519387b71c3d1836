"""Whose first screen is drawn next: as many at a time as there are processors and one more, in the order in which they were asked for.

Drawing one takes a processor. Begun all at once, those of a whole office that arrives at nine are all done as late as the last of them; in turn, on a machine that is the
server's own, the last is done no later, and half of them in little more than half the time. What waits for something else than a processor (a disk, a database, other programs
on the machine) keeps nobody waiting for long: when a turn has lasted too long, all who wait begin.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LASTS: Final = 1.5
"""Seconds after which a turn is over whatever was seen: a first screen takes a quarter of one, and on a slow machine that is busy one."""
LEAST_SCREEN: Final = 100
"""Characters of a first screen; what is shorter sets the terminal up."""
GO_ON: Final = "go_on"
"""The server's word to a session whose first screen is shown: so are those of all others."""
BESIDE_PROCESSORS: Final = 1
"""One more than there are processors: it has them while another waits for its disk, or for the server."""


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class DrawingTurn:
    """Somebody's, from when they may begin until `end`."""

    def __init__(self, turns: DrawingTurns, lasts: float) -> None:
        self._turns = turns
        self._timer = asyncio.get_running_loop().call_later(lasts, turns.let_all_begin, self)

    def end(self) -> None:
        """Somebody else may begin; said again, nothing happens."""
        self._timer.cancel()
        self._turns.ended(self)


class DrawingTurns:
    """Those of one server.

    Args:
        at_once: how many there are at a time; 0 for what the processors take.
        lasts: seconds that one lasts at most.
    """

    def __init__(self, at_once: int = 0, lasts: float = LASTS) -> None:
        self._at_once, self._lasts = at_once or processors() + BESIDE_PROCESSORS, lasts
        self._begun: set[DrawingTurn] = set()
        self._then: list[Callable[[], None]] = []
        self._waiting: deque[asyncio.Future[DrawingTurn]] = deque()

    async def next(self) -> DrawingTurn:
        """The turn of whoever asks, when it has come."""
        come: asyncio.Future[DrawingTurn] = asyncio.get_running_loop().create_future()
        self._waiting.append(come)
        self._go_on()
        return await come

    def when_all_are_drawn(self, then: Callable[[], None]) -> None:
        """Do something as soon as nobody waits for a first screen."""
        self._then.append(then)
        self._tell()

    def ended(self, turn: DrawingTurn) -> None:
        """One is over."""
        self._begun.discard(turn)
        self._go_on()
        self._tell()

    def let_all_begin(self, late: DrawingTurn) -> None:
        """One has lasted too long: whatever it waits for, others need not wait for it as well."""
        self._begun.discard(late)
        while self._waiting:
            self._begin()
        self._tell()

    def _tell(self) -> None:
        while self._then and not self._begun and not self._waiting:
            self._then.pop(0)()

    def _go_on(self) -> None:
        while self._waiting and len(self._begun) < self._at_once:
            self._begin()

    def _begin(self) -> None:
        come = self._waiting.popleft()
        if not come.done():  # else whoever asked has given up
            turn = DrawingTurn(self, self._lasts)
            self._begun.add(turn)
            come.set_result(turn)
