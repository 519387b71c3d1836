"""A folder as it saved until 27 November 2026, before saving in it was made faster: what the bar of a database was set beside, and nothing else uses.

Kept as it was then is what a saved answer asks of the disk and works out anew each time; everything else is the folder's of today.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dxcheck.store import errors, files, layout
from dxcheck.store.shelf import LOCK_TIMEOUT, InDatabase
from dxcheck.store.shelves import FolderShelf
from dxcheck.store.turn import held
from dxcheck.system import ownership

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from dxcheck.store.shelf import Bounds, Records, Writable

_NOW: Final = FolderShelf()
_WITNESSES: Final[dict[Path, Path]] = {}


def earlier(folder: Path) -> InDatabase:
    """Where such a folder begins."""
    return InDatabase(EarlierFolder(folder))


class EarlierFolder:
    """A folder on a disk; its addresses say which shelf they are on, as those in a database do, since a plain path is on the folder's of today."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[Any, Path] = {}

    def __str__(self) -> str:
        return str(self._folder)

    def _path(self, address: InDatabase) -> Path:
        """Looked up and not put together: a path is what one had then."""
        below = address.below
        if below not in self._paths:
            self._paths[below] = self._folder.joinpath(*below.parts)
        return self._paths[below]

    def _addresses(self, paths: list[Path]) -> list[InDatabase]:
        return [InDatabase(self).joinpath(*one.relative_to(self._folder).parts) for one in paths]

    # -- as it was -----------------------------------------------------------------------------------------------------

    def read(self, address: InDatabase) -> bytes | None:
        """Whole."""
        path = self._path(address)
        for place in _places(path):
            try:
                return place.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as problem:
                raise errors.from_os_error(problem, path) from problem
        return None

    def read_document(self, address: InDatabase) -> bytes | Records | None:
        """Whole."""
        return self.read(address)

    def write(self, address: InDatabase, content: bytes, *, keep_old: bool = True) -> None:
        """With the old one as `.bak`."""
        path = self._path(address)
        real = Path(os.path.realpath(path))
        temporary = real.parent / f".{real.name}.{os.urandom(4).hex()}.tmp"
        try:
            _write_new(temporary, content, like=real)
            if keep_old:
                _keep_old(real)
            temporary.replace(real)
            _force(real.parent)
        except OSError as problem:
            raise errors.from_os_error(problem, path) from problem
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def write_document(self, address: InDatabase, document: Writable) -> None:
        """Whole."""
        self.write(address, document.whole())

    @contextlib.contextmanager
    def locked(self, address: InDatabase, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """By a file in `.locks`."""
        path = self._path(address)
        if not _is_there(path):
            raise FileNotFoundError(path)
        folder = path.parent / files.LOCK_FOLDER
        files.make_folder(folder)
        lock = folder / f"{path.name}.lock"
        with contextlib.ExitStack() as holding:
            if ownership.for_new(lock.parent) is not None and not lock.exists():
                with contextlib.suppress(FileExistsError):
                    os.close(_open_new(lock))
            holding.enter_context(held(lock, timeout))
            with contextlib.suppress(OSError):
                for junk in path.parent.glob(f".{path.name}.*.tmp"):
                    junk.unlink(missing_ok=True)
            yield

    def stamp(self, address: InDatabase) -> Hashable:
        """One system call."""
        found = _stat(self._path(address))
        return None if found is None else (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)

    def stamp_now(self, address: InDatabase) -> Hashable:
        """The same."""
        return self.stamp(address)

    def is_settled(self, address: InDatabase, stamp: Hashable) -> bool:
        """A clock ticks in steps."""
        found = _stat(self._path(address))
        if found is None:
            return False
        return self.stamp(address) == stamp and time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > files.SETTLED_AFTER

    def is_there(self, address: InDatabase) -> bool:
        """Its own place alone."""
        return self._path(address).exists()

    def expect(self, witness: InDatabase) -> None:
        """It is looked for with each save."""
        path = self._path(witness)
        _WITNESSES[path.parent] = path

    # -- as it is ------------------------------------------------------------------------------------------------------

    def put_aside(self, address: InDatabase, content: bytes) -> None:
        """Of today."""
        _NOW.put_aside(self._path(address), content)

    def check_root(self, root: InDatabase) -> None:
        """Of today."""
        _NOW.check_root(self._path(root))

    def make_ready(self, address: InDatabase) -> None:
        """Of today."""
        _NOW.make_ready(self._path(address))

    def remove(self, address: InDatabase) -> None:
        """Of today."""
        _NOW.remove(self._path(address))

    def every(self, root: InDatabase, pattern: str = "*.json") -> list[InDatabase]:
        """Of today."""
        return self._addresses(_NOW.every(self._path(root), pattern))

    def asks(self, root: InDatabase, code: str) -> list[str]:
        """Of today."""
        return _NOW.asks(self._path(root), code)

    def asks_stamp(self, root: InDatabase, code: str) -> Hashable:
        """Of today."""
        return _NOW.asks_stamp(self._path(root), code)

    def texts(self, root: InDatabase) -> list[InDatabase]:
        """Of today."""
        return self._addresses(_NOW.texts(self._path(root)))

    def settings_folder(self, root: InDatabase) -> Path:
        """Of today."""
        return self._path(root)

    def append(self, address: InDatabase, content: bytes, bounds: Bounds) -> None:
        """Of today."""
        _NOW.append(self._path(address), content, bounds)

    def log(self, address: InDatabase) -> dict[str, bytes | None]:
        """Of today."""
        return _NOW.log(self._path(address))


def _is_there(path: Path) -> bool:
    witness = _witness(path.parent)
    return witness is None or path == witness or witness.exists()


def _witness(folder: Path) -> Path | None:
    return next((found for one in (folder, *folder.parents) if (found := _WITNESSES.get(one)) is not None), None)


_former: Final[Callable[[Path], Path | None]] = layout.former.__wrapped__
"""It was asked anew each time."""


def _places(path: Path) -> Iterator[Path]:
    yield path
    former = _former(path)
    if former is not None:
        yield from (former, path)


def _stat(path: Path) -> os.stat_result | None:
    for place in _places(path):
        with contextlib.suppress(OSError):
            return place.stat()
    return None


def _open_new(path: Path, *, like: Path | None = None) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    before = ownership.owner_of(like) if like is not None else None
    ownership.keep(descriptor, before or ownership.for_new(path.parent, _witness(path.parent)), mode=before is not None)
    return descriptor


def _write_new(path: Path, content: bytes, *, like: Path) -> None:
    with open(_open_new(path, like=like), "wb", closefd=True) as opened:
        opened.writelines([content])
        opened.flush()
        os.fsync(opened.fileno())


def _keep_old(path: Path) -> None:
    link = path.parent / f".{path.name}.{os.urandom(4).hex()}.tmp"
    with contextlib.suppress(OSError, NotImplementedError):
        os.link(path, link)
        link.replace(path.with_name(f"{path.name}.bak"))
    with contextlib.suppress(OSError):
        link.unlink(missing_ok=True)


def _force(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
