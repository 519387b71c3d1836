"""Adding lines to a log in a folder: one write, forced to the disk. A file that is full is put aside under a number (`audit-000001.log`), and the oldest of them make room."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from typing import TYPE_CHECKING

from dxcheck.store import errors, files
from dxcheck.system import ownership

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.store.shelf import Bounds


def append(path: Path, content: bytes, bounds: Bounds) -> None:
    """Add lines in one piece, and force them to the disk once.

    Raises:
        StoreError: they could not be written, or would take the room that answers need.
    """
    files.check_there(path)
    try:
        if shutil.disk_usage(path.parent).free < bounds.free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301 - told like a disk that is full
        _put_aside_if_full(path, bounds)
        if not _ends_whole(path):
            content = b"\n" + content
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if os.fstat(descriptor).st_size == 0:
                ownership.keep(descriptor, files.for_new_in(path.parent))
            if os.write(descriptor, content) < len(content):  # one write, so that lines of several processes never mix
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as problem:
        raise errors.from_os_error(problem, path) from problem


def parts_aside(path: Path) -> list[Path]:
    """The files of a log that were put aside, the oldest first."""
    return sorted(path.parent.glob(f"{path.stem}-{'[0-9]' * 6}.log"))


def _put_aside_if_full(path: Path, bounds: Bounds) -> None:
    """Where it cannot be done now, the next line tries again: a line too many is better than one lost."""
    if not _is_full(path, bounds):
        return
    with contextlib.suppress(OSError, errors.StoreError), files.locked(path):
        if _is_full(path, bounds):  # still: another process may have been here
            aside = parts_aside(path)
            number = int(aside[-1].stem.rpartition("-")[2]) + 1 if aside else 1
            path.rename(path.with_name(f"{path.stem}-{number:06}.log"))
            for gone in aside[: max(0, len(aside) + 1 - bounds.kept)]:
                gone.unlink(missing_ok=True)


def _is_full(path: Path, bounds: Bounds) -> bool:
    try:
        return path.stat().st_size >= bounds.file
    except FileNotFoundError:
        return False


def _ends_whole(path: Path) -> bool:
    """Whether the last line was written to its end: a new event must not grow onto one that was cut short."""
    try:
        with path.open("rb") as opened:
            if not opened.seek(0, os.SEEK_END):
                return True
            opened.seek(-1, os.SEEK_END)
            return opened.read(1) == b"\n"
    except FileNotFoundError:
        return True
