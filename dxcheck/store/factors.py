"""Second factors of one data folder, in a file of their own: only the server opens it, so that no session can read a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.model.second_factor import Factor
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.model.account import Account
    from dxcheck.store.shelf import Address

FACTORS: Final = "factors.json"


class FactorRepository:
    """What each account's second factor is."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        envelope = Envelope(SCHEMA, "factors", prefecture, demo)
        self._table = RecordTable(layout.place(folder, FACTORS), envelope, "factors", Factor, before_write)

    def all(self) -> list[Factor]:
        """Every one, also those that count no more.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._table.all()

    def of(self, account: Account) -> Factor | None:
        """The one that counts for an account.

        Raises:
            StoreError: the file cannot be read.
        """
        return next((one for one in self.all() if _counts(one, account)), None)

    def put(self, factor: Factor, account: Account) -> None:
        """Keep one for the account's next round. The one that counts now stays until the account says that the new one does.

        Raises:
            StoreError: it was not kept.
        """
        self._table.change(lambda there: [*(one for one in there if one.account != account.name or _counts(one, account)), factor])

    def change(self, account: Account, change: Callable[[Factor | None], Factor | None]) -> None:
        """Read, change and write the one that counts for an account, under the lock; what `change` gives back as it was writes nothing.

        Raises:
            StoreError: it is as it was.
        """

        def change_one(there: list[Factor]) -> list[Factor]:
            own = next((one for one in there if _counts(one, account)), None)
            new = change(own)
            others = [one for one in there if one is not own]
            return there if new == own or new is None else [*others, new]

        self._table.change(change_one)


def _counts(factor: Factor, account: Account) -> bool:
    return factor.account == account.name and factor.round == account.factor_round
