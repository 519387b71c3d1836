"""Files that are replaced whole or not at all, and the lock that lets one process at a time change them.

A new content goes to a temporary file in the same folder, is forced to the disk, takes the old one's place in one step, and then the folder is forced to the
disk too. Whatever instant the process is killed at, a reader finds the old content or the new one. The old one stays as `.bak`.

The folder is forced once the lock is let go, and before whoever wrote is told that it is done: whoever waits for the lock need not wait for that too. They may then go on from
a content that a power cut can still take back. What they make of it goes to the disk after it, so both are there or neither, and nobody was told otherwise.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dxcheck.store import errors, layout
from dxcheck.store.shelf import LOCK_TIMEOUT
from dxcheck.system import ownership

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

LOCK_FOLDER: Final = ".locks"
GONE: Final = "gone"
SETTLED_AFTER: Final = 2_500_000_000
"""Nanoseconds; longer than a tick of any file system's clock (FAT's is two seconds)."""
_ADDRESS: Final = re.compile(r"[A-Za-z][\w+.-]+:$")
"""What an address begins with (`postgresql:`), which nobody calls a folder; what follows it may hold a password."""
_REPLACE_TRIES: Final = 12
"""On Windows a file cannot be replaced while somebody reads it; readers are quick, virus scanners a little less."""


_HELD: Final[dict[Path, Path | None]] = {}
"""Files whose lock this process holds, to the folder that is to be forced to the disk when it is let go. Only who holds a file's lock looks at its entry."""
_WITNESSES: Final[dict[Path, Path]] = {}
"""Data folder to the file in it that shows it is the one we opened."""


def expect(witness: Path, *, there: bool = True) -> None:
    """Remember that a data folder holds this file, or (`there` false) that it holds nothing yet."""
    if there:
        _WITNESSES[witness.parent] = witness
    else:
        _WITNESSES.pop(witness.parent, None)
    _witness.cache_clear()


def check_there(path: Path) -> None:
    """Whether the data folder of a file is still the one that was opened.

    Renamed, deleted or unmounted while we run, it must neither look empty nor be created again: answers would go to another place than the ones before.

    Raises:
        StoreError: it is gone.
    """
    if not _is_there(path):
        raise errors.from_os_error(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)), path)


def _is_there(path: Path) -> bool:
    witness = _witness(path)
    return witness is None or path == witness or os.path.exists(witness)  # noqa: PTH110 - every save asks


@lru_cache(maxsize=256)
def _witness(folder: Path) -> Path | None:
    """Of the data folder that a place is, or lies in."""
    return next((found for one in (folder, *folder.parents) if (found := _WITNESSES.get(one)) is not None), None)


def make_folder(folder: Path) -> None:
    """Make a folder only its owner can look into; see `system/ownership.py` for whose it becomes.

    Raises:
        StoreError: it cannot be made; or the address of a database was taken for its path.
    """
    if not folder.is_dir() and any(_ADDRESS.search(one) for one in folder.parts):
        raise errors.address_as_folder()
    try:
        ownership.make_folder_like_its_parent(folder)
    except OSError as problem:
        raise errors.from_os_error(problem, folder) from problem


@contextlib.contextmanager
def locked(path: Path, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Keep every other process from changing `path`; what a killed process left behind is swept first. What is written under it is durable when it ends.

    Raises:
        UnsureError: what was written is there, and may not outlive a power cut.
        StoreError: the lock could not be acquired in time, or not at all.
    """
    from dxcheck.store.turn import held  # reading needs no lock, and the first frame only reads

    check_there(path)
    lock = _lock_of(path)
    with contextlib.ExitStack() as holding:
        try:
            _make_lock(lock)
            holding.enter_context(held(lock, timeout))
        except TimeoutError as late:
            raise errors.busy(path) from late
        except OSError as problem:
            raise errors.from_os_error(problem, path) from problem
        sweep_beside(path)
        _HELD[path] = None
        try:
            yield
        finally:
            folder = _HELD.pop(path)
    if folder is not None:
        _settle(path, folder)


@lru_cache(maxsize=256)
def _lock_of(path: Path) -> Path:
    return path.parent / LOCK_FOLDER / f"{path.name}.lock"


def _make_lock(lock: Path) -> None:
    """Make it where it is not there yet, with its folder: a lock that root makes must be one that the service's own user can take."""
    if os.path.exists(lock):  # noqa: PTH110 - every save asks
        return
    make_folder(lock.parent)
    if ownership.for_new(lock.parent) is not None:
        with contextlib.suppress(FileExistsError):
            os.close(open_new(lock))


def remove(path: Path) -> None:
    """Remove a document for good, with its earlier contents, its locks and, where this process may, its folder.

    Raises:
        StoreError: something of it is still there.
    """
    try:
        with locked(path):
            for one in [*path.parent.glob(f"{path.name}.*"), path]:
                one.unlink(missing_ok=True)
        for there in (path.parent / LOCK_FOLDER).glob("*"):
            there.unlink(missing_ok=True)
    except OSError as problem:
        raise errors.from_os_error(problem, path) from problem
    for empty in (path.parent / LOCK_FOLDER, path.parent):
        with contextlib.suppress(OSError):  # a session in a browser may not: an empty folder says nothing
            empty.rmdir()


def sweep_beside(path: Path) -> None:
    """Remove half-written temporary files; only under the lock, where every one of them is junk."""
    start = f".{path.name}."
    with contextlib.suppress(OSError), os.scandir(path.parent) as found:
        for junk in [one.path for one in found if one.name.startswith(start) and one.name.endswith(".tmp")]:
            Path(junk).unlink(missing_ok=True)


def read(path: Path) -> bytes | None:
    """The whole content, or None if there is no such file. A document is read where an earlier version left it, as long as it is there.

    Raises:
        StoreError: it is there and cannot be read.
    """
    for place in _places(path):
        try:
            with open(place, "rb", buffering=0) as opened:  # noqa: PTH123 - every save and every look asks
                return opened.readall()
        except (FileNotFoundError, NotADirectoryError):  # a stray file may have a folder's name
            continue
        except OSError as problem:
            raise errors.from_os_error(problem, path) from problem
    check_there(path)
    return None


def write(path: Path, content: bytes, *, keep_old: bool = True) -> None:
    """Replace the content; call it under a lock: if it is the file's own, the content is durable when that is let go, else at once. The file keeps its owner and its permissions.

    Raises:
        UnsureError: the new content is there, and may not outlive a power cut.
        StoreError: it could not be done, or would make the file somebody else's; the old content is still there.
    """
    real = Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - every save asks
    temporary = real.with_name(f".{real.name}.{os.urandom(4).hex()}.tmp")
    try:
        write_new(temporary, content, like=real)
        if keep_old:
            _keep_old(real)
        _replace(temporary, real)
    except BaseException as problem:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise errors.from_os_error(problem, path) from problem
        raise
    if path in _HELD:
        _HELD[path] = real.parent
    else:
        _settle(path, real.parent)


def put_aside(path: Path, content: bytes) -> None:
    """Keep a content that is about to be replaced although somebody else than dxcheck made it: once, whole, under a name of its own.

    Call it under the file's lock; what a killed process leaves half-written is swept there.

    Raises:
        StoreError: it could not be kept.
    """
    digest = hashlib.sha256(content).hexdigest()
    for length in (8, len(digest)):
        kept = path.with_name(f"{path.name}.{digest[:length]}.altered")
        there = read(kept)
        if there == content:
            return
        if there is None:
            break
    write(kept, content, keep_old=False)


def open_new(path: Path, *, like: Path | None = None) -> int:
    """Open a file that is not there yet, for its owner alone; a descriptor to write and read.

    Args:
        path: the file.
        like: the file whose place it takes; it gets that one's owner and permissions. One that takes nobody's place is, where root makes it, for the owner of the
            folder's marker or else of the folder.

    Raises:
        OSError: it cannot be made, or would not be its owner's any more.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        before = ownership.owner_of(like) if like is not None else None
        ownership.keep(descriptor, before or for_new_in(path.parent), mode=before is not None)
    except BaseException:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    return descriptor


def for_new_in(folder: Path) -> ownership.Owner | None:
    """Whose a new file in a folder of ours becomes where root makes it."""
    return ownership.for_new(folder, _witness(folder))


def write_new(path: Path, content: bytes | Iterator[bytes], *, like: Path | None = None) -> None:
    """Write a file that is not there yet, whole or piece by piece, down to the disk; `like` as for `open_new`."""
    descriptor = open_new(path, like=like)
    with open(descriptor, "wb", buffering=0 if isinstance(content, bytes) else -1) as opened:  # noqa: PTH123 - it is a descriptor
        if isinstance(content, bytes):
            left = memoryview(content)
            while left:
                left = left[opened.write(left) :]
        else:
            opened.writelines(content)
            opened.flush()
        os.fsync(descriptor)


def _keep_old(path: Path) -> None:
    """Leave the content of now as `.bak`. A file system without hard links goes without: it is a convenience, not the promise."""
    link = f"{path.parent}{os.sep}.{path.name}.{os.urandom(4).hex()}.tmp"
    try:
        with contextlib.suppress(OSError, NotImplementedError):
            os.link(path, link)
            os.replace(link, f"{path}.bak")  # noqa: PTH105 - every save asks
    finally:
        # Replacing one link of a file by another of the same file does nothing and leaves the first one standing.
        with contextlib.suppress(OSError):
            os.unlink(link)  # noqa: PTH108 - every save asks


def _replace(temporary: Path, path: Path) -> None:
    for attempt in range(_REPLACE_TRIES):
        try:
            os.replace(temporary, path)  # noqa: PTH105 - every save asks
        except PermissionError:
            if os.name != "nt" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.01 * 2 ** min(attempt, 5))
        else:
            return


def _settle(path: Path, folder: Path) -> None:
    """Have the disk remember what took the file's place."""
    try:
        _sync_folder(folder)
    except OSError as problem:
        raise errors.not_forced(problem, path) from problem


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; NTFS journals the replacement
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _places(path: Path) -> Iterator[Path]:
    """Where a file may be: a document also where an earlier version left it, and once more in its place, in case it was moved while we looked."""
    yield path
    former = layout.former(path)
    if former is not None:
        yield from (former, path)


def _stat(path: Path) -> os.stat_result | None:
    for place in _places(path):
        try:
            return os.stat(place)  # noqa: PTH116 - every look asks
        except OSError:
            continue
    return None


def rename(path: Path, new: Path) -> None:
    """Give a file another place on the same disk, durably; its content is in one of the two at every instant.

    Raises:
        StoreError: it is where it was.
    """
    try:
        _replace(path, new)
        _sync_folder(new.parent)
        _sync_folder(path.parent)
    except OSError as problem:
        raise errors.from_os_error(problem, path) from problem


def stamp(path: Path) -> Hashable:
    """Something that changes whenever the file was replaced or edited; None while there is no file. Costs one system call, three while there is none.

    Where the whole data folder is gone it is neither: whoever looked while there was no file yet must look again.
    """
    found = _stat(path)
    if found is None:
        return None if _is_there(path) else GONE
    return (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)


def is_settled(path: Path, stamp_before: Hashable) -> bool:
    """Whether a file read after `stamp_before` was taken is the one of that stamp, and any later change will show in it.

    A clock ticks in steps: a file written this very moment could be written once more with the same stamp. One that is not there has no clock: whatever is put there shows.
    """
    found = _stat(path)
    if found is None:
        return stamp_before is None and stamp(path) is None
    return stamp(path) == stamp_before and time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > SETTLED_AFTER
