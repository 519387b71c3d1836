"""The nursery's side of the process that draws (`dxcheck.web.studio`): forked before anything else is imported, and anew if it dies; every session has a line to it.

The nursery keeps each line's other end too, so that a new process finds the old lines, and what was said on them meanwhile.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Final, NoReturn

from dxcheck.web import failure, studio

if TYPE_CHECKING:
    from collections.abc import Sequence

STDERR, _LINES = 2, 3
"""The numbers of the error output, and of the line for lines in the new process."""
_ABOVE: Final = 64
"""Descriptors that are given other numbers lie from here on in between."""
SOON: Final = 10.0
"""Seconds: one that dies before is not begun again; sessions then draw by themselves."""


class StudioKeeper:
    """Keeps one there."""

    def __init__(self) -> None:
        self._pid = 0
        self._lines: socket.socket | None = None
        """For lines."""
        self._ends: dict[int, socket.socket] = {}
        """Of the lines, by the session's process."""
        self._began = 0.0
        self._is_broken = self._rests = False

    def new_line(self) -> tuple[socket.socket, socket.socket]:
        """The studio's end and the session's."""
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def keep(self, end: socket.socket, session: int) -> None:
        """A session has begun with the other end."""
        if self._is_broken:
            end.close()  # it hears at once that nobody is there
            return
        self._ends[session] = end
        if self._pid:
            self._give(session, end)
        elif not self._rests:
            self.begin()

    @property
    def awaited(self) -> list[int]:
        """Where a session may want a picture while nobody is there to draw it: for `select`."""
        return [one.fileno() for one in self._ends.values()] if self._rests else []

    def look(self, ready: Sequence[int]) -> None:
        """Something has come over some of the `awaited`: a wish, which the process that now begins finds there, or a line's end."""
        for session, line in [*self._ends.items()] if self._rests else []:
            if line.fileno() not in ready:
                continue
            try:
                said = line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except OSError:
                said = b""
            if not said:
                self._ends.pop(session).close()
            elif not self._pid:
                self.begin()

    def ended(self, pid: int, code: int = 0) -> None:
        """A process has ended, a session's or another, with this code."""
        if pid == self._pid:
            self._pid = 0
            if self._lines is not None:
                self._lines.close()
            if code == studio.RESTED:
                self._rests = True
            elif time.monotonic() - self._began > SOON:
                self.begin()
            else:
                self._give_up()
        elif (end := self._ends.pop(pid, None)) is not None:
            end.close()

    def end(self) -> None:
        """No more pictures, and nothing that is open for any."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        if self._lines is not None:
            self._lines.close()
        while self._ends:
            self._ends.popitem()[1].close()

    def begin(self) -> None:
        """Make one."""
        self._rests = False
        self._lines, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lines.setblocking(False)
        self._began = time.monotonic()
        with theirs:
            self._pid = os.fork()
            if self._pid == 0:
                _become_studio(theirs.fileno())
        for session, end in list(self._ends.items()):
            self._give(session, end)

    def _give(self, session: int, end: socket.socket) -> None:
        assert self._lines is not None
        try:
            socket.send_fds(self._lines, [b"l"], [end.fileno()])
        except OSError:  # it has just died, or is swamped
            self._ends.pop(session).close()

    def _give_up(self) -> None:
        self._is_broken = True
        sys.stderr.write("the process that draws pictures does not stay; sessions draw by themselves\n")
        sys.stderr.flush()
        while self._ends:
            self._ends.popitem()[1].close()


def _become_studio(lines: int) -> NoReturn:
    status = 1
    try:
        failure.say_places_only()
        nothing = os.open(os.devnull, os.O_RDWR)
        keep_only([nothing, nothing, STDERR, lines])
        status = studio.run(socket.socket(fileno=_LINES))
    except BaseException as problem:  # noqa: BLE001 - whatever it was, it ends this process alone
        failure.say(problem)
    finally:
        os._exit(status)


def keep_only(streams: Sequence[int]) -> None:
    """From now on in this process, these are open under the numbers 0, 1 and on, and nothing else is."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, stream in enumerate([fcntl.fcntl(one, fcntl.F_DUPFD, _ABOVE) for one in streams]):  # none lies where another goes
        os.dup2(stream, number)
    os.closerange(len(streams), os.sysconf("SC_OPEN_MAX"))
