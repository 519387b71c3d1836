"""The snapshots of a file beside their records, for whoever adds one: they never change, so of those that were there before none is decoded again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.model.snapshot import Snapshot
from dxcheck.store.table import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinydb.table import Document

    from dxcheck.store.shelf import Address

SNAPSHOTS: Final = "snapshots"
"""The table of snapshots."""


class LastSnapshots:
    """Those that were there when one was added last."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Document, Snapshot]] = {}

    def decoded(self, records: Iterable[Document], path: Address) -> list[Snapshot]:
        """The snapshots of records that a dxcheck wrote, in their order: equal records say the same.

        Raises:
            StoreError: a value in one is not one of its kind.
        """
        before, self._known = self._known, {}
        for one in records:
            known = before.get(one.doc_id)
            self._known[one.doc_id] = known if known is not None and known[0] == one else (one, decoded(one, Snapshot, SNAPSHOTS, path))
        return [snapshot for _record, snapshot in self._known.values()]
