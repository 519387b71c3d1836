"""The lock over a file: one process at a time, and whoever waits longest comes next.

Where the system has a lock that is waited for (`flock`), it is, so that nobody is overtaken for ever by others who happen to ask at the right moment, which is what becomes
of asking every few milliseconds (measured: 20 processes with 25 submits each into one file, asking: up to 15 of 500 refused after ten seconds; waiting: none). On Windows,
and where a file system has no such lock, `filelock` asks.

`flock` alone wakes who waits longest, and whoever asks in that moment may be quicker. On Linux everybody who waits therefore has a place in line: a byte of the lock file,
locked, behind the byte of the one before, which is waited for. The system gives a place up with the process that had it. The places only say who is next; one at a time is
what `flock` is for, also beside an earlier dxcheck.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_POLL: Final = 0.01
_NOT_HERE: Final = (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK)
"""What a file system answers that has no lock to wait for."""
_FIRST: Final = 1
"""The byte that is the first place in line."""
_FLOCK: Final = "hhqqi4x"
"""Linux's `struct flock`: kind, whence, start, length, process."""


@contextlib.contextmanager
def held(lock: Path, timeout: float) -> Iterator[None]:
    """Hold a lock file.

    Args:
        lock: made if it is not there.
        timeout: seconds to wait for others.

    Raises:
        TimeoutError: others have it still.
        OSError: it cannot be opened or locked.
    """
    descriptor = _in_line(lock, timeout)
    if descriptor is None:
        with _asking(lock, timeout):
            yield
        return
    try:
        yield
    finally:
        os.close(descriptor)


def _in_line(lock: Path, timeout: float) -> int | None:
    """The descriptor that holds it; None where there is no lock to wait for."""
    if sys.platform == "win32":
        return None
    import fcntl  # not on Windows

    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        last = _last_place(descriptor)
        if last is None:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return descriptor
        waiting = _Waiting(descriptor, _take_place(descriptor, last))
    except OSError as problem:
        os.close(descriptor)
        if problem.errno in _NOT_HERE:
            return None
        raise
    except BaseException:
        os.close(descriptor)
        raise
    waiting.wait(timeout)
    return descriptor


def _last_place(descriptor: int) -> int | None:
    """The last place in line; None where nobody waits, or where there are no places."""
    if sys.platform != "linux":
        return None
    import fcntl

    last = None
    with contextlib.suppress(OSError):  # a file system without: `flock` alone decides
        while True:
            start = _FIRST if last is None else last + 1
            asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, start, 0, 0)
            kind, _whence, found, length, _process = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked))
            if kind == fcntl.F_UNLCK or not length:
                break
            last = found + length - 1
    return last


def _take_place(descriptor: int, last: int | None) -> int | None:
    """Take the place behind the last one, or behind whoever was quicker; gives the place before it, None for the first one and where there are no places."""
    if sys.platform != "linux":
        return None
    import fcntl

    while True:
        place = _FIRST if last is None else last + 1
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0))
        except (BlockingIOError, PermissionError):  # either may say that it is taken
            before, last = last, _last_place(descriptor)
            if last == before:  # by somebody who stands in no line
                return None
        except OSError:
            return None
        else:
            return last


def _leave_line(descriptor: int) -> None:
    """Give up one's place, while the wait itself cannot be ended."""
    if sys.platform != "linux":
        return
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_UNLCK, os.SEEK_SET, _FIRST, 0, 0))


class _Waiting:
    """Waits in a thread: only there can the system's wait be given up."""

    def __init__(self, descriptor: int, before: int | None) -> None:
        self._descriptor = descriptor
        self._before = before
        """The place in line before ours."""
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._is_given_up = False
        self._problem: OSError | None = None
        threading.Thread(target=self._take, name="waiting for a file", daemon=True).start()

    def wait(self, timeout: float) -> None:
        """Until the lock is ours.

        Raises:
            TimeoutError: it is not by then; as soon as it comes, it is let go.
            OSError: it cannot be locked.
        """
        is_ours = False
        try:
            is_ours = self._over.wait(timeout) and self._problem is None
        finally:
            if not is_ours:
                self._give_up()
        if self._problem is not None:
            raise self._problem
        if not is_ours:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))

    def _give_up(self) -> None:
        with self._guard:
            self._is_given_up = True
            if self._over.is_set():
                os.close(self._descriptor)
            else:
                _leave_line(self._descriptor)

    def _take(self) -> None:
        import fcntl

        try:
            if sys.platform == "linux" and self._before is not None:
                fcntl.fcntl(self._descriptor, fcntl.F_OFD_SETLKW, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, self._before, 1, 0))
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError as problem:
            self._problem = problem
        with self._guard:
            if self._is_given_up:
                os.close(self._descriptor)
            self._over.set()


@contextlib.contextmanager
def _asking(lock: Path, timeout: float) -> Iterator[None]:
    from filelock import FileLock, Timeout

    asked = FileLock(lock, timeout=timeout, poll_interval=_POLL, mode=0o600)
    try:
        asked.acquire()
    except Timeout as late:
        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT)) from late
    try:
        yield
    finally:
        asked.release()
