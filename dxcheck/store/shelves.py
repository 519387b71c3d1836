"""Which shelf an address is on, and the folder's own: each document a file (`dxcheck.store.files`)."""

from __future__ import annotations

import contextlib
import errno
import os
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.store import appending, errors, files, layout
from dxcheck.store.folder_watch import WATCH
from dxcheck.store.hurried import HurriedShelf
from dxcheck.store.shelf import LOCK_TIMEOUT, TEXTS, WRITTEN
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from dxcheck.store.shelf import Address, Bounds, HeadRow, InDatabase, Records, Shelf, Writable


class FolderShelf:
    """A folder on a disk: each document a file (`dxcheck.store.files`)."""

    def read(self, address: Path) -> bytes | None:
        """A document is read where an earlier version left it, as long as it is there."""
        return files.read(address)

    def write(self, address: Path, content: bytes, *, keep_old: bool = True) -> None:
        """The old content stays as `.bak`."""
        try:
            files.write(address, content, keep_old=keep_old)
        finally:
            WATCH.forget(address)

    def read_document(self, address: Path) -> bytes | Records | None:
        """A file is read whole."""
        return files.read(address)

    at_once = 1

    def bulk(self, addresses: Sequence[Path], enough: Collection[str] = ()) -> Iterator[Callable[[], bytes | None]]:  # noqa: ARG002 - a file is read whole
        """Each is read when it is its turn."""
        return (partial(files.read, one) for one in addresses)

    def snapshots(self, wanted: Sequence[tuple[Path, str]]) -> list[bytes | None]:
        """Out of each file, read whole."""
        return [_snapshot_in(files.read(address), id_) for address, id_ in wanted]

    def write_document(self, address: Path, document: Writable) -> None:
        """And written whole."""
        self.write(address, document.whole())

    def put_aside(self, address: Path, content: bytes) -> None:
        """Beside it, as `.altered`."""
        files.put_aside(address, content)

    def locked(self, address: Path, timeout: float = LOCK_TIMEOUT) -> AbstractContextManager[None]:
        """By a file in `.locks`."""
        return files.locked(address, timeout)

    def stamp(self, address: Path) -> Hashable:
        """One system call."""
        return files.stamp(address)

    def stamp_now(self, address: Path) -> Hashable:
        """A disk tells at once."""
        return files.stamp(address)

    def is_settled(self, address: Path, stamp: Hashable) -> bool:
        """A clock ticks in steps."""
        return files.is_settled(address, stamp)

    def is_there(self, address: Path) -> bool:
        """Its own place alone."""
        return address.exists()

    def reach(self, address: Path) -> None:
        """A disk says nothing beforehand."""

    def check_root(self, root: Path) -> None:
        """Not renamed, deleted or unmounted."""
        files.check_there(root / files.LOCK_FOLDER)
        if not root.is_dir():
            raise errors.from_os_error(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)), root)

    def expect(self, witness: Path) -> None:
        """See `dxcheck.store.files.expect`."""
        files.expect(witness)

    def make_ready(self, address: Path) -> None:
        """Make its folder."""
        files.make_folder(address.parent)

    def remove(self, address: Path) -> None:
        """With its locks and, where that is allowed, its folder."""
        try:
            files.remove(address)
        finally:
            WATCH.forget(address)

    def every(self, root: Path, pattern: str = "*.json") -> list[Path]:
        """One that was not moved yet stands where it is."""
        return layout.every(root, pattern)

    def asks(self, root: Path, code: str) -> list[str]:
        """By their folders."""
        return layout.asks(root, code)

    def ask_heads(self, root: Path, codes: Sequence[str], ask: str) -> list[HeadRow] | None:  # noqa: ARG002 - whoever reads a file reads all of it
        """Files are read."""
        return None

    def asks_stamp(self, root: Path, code: str) -> Hashable:
        """Each with its own."""
        return tuple((one, files.stamp(layout.of_ask(root, code, one))) for one in layout.asks(root, code))

    def texts(self, root: Path) -> list[Path]:
        """Beside the centre's own questionnaires."""
        return sorted((root / TEXTS).glob("*.json"))

    def settings_folder(self, root: Path) -> Path:
        """The data folder itself."""
        return root

    def append(self, address: Path, content: bytes, bounds: Bounds) -> None:
        """One write, forced to the disk."""
        appending.append(address, content, bounds)

    def log(self, address: Path) -> dict[str, bytes | None]:
        """The file, after those that were full."""
        return {one.name: files.read(one) for one in (*appending.parts_aside(address), address)}

    def copies(self, address: Path) -> list[Path]:
        """Its `.bak`, and what was set aside."""
        there = (address.with_name(f"{address.name}.bak"), *sorted(address.parent.glob(f"{address.name}.*.altered")))
        return [one for one in there if one.is_file()]

    def erase(self, address: Path, document: Path, content: bytes | None) -> None:
        """Without a `.bak`; what was set aside gets another name, since that promises its content."""
        if content is not None and address.suffix != ".altered":
            self.write(address, content, keep_old=False)
            return
        if content is not None:
            files.put_aside(document, content)
        address.unlink(missing_ok=True)

    def written(self, root: Path) -> Iterator[tuple[str, bytes]]:
        """By their endings."""
        for one in sorted(one for one in root.rglob("*") if one.is_file() and one.suffix in WRITTEN):
            yield one.relative_to(root).as_posix(), files.read(one) or b""


class WatchedFolder(FolderShelf):
    """The same for the thread of a screen: its stamps come from memory."""

    def stamp(self, address: Path) -> Hashable:
        """As it was a moment ago."""
        return WATCH.of("stamp", address, partial(files.stamp, address))

    def asks_stamp(self, root: Path, code: str) -> Hashable:
        """As they were a moment ago."""
        return WATCH.of("asks", root / code, partial(super().asks_stamp, root, code))


class _WithSnapshots(msgspec.Struct):
    snapshots: dict[str, msgspec.Raw] = {}


class _WithId(msgspec.Struct):
    id: str


def _snapshot_in(content: bytes | None, id_: str) -> bytes | None:
    if content is None:
        return None
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # a damaged file has none
        for one in msgspec.json.decode(content, type=_WithSnapshots).snapshots.values():
            if msgspec.json.decode(one, type=_WithId).id == id_:
                return bytes(one)
    return None


FOLDER_SHELF: Final = FolderShelf()
_ON_SCREEN: Final = HurriedShelf(WatchedFolder(), patience.OF_A_DISK)


def shelf_of(address: Address) -> Shelf[Any]:
    """The shelf that an address is on, as this thread sees it."""
    if isinstance(address, Path):
        return _ON_SCREEN if patience.is_short() else FOLDER_SHELF
    shelf: Any = address.shelf
    return _hurried(shelf) if patience.is_short() else shelf


@lru_cache(maxsize=8)
def _hurried(shelf: Shelf[InDatabase]) -> HurriedShelf[InDatabase]:
    return HurriedShelf(shelf, patience.OF_AN_ENGINE)


def documents(root: Address, pattern: str = "*.json") -> list[Address]:
    """Documents and what is kept of them, by name."""
    return shelf_of(root).every(root, pattern)


def codes_kept(root: Address, kind: str = "") -> list[str]:
    """The codes of the municipalities that have a document, of a kind if one is given."""
    return layout.codes_among((one.name for one in documents(root, "[0-9]*.json")), kind)


def folder_of(root: Address) -> Path:
    """The data folder, for what cannot be done without one.

    Raises:
        StoreError: it is a database.
    """
    if isinstance(root, Path):
        return root
    raise errors.only_in_a_folder(root)
