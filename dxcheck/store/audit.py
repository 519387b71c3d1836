"""Who did what: one line an event, only ever added to. Never an answer's text, never a password.

What people did is in `audit.log`; what was refused to strangers is in `refused.log`, so that no flood of refusals pushes out what people did. A file that is full is put
aside under a number (`audit-000001.log`), and the oldest of them make room.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.calendar import Timed
from dxcheck.store import errors, files
from dxcheck.system import ownership

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

AUDIT: Final = "audit.log"
REFUSED: Final = "refused.log"


class Event(Timed, frozen=True, omit_defaults=True):
    """One line."""

    at: dt.datetime
    event: str
    """What, e.g. `login` or `login-refused`."""
    account: str = ""
    """By whom."""
    address: str = ""
    """From where."""
    detail: str = ""
    """An id or a name; never an answer."""
    times: str = ""
    """How many alike the line stands for, if it does for more than one."""


class Bounds(msgspec.Struct, frozen=True):
    """How much of a disk a log may take; sizes in bytes."""

    file: int
    """A file larger than this is put aside before the next line."""
    kept: int
    """Files put aside that stay, the newest ones."""
    free: int
    """What must be free on the disk for a line to be written: people's answers come first."""


BOUNDS: Final = {AUDIT: Bounds(5_000_000, 19, 1_000_000), REFUSED: Bounds(1_000_000, 3, 20_000_000)}
"""Of the acts at most about 100 MB, which is some 600,000 lines; of the refusals 4 MB, and none on a disk that is nearly full."""


class AuditLog:
    """One log of one data folder."""

    def __init__(self, folder: Path, name: str = AUDIT, bounds: Bounds | None = None) -> None:
        self._path, self._bounds = folder / name, bounds or BOUNDS[name]

    def add(self, at: dt.datetime, event: str, *, account: str = "", address: str = "", detail: str = "") -> None:
        """Add a line and force it to the disk; see `Event`.

        Raises:
            StoreError: it could not be written.
        """
        self.add_all([Event(at, event, account, address, detail)])

    def add_all(self, events: Sequence[Event]) -> None:
        """Add lines in one piece, and force them to the disk once.

        Raises:
            StoreError: they could not be written, or would take the room that answers need.
        """
        content = b"".join(_line(one) for one in events)
        files.check_there(self._path)
        try:
            if shutil.disk_usage(self._path.parent).free < self._bounds.free:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301 - told like a disk that is full
            self._put_aside_if_full()
            if not self._ends_whole():
                content = b"\n" + content
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
            try:
                if os.fstat(descriptor).st_size == 0:
                    ownership.keep(descriptor, files.for_new_in(self._path.parent))
                if os.write(descriptor, content) < len(content):  # one write, so that lines of several processes never mix
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise errors.from_os_error(problem, self._path) from problem

    def _put_aside_if_full(self) -> None:
        """Where it cannot be done now, the next line tries again: a line too many is better than one lost."""
        if not self._is_full():
            return
        with contextlib.suppress(OSError, errors.StoreError), files.locked(self._path):
            if self._is_full():  # still: another process may have been here
                aside = self._aside()
                number = int(aside[-1].stem.rpartition("-")[2]) + 1 if aside else 1
                self._path.rename(self._path.with_name(f"{self._path.stem}-{number:06}.log"))
                for gone in aside[: max(0, len(aside) + 1 - self._bounds.kept)]:
                    gone.unlink(missing_ok=True)

    def _is_full(self) -> bool:
        try:
            return self._path.stat().st_size >= self._bounds.file
        except FileNotFoundError:
            return False

    def _aside(self) -> list[Path]:
        """The files put aside, the oldest first."""
        return sorted(self._path.parent.glob(f"{self._path.stem}-{'[0-9]' * 6}.log"))

    def _ends_whole(self) -> bool:
        """Whether the last line was written to its end: a new event must not grow onto one that was cut short."""
        try:
            with self._path.open("rb") as opened:
                if not opened.seek(0, os.SEEK_END):
                    return True
                opened.seek(-1, os.SEEK_END)
                return opened.read(1) == b"\n"
        except FileNotFoundError:
            return True

    def faulty_lines(self) -> dict[str, list[int]]:
        """By file, the numbers of lines that are not as they were written, from 1; files without any are left out.

        Raises:
            StoreError: a file is there and cannot be read.
        """
        found = {path.name: _faulty(files.read(path)) for path in (*self._aside(), self._path)}
        return {name: lines for name, lines in found.items() if lines}

    def witness(self, now: Callable[[], dt.datetime], account: str, address: str) -> Callable[[str, str], None]:
        """Writes what one account does; a full disk must not keep people from their work."""

        def write(event: str, detail: str) -> None:
            try:
                self.add(now(), event, account=account, address=address, detail=detail)
            except errors.StoreError as problem:
                if sys.__stderr__ is not None:  # itself: Textual takes what is written to `sys.stderr` while an app runs
                    sys.__stderr__.write(f"cannot write the audit log: {problem}\n")
                    sys.__stderr__.flush()

        return write


def _line(event: Event) -> bytes:
    said = {key: value for key, value in msgspec.to_builtins(event).items() if value}
    return msgspec.json.encode({**said, "sum": _sum(msgspec.json.encode(said))}) + b"\n"


def _sum(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=6).hexdigest()


def _faulty(raw: bytes | None) -> list[int]:
    if raw is None:
        return []
    if not raw:
        return [1]  # it begins with its first line: without one it was emptied
    return [number for number, line in enumerate(raw.splitlines(), 1) if not _is_sound(line)]


def _is_sound(line: bytes) -> bool:
    """Whether a line is as it was written; lines from before there were sums only have to be readable."""
    try:
        said = msgspec.json.decode(line, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    given = said.pop("sum", None)
    return "event" in said if given is None else given == _sum(msgspec.json.encode(said))
