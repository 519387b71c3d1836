"""Where connections come from in a process that may not connect by itself: somebody else connects, and lends it the socket, before a word was said on it.

Only the socket is lent. The login, with its encryption and its password, happens here, between this process and the database; whoever lends never sees what is said.

The library for it, libpq, wants to connect by itself. The process may make the socket, and is told that connecting has begun (`dxcheck.system.seccomp`), but the kernel
does nothing: the lent socket is put in its place, under its number.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

import psycopg
from psycopg.pq import ConnStatus, PGconn, PollingStatus

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from pathlib import Path

    from psycopg.pq.abc import PGconn as Made

WITHIN: Final = 5.0
"""Seconds a login may take."""


Loan = tuple[str, int]
"""How to log in, with the password, and the descriptor of a socket that is connected, on which nothing was said yet."""


class LendsConnections(Protocol):
    """Whoever may connect."""

    def lend(self) -> Loan:
        """A new one.

        Raises:
            StoreError: there is none to be had.
        """

    def changed(self, turn: int) -> tuple[int, dict[str, Hashable]]:
        """What changed after a turn, as `dxcheck.store.database.watching.StampWatch.since` gives it.

        Raises:
            StoreError: it cannot be told.
        """


class LentConnection(psycopg.Connection[Any]):
    """One over a socket that was lent: whoever lent it has a hand on it too, and sees that this process has done with it."""

    def close(self) -> None:
        """Also where the database does not answer the goodbye."""
        own = None if self.closed else os.dup(self.fileno())
        super().close()
        if own is not None:
            _give_back(own)


def _give_back(descriptor: int) -> None:
    """End a socket for everybody who has a hand on it."""
    with socket.socket(fileno=descriptor) as one, suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


class Borrowing:
    """Of this process, from one lender."""

    def __init__(self, lender: LendsConnections, settings: Path) -> None:
        self._lender, self._process = lender, os.getpid()
        self.settings = settings
        """The folder with copies of the files that people write."""
        self._here = threading.local()
        """Of the thread that makes something in a process of its own."""

    def connected(self) -> psycopg.Connection[Any]:
        """A new connection.

        Raises:
            psycopg.OperationalError: the database did not let us in.
            StoreError: there is no socket to be had.
        """
        conninfo, lent = self._loan()
        made = PGconn.connect_start(conninfo.encode())
        try:
            _log_in(made, lent)
        except psycopg.OperationalError:
            made.finish()
            _give_back(lent)
            raise
        os.close(lent)  # it has another number now
        made.nonblocking = 1
        return LentConnection(made)

    def _loan(self) -> Loan:
        if not self.is_forked:
            return self._lender.lend()
        spare: Loan | None = getattr(self._here, "spare", None)
        self._here.spare = None
        if spare is None:
            raise psycopg.OperationalError("no connection was set aside for this process")
        return spare

    @property
    def is_forked(self) -> bool:
        """Whether this is a process that was forked since, in which nobody must use the line to the lender: it is still the other's."""
        return os.getpid() != self._process

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Have one for the process that is forked meanwhile; where there is none to be had, it goes without."""
        from dxcheck.store.errors import StoreError

        self._here.spare = None
        with suppress(StoreError):
            self._here.spare = self._lender.lend()
        try:
            yield
        finally:
            if self._here.spare is not None:
                _give_back(self._here.spare[1])

    def changed(self, turn: int) -> tuple[int, dict[str, Hashable]]:
        """See `LendsConnections.changed`."""
        return (turn, {}) if self.is_forked else self._lender.changed(turn)


def _log_in(made: Made, lent: int) -> None:
    """Put the lent socket in the place of its own, and go on until the connection is there.

    Raises:
        psycopg.OperationalError: the database refused, or does not answer.
    """
    if made.status != ConnStatus.STARTED:
        raise psycopg.OperationalError(made.get_error_message())
    os.dup2(lent, made.socket, inheritable=False)
    number, until = made.socket, time.monotonic() + WITHIN
    poll = select.poll()
    while (status := made.connect_poll()) != PollingStatus.OK:
        left = until - time.monotonic()
        if status == PollingStatus.FAILED or left <= 0:
            raise psycopg.OperationalError(made.get_error_message() if left > 0 else "no answer")
        if made.socket != number or made.status == ConnStatus.STARTED:  # it begins anew, and has closed the socket
            raise psycopg.OperationalError("the database wants to be reached in another way")
        poll.register(number, select.POLLIN if status == PollingStatus.READING else select.POLLOUT)
        poll.poll(left * 1000)


_here: list[Borrowing] = []


def borrow_from(lender: LendsConnections, settings: Path) -> Borrowing:
    """From now on in this process."""
    _here[:] = [Borrowing(lender, settings)]
    return _here[0]


def borrowing() -> Borrowing | None:
    """Who this process borrows from; None where it connects by itself."""
    return _here[0] if _here else None
