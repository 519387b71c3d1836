"""The shelf of one database: each document a row and the rows of its records, under the name it would have in a data folder.

A change is a transaction of the engine under a lock on the name, and only the rows that differ are written. Two changes, one within the other, are kept together or not
at all.
"""

from __future__ import annotations

import contextlib
import hashlib
from fnmatch import fnmatchcase
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, cast

from psycopg.conninfo import conninfo_to_dict

from dxcheck.store import layout
from dxcheck.store.database import saving, schema, words
from dxcheck.store.database.borrowing import borrowing
from dxcheck.store.database.bulk import SLIM_AT_ONCE, bulk_in, snapshots_in
from dxcheck.store.database.connecting import Connections, connect, conninfo_of, one_value
from dxcheck.store.database.contents import apart_in, append_in, read_in, write_in
from dxcheck.store.database.erasing import copies_in, erase_in, written_in
from dxcheck.store.database.listing import documents_below, is_in, log_in, settings_in, stamp_in, texts_in, written_names_in
from dxcheck.store.database.migrations import APP, WEB, WORKER
from dxcheck.store.database.rows import NOT_THERE, Apart, from_records, in_records, put_together, sort_of, taken_apart
from dxcheck.store.database.server_role import server_login
from dxcheck.store.database.settings_copy import IN_ROOT, SettingsCopy, is_settings
from dxcheck.store.database.watching import StampWatch, ToldWatch
from dxcheck.store.errors import UnsureError
from dxcheck.store.shelf import LOCK_TIMEOUT, TEXTS, HeadRow, InDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
    from pathlib import Path

    import psycopg

    from dxcheck.store.database.exchange import Statement, Transaction
    from dxcheck.store.shelf import Bounds, Records, Writable

_OPEN: Final[dict[tuple[str, str, str], DatabaseShelf]] = {}
"""Those that this process has opened: what one part of it writes, the others know at once."""


def open_database(url: str, role: str = WORKER, seat: str = "") -> InDatabase:
    """Where a database begins that was made ready for dxcheck; see `open_shelf`.

    Raises:
        StoreError: it cannot be reached, is not ready, or is another version's.
    """
    return InDatabase(open_shelf(url, role, seat))


def open_shelf(url: str, role: str = WORKER, seat: str = "") -> DatabaseShelf:
    """The shelf of a database that was made ready; the same one each time.

    Args:
        url: of the database.
        role: to work in (`migrations.ENGINE_ROLES`).
        seat: the token of a session's process, whose role is `APP`.

    Raises:
        StoreError: it cannot be reached, is not ready, or is another version's; or the seat has ended.
    """
    conninfo = conninfo_of(url)
    if role == WEB:
        login = server_login(conninfo)
        if login is None:
            raise words.no_role(str(conninfo_to_dict(conninfo).get("user") or ""), WEB)
        conninfo = login
    way = (conninfo, APP if seat else role, seat)
    if way not in _OPEN:
        _OPEN[way] = DatabaseShelf(url, *way)
    return _OPEN[way]


def close_databases() -> None:
    """Let go of all that this process has opened."""
    while _OPEN:
        _OPEN.popitem()[1].close()


class DatabaseShelf:
    """A database that was made ready."""

    def __init__(self, name: str, conninfo: str, role: str, seat: str) -> None:
        self._conninfo, self._name, self.role = conninfo, name, role
        connected = partial(connect, conninfo, role, seat)
        self._connections = Connections(connected)
        self._lent = borrowing()
        self._watch = StampWatch(connected, by_function=role == WEB) if self._lent is None else ToldWatch(self._lent.changed)
        self._watch.tidy = self._connections.tidy
        self._copy = SettingsCopy(self._settings_stamps)
        try:
            with self._connections.reading(InDatabase(self)) as connection:
                schema.check_form(connection, name)
                self._watch.look(connection)
        except BaseException:
            self._connections.close()
            raise

    def __str__(self) -> str:
        return self._name

    def close(self) -> None:
        """Let go of the connections."""
        self._watch.end()
        self._connections.close()
        self._copy.close()

    # -- contents ------------------------------------------------------------------------------------------------------

    def read(self, address: InDatabase) -> bytes | None:
        """A document is put together from its rows, without spaces."""
        if sort_of(address.below) == "document":
            apart = self._apart(address)
            return None if apart is None else put_together(apart)
        with self._connections.reading(address) as connection:
            return read_in(connection, address.below)

    def write(self, address: InDatabase, content: bytes, *, keep_old: bool = True) -> None:  # noqa: ARG002 - the engine has its own copies
        """Only the rows that differ."""
        there = self._connections.current
        if there is None:
            with self._changing(address) as made:
                self._write(made, address, content)
        else:
            with words.translated(address):
                self._write(there, address, content)

    def _write(self, there: Transaction, address: InDatabase, content: bytes) -> None:
        name = str(address.below)
        if name in there.read:
            self._put_off(there, name, taken_apart(content))
        else:
            there.stamps[name], there.number = write_in(there.connection, address.below, content)

    def _put_off(self, there: Transaction, name: str, new: Apart) -> None:
        """Write a document that was read under its lock; it goes to the engine with the end of the transaction, or before anything is asked."""
        before = there.read.pop(name)
        there.put_off(list(saving.changes(name, before.apart, new)))
        there.stamps[name] = before.next_stamp(there.own)

    def read_document(self, address: InDatabase) -> bytes | Records | None:
        """In its records, unless it stays in one piece."""
        apart = self._apart(address)
        if apart is None:
            return None
        return in_records(apart) if apart.original is None else apart.original

    def _apart(self, address: InDatabase) -> Apart | None:
        """A document in parts; as it was read with its lock, where the thread has that: nobody changes it meanwhile."""
        there, name = self._connections.current, str(address.below)
        if there is not None and name in there.read:
            return there.read[name].apart
        with self._connections.reading(address) as connection:
            if there is None or name not in there.locks:
                return apart_in(connection, name)
            there.read[name] = saving.at_lock(there.send(saving.reading_of(name))[0])
            return there.read[name].apart

    at_once = SLIM_AT_ONCE

    def bulk(self, addresses: Sequence[InDatabase], enough: Collection[str] = ()) -> Iterator[Callable[[], bytes | None]]:
        """A few hundred with one statement."""
        return bulk_in(partial(self._connections.reading, InDatabase(self)), [str(one.below) for one in addresses], enough)

    def snapshots(self, wanted: Sequence[tuple[InDatabase, str]]) -> list[bytes | None]:
        """All with one statement."""
        with self._connections.reading(InDatabase(self)) as connection:
            return snapshots_in(connection, [(str(address.below), id_) for address, id_ in wanted])

    def write_document(self, address: InDatabase, document: Writable) -> None:
        """Only the rows that differ from those that were read under the lock."""
        there, name = self._connections.current, str(address.below)
        made = None
        if there is not None and name in there.read:
            made = from_records(document.records(), there.read[name].apart or NOT_THERE)
        if there is None or made is None:
            self.write(address, document.whole())
        else:
            self._put_off(there, name, made)

    @contextlib.contextmanager
    def _changing(self, address: InDatabase, *first: Statement) -> Iterator[Transaction]:
        """A transaction, or a part of the thread's; once the whole is kept, this process knows of it."""
        whole = self._connections.current
        stamps, locks = (dict(whole.stamps), set(whole.locks)) if whole is not None else ({}, set())
        try:
            with self._connections.transaction(address, *first) as there:
                yield there
        except BaseException as problem:
            if whole is not None:
                whole.stamps, whole.locks = stamps, locks  # the engine lets go of what the part had locked
                whole.read.clear()
            elif isinstance(problem, UnsureError):
                self._watch.doubt(there.stamps)
            raise
        if whole is None:
            self._watch.note(there.stamps)

    def put_aside(self, address: InDatabase, content: bytes) -> None:
        """Under a name after its content, once."""
        digest = hashlib.sha256(content).hexdigest()
        aside = address.parent / f"{address.name}.{digest[:8]}.altered"
        if not self.is_there(aside):
            self.write(aside, content)

    @contextlib.contextmanager
    def locked(self, address: InDatabase, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """By the engine, until the transaction ends."""
        name = str(address.below)
        first = saving.lock(name, None if timeout == LOCK_TIMEOUT else max(1, int(timeout * 1000)))
        is_document = sort_of(address.below) == "document"
        with self._changing(address, *first, *([saving.reading_of(name)] if is_document else [])) as there:
            there.own = str(there.answers[len(first) - 1].fetchall()[0][1])
            there.locks.add(name)
            if is_document:
                there.read[name] = saving.at_lock(there.answers[-1])
            yield

    def remove(self, address: InDatabase) -> None:
        """With its records; what never changes cannot be removed."""
        name = str(address.below)
        with self.locked(address), self._changing(address) as there:
            there.connection.execute("SELECT drop_document(%s)", (name,))
            there.read.pop(name, None)
            there.number, there.stamps[name] = there.own, None

    def append(self, address: InDatabase, content: bytes, bounds: Bounds) -> None:  # noqa: ARG002 - a database has no files that fill up
        """A row for each piece."""
        with self._connections.transaction(address) as there:
            there.number = append_in(there.connection, address.below, content)

    def copies(self, address: InDatabase) -> list[InDatabase]:
        """What was set aside."""
        with self._connections.reading(address) as connection:
            return [InDatabase(self, one) for one in copies_in(connection, address.below)]

    def erase(self, address: InDatabase, document: InDatabase, content: bytes | None) -> None:
        """By the engine's own function, which writes into the log that it was done."""
        with self._changing(address) as there:
            there.read.pop(str(address.below), None)
            there.stamps |= erase_in(there.connection, address, document, content)
            there.number = str(one_value(there.connection, "SELECT pg_current_xact_id()::text"))

    def written(self, root: InDatabase) -> Iterator[tuple[str, bytes]]:
        """By their endings."""
        with self._connections.reading(root) as connection:
            yield from written_in(connection)

    @contextlib.contextmanager
    def writing(self, root: InDatabase) -> Iterator[psycopg.Connection[Any]]:
        """One transaction for whoever writes many documents at once."""
        with self._connections.transaction(root) as there:
            there.number = str(one_value(there.connection, "SELECT pg_current_xact_id()::text"))
            yield there.connection
        with self._connections.reading(root) as connection:
            self._watch.look(connection)

    @contextlib.contextmanager
    def at_one_moment(self, root: InDatabase) -> Iterator[psycopg.Connection[Any]]:
        """Everything as it is at one moment, whoever writes meanwhile."""
        with self._connections.transaction(root) as there:
            there.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield there.connection

    # -- stamps --------------------------------------------------------------------------------------------------------

    def stamp(self, address: InDatabase) -> Hashable:
        """From memory."""
        name = str(address.below)
        there = self._connections.current
        return there.stamps[name] if there is not None and name in there.stamps else self._watch.of(name)

    def stamp_now(self, address: InDatabase) -> Hashable:
        """From the engine; where a screen is open, which never waits for it, as the engine told a moment ago."""
        there, name = self._connections.current, str(address.below)
        if there is None and self._watch.is_on:
            return self._watch.of(name)
        if there is not None and name in there.stamps:
            return cast("Hashable", there.stamps[name])
        if there is not None and name in there.read:
            return there.read[name].stamp
        with self._connections.reading(address) as connection:
            return stamp_in(connection, address.below)

    def is_settled(self, address: InDatabase, stamp: Hashable) -> bool:
        """A version never comes again."""
        return self.stamp_now(address) == stamp

    def asks_stamp(self, root: InDatabase, code: str) -> Hashable:
        """From memory."""
        return self._watch.under(f"{root.joinpath(code, layout.ASKED).below}/")

    def _settings_stamps(self) -> dict[str, object]:
        """Of the files that people write: from memory where something watches, else from the engine."""
        if self._watch.is_on:
            found = dict(self._watch.under(f"{TEXTS}/")) | {name: self._watch.of(name) for name in IN_ROOT}
        else:
            with self._connections.reading(InDatabase(self)) as connection:
                found = settings_in(connection)
        return {name: stamp for name, stamp in found.items() if stamp is not None and is_settings(name)}

    # -- what there is -------------------------------------------------------------------------------------------------

    def is_there(self, address: InDatabase) -> bool:
        """Asked of the engine."""
        if sort_of(address.below) == "file" and self._watch.knows(str(address.below)):  # none is ever removed
            return True
        with self._connections.reading(address) as connection:
            return is_in(connection, address.below)

    def reach(self, address: InDatabase) -> None:
        """Asked of the engine."""
        with self._connections.reading(address) as connection:
            connection.execute("SELECT")

    def check_root(self, root: InDatabase) -> None:
        """It was found when it was opened, and every statement finds it again."""

    def expect(self, witness: InDatabase) -> None:
        """Nobody can put another in its place."""

    def make_ready(self, address: InDatabase) -> None:
        """There is room everywhere."""

    def every(self, root: InDatabase, pattern: str = "*.json") -> list[InDatabase]:
        """Documents, and what else lies where documents do; as `stamp_now`."""
        if self._connections.current is None and self._watch.is_on:
            names = [PurePosixPath(name) for name, _stamp in self._watch.under("")]
        else:
            with self._connections.reading(root) as connection:
                names = written_names_in(connection)
        fitting = [one for one in names if one.parts[0] != TEXTS and fnmatchcase(one.name, pattern)]
        return [root.joinpath(*one.parts) for one in sorted(fitting, key=lambda one: (one.name, len(one.parts)))]

    def asks(self, root: InDatabase, code: str) -> list[str]:
        """By their names; as `stamp_now`."""
        beginning = f"{code}/{layout.ASKED}/"
        if self._connections.current is None and self._watch.is_on:
            return [PurePosixPath(name).parent.name for name, _stamp in self._watch.under(beginning)]
        with self._connections.reading(root) as connection:
            return [one.parent.name for one in documents_below(connection, beginning)]

    def ask_heads(self, root: InDatabase, codes: Sequence[str], ask: str) -> list[HeadRow] | None:
        """By a function, which tells no more; whoever has a seat reads them."""
        if self.role == APP:
            return None
        query = "SELECT code, ask, envelope::jsonb, head FROM ask_heads(%s, %s)"
        with self._connections.reading(root) as connection:
            return [HeadRow(*one) for one in connection.execute(query, ([*codes], ask)).fetchall()]

    def texts(self, root: InDatabase) -> list[InDatabase]:
        """By name."""
        with self._connections.reading(root) as connection:
            return [root.joinpath(*one.parts) for one in texts_in(connection)]

    def log(self, address: InDatabase) -> dict[str, bytes | None]:
        """With the parts that a folder had put aside."""
        with self._connections.reading(address) as connection:
            return log_in(connection, address.below)

    @property
    def watch(self) -> StampWatch:
        """What changed."""
        return self._watch

    @property
    def conninfo(self) -> str:
        """How it is reached."""
        return self._conninfo

    @contextlib.contextmanager
    def beside(self, root: InDatabase) -> Iterator[psycopg.Connection[Any]]:
        """A connection for what is no content; each statement is kept by itself, unless it is put into a transaction.

        Raises:
            StoreError: there is none, or what was asked of it was refused.
        """
        with self._connections.reading(root) as connection:
            yield connection

    @contextlib.contextmanager
    def reached(self) -> Iterator[psycopg.ConnectionInfo]:
        """How a connection reached it.

        Raises:
            StoreError: none does.
        """
        with self._connections.reading(InDatabase(self)) as connection:
            yield connection.info

    def settings_folder(self, root: InDatabase) -> Path:
        """A copy in a folder of this process, made when it is first asked for, and kept up to date; or of whoever lends it connections."""
        if self._lent is not None:
            return self._lent.settings
        return self._copy.folder(lambda: self._connections.reading(root))
