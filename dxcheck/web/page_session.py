"""The process that makes the plain pages of one login (`dxcheck.pages`): asked over its standard input, one request after the other, and ended some time after the last one."""

from __future__ import annotations

import asyncio
import contextlib
import time
from itertools import count
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.pages.pipe import LARGEST_ANSWERED, LENGTH_BYTES, GarbledError, PageAnswered, framed, size_of, unframed
from dxcheck.web.session import Session, last_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.pages.pipe import PageAsked
    from dxcheck.web.clerk import ClerkFor
    from dxcheck.web.identity import Start
    from dxcheck.web.login import Login
    from dxcheck.web.processes import Maker

MOST_PAGES_WAITING: Final = 4
"""Requests that wait for one to be answered; a person clicks once, a program does not."""
PAGE_WITHIN: Final = 150.0
"""Seconds for an answer: a paper waits for its turn behind those of others."""


class ManyAskedError(RuntimeError):
    """Too many requests wait already."""


class LostError(RuntimeError):
    """The process ended before it answered, or did not in time."""


class LeftError(RuntimeError):
    """The process is ending: it was not asked."""


class PageSession(Session):
    """Makes the pages of one login."""

    def __init__(self, login: Login, start: Start, maker: Maker, ended: Callable[[Session], None], clerk_for: ClerkFor) -> None:
        super().__init__(login, start, maker, ended, clerk_for)
        self._asking = 0
        self._was_asked = False
        self._turn = asyncio.Lock()
        self._numbers = count(1)
        self._awaited: tuple[int, asyncio.Future[PageAnswered]] | None = None

    @property
    def is_attached(self) -> bool:
        """Whether somebody waits for a page."""
        return self._asking > 0

    @property
    def is_left(self) -> bool:
        """Whether nobody does: a page that is being read needs no process."""
        return self._was_asked and self._asking == 0

    async def ask(self, asked: PageAsked) -> PageAnswered:
        """Have a request answered.

        Raises:
            ManyAskedError: too many wait already.
            LostError: there is no answer.
            LeftError: nothing was asked; another process may be.
        """
        if self._asking > MOST_PAGES_WAITING:
            raise ManyAskedError
        self._asking += 1
        self._was_asked = True
        self.detached_at, self.used_at = None, time.monotonic()
        try:
            async with self._turn:
                return await self._answer_to(msgspec.structs.replace(asked, number=next(self._numbers)))
        finally:
            self._asking -= 1
            if not self._asking:
                self.detached_at = time.monotonic()

    async def _answer_to(self, asked: PageAsked) -> PageAnswered:
        if self._running is None or self._work is None or self._work.done() or self._closing is not None:
            raise LeftError
        answer: asyncio.Future[PageAnswered] = asyncio.get_running_loop().create_future()
        self._awaited = asked.number, answer
        try:
            self._running.stdin.write(framed(asked))
            await self._running.stdin.drain()
            return await asyncio.wait_for(answer, PAGE_WITHIN)
        except TimeoutError as problem:
            self._running.stop(now=True)
            raise LostError from problem
        except (OSError, RuntimeError) as problem:  # its pipe is closed
            raise LostError from problem
        finally:
            self._awaited = None

    async def run(self) -> None:
        """Hand on answers until the process ends, or says something else."""
        running = self._running
        assert running is not None
        said = asyncio.create_task(last_words(running.stderr))
        try:
            while True:
                size = size_of(await running.stdout.readexactly(LENGTH_BYTES), LARGEST_ANSWERED)
                self._hand_on(unframed(await running.stdout.readexactly(size), PageAnswered))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except GarbledError:
            running.stop(now=True)
        finally:
            if self._awaited is not None and not self._awaited[1].done():
                self._awaited[1].set_exception(LostError())
            await self._take_leave(running, said)

    def _hand_on(self, answered: PageAnswered) -> None:
        number, answer = self._awaited or (0, None)
        if answer is None or answered.number != number:
            raise GarbledError("an answer to nothing")
        if not answer.done():
            answer.set_result(answered)

    async def _ask_to_end(self) -> None:
        assert self._running is not None
        with contextlib.suppress(OSError):
            self._running.stdin.close()
