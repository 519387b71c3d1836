"""The accounts of one data folder, in a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.model.account import Account, plain_name
from dxcheck.model.second_factor import Policy, SiteRule
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.shelves import shelf_of
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dxcheck.store.shelf import Address

ACCOUNTS: Final = "accounts.json"


class AccountRepository:
    """Accounts by name."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        self._path = layout.place(folder, ACCOUNTS)
        envelope = Envelope(SCHEMA, "accounts", prefecture, demo)
        self._table = RecordTable(self._path, envelope, "accounts", Account, before_write)
        self._rules = RecordTable(self._path, envelope, "second_factor", SiteRule, before_write)
        self.is_demo = demo
        """Whether everybody in it is fictional."""

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
        return shelf_of(self._path).stamp(self._path)

    def policy(self) -> Policy:
        """What the centre decided about the second factor.

        Raises:
            StoreError: the file cannot be read.
        """
        return Policy(tuple(self._rules.all()), self.is_demo)

    def decide(self, decide: Callable[[Policy], SiteRule]) -> SiteRule:
        """Decide about it in view of what was decided before, under the lock.

        Raises:
            StoreError: it was not written.
        """
        return self._rules.change(lambda there: [*there, decide(Policy(tuple(there), self.is_demo))])[-1]

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


class OwnAccount:
    """What one specialist's account has now: the file of accounts is read again only once it changed, and nothing else of it is given."""

    def __init__(
        self, folder: Address, prefecture: str, name: str, *, demo: bool, ask: Callable[[], tuple[str, ...] | None] | None = None
    ) -> None:
        self.name = name
        self._ask = ask
        """Who knows, where this process may not open the file."""
        self._path = layout.place(folder, ACCOUNTS)
        self._table = RecordTable(self._path, Envelope(SCHEMA, "accounts", prefecture, demo), "accounts", Account, _never)
        self._read_at: Hashable = _NEVER
        self._municipalities: tuple[str, ...] | None = None

    def municipalities(self) -> tuple[str, ...] | None:
        """The codes of its municipalities, as they were assigned; None if it is not there, is stopped, or is no specialist's.

        Raises:
            StoreError: the file cannot be read.
        """
        stamp = shelf_of(self._path).stamp(self._path)
        if stamp != self._read_at:
            self._municipalities = self._read() if self._ask is None else self._ask()
            self._read_at = stamp
        return self._municipalities

    def _read(self) -> tuple[str, ...] | None:
        own = next((one for one in self._table.all() if one.name == self.name), None)
        return own.municipalities if own is not None and own.role == "specialist" and not own.disabled else None


_NEVER: Final = "never"
"""A file that is not to be seen has no stamp either."""


def _never() -> None:
    """It is only read."""
    raise AssertionError
