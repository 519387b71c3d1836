"""Seats: what a session's process shows the engine, so that it sees what its desk needs and nothing else (docs/design.md section 4.7).

A token is random, told once and kept as a hash. What it lets its holder see and change is made from `dxcheck.store.granted`, as the kernel's rules over files are. A seat
ends when somebody ends it, after its time, and by itself as soon as its account is another by then; whatever connection shows it has nothing from its next statement on.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.store.database.connecting import one_value
from dxcheck.store.database.database_shelf import open_shelf
from dxcheck.store.database.migrations import WEB
from dxcheck.store.granted import read_and_changed
from dxcheck.store.shelf import InDatabase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from dxcheck.model.account import Role
    from dxcheck.store.database.database_shelf import DatabaseShelf
    from dxcheck.store.granted import Granted


class Holder(NamedTuple):
    """Who sits there."""

    account: str
    address: str
    """Where the browser is."""
    role: Role


class Seats:
    """Those of one database.

    Args:
        where: the database, as whoever issues them has it open, or its address.
        role: who issues them, where it is to be opened: the web server, or whoever works as `migrations.WORKER`.
    """

    def __init__(self, where: DatabaseShelf | str, role: str = WEB) -> None:
        self._shelf = open_shelf(where, role) if isinstance(where, str) else where

    def issue(self, holder: Holder, granted: Iterable[Granted], acts: Collection[str], ends: dt.datetime) -> str:
        """A new one; gives its token, which nobody can be told again.

        Args:
            holder: whose it is; the account must be there, in this role, and not stopped.
            granted: what it may read and change.
            acts: what may be written into the log with it.
            ends: when it ends at the latest.

        Raises:
            StoreError: none was made.
        """
        token = secrets.token_urlsafe(32)
        reads, changes = read_and_changed(granted)
        self._do(
            "SELECT issue_seat(%s, %s, %s, %s, %s, %s, %s, %s)", _hash(token), *holder, reads, changes, sorted(acts), ends
        )  # fmt: skip
        return token

    def end(self, token: str) -> None:
        """End one; one that has ended stays so.

        Raises:
            StoreError: it did not end.
        """
        self._do("SELECT end_seat(%s)", _hash(token))

    def end_all_of(self, account: str) -> int:
        """End all of an account; how many.

        Raises:
            StoreError: they did not end.
        """
        return int(str(self._do("SELECT end_seats_of(%s)", account)))

    def _do(self, statement: str, *arguments: object) -> object:
        with self._shelf.writing(InDatabase(self._shelf)) as connection:
            return one_value(connection, statement, *arguments)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
