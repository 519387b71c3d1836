"""The centre's decisions about cycles, kept one after the other: none is ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.model.schedule import Schedule, Term
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.errors import StoreError
from dxcheck.store.shelves import shelf_of
from dxcheck.store.table import RecordTable
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dxcheck.store.shelf import Address

_FILE: Final = "schedule.json"


class ScheduleRepository:
    """The decisions of one prefecture's centre."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        self._path = layout.place(folder, _FILE)
        self._table = RecordTable(self._path, Envelope(SCHEMA, "schedule", prefecture, demo), "terms", Term, before_write)
        self._last: Schedule | None = None
        """As it was read last."""

    def read(self) -> Schedule:
        """All of them.

        Raises:
            StoreError: the file cannot be read.
        """
        self._last = Schedule(tuple(self._table.all()))
        return self._last

    def known(self) -> Schedule:
        """The same for whatever goes by it; under a screen those that were read last, where they cannot be read now: a cycle must not jump to another day for that.

        Raises:
            StoreError: the file cannot be read.
        """
        try:
            return self.read()
        except StoreError:
            if self._last is None or not patience.is_short():
                raise
            return self._last

    def stamp(self) -> Hashable:
        """Changes whenever something was decided."""
        return shelf_of(self._path).stamp(self._path)

    def decide(self, decide: Callable[[Schedule], Term]) -> Term:
        """Take a decision in view of all earlier ones, under the lock.

        Raises:
            ScheduleError: it cannot be taken; nothing is written.
            StoreError: it was not written.
        """
        return self._table.change(lambda there: [*there, decide(Schedule(tuple(there)))])[-1]
