"""Links for sections without an account, in a file that only the server opens: no session can read or make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.link import KEPT_LINKS, Link
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.store.shelf import Address

LINKS: Final = "links.json"


class LinkRepository:
    """Every link of one data folder, by the hash of its token."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        envelope = Envelope(SCHEMA, "links", prefecture, demo)
        self._table = RecordTable(layout.place(folder, LINKS), envelope, "links", Link, before_write)

    def all(self) -> list[Link]:
        """Every one that is kept, also those that lead nowhere any more.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._table.all()

    def find(self, hash_: str) -> Link | None:
        """The one of a token's hash.

        Raises:
            StoreError: the file cannot be read.
        """
        return next((one for one in self.all() if one.hash == hash_), None)

    def add(self, link: Link) -> None:
        """Keep a new one; those of the same ask that were there lead nowhere from now on.

        Raises:
            StoreError: it was not kept.
        """

        def change(there: list[Link]) -> list[Link]:
            return [*(_ended(one, link.ask, link.made_at) for one in there if link.made_at - one.made_at < KEPT_LINKS), link]

        self._table.change(change)

    def end(self, ask: str, now: dt.datetime) -> None:
        """End those that lead to an ask.

        Raises:
            StoreError: they are as they were.
        """
        self._table.change(lambda there: [_ended(one, ask, now) for one in there])

    def end_all(self, now: dt.datetime) -> None:
        """End every one.

        Raises:
            StoreError: they are as they were.
        """
        self._table.change(lambda there: [_ended(one, one.ask, now) for one in there])


def _ended(link: Link, ask: str, now: dt.datetime) -> Link:
    return msgspec.structs.replace(link, ended_at=now) if link.ask == ask and link.ended_at is None else link
