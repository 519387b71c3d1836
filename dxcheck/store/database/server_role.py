"""As whom the web server works at a database: with rights of its own where the database lets it, which show it no answers; else as whoever works on the command line."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import make_conninfo

from dxcheck.store.database import words
from dxcheck.store.database.connecting import connect, conninfo_of, one_value
from dxcheck.store.database.lending import lets_sessions_in
from dxcheck.store.database.migrations import WEB, WORKER


def server_login(conninfo: str) -> str | None:
    """How the server logs in so that it has the rights of `WEB` and no other; None where the database does not let it in like that.

    A login that is a member of `WEB` alone is taken as it is. One that may do more would have that one statement away: beside it the login `WEB` itself is tried.

    Raises:
        StoreError: the database is not there.
    """
    with connect(conninfo, "") as own:
        try:
            reads_all, is_server = (one_value(own, "SELECT pg_has_role(current_user, %s, 'MEMBER')", one) for one in (WORKER, WEB))
        except psycopg.Error:  # no such role: it is not made ready
            return None
    if is_server and not reads_all:
        return conninfo
    if not reads_all:
        return None
    itself = make_conninfo(conninfo, user=WEB)
    try:
        psycopg.connect(itself).close()
    except psycopg.OperationalError:
        return None
    return itself


def role_of_server(url: str) -> str:
    """`WEB`, where the database lets in the server like that, and sessions with a login of theirs; else `WORKER`: the server's login is then all that sessions have.

    Raises:
        StoreError: the database is not there; or the login may work as a server alone, and sessions have none.
    """
    conninfo = conninfo_of(url)
    login = server_login(conninfo)
    if login is not None and lets_sessions_in(conninfo):
        return WEB
    if login == conninfo:
        raise words.no_sessions()
    return WORKER


def can_copy(url: str) -> bool:
    """Whether the login of an address reads everything, so that whoever has it can make a copy.

    Raises:
        StoreError: the database is not there.
    """
    with connect(conninfo_of(url), "") as own:
        return bool(one_value(own, "SELECT pg_has_role(current_user, %s, 'MEMBER')", WORKER))
