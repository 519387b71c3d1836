"""The accounts of one data folder, in a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.account import Account
from dxcheck.i18n import _
from dxcheck.store import errors, files
from dxcheck.store.storage import SCHEMA, Envelope, reader, transaction
from dxcheck.store.submitted import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from tinydb import TinyDB

ACCOUNTS: Final = "accounts.json"
_TABLE: Final = "accounts"


class AccountRepository:
    """Accounts by name."""

    def __init__(self, folder: Path, prefecture: str, *, demo: bool, before_first_write: Callable[[], None]) -> None:
        self._path = folder / ACCOUNTS
        self._envelope = Envelope(SCHEMA, "accounts", prefecture, demo)
        self._mark = before_first_write

    def all(self) -> list[Account]:
        """Every account, by name.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._read(reader(self._path, self._envelope))

    def find(self, name: str) -> Account | None:
        """One account.

        Raises:
            StoreError: the file cannot be read.
        """
        return next((one for one in self.all() if one.name == name), None)

    def stamp(self) -> Hashable:
        """Changes whenever an account did; cheap enough to ask every second."""
        return files.stamp(self._path)

    def add(self, account: Account) -> None:
        """Add one.

        Raises:
            ValueError: the name is taken.
            StoreError: it was not added.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            if any(one.name == account.name for one in self._read(db)):
                raise ValueError(account.name)
            db.table(_TABLE, cache_size=0).insert(encoded(account))

    def change(self, name: str, change: Callable[[Account], Account]) -> Account:
        """Read, change and write one account under the lock.

        Raises:
            LookupError: there is none of this name.
            StoreError: it is as it was.
        """
        with transaction(self._path, self._envelope) as db:
            there = self._read(db)
            old = next((one for one in there if one.name == name), None)
            if old is None:
                raise LookupError(name)
            new = change(old)
            table = db.table(_TABLE, cache_size=0)
            table.truncate()
            table.insert_multiple(encoded(new if one is old else one) for one in there)
        return new

    def _read(self, db: TinyDB) -> list[Account]:
        made = []
        for record in db.table(_TABLE, cache_size=0).all():
            try:
                made.append(msgspec.convert(dict(record), Account))
            except msgspec.ValidationError as problem:
                detail = _("{table} の{n}番: {reason}", table=_TABLE, n=record.doc_id, reason=problem)
                raise errors.damaged(self._path, detail) from problem
        return sorted(made, key=lambda one: one.name)
