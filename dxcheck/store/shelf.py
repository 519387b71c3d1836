"""The seam under the store: what the rest of it asks of the place where documents are kept. Behind it is a folder, or a database; nothing above it knows which.

An address says which shelf it is on, so that a repository that holds one address has no way to another.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self, TypeAlias, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
    from contextlib import AbstractContextManager

LOCK_TIMEOUT: Final = 10.0
"""Seconds to wait for another process."""


TEXTS: Final = "questionnaires"
"""Where the texts of questionnaires are that were answered, each named after its content."""
WRITTEN: Final = (".json", ".log", ".toml", ".bak", ".altered", ".tmp", ".before")
"""Endings of the names of what holds texts."""


class Bounds(msgspec.Struct, frozen=True):
    """How much of a disk a log may take; sizes in bytes."""

    file: int
    """A file larger than this is put aside before the next line."""
    kept: int
    """Files put aside that stay, the newest ones."""
    free: int
    """What must be free on the disk for a line to be written: people's answers come first."""


class InDatabase:
    """A name in a database, put together like a path: what lies in a data folder as `382019/shared/382019.json` has this very name there."""

    __slots__ = ("below", "shelf")

    def __init__(self, shelf: Shelf[InDatabase], below: PurePosixPath | None = None) -> None:
        self.shelf = shelf
        self.below = below or PurePosixPath()

    @property
    def name(self) -> str:
        """The last part; of a whole database what people call it."""
        return self.below.name or str(self.shelf)

    @property
    def parent(self) -> InDatabase:
        """What it lies in."""
        return InDatabase(self.shelf, self.below.parent)

    @property
    def parents(self) -> list[InDatabase]:
        """All that it lies in, the innermost first."""
        return [InDatabase(self.shelf, one) for one in self.below.parents]

    def joinpath(self, *parts: str) -> InDatabase:
        """What lies in it."""
        return InDatabase(self.shelf, self.below.joinpath(*parts))

    def __truediv__(self, part: str) -> InDatabase:
        return self.joinpath(part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InDatabase) and (self.shelf, self.below) == (other.shelf, other.below)

    def __hash__(self) -> int:
        return hash((id(self.shelf), self.below))

    def __str__(self) -> str:
        return f"{self.shelf}/{self.below}" if self.below.name else str(self.shelf)


Address: TypeAlias = Path | InDatabase
"""Where a document is kept."""


class Joinable(Protocol):
    """What an address is put together of."""

    @property
    def name(self) -> str:
        """The last part."""

    @property
    def parents(self) -> Sequence[Self]:
        """All that it lies in, the innermost first."""

    def joinpath(self, *parts: str) -> Self:
        """What lies in it."""


Where = TypeVar("Where", bound=Joinable)


class Records(NamedTuple):
    """A document in its records, each as JSON without spaces."""

    envelope: bytes
    tables: dict[str, dict[str, bytes]]
    """Name of a table to its records, by TinyDB's numbers."""


class HeadRow(NamedTuple):
    """What a shelf tells of an ask without giving it."""

    code: str
    """Of the municipality it lies under."""
    ask: str
    """Its id, by where it lies."""
    envelope: object
    """None for one that cannot be read."""
    head: object
    """As `dxcheck.casework.asking.AskHead`; None for one that says nothing."""


class Writable(Protocol):
    """A document that is about to be written; what the shelf does not ask for is never made."""

    def whole(self) -> bytes:
        """As a file has it."""

    def records(self) -> Records:
        """The very same in its records."""


class Shelf(Protocol[Where]):
    """Where documents are kept. A content is replaced whole or not at all, and whatever is raised is a `StoreError` that leaves everything as it was."""

    def read(self, address: Where) -> bytes | None:
        """The whole content as it is now, or None where there is none."""

    def write(self, address: Where, content: bytes, *, keep_old: bool = True) -> None:
        """Replace the content, durably once the lock is let go; call it under the lock.

        Args:
            address: of the document.
            content: the new one.
            keep_old: whether the old one may stay beside it, where the shelf does that.
        """

    def read_document(self, address: Where) -> bytes | Records | None:
        """As `read`, in its records where the shelf has it in them."""

    @property
    def at_once(self) -> int:
        """How many documents `bulk` reads together; 1 where each is read when it is its turn."""

    def bulk(self, addresses: Sequence[Where], enough: Collection[str] = ()) -> Iterator[Callable[[], bytes | None]]:
        """Many documents, in their order: of each what gives its content as `read` does, or raises as that does. A database reads many at once.

        Args:
            addresses: of documents, however many.
            enough: the tables that are looked at, where less can be read for it; snapshots may then say null where their answers are, which `snapshots` gives. Everything
                without any.
        """

    def snapshots(self, wanted: Sequence[tuple[Where, str]]) -> list[bytes | None]:
        """Snapshots with their answers, in their order, each as JSON; None for what is not there.

        Args:
            wanted: of which document, and the snapshot's id; at most some thousand.

        Raises:
            StoreError: they cannot be read.
        """

    def write_document(self, address: Where, document: Writable) -> None:
        """As `write`; a shelf that keeps records writes those that differ."""

    def put_aside(self, address: Where, content: bytes) -> None:
        """Keep a content that is about to be replaced although somebody else than dxcheck made it; call it under the lock."""

    def locked(self, address: Where, timeout: float = LOCK_TIMEOUT) -> AbstractContextManager[None]:
        """Keep everybody else from changing a document, for at most `timeout` seconds of waiting for them.

        What is written under it is kept when it ends without an exception. Under two locks, one within the other, a folder keeps each when its own ends, a database
        both when the outer one does.
        """

    def stamp(self, address: Where) -> Hashable:
        """Something that changes whenever the content was replaced; None while there is none. Cheap, never waits, never raises; it may come a moment late."""

    def stamp_now(self, address: Where) -> Hashable:
        """The same, of this very moment; where a screen asks all the time, and must not wait, at most a second old."""

    def is_settled(self, address: Where, stamp: Hashable) -> bool:
        """Whether what was read after `stamp_now` gave this stamp has it, and any later change will show in it."""

    def is_there(self, address: Where) -> bool:
        """Whether there is a content now."""

    def reach(self, address: Where) -> None:
        """Come back once it answers; at once where nothing can be found out beforehand."""

    def check_root(self, root: Where) -> None:
        """Whether the shelf is there, and is still the one that was opened."""

    def expect(self, witness: Where) -> None:
        """Remember that it holds this document: see `check_root`."""

    def make_ready(self, address: Where) -> None:
        """Make room for what is about to be written beside an address for the first time."""

    def remove(self, address: Where) -> None:
        """Remove a document for good, with its earlier contents."""

    def every(self, root: Where, pattern: str = "*.json") -> list[Where]:
        """Documents whose names fit a pattern, by name."""

    def asks(self, root: Where, code: str) -> list[str]:
        """The ids of the asks of a municipality, in no order that means anything."""

    def ask_heads(self, root: Where, codes: Sequence[str], ask: str) -> list[HeadRow] | None:
        """Of the asks of municipalities what the server may know; of one ask where its id is given, else of all. None where whoever reads them reads them whole."""

    def texts(self, root: Where) -> list[Where]:
        """The texts of questionnaires that were answered, by name."""

    def settings_folder(self, root: Where) -> Path:
        """A folder with the files that people write: roster, questionnaires, disclosure rule. To be read."""

    def asks_stamp(self, root: Where, code: str) -> Hashable:
        """Changes whenever one of them came, went or was written; as `stamp`."""

    def append(self, address: Where, content: bytes, bounds: Bounds) -> None:
        """Add lines to a log, in one piece, durably."""

    def log(self, address: Where) -> dict[str, bytes | None]:
        """A log with the parts that were put aside, by name, the oldest first."""

    def copies(self, address: Where) -> list[Where]:
        """What is kept of a document from before, by name."""

    def erase(self, address: Where, document: Where, content: bytes | None) -> None:
        """Replace a content by one in which nothing but texts was erased, also in what never changes otherwise, and leave nothing of it beside; call it under the lock.

        Args:
            address: of the document, or of what is kept of it from before.
            document: the document.
            content: the new one, in today's form; None for a copy that nobody can read any more, which goes.
        """

    def written(self, root: Where) -> Iterator[tuple[str, bytes]]:
        """Everything in which a text may stand, by name."""
