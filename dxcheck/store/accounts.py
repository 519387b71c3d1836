"""The accounts of one data folder, in a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.model.account import Account, plain_name
from dxcheck.store import files
from dxcheck.store.storage import SCHEMA, Envelope
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

ACCOUNTS: Final = "accounts.json"


class AccountRepository:
    """Accounts by name."""

    def __init__(self, folder: Path, prefecture: str, *, demo: bool, before_first_write: Callable[[], None]) -> None:
        self._path = folder / ACCOUNTS
        self._table = RecordTable(self._path, Envelope(SCHEMA, "accounts", prefecture, demo), "accounts", Account, before_first_write)

    def all(self) -> list[Account]:
        """Every account, by name.

        Raises:
            StoreError: the file cannot be read.
        """
        return sorted(self._table.all(), key=lambda one: one.name)

    def find(self, name: str) -> Account | None:
        """One account, however its name was typed.

        Raises:
            StoreError: the file cannot be read.
        """
        wanted = plain_name(name)
        return next((one for one in self.all() if one.name == wanted), None)

    def stamp(self) -> Hashable:
        """Changes whenever an account did; cheap enough to ask every second."""
        return files.stamp(self._path)

    def add(self, account: Account) -> None:
        """Add one.

        Raises:
            ValueError: the name is taken.
            StoreError: it was not added.
        """

        def add(there: list[Account]) -> list[Account]:
            if any(one.name == account.name for one in there):
                raise ValueError(account.name)
            return [*there, account]

        self._table.change(add)

    def change(self, name: str, change: Callable[[Account], Account]) -> Account:
        """Read, change and write one account under the lock.

        Raises:
            LookupError: no account has this name.
            StoreError: it is as it was.
        """
        wanted = plain_name(name)

        def change_one(there: list[Account]) -> list[Account]:
            if all(one.name != wanted for one in there):
                raise LookupError(name)
            return [change(one) if one.name == wanted else one for one in there]

        return next(one for one in self._table.change(change_one) if one.name == wanted)
