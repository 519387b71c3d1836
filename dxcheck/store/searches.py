"""The centre's saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.prefecture.partners import NameTakenError, SavedSearch
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.shelf import Address

FINDERS: Final = "finders.json"


class SavedSearchRepository:
    """Searches by name."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        self._table = RecordTable(
            layout.place(folder, FINDERS), Envelope(SCHEMA, "finders", prefecture, demo), "finders", SavedSearch, before_write
        )

    def all(self) -> list[SavedSearch]:
        """Every one, by name.

        Raises:
            StoreError: the file cannot be read.
        """
        return sorted(self._table.all(), key=lambda one: one.name)

    def save(self, finder: SavedSearch, known: SavedSearch | None = None) -> None:
        """Save one.

        Args:
            finder: the search.
            known: the one of this name that the person has seen; it makes room, and only it.

        Raises:
            NameTakenError: there is another one of this name.
            StoreError: it was not saved.
        """

        def change(there: list[SavedSearch]) -> list[SavedSearch]:
            same = next((one for one in there if one.name == finder.name), None)
            if same is not None and same not in (finder, known):
                raise NameTakenError(same)
            return [*(one for one in there if one.name != finder.name), finder]

        self._table.change(change)

    def remove(self, name: str) -> None:
        """Forget one.

        Raises:
            StoreError: it is still there.
        """
        self._table.change(lambda there: [one for one in there if one.name != name])
