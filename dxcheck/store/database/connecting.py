"""Connections to a database: one for each thread that writes, the others handed round; closed when nobody needed one for a while.

What the engine refuses is told in the words of `dxcheck.store.errors`. A connection that breaks while it is used for nothing yet is replaced once; one that breaks at the
end of a transaction leaves open whether that was kept, and the engine is asked.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Final, LiteralString
from weakref import WeakKeyDictionary

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dxcheck.store import errors
from dxcheck.store.database import words
from dxcheck.store.database.borrowing import borrowing
from dxcheck.store.database.exchange import Statement, Transaction, together
from dxcheck.store.database.migrations import APP, SCHEMA_NAME, WEB, WORKER
from dxcheck.store.shelf import LOCK_TIMEOUT
from dxcheck.system.readable import is_readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dxcheck.store.shelf import Address

CONNECT_TIMEOUT: Final = 5
"""Seconds."""
_IDLE: Final = 60.0
"""Seconds after which a connection that nobody used is closed."""
_MOST_IDLE: Final = 4
_LOCAL: Final = ("", "localhost", "127.0.0.1", "::1")
_GUARDS: Final = {
    "connect_timeout": str(CONNECT_TIMEOUT),
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "application_name": "dxcheck",
}
"""A machine that dies sends no farewell."""
_SETTINGS: Final = (
    f"SET search_path = {SCHEMA_NAME}, pg_temp",
    f"SET lock_timeout = {int(LOCK_TIMEOUT * 1000)}",
    "SET statement_timeout = 30000",
    "SET idle_in_transaction_session_timeout = 30000",
    "SET client_encoding = 'UTF8'",
    "SET default_transaction_isolation = 'read committed'",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
)
"""The last: what counts as saved is on the disk, whatever the server's usual way is."""

_KEPT_APART: Final = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(session_user, oid, 'MEMBER'))"
_LIFE: Final = "SELECT concat(pg_postmaster_start_time(), ' ', (SELECT stats_reset FROM pg_stat_bgwriter))"
"""Another once the engine began anew, after a stop or because one of its processes died: what it had not written down until then is lost, and it counts on from there."""


def conninfo_of(url: str) -> str:
    """A connection string from what somebody named: off this machine the server must prove who it is.

    Raises:
        StoreError: it cannot be read, or holds a password, which would stand in the list of processes for everybody.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as problem:
        raise words.unreadable_url(str(problem)) from problem
    if "password" in parts or _is_cut_at_a_password(parts):
        raise words.password_in_url()
    hosts = str(parts.get("hostaddr") or parts.get("host") or os.environ.get("PGHOST", "")).split(",")
    is_local = all(one in _LOCAL or one.startswith("/") for one in hosts)
    safe = {} if is_local or "sslmode" in parts else {"sslmode": "verify-full"}
    return make_conninfo(url, **{name: value for name, value in {**_GUARDS, **safe}.items() if name not in parts})


def _is_cut_at_a_password(parts: dict[str, Any]) -> bool:
    """Whether a slash ended the address within a password: what stands before it became a host and a port, what follows a name with an @."""
    ports = str(parts.get("port") or "").split(",")
    return "@" in str(parts.get("dbname", "")) or not all(one == "" or one.isdecimal() for one in ports)


def connect(conninfo: str, role: str = WORKER, seat: str = "") -> psycopg.Connection[Any]:
    """A new connection.

    Args:
        conninfo: where to.
        role: to work in; empty for that of the login.
        seat: the token that is shown; see `dxcheck.store.database.seats`.

    Raises:
        SeatOverError: the seat has ended.
        StoreError: there is none to be had.
    """
    lent = borrowing()
    if lent is None and role == APP:
        conninfo = make_conninfo(conninfo, user=role)  # theirs alone: another login's rights would be one RESET ROLE away
    try:
        made = psycopg.connect(conninfo) if lent is None else lent.connected()
    except psycopg.OperationalError as problem:
        raise words.no_connection(str(problem)) from problem
    try:
        made.autocommit = True
        for one in _SETTINGS:
            made.execute(one)
        if role in (WORKER, WEB):
            made.execute(f"SET ROLE {WORKER}" if role == WORKER else f"SET ROLE {WEB}")
    except psycopg.Error as problem:
        login, is_kept_apart = made.info.user, role == WORKER and _is_kept_apart(made)
        made.close()
        if is_kept_apart:
            raise words.kept_apart(login, role) from problem
        raise words.no_role(login, role) if role in (WORKER, WEB) else words.no_connection(str(problem)) from problem
    if seat:
        try:
            made.execute("SELECT set_config('dxcheck.seat', %s, false)", (seat,))
            made.execute("SELECT my_seat()")
        except psycopg.Error as problem:
            made.close()
            raise words.seat_over() if problem.sqlstate == words.SEAT_OVER else words.no_connection(str(problem)) from problem
    return made


def _is_kept_apart(connection: psycopg.Connection[Any]) -> bool:
    """Whether a login works for sessions or for the server: with the right to read everything as well, it would keep nobody apart."""
    with contextlib.suppress(psycopg.Error):
        return bool(one_value(connection, _KEPT_APART, [APP, WEB]))
    return False


class Connections:
    """Those of one database in this process."""

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]]) -> None:
        self._connect = connect
        self._process = os.getpid()
        self._idle: list[tuple[float, psycopg.Connection[Any]]] = []
        self._guard = threading.Lock()
        self._here = threading.local()
        self._lives: WeakKeyDictionary[psycopg.Connection[Any], str] = WeakKeyDictionary()
        """Of the engine, in which each connection was made."""

    @property
    def current(self) -> Transaction | None:
        """The transaction of this thread."""
        found: Transaction | None = getattr(self._here, "transaction", None)
        return found

    @contextlib.contextmanager
    def reading(self, address: Address) -> Iterator[psycopg.Connection[Any]]:
        """A connection to read with: that of the thread's transaction, if there is one.

        Raises:
            StoreError: the engine refused, or is not there.
        """
        if self.current is not None:
            with words.translated(address):
                yield self.current.connection
            return
        connection = self._take()
        try:
            with words.translated(address):
                yield connection
        finally:
            self._give_back(connection)

    @contextlib.contextmanager
    def transaction(self, address: Address, *first: Statement) -> Iterator[Transaction]:
        """A transaction, or a part of the one that this thread has, which can fail on its own.

        Args:
            address: what it is about, for what is said of a failure.
            first: what it begins with.

        Raises:
            StoreError: nothing of it is kept; or it cannot be told whether it was.
        """
        there = self.current
        if there is not None:
            with words.translated(address), there.part(*first):
                yield there
            return
        connection, answers = self._begun(address, first)
        made = self._here.transaction = Transaction(connection, answers)
        try:
            with words.translated(address):
                yield made
        except BaseException:
            self._here.transaction = None
            _roll_back(connection)
            raise
        else:
            self._here.transaction = None
            self._commit(made, connection, address)
        finally:
            self._give_back(connection)

    def _begun(self, address: Address, first: Sequence[Statement]) -> tuple[psycopg.Connection[Any], list[psycopg.Cursor[Any]]]:
        """A connection with a transaction in it; one that broke meanwhile is replaced, since nothing was changed yet."""
        begin = [Statement("BEGIN"), *first]
        connection = self._take()
        try:
            answers = together(connection, begin)
        except psycopg.Error as problem:
            is_broken = _is_over(connection, problem)
            connection.close()
            if not is_broken:
                raise words.refused(problem, address) from problem
            connection = self._new()
            with words.translated(address):
                answers = together(connection, begin)
        return connection, answers[1:]

    def _commit(self, made: Transaction, connection: psycopg.Connection[Any], address: Address) -> None:
        try:
            made.commit()
        except psycopg.Error as problem:
            if not _is_over(connection, problem):
                _roll_back(connection)
                raise words.refused(problem, address) from problem
            connection.close()  # what still waits for more of it waits no longer
            if not self._was_kept(made.number, self._lives.get(connection, "")):
                raise words.lost(address) from problem

    def _was_kept(self, number: str, life: str) -> bool:
        """Whether a transaction whose end was lost on the way was kept.

        Args:
            number: of the transaction; empty for one that changed nothing.
            life: of the engine, in which it began.

        Raises:
            StoreError: it cannot be told.
        """
        if not number:
            return True
        until = time.monotonic() + LOCK_TIMEOUT
        while True:
            status, is_same = self._status(number, life)
            if status == "committed" and not is_same:  # it may be another's, who got its number
                raise words.unknown_whether_kept()
            if status and (status != "in progress" or not is_same):
                return status == "committed"
            if time.monotonic() > until:
                raise words.unknown_whether_kept()
            time.sleep(0.2)

    def _status(self, number: str, life: str) -> tuple[str, bool]:
        """What became of a transaction, empty where nobody says; and whether the engine is what it was."""
        with contextlib.suppress(psycopg.Error, errors.StoreError), contextlib.closing(self._connect()) as asking:  # also whoever lends one
            is_same = one_value(asking, _LIFE) == life
            try:
                return str(one_value(asking, "SELECT pg_xact_status(%s::xid8)", number) or ""), is_same
            except psycopg.errors.InvalidParameterValue:  # nobody had that number yet
                return "lost", is_same
        return "", True

    def _take(self) -> psycopg.Connection[Any]:
        with self._guard:
            if self._process != os.getpid():  # forked: what is there is the parent's
                self._process, self._idle = os.getpid(), []
            while self._idle:
                since, one = self._idle.pop()
                if time.monotonic() - since < _IDLE and _answers(one):
                    return one
                one.close()
        return self._new()

    def _new(self) -> psycopg.Connection[Any]:
        made = self._connect()
        try:
            self._lives[made] = str(one_value(made, _LIFE))
        except psycopg.Error as problem:
            made.close()
            raise words.no_connection(str(problem)) from problem
        return made

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        if connection.closed or connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            connection.close()
            return
        with self._guard:
            self._idle.append((time.monotonic(), connection))
            if len(self._idle) > (_MOST_IDLE if borrowing() is None else 1):
                self._idle.pop(0)[1].close()

    def tidy(self) -> None:
        """Close what nobody has used for a while."""
        with self._guard:
            late = time.monotonic() - _IDLE
            for _since, one in [one for one in self._idle if one[0] < late]:
                one.close()
            self._idle = [one for one in self._idle if one[0] >= late]

    def close(self) -> None:
        """Close what nobody uses."""
        with self._guard:
            for _since, one in self._idle:
                one.close()
            self._idle.clear()


def _is_over(connection: psycopg.Connection[Any], problem: psycopg.Error) -> bool:
    """Whether a failure ended the connection too, so that nobody said what became of what was asked last."""
    is_cut = isinstance(problem, psycopg.OperationalError) and problem.sqlstate is None
    return connection.closed or is_cut or problem.diag.severity_nonlocalized in ("FATAL", "PANIC")


def _roll_back(connection: psycopg.Connection[Any]) -> None:
    with contextlib.suppress(psycopg.Error):
        connection.execute("ROLLBACK")


def _answers(connection: psycopg.Connection[Any]) -> bool:
    """Whether the other end is still there, as far as can be told without asking it."""
    return not connection.closed and not is_readable(connection.fileno())  # nobody was asked: what can be read is the end


def one_value(connection: psycopg.Connection[Any], query: LiteralString, *arguments: object) -> Any:
    """The first column of the only row; None where there is none."""
    row = connection.execute(query, arguments).fetchone()
    return None if row is None else row[0]
