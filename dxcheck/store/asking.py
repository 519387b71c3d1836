"""What the planning section asks of other sections, each ask in a file and a folder of its own.

A section's desk is given an `AskDocument` and no more: from it there is no way to another ask, to the municipality's draft or to what it submitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from dxcheck.casework.asking import Ask, AskWithAnswers
from dxcheck.i18n import _
from dxcheck.model.snapshot import Draft
from dxcheck.store import errors, layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import reader, stamp_left, transaction
from dxcheck.store.table import decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from tinydb import TinyDB

    from dxcheck.store.shelf import Address

ASKS: Final = "asks"
ANSWERS: Final = "answers"


class AskDocument:
    """One ask, and what its section has written."""

    def __init__(
        self, folder: Address, code: str, ask: str, *, demo: bool, before_write: Callable[[], None], former: tuple[str, ...] = ()
    ) -> None:
        """One ask, that goes on where a municipality only changed its code.

        Args:
            folder: the data folder.
            code: whose it is.
            ask: its id.
            demo: which kind of data it is.
            before_write: called before every write.
            former: codes that the same municipality had before; what stands under one of them is read until something is written under today's, and never changed.
        """
        self.id = ask
        self.code = code
        self._path = layout.of_ask(folder, code, ask)
        self._envelope = Envelope(SCHEMA, "ask", code, demo)
        self._former = [(layout.of_ask(folder, one, ask), Envelope(SCHEMA, "ask", one, demo)) for one in former]
        self._mark = before_write

    def read(self) -> AskWithAnswers:
        """As it is now.

        Raises:
            StoreError: it cannot be read, or is no longer there.
        """
        return self._left() or self._asked(reader(self._path, self._envelope))

    def _left(self) -> AskWithAnswers | None:
        """What stands under a former code, as long as nothing is written under today's."""
        if not self._former or shelf_of(self._path).is_there(self._path):
            return None
        for path, envelope in self._former:
            if shelf_of(path).is_there(path):
                ask, draft = self._asked(reader(path, envelope))
                return AskWithAnswers(
                    msgspec.structs.replace(ask, municipality=self.code), msgspec.structs.replace(draft, municipality=self.code)
                )
        return None

    def stamp(self) -> Hashable:
        """Changes whenever somebody wrote."""
        every = (self._path, *(path for path, _envelope in self._former))
        return next((found for one in every if (found := shelf_of(one).stamp(one)) is not None), None)

    def add(self, ask: Ask) -> None:
        """Write it for the first time; one that is there already stays.

        Raises:
            StoreError: it was not written.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            if not db.table(ASKS, cache_size=0).all():
                self._put(db, AskWithAnswers(ask, Draft(ask.id, ask.municipality, ask.questionnaire, ask.asked_at)))

    def change(self, change: Callable[[AskWithAnswers], AskWithAnswers]) -> tuple[AskWithAnswers, Hashable]:
        """Read, change and write under the lock; the same object writes nothing. With the stamp of the file as it is then.

        Raises:
            StoreError: it is as it was.
        """
        self._mark()
        left = self._left()
        if left is None and shelf_of(self._path).stamp_now(self._path) is None:  # before a lock is taken, which would make its folder anew
            raise gone(self._path)
        with transaction(self._path, self._envelope) as db:
            before = left if left is not None and not db.table(ASKS, cache_size=0).all() else self._asked(db)
            after = change(before)
            if after is not before:
                self._put(db, after)
        return after, stamp_left(db)

    def _asked(self, db: TinyDB) -> AskWithAnswers:
        asks, drafts = (db.table(name, cache_size=0).all() for name in (ASKS, ANSWERS))
        if not asks or not drafts:
            raise gone(self._path)
        asked = AskWithAnswers(decoded(asks[0], Ask, ASKS, self._path), decoded(drafts[0], Draft, ANSWERS, self._path))
        if asked.ask.id != self.id:
            raise errors.foreign(self._path, _("別の照会のファイルです"))
        return asked

    def _put(self, db: TinyDB, asked: AskWithAnswers) -> None:
        for name, one in ((ASKS, asked.ask), (ANSWERS, asked.draft)):
            table = db.table(name, cache_size=0)
            table.truncate()
            table.insert(encoded(one))


class LinkMaker(Protocol):
    """What makes links for sections without an account, where there is a server."""

    def make_link(self, ask: str) -> str:
        """A link to an ask, told once; those made before lead nowhere any more."""

    def end_links(self, ask: str) -> None:
        """End the links to an ask."""


class AskRepository:
    """Every ask of a municipality, for its staff."""

    def __init__(
        self,
        folder: Address,
        code: str,
        *,
        demo: bool,
        before_write: Callable[[], None],
        links: LinkMaker | None = None,
        former: tuple[str, ...] = (),
    ) -> None:
        self.links = links
        """None where no server is: then there is nothing that a link could lead to."""
        self.code = code
        self._folder, self._demo, self._mark, self._former = folder, demo, before_write, former

    def document(self, ask: str) -> AskDocument:
        """One of them, whether it is there or not."""
        return AskDocument(self._folder, self.code, ask, demo=self._demo, before_write=self._mark, former=self._former)

    def every(self) -> list[AskWithAnswers]:
        """All that are kept, in the order they were asked.

        Raises:
            StoreError: one cannot be read.
        """
        found = [self.document(one).read() for one in self.ids()]
        return sorted(found, key=lambda one: (one.ask.asked_at, one.ask.place, one.ask.id))

    def ids(self) -> list[str]:
        """Of all that are kept, whether they can be read or not."""
        shelf = shelf_of(self._folder)
        return [*dict.fromkeys(one for code in (self.code, *self._former) for one in shelf.asks(self._folder, code))]

    def stamp(self) -> Hashable:
        """Changes whenever one came, went or was written."""
        shelf = shelf_of(self._folder)
        return tuple(shelf.asks_stamp(self._folder, code) for code in (self.code, *self._former))

    def remove(self, ask: str) -> None:
        """Remove one for good, with its earlier contents; what stands under a former code stays.

        Raises:
            StoreError: something of it is still there.
        """
        self._mark()
        path = layout.of_ask(self._folder, self.code, ask)
        shelf_of(path).remove(path)


def gone(path: Address) -> errors.StoreError:
    """Somebody removed it."""
    return errors.OtherStoreError(
        _("この照会（{name}）は、もうありません", name=path.name),
        _("ほかの照会には影響ありません"),
        _("企画担当にお尋ねください"),
        path,
    )
