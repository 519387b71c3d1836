"""Connections to the database for sessions, which may not connect by themselves: the server connects, and lends the socket over the session's own line.

The server keeps a second hand on each socket: when the session is over, so are they, whatever its process would still do with them.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _
from dxcheck.store import errors
from dxcheck.store.database.lending import at_host_of, connected, has_several_hosts, ways_of
from dxcheck.web.hashing import Allowance
from dxcheck.web.identity import Borrowed

if TYPE_CHECKING:
    from dxcheck.store.database.database_shelf import DatabaseShelf

MOST_LENT: Final = 8
"""Connections of one session: one writes, one reads, one is for what is being made."""
LENT_AT_ONCE, LENT_EVERY = 20, 0.5
"""Connections of one session in a row, and seconds for one more; a database that is not there is tried again and again."""
TOLD_AT_ONCE, TOLD_EVERY = 40, 0.25
"""The same of what changed, which a session asks twice a second."""
LENDING_THREADS: Final = 4
NOT_AGAIN_FOR: Final = 0.5
"""Seconds after a try that failed in which nobody else tries: sixty sessions would wait for each other."""


class Lending:
    """For all sessions of one server."""

    def __init__(self, shelf: DatabaseShelf, settings: str) -> None:
        """
        Args:
            shelf: of the database.
            settings: a folder with copies of the files that people write.

        Raises:
            StoreError: the database is not there.
        """  # noqa: D205, D212
        self.shelf = shelf
        self.threads = ThreadPoolExecutor(LENDING_THREADS, "lending")
        with shelf.reached() as info:
            ways = ways_of(info)
        self.is_encrypted = ways.is_encrypted
        self.borrowed = Borrowed(ways.family, settings, ways.files)
        self._guard = threading.Lock()
        self._failed: tuple[float, errors.StoreError] | None = None

    def for_session(self) -> Lender:
        """Whoever lends to one."""
        return Lender(self)

    def connect(self) -> tuple[str, socket.socket]:
        """A new connection; in a thread.

        Raises:
            StoreError: there is none to be had.
        """
        with self._guard:
            failed = self._failed
        if failed is not None and time.monotonic() - failed[0] < NOT_AGAIN_FOR:
            raise failed[1]
        try:
            made = connected(self._conninfo(), is_encrypted=self.is_encrypted)
        except errors.StoreError as problem:
            with self._guard:
                self._failed = time.monotonic(), problem
            raise
        return made.conninfo, made.socket

    def _conninfo(self) -> str:
        """Of several machines, the one that the server itself works with: which of them may be written is found out by logging in."""
        if not has_several_hosts(self.shelf.conninfo):
            return self.shelf.conninfo
        with self.shelf.reached() as info:
            return at_host_of(info, self.shelf.conninfo)

    def close(self) -> None:
        """No more."""
        self.threads.shutdown(wait=False, cancel_futures=True)


class Lender:
    """Lends to one session."""

    def __init__(self, lending: Lending) -> None:
        self._lending = lending
        self._lent: list[socket.socket] = []
        self._is_over = False
        self.may_lend, self.may_tell = Allowance(LENT_AT_ONCE, LENT_EVERY), Allowance(TOLD_AT_ONCE, TOLD_EVERY)
        self._guard = threading.Lock()

    def lend(self) -> tuple[str, socket.socket]:
        """A connection: how to log in, and its socket; in a thread.

        Raises:
            StoreError: there is none to be had, or the session has enough.
        """
        with self._guard:
            for one in [one for one in self._lent if _is_left(one)]:
                self._lent.remove(one)
                one.close()
            if self._is_over or len(self._lent) >= MOST_LENT:
                raise _too_many()
        conninfo, made = self._lending.connect()
        with self._guard:
            self._lent.append(made)
            if self._is_over:
                self._hang_up()
                raise _too_many()
        return conninfo, made

    def changed(self, turn: int, most: int) -> tuple[int, dict[str, tuple[int, str] | None]]:
        """What changed after a turn; from memory."""
        turn, found = self._lending.shelf.watch.since(turn, most)
        return turn, {name: stamp if isinstance(stamp, tuple) else None for name, stamp in found.items()}

    @property
    def threads(self) -> ThreadPoolExecutor:
        """Where to lend."""
        return self._lending.threads

    def end(self) -> None:
        """The session is over, and so is what it was lent."""
        with self._guard:
            self._is_over = True
            self._hang_up()

    def _hang_up(self) -> None:
        while self._lent:
            one = self._lent.pop()
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _is_left(line: socket.socket) -> bool:
    """Whether the database has closed its end, as it does when the session says goodbye."""
    poll = select.poll()
    poll.register(line, select.POLLRDHUP)
    return any(event & (select.POLLRDHUP | select.POLLHUP | select.POLLERR) for _line, event in poll.poll(0))


def _too_many() -> errors.StoreError:
    return errors.OtherStoreError(
        _("この画面からは、データベースへこれ以上つなげません"), _("何も変えていません"), _("少し待ってから、もう一度お試しください")
    )
