"""Something large is made in a process of its own: a few at a time for all sessions of a server, and what it took of the memory is free again afterwards.

A picture or a paper loads libraries of a hundred megabytes and more. Made inside a session they would stay there, once for everybody who ever asked for one.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from dxcheck.i18n import _
from dxcheck.system.progress import CancelledError, LastTold, followed_by, follower_now, under_way
from dxcheck.system.readable import is_readable
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
_LOOK: Final = 0.1
"""Seconds between two looks whether it is still wanted, and between two times it is told how far it is."""
_HEAD: Final = struct.Struct(">Q")
"""The length of what is told from one process to the other."""
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
        CancelledError: whoever follows does not want it any more; the process has ended.
    """
    if not _queue:
        return make()
    folder, tell, beside = _queue[0]
    with contextlib.ExitStack() as turn:
        with under_way(_("ほかの画面の書類や図ができるのを待っています")):
            turn.enter_context(_turn(folder, TURN_WITHIN if waits else 0.0))
        turn.enter_context(beside())
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
        _check_wanted()
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
        said = _heard(ours, time.monotonic() + MADE_WITHIN)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # it has said everything, or is too late
        os.waitpid(pid, 0)
    if said is None:
        raise NotMadeError(_("つくれませんでした。もう一度お試しください。くり返すときは、センターにお尋ねください。"))
    kind, value = said
    if kind == "refused":
        raise NotMadeError(value)
    made: _Made = value
    return made


def _check_wanted() -> None:
    follower = follower_now()
    if follower is not None and follower.is_cancelled:
        raise CancelledError


def _heard(descriptor: int, late: float) -> tuple[str, Any] | None:
    """What came of it; how far it is goes to whoever follows here. None if it comes too late, or never."""
    follower, came = follower_now(), bytearray()
    while (left := late - time.monotonic()) > 0:
        _check_wanted()
        if not is_readable(descriptor, min(left, _LOOK)):
            continue
        piece = os.read(descriptor, 1 << 20)
        if not piece:
            return None
        came += piece
        while len(came) >= _HEAD.size and len(came) >= _HEAD.size + (size := _HEAD.unpack_from(came)[0]):
            kind, value = pickle.loads(bytes(came[_HEAD.size : _HEAD.size + size]))  # noqa: S301 - from our own process
            del came[: _HEAD.size + size]
            if kind not in ("told", "ended"):
                return kind, value
            if follower is not None and kind == "told":
                follower.told(*value)
            elif follower is not None:
                follower.ended()
    return None


class _Telling(LastTold):
    """In the new process: tells the one it was forked from, now and then."""

    def __init__(self, out: int) -> None:
        super().__init__()
        self._out, self._next = out, 0.0

    def told(self, done: int, of: int, what: str) -> None:
        """A new step at once, of its parts some."""
        is_new = not self.is_under_way
        super().told(done, of, what)
        if is_new or time.monotonic() >= self._next:
            self._next = time.monotonic() + _LOOK
            _say(self._out, "told", (done, of, what))

    def ended(self) -> None:
        """Nothing is going on."""
        super().ended()
        _say(self._out, "ended", None)


def _say(out: int, kind: str, value: object) -> None:
    said = pickle.dumps((kind, value))
    rest = memoryview(_HEAD.pack(len(said)) + said)
    while rest:
        rest = rest[os.write(out, rest) :]


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
            with followed_by(_Telling(out)):
                made = make()
            _say(out, "made", made)
        except DxcheckError as problem:
            _say(out, "refused", str(problem))
        status = 0
    except BaseException as problem:  # noqa: BLE001 - whatever it was, it ends this process alone
        tell(problem)
    finally:
        os._exit(status)
