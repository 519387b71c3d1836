"""Connections for processes that may not connect by themselves: connected here, up to the first word, and then lent (`dxcheck.store.database.borrowing`)."""

from __future__ import annotations

import os
import select
import socket
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from psycopg import Connection as PgConnection
from psycopg import OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import ConnStatus, PGconn

from dxcheck.store.database import words
from dxcheck.store.database.connecting import CONNECT_TIMEOUT
from dxcheck.store.database.migrations import APP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg
    from psycopg.pq.abc import PGconn as Made

_FILES: Final = {"sslrootcert": "root.crt", "sslcert": "postgresql.crt", "sslkey": "postgresql.key", "sslcrl": "root.crl"}
"""What libpq reads, and what it is called in `~/.postgresql` where nobody says: a process that may not look there is told."""
_OWN: Final = ("service", "servicefile", "passfile", "password", "hostaddr", "host", "port", "user", "dbname")
"""Said anew, as they came out."""
_NOWHERE: Final = "127.0.0.1"
"""What is connected is lent: libpq needs an address, and goes nowhere."""
_PREFERRED: Final = ("allow", "prefer")


class Ways(NamedTuple):
    """How a database is reached, for somebody who is lent connections to it."""

    family: int
    """Of the sockets that libpq wants to make: `AF_UNIX` or `AF_INET`."""
    is_encrypted: bool
    files: tuple[str, ...]
    """What libpq reads."""


class Connected(NamedTuple):
    """A socket on which nothing was said yet."""

    conninfo: str
    """How to log in on it, with the password."""
    socket: socket.socket


def ways_of(info: psycopg.ConnectionInfo) -> Ways:
    """How a connection that is there was reached."""
    found = _options(info.pgconn)
    is_encrypted = bool(info.pgconn.ssl_in_use)
    files = _files(found) if is_encrypted else {}
    return Ways(_family(info.host), is_encrypted, tuple(files.values()))


def for_sessions(conninfo: str) -> str:
    """The same for the login of sessions, whose rights are those of the seat they show."""
    return make_conninfo(conninfo, user=APP)


def lets_sessions_in(conninfo: str) -> bool:
    """Whether the database knows the login of sessions from this machine; that is for its rules and for the file of passwords.

    Raises:
        StoreError: the database is not there at all.
    """
    try:
        PgConnection.connect(for_sessions(conninfo)).close()
    except OperationalError:
        try:
            PgConnection.connect(conninfo).close()
        except OperationalError as problem:  # it lets nobody in now: that says nothing about sessions
            raise words.no_connection(str(problem)) from problem
        return False
    return True


def has_several_hosts(conninfo: str) -> bool:
    """Whether it names more than one machine: a database and its standby."""
    parts = conninfo_to_dict(conninfo)
    return any("," in str(parts.get(name) or "") for name in ("host", "hostaddr"))


def at_host_of(info: psycopg.ConnectionInfo, conninfo: str) -> str:
    """The same for the machine alone that a connection leads to."""
    return make_conninfo(conninfo, host=info.host, hostaddr=info.hostaddr, port=info.port)


def _family(host: str) -> int:
    return socket.AF_UNIX if host.startswith(("/", "@")) else socket.AF_INET


def connected(conninfo: str, *, is_encrypted: bool) -> Connected:
    """Connect, and say nothing.

    Args:
        conninfo: to whom, and as whom.
        is_encrypted: whether the database does that, where it was only preferred: whoever is lent one cannot try twice.

    Raises:
        StoreError: nobody answers there.
    """
    made = PGconn.connect_start(conninfo.encode())
    try:
        _reach(made)
        theirs = socket.socket(fileno=os.dup(made.socket))
        return Connected(_login(made, is_encrypted=is_encrypted), theirs)
    finally:
        made.finish()


def _reach(made: Made) -> None:
    """Until the other end is there."""
    until = time.monotonic() + CONNECT_TIMEOUT
    poll = select.poll()
    while made.status == ConnStatus.STARTED and (left := until - time.monotonic()) > 0:
        poll.register(made.socket, select.POLLOUT)
        number = made.socket
        poll.poll(left * 1000)
        poll.unregister(number)
        made.connect_poll()
    if made.status != ConnStatus.MADE:
        raise words.no_connection(made.get_error_message() if made.status == ConnStatus.BAD else "timeout")


def _login(made: Made, *, is_encrypted: bool) -> str:
    """What whoever is lent it needs to know."""
    found = _options(made)
    if found.get("sslmode", "prefer") in _PREFERRED:
        found["sslmode"] = "require" if is_encrypted else "disable"
    host = made.host.decode()
    reached: dict[str, Any] = {"host": host, "port": made.port.decode(), "user": made.user.decode(), "dbname": made.db.decode()}
    if _family(host) == socket.AF_INET:
        reached["hostaddr"] = _NOWHERE
    if made.password:
        reached["password"] = made.password.decode()
    found.setdefault("gssencmode", "disable")
    return make_conninfo(
        "", **{**{name: one for name, one in found.items() if name not in _OWN}, **(_files(found) if is_encrypted else {}), **reached}
    )


def _options(made: Made) -> dict[str, str]:
    """As libpq understood them, with what environment and service file say."""
    return {one.keyword.decode(): one.val.decode() for one in made.info if one.val}


def _files(options: Mapping[str, str]) -> dict[str, str]:
    """Those that are there."""
    named = {name: options.get(name) or str(Path.home() / ".postgresql" / file) for name, file in _FILES.items()}
    if named["sslrootcert"] == "system":
        named["sslrootcert"] = ssl.get_default_verify_paths().cafile or ""
    return {name: path for name, path in named.items() if Path(path).is_file()}
