"""Something large is made in a process of its own: a few at a time for all sessions of a server, and what it took of the memory is free again afterwards.

A picture or a paper loads libraries of a hundred megabytes and more. Made inside a session they would stay there, once for everybody who ever asked for one.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from dxcheck.i18n import _
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Made = TypeVar("_Made")
MAKERS: Final = 2
"""Processes of one server that make something; each takes up to some 300 MB and one processor."""
TURN_WITHIN: Final = 120.0
MADE_WITHIN: Final = 120.0
"""Seconds to wait for a turn, and for what is made then."""
_POLL: Final = 0.03
_LOCK: Final = "making-{n}.lock"
_GIVES_WAY: Final = 5
"""How much kinder it is to others on the machine than a session."""
_Tell = Callable[[BaseException], None]
_Beside = Callable[[], AbstractContextManager[object]]
_queue: list[tuple[Path, _Tell, _Beside]] = []


class NotMadeError(DxcheckError):
    """It could not be made; the message says why."""


class NoTurnError(NotMadeError):
    """Others make something all the time."""


def take_turns(folder: Path, tell: _Tell, beside: _Beside = contextlib.nullcontext) -> None:
    """From now on in this process, take turns with all others that were told the same folder. Where a process cannot be forked safely (Windows, macOS), nothing changes.

    Args:
        folder: for the locks.
        tell: told of failures that are no `DxcheckError`, in the process in which they happened.
        beside: entered before a process is forked, and left in this one when that has ended.
    """
    if hasattr(os, "fork") and sys.platform != "darwin":
        _queue[:] = [(folder, tell, beside)]


def locks(folder: Path) -> list[Path]:
    """The files in which turns are taken, made if they are not there; those that cannot be made are left out."""
    there = [folder / _LOCK.format(n=n) for n in range(MAKERS)]
    for one in there:
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(one, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    return there


def made_apart(make: Callable[[], _Made], *, waits: bool = True) -> _Made:
    """What `make` gives: from a process of its own where this one takes turns, else made here. Slow, so call it off the screen's thread.

    Args:
        make: makes it; what it gives must be plain data, such as bytes.
        waits: for its turn; else it is refused while others make something.

    Raises:
        NoTurnError: it does not wait, and it is not its turn.
        DxcheckError: it refused; or it was not made in time.
    """
    if not _queue:
        return make()
    folder, tell, beside = _queue[0]
    with _turn(folder, TURN_WITHIN if waits else 0.0), beside():
        return _in_a_process(make, tell)


@contextlib.contextmanager
def _turn(folder: Path, patience: float) -> Iterator[None]:
    """A lock that ends with whoever holds it, also when that is killed."""
    import fcntl  # not on Windows

    folder.mkdir(mode=0o700, exist_ok=True)
    late = time.monotonic() + patience
    while True:
        for n in range(MAKERS):
            descriptor = os.open(folder / _LOCK.format(n=n), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            try:
                yield
            finally:
                os.close(descriptor)
            return
        if time.monotonic() > late:
            raise NoTurnError(_("いま、ほかの画面で書類や図をつくっています。少し待ってから、もう一度お試しください。"))
        time.sleep(_POLL)


def _in_a_process(make: Callable[[], _Made], tell: _Tell) -> _Made:
    """Forked beside the session's other threads: a lock that one of them holds at this moment stays held there; `MADE_WITHIN` ends even that."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _become_maker(make, tell, theirs)
    os.close(theirs)
    try:
        said = _read(ours, time.monotonic() + MADE_WITHIN)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # it has said everything, or is too late
        os.waitpid(pid, 0)
    if not said:
        raise NotMadeError(_("つくれませんでした。もう一度お試しください。くり返すときは、センターにお尋ねください。"))
    kind, value = pickle.loads(said)  # noqa: S301 - from our own process
    if kind == "refused":
        raise NotMadeError(value)
    made: _Made = value
    return made


def _read(descriptor: int, late: float) -> bytes:
    """Everything up to the end; nothing if it comes too late."""
    pieces: list[bytes] = []
    while (left := late - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            piece = os.read(descriptor, 1 << 20)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
    return b""


def _become_maker(make: Callable[[], _Made], tell: _Tell, out: int) -> NoReturn:
    """In the new process. It shares the session's streams and must leave them alone: what is written there is the screen."""
    status = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nothing, stream)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(_GIVES_WAY)
        try:
            said = pickle.dumps(("made", make()))
        except DxcheckError as problem:
            said = pickle.dumps(("refused", str(problem)))
        with open(out, "wb") as opened:
            opened.write(said)
        status = 0
    except BaseException as problem:  # noqa: BLE001 - whatever it was, it ends this process alone
        tell(problem)
    finally:
        os._exit(status)
