"""Before the server ends: no new screens, people are told, and those who are answering come to an end by themselves, within a bound."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from typing import TYPE_CHECKING, Final

from dxcheck.web.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dxcheck.web.session import Session

_log = logging.getLogger("dxcheck.web")
ENDS_WITHIN: Final = 20.0
"""Seconds from when it may end until the server is gone, whoever still waits for a disk or a database that does not answer."""
LOOK_EVERY: Final = 0.2
"""Seconds between two looks whether somebody is still there."""


class Draining:
    """The way from being asked to end to ending."""

    def __init__(self, within: float, sessions: Callable[[], Iterable[Session]]) -> None:
        """
        Args:
            within: seconds until the server ends, whoever is still there.
            sessions: those that run.
        """  # noqa: D205, D212
        self._within, self._sessions = within, sessions
        self._work: asyncio.Task[None] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether no new screens are opened any more."""
        return self._work is not None

    def begin(self, stop: asyncio.Event) -> None:
        """Begin; asked a second time, end at once. `stop` is set when the server may end."""
        if self._work is not None:
            stop.set()
            return
        self._work = asyncio.create_task(self._go_on(stop))

    async def _go_on(self, stop: asyncio.Event) -> None:
        for one in self._watched():
            await one.tell_of_draining()
        until = asyncio.get_running_loop().time() + self._within
        while self._watched() and asyncio.get_running_loop().time() < until and not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY)
        stop.set()

    def _watched(self) -> list[Tab]:
        """Screens that somebody looks at; what is on the others is saved."""
        return [one for one in self._sessions() if isinstance(one, Tab) and one.is_attached]


async def end_anyway(stop: asyncio.Event) -> None:
    """Once the server may end, see that its process does: a thread cannot be ended, and whoever waits for threads waits as long as what they wait for."""
    await stop.wait()
    late = threading.Timer(ENDS_WITHIN, _give_up)
    late.daemon = True
    late.start()


def _give_up() -> None:
    _log.error("the data does not answer: the server ends all the same; what it said was saved is saved")
    logging.shutdown()
    os._exit(1)
