"""Making a database ready, and bringing it to today's form: `dxcheck db init` and `dxcheck db upgrade`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import psycopg

from dxcheck.store.database import words
from dxcheck.store.database.closing import close, set_by_themselves, that_read_everything, unclosed
from dxcheck.store.database.connecting import connect, conninfo_of, one_value
from dxcheck.store.database.migrations import ENGINE_ROLES, SCHEMA_NAME, STEPS, WEB, WORKER
from dxcheck.store.granted import read_and_changed, to_server

if TYPE_CHECKING:
    from psycopg import Connection

_OTHERS: Final = """
SELECT usename::text, count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'dxcheck' AND pid <> pg_backend_pid() GROUP BY usename ORDER BY usename
"""
_ENDING: Final = 2.0
"""Seconds that the engine may take to notice that somebody has gone."""


def init(url: str) -> str:
    """Make the role, the tables and the rights; a database that has them stays as it is.

    Returns:
        The login that was used.

    Raises:
        StoreError: it cannot be done; nothing is made then.
    """
    with connect(conninfo_of(url), "") as connection:
        encoding = str(one_value(connection, "SHOW server_encoding"))
        if encoding != "UTF8":
            raise words.no_unicode(url, encoding)
        with words.translated_while_making(), connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('dxcheck db', 1))")
            _make_roles(connection)
            if not one_value(connection, "SELECT pg_has_role(current_user, %s, 'MEMBER')", WORKER):
                connection.execute(psycopg.sql.SQL("GRANT {} TO CURRENT_USER").format(psycopg.sql.Identifier(WORKER)))
            if form_of(connection) is None:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA_NAME}")
                connection.execute("CREATE TABLE form (number integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())")
                _step(connection, 0)
            if form_of(connection) == len(STEPS):
                _settle(connection)
        check_form(connection, url)
        return connection.info.user


def upgrade(url: str, *, although_in_use: bool = False) -> tuple[int, int]:
    """Bring a database to today's form, step by step, in one transaction.

    Args:
        url: of the database.
        although_in_use: also while others are connected to it with dxcheck, whose version is an earlier one then.

    Returns:
        Its form before and after.

    Raises:
        StoreError: it is not ready, is a newer version's, is in use, or a step failed; it is as it was.
    """
    with connect(conninfo_of(url), "") as connection, words.translated_while_making():
        if not although_in_use and (form_of(connection) or len(STEPS)) < len(STEPS) and (others := _others_in(connection)):
            raise words.in_use(url, others)
        return _upgraded(connection, url)


def _others_in(connection: Connection[Any]) -> dict[str, int]:
    """How many connections dxcheck has to this database beside this one, by login; those that are just ending are waited for."""
    until = time.monotonic() + _ENDING
    while (others := dict(connection.execute(_OTHERS).fetchall())) and time.monotonic() < until:
        time.sleep(0.1)
    return others


def _upgraded(connection: Connection[Any], url: str) -> tuple[int, int]:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('dxcheck db', 1))")
        found = form_of(connection)
        if found is None:
            raise words.not_made(url)
        if found > len(STEPS):
            raise words.of_newer(url, found, len(STEPS))
        _make_roles(connection)
        _step(connection, found)
        _settle(connection)
    return found, len(STEPS)


def careless_settings(url: str) -> list[str]:
    """The engine's settings, among those that keep what is saved through a power cut, that are off.

    Raises:
        StoreError: it cannot be asked.
    """
    with connect(conninfo_of(url)) as connection, words.translated_while_making():
        return [name for name in ("fsync", "full_page_writes") if one_value(connection, "SELECT current_setting(%s)", name) == "off"]


def open_to_everybody(url: str) -> list[str]:
    """What a session could do to others in this database, by its engine's names; see `dxcheck.store.database.closing`.

    Raises:
        StoreError: it cannot be asked.
    """
    with connect(conninfo_of(url)) as connection, words.translated_while_making():
        return unclosed(connection)


def read_everything(url: str) -> list[str]:
    """Logins of sessions and of the server that may read all there is; see `dxcheck.store.database.closing.that_read_everything`.

    Raises:
        StoreError: it cannot be asked.
    """
    with connect(conninfo_of(url)) as connection, words.translated_while_making():
        return that_read_everything(connection)


def set_by_logins(url: str) -> list[str]:
    """What sessions' or the server's login say of themselves that dxcheck did not; see `dxcheck.store.database.closing.set_by_themselves`.

    Raises:
        StoreError: it cannot be asked.
    """
    with connect(conninfo_of(url)) as connection, words.translated_while_making():
        return set_by_themselves(connection)


def form_of(connection: Connection[Any]) -> int | None:
    """The number of the form a database has; None where it was not made ready."""
    if one_value(connection, "SELECT to_regclass(%s)", f"{SCHEMA_NAME}.form") is None:
        return None
    return int(one_value(connection, "SELECT max(number) FROM form"))


def check_form(connection: Connection[Any], name: str) -> None:
    """Whether a database can be worked with.

    Raises:
        StoreError: it is not ready, or of another form.
    """
    found = form_of(connection)
    if found is None:
        raise words.not_made(name)
    if found > len(STEPS):
        raise words.of_newer(name, found, len(STEPS))
    if found < len(STEPS):
        raise words.of_older(name, found, len(STEPS))


def _make_roles(connection: Connection[Any]) -> None:
    """Those that are not there yet; they belong to the whole server, not to one database."""
    for role, kind in ENGINE_ROLES.items():
        if not one_value(connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", role):
            connection.execute(f"CREATE ROLE {role} {kind}")


def _settle(connection: Connection[Any]) -> None:
    """What goes by this program and not by a step: what the server may reach, and what everybody could do in any database."""
    reads, changes = read_and_changed(to_server())
    connection.execute(
        "INSERT INTO standing VALUES (%s, %s, %s) ON CONFLICT (role) DO UPDATE SET reads = EXCLUDED.reads, changes = EXCLUDED.changes",
        (WEB, reads, changes),
    )
    close(connection)


def _step(connection: Connection[Any], found: int) -> None:
    for number, step in enumerate(STEPS[found:], found + 1):
        connection.execute(step)
        connection.execute("INSERT INTO form (number) VALUES (%s)", (number,))
