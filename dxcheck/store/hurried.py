"""A shelf as the thread of a screen sees it: what does not answer in time is given up, and nothing is begun that would have to wait for its end."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar, cast

from dxcheck.store import errors
from dxcheck.store.shelf import LOCK_TIMEOUT, Where
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
    from pathlib import Path

    from dxcheck.store.shelf import Address, Bounds, HeadRow, Records, Shelf, Writable

_Value = TypeVar("_Value")


def _refused(problem: errors.StoreError) -> NoReturn:
    raise problem


class HurriedShelf(Generic[Where]):
    """A shelf as the thread of a screen sees it. Under a lock that this thread has, everything is done at once."""

    def __init__(self, shelf: Shelf[Where], within: float) -> None:
        self._shelf, self._within = shelf, within
        self._locks = 0

    def __str__(self) -> str:
        return str(self._shelf)

    def _ask(self, address: Where, find: Callable[[], _Value]) -> _Value:
        if self._locks:
            return find()
        try:
            return patience.ask(find, self._within, lambda: errors.no_answer_from(cast("Address", address)))
        except errors.NoAnswerError as problem:  # also one that is not there
            patience.note_missing(problem)
            raise

    def _reach(self, address: Where) -> None:
        """What changes something waits for its end; so it does not begin where nobody answers. Under a lock it has begun."""
        if not self._locks:
            self._ask(address, partial(self._shelf.reach, address))

    def reach(self, address: Where) -> None:
        """In time, or not at all."""
        self._reach(address)

    def read(self, address: Where) -> bytes | None:
        """In time, or not at all."""
        return self._ask(address, partial(self._shelf.read, address))

    def read_document(self, address: Where) -> bytes | Records | None:
        """In time, or not at all."""
        return self._ask(address, partial(self._shelf.read_document, address))

    @property
    def at_once(self) -> int:
        """As the shelf has it."""
        return self._shelf.at_once

    def bulk(self, addresses: Sequence[Where], enough: Collection[str] = ()) -> Iterator[Callable[[], bytes | None]]:
        """Each in time, or not at all."""
        every = self._shelf.bulk(addresses, enough)
        for n, address in enumerate(addresses):
            try:
                content = self._ask(address, partial(next, every))
            except errors.StoreError as problem:  # whoever reads on would wait as long for each
                yield from (partial(_refused, problem) for _one in addresses[n:])
                return
            yield partial(self._ask, address, content)

    def snapshots(self, wanted: Sequence[tuple[Where, str]]) -> list[bytes | None]:
        """In time, or not at all."""
        return self._ask(wanted[0][0], partial(self._shelf.snapshots, wanted)) if wanted else []

    def write(self, address: Where, content: bytes, *, keep_old: bool = True) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.write(address, content, keep_old=keep_old)

    def write_document(self, address: Where, document: Writable) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.write_document(address, document)

    def put_aside(self, address: Where, content: bytes) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.put_aside(address, content)

    @contextlib.contextmanager
    def locked(self, address: Where, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """Once it answers."""
        self._reach(address)
        with self._shelf.locked(address, timeout):
            self._locks += 1
            try:
                yield
            finally:
                self._locks -= 1

    def stamp(self, address: Where) -> Hashable:
        """From memory."""
        return self._shelf.stamp(address)

    def stamp_now(self, address: Where) -> Hashable:
        """From memory, unless this thread changes it."""
        return self._shelf.stamp_now(address) if self._locks else self._shelf.stamp(address)

    def is_settled(self, address: Where, stamp: Hashable) -> bool:
        """In time, or not at all."""
        return self._ask(address, partial(self._shelf.is_settled, address, stamp))

    def is_there(self, address: Where) -> bool:
        """In time, or not at all."""
        return self._ask(address, partial(self._shelf.is_there, address))

    def check_root(self, root: Where) -> None:
        """In time, or not at all."""
        self._ask(root, partial(self._shelf.check_root, root))

    def expect(self, witness: Where) -> None:
        """It remembers."""
        self._shelf.expect(witness)

    def make_ready(self, address: Where) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.make_ready(address)

    def remove(self, address: Where) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.remove(address)

    def every(self, root: Where, pattern: str = "*.json") -> list[Where]:
        """In time, or not at all."""
        return self._ask(root, partial(self._shelf.every, root, pattern))

    def asks(self, root: Where, code: str) -> list[str]:
        """In time, or not at all."""
        return self._ask(root, partial(self._shelf.asks, root, code))

    def texts(self, root: Where) -> list[Where]:
        """In time, or not at all."""
        return self._ask(root, partial(self._shelf.texts, root))

    def settings_folder(self, root: Where) -> Path:
        """In time, or not at all."""
        return self._ask(root, partial(self._shelf.settings_folder, root))

    def asks_stamp(self, root: Where, code: str) -> Hashable:
        """From memory."""
        return self._shelf.asks_stamp(root, code)

    def ask_heads(self, root: Where, codes: Sequence[str], ask: str) -> list[HeadRow] | None:
        """In time, or not at all."""
        return self._ask(root, partial(self._shelf.ask_heads, root, codes, ask))

    def copies(self, address: Where) -> list[Where]:
        """In time, or not at all."""
        return self._ask(address, partial(self._shelf.copies, address))

    def erase(self, address: Where, document: Where, content: bytes | None) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.erase(address, document, content)

    def written(self, root: Where) -> Iterator[tuple[str, bytes]]:
        """Once it answers: only a command looks at everything."""
        self._reach(root)
        return self._shelf.written(root)

    def append(self, address: Where, content: bytes, bounds: Bounds) -> None:
        """Once it answers."""
        self._reach(address)
        self._shelf.append(address, content, bounds)

    def log(self, address: Where) -> dict[str, bytes | None]:
        """In time, or not at all."""
        return self._ask(address, partial(self._shelf.log, address))
