"""Who did what: one line an event, only ever added to. Never an answer's text, never a password.

What people did is in `audit.log`; what was refused to strangers is in `refused.log`, so that no flood of refusals pushes out what people did. In a folder, a file that is full is
put aside (`dxcheck.store.appending`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.calendar import Timed
from dxcheck.store import errors
from dxcheck.store.shelf import Bounds
from dxcheck.store.shelves import shelf_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.store.shelf import Address

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


BOUNDS: Final = {AUDIT: Bounds(5_000_000, 19, 1_000_000), REFUSED: Bounds(1_000_000, 3, 20_000_000)}
"""Of the acts at most about 100 MB, which is some 600,000 lines; of the refusals 4 MB, and none on a disk that is nearly full."""


class AuditLog:
    """One log of one data folder."""

    def __init__(self, folder: Address, name: str = AUDIT, bounds: Bounds | None = None) -> None:
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
        shelf_of(self._path).append(self._path, content, self._bounds)

    def faulty_lines(self) -> dict[str, list[int]]:
        """By file, the numbers of lines that are not as they were written, from 1; files without any are left out.

        Raises:
            StoreError: a file is there and cannot be read.
        """
        found = {name: _faulty(raw) for name, raw in shelf_of(self._path).log(self._path).items()}
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
