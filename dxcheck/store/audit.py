"""Who did what: one line an event, only ever added to. Never an answer's text, never a password."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.store import errors, files
from dxcheck.system import ownership

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

AUDIT: Final = "audit.log"


class AuditLog:
    """The log of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / AUDIT

    def add(self, at: dt.datetime, event: str, *, account: str = "", address: str = "", detail: str = "") -> None:
        """Add a line.

        Args:
            at: when.
            event: what, e.g. `login` or `login-refused`.
            account: by whom.
            address: from where.
            detail: an id or a name; never an answer.

        Raises:
            StoreError: it could not be written.
        """
        line = {"at": at, "event": event, "account": account, "address": address, "detail": detail}
        said = {key: value for key, value in line.items() if value}
        content = msgspec.json.encode({**said, "sum": _sum(msgspec.json.encode(said))}) + b"\n"
        files.check_there(self._path)
        try:
            if not self._ends_whole():
                content = b"\n" + content
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
            try:
                if os.fstat(descriptor).st_size == 0:
                    ownership.keep(descriptor, files.for_new_in(self._path.parent))
                os.write(descriptor, content)  # one write, so that lines of several processes never mix
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise errors.from_os_error(problem, self._path) from problem

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

    def faulty_lines(self) -> list[int]:
        """Numbers of lines that are not as they were written, from 1.

        Raises:
            StoreError: the log is there and cannot be read.
        """
        raw = files.read(self._path)
        if raw is None:
            return []
        if not raw:
            return [1]  # it begins with its first line: without one it was emptied
        return [number for number, line in enumerate(raw.splitlines(), 1) if not _is_sound(line)]

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


def _sum(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=6).hexdigest()


def _is_sound(line: bytes) -> bool:
    """Whether a line is as it was written; lines from before there were sums only have to be readable."""
    try:
        said = msgspec.json.decode(line, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    given = said.pop("sum", None)
    return "event" in said if given is None else given == _sum(msgspec.json.encode(said))
