"""Connections to the database for sessions, which may not connect by themselves: the server connects, and lends the socket over the session's own line.

The server keeps a second hand on each socket: when the session is over, so are they, whatever its process would still do with them; and so is the seat that it shows to the
database, which lets it see what its desk needs and nothing else.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import select
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.i18n import _
from dxcheck.store import errors
from dxcheck.store.database.lending import at_host_of, connected, for_sessions, has_several_hosts, lets_sessions_in, ways_of
from dxcheck.store.database.migrations import WEB
from dxcheck.store.database.seats import Holder, Seats
from dxcheck.store.database.words import no_sessions
from dxcheck.store.granted import lies_in, read_and_changed, told_of
from dxcheck.store.shelf import InDatabase
from dxcheck.web.hashing import Allowance
from dxcheck.web.identity import Borrowed
from dxcheck.web.reach import granted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from dxcheck.store.database.database_shelf import DatabaseShelf
    from dxcheck.web.identity import Start
    from dxcheck.workspace import Workspace

_log = logging.getLogger("dxcheck.web")

MOST_LENT: Final = 8
"""Connections of one session: one writes, one reads, one is for what is being made."""
LENT_AT_ONCE, LENT_EVERY = 20, 0.5
"""Connections of one session in a row, and seconds for one more; a database that is not there is tried again and again."""
TOLD_AT_ONCE, TOLD_EVERY = 40, 0.25
"""The same of what changed, which a session asks twice a second."""
LENDING_THREADS: Final = 4
SEATS_END_WITHIN: Final = 3.0
"""Seconds the end of the server waits for seats to end."""
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
            StoreError: the database is not there; or it lets in no sessions, and the server's own login would show them nothing.
        """  # noqa: D205, D212
        self.shelf = shelf
        self.threads = ThreadPoolExecutor(LENDING_THREADS, "lending")
        with shelf.reached() as info:
            ways = ways_of(info)
        self.is_encrypted = ways.is_encrypted
        self.borrowed = Borrowed(ways.family, settings, ways.files)
        self._held = os.open(settings, os.O_RDONLY)
        fcntl.flock(self._held, fcntl.LOCK_SH)  # whatever clears up folders for temporary files leaves it alone (systemd-tmpfiles)
        self._seats = Seats(shelf) if lets_sessions_in(shelf.conninfo) else None
        if self._seats is None and shelf.role == WEB:
            raise no_sessions()
        self._ending: list[threading.Thread] = []
        self._guard = threading.Lock()
        self._failed: tuple[float, errors.StoreError] | None = None

    @property
    def keeps_apart(self) -> bool:
        """Whether the database itself keeps sessions apart; else only dxcheck does."""
        return self._seats is not None

    def lent_to(self, start: Start, workspace: Workspace, ends: dt.datetime) -> Borrowed:
        """What a session needs to know, with a seat of its own.

        Args:
            start: of the session.
            workspace: to say what its desk needs.
            ends: when its login does at the latest.

        Raises:
            StoreError: there is no seat for it.
        """
        with contextlib.suppress(errors.StoreError):  # those of before will do
            self.shelf.settings_folder(InDatabase(self.shelf))
        if self._seats is None:
            return self.borrowed
        seat = self._seats.issue(Holder(start.account, start.address, start.role), granted(start, workspace), (), ends)
        return msgspec.structs.replace(self.borrowed, seat=seat)

    def for_session(self, start: Start, workspace: Workspace) -> Lender:
        """Whoever lends to one."""
        seat = start.borrowed.seat if start.borrowed is not None else ""
        return Lender(self, seat, {*read_and_changed(granted(start, workspace))[0], *told_of()} if seat else None)

    def end_seat(self, seat: str) -> None:
        """It lets nobody see anything any more; waits for nothing. One that cannot be ended now ends with its time, and its token is in no process any more."""
        if self._seats is None or not seat:
            return
        thread = threading.Thread(target=self._end_seat, args=(self._seats, seat), name="ending a seat", daemon=True)
        self._ending = [one for one in self._ending if one.is_alive()] + [thread]
        thread.start()

    def _end_seat(self, seats: Seats, seat: str) -> None:
        try:
            seats.end(seat)
        except errors.StoreError as problem:
            _log.error("cannot end a seat: %s", problem)

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
        own = for_sessions(self.shelf.conninfo) if self.keeps_apart else self.shelf.conninfo
        if not has_several_hosts(own):
            return own
        with self.shelf.reached() as info:
            return at_host_of(info, own)

    def close(self) -> None:
        """No more; a database that does not answer is not waited for."""
        until = time.monotonic() + SEATS_END_WITHIN
        for one in self._ending:
            one.join(max(0.0, until - time.monotonic()))
        self.threads.shutdown(wait=False)
        os.close(self._held)


class Lender:
    """Lends to one session."""

    def __init__(self, lending: Lending, seat: str, reads: Collection[str] | None) -> None:
        """
        Args:
            lending: of the server.
            seat: what the session shows to the database, to be ended with it.
            reads: the places of whose changes it is told; None for all.
        """  # noqa: D205, D212
        self._lending, self._seat, self._reads = lending, seat, reads
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
        told = {name: stamp for name, stamp in found.items() if self._reads is None or lies_in(name, self._reads)}
        return turn, {name: stamp if isinstance(stamp, tuple) else None for name, stamp in told.items()}

    @property
    def threads(self) -> ThreadPoolExecutor:
        """Where to lend."""
        return self._lending.threads

    def end(self) -> None:
        """The session is over, and so is what it was lent."""
        with self._guard:
            if self._is_over:
                return
            self._is_over = True
            self._hang_up()
        self._lending.end_seat(self._seat)

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
    return errors.NoAnswerError(
        _("この画面からは、データベースへこれ以上つなげません"), _("何も変えていません"), _("少し待ってから、もう一度お試しください")
    )
