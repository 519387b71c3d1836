"""The warm process that draws the pictures inside screens, one for all sessions of a server: it imports matplotlib and the font once, and forks a process for every picture.

Nothing of one session reaches another: the warm process gives up all files but the program's before it hears of anybody, and never reads what a session sends. It takes the
end of a pair of sockets from a session's line, and leaves it to the new process, which closes everything else, gives up signals to its siblings, and only then reads what is to
be drawn. The picture goes back through that pair alone. When the session closes its end, or is gone, the drawing ends.

It begins with the server, anew if it died, and ends when nobody has wanted a picture for a while: it holds some 50 MB, and is back before the next one is drawn
(`dxcheck.web.studio_keeper`). A session that gets no answer draws by itself.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import pickle
import select
import signal
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from dxcheck import i18n
from dxcheck.app.artist import Sought, drawn_svg
from dxcheck.app.studio import AHEAD, DRAWN_WITHIN, FAILED, LARGEST_SCENE, MADE, NOW, REFUSED, received
from dxcheck.system.confinement import confine
from dxcheck.system.refusal import DxcheckError
from dxcheck.web import failure, memory
from dxcheck.web.reach import program

DRAWN_FOR_ALL, OF_ONE, OF_AHEAD = 3, 2, 1
"""Pictures drawn at the same time that somebody waits for, and how many of these are one session's, so that there is always one free for somebody else; and besides them
those for which nobody waits."""
MOST_WANTED: Final = 6
"""Pictures that one session may have wanted before it is heard again."""
RESTS_AFTER: Final = 600.0
"""Seconds without anybody who wants a picture, after which the process ends."""
RESTED: Final = 75
"""The code it then ends with."""
GIVES_WAY: Final = 5
"""How much kinder than a session it is to others on the machine, where nobody waits for the picture; who waits for one waits as for a key."""
_END: Final = 3
"""The number that the end of the pair has in the new process."""
FOR_PICTURES: Final = (
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "dxcheck.charts.inside",
    "dxcheck.charts.recolour",
    "dxcheck.charts.in_figures",
)


@dataclass
class _Line:
    """A session's."""

    socket: socket.socket
    waiting: deque[_Wanted] = field(default_factory=deque)
    drawing: int = 0
    """Of those that it waits for."""


@dataclass(frozen=True)
class _Wanted:
    end: int
    is_urgent: bool
    at: float


@dataclass(frozen=True)
class _Drawing:
    line: _Line
    is_urgent: bool
    late: float


def get_ready() -> None:
    """Import what every picture needs."""
    from dxcheck.charts import canvas

    with canvas.drawing():  # it finds the font
        for name in FOR_PICTURES:
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def run(lines: socket.socket) -> int:
    """Draw for the sessions whose lines come over this one, until it ends, or until nobody has wanted a picture for a while.

    Returns:
        The code for the process to end with: 0, or `RESTED`.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    get_ready()
    memory.bound()
    confine(program())
    return _Easel(lines).go_on()


class _Easel:
    """Whose turn it is."""

    def __init__(self, lines: socket.socket) -> None:
        self._lines = lines
        self._there: dict[int, _Line] = {}
        self._drawing: dict[int, _Drawing] = {}
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def go_on(self) -> int:
        """Until whoever brings the lines is gone, or nobody wants anything any more."""
        rests_at = time.monotonic() + RESTS_AFTER
        while True:
            poll = select.poll()
            poll.register(self._lines, select.POLLIN)
            poll.register(self._woken, select.POLLIN)
            for number, one in self._there.items():
                if len(one.waiting) < MOST_WANTED:
                    poll.register(number, select.POLLIN)
            events = poll.poll(self._patience(rests_at))
            if not events and not self._drawing and time.monotonic() >= rests_at:
                return RESTED
            for number, _event in events:
                if number == self._woken:
                    os.read(self._woken, 4096)
                elif number == self._lines.fileno():
                    if not self._take_line():
                        return 0
                elif number in self._there:
                    self._hear(self._there[number])
                    rests_at = time.monotonic() + RESTS_AFTER
            self._reap()
            self._begin()

    def _patience(self, rests_at: float) -> float:
        """Milliseconds until one has drawn for too long, or until it is time to rest."""
        until = min((one.late for one in self._drawing.values()), default=rests_at)
        return max(1.0, 1000 * (until - time.monotonic()))

    def _take_line(self) -> bool:
        _said, [*ends], _flags, _address = socket.recv_fds(self._lines, 1, 1)
        if not ends:
            return False
        line = socket.socket(fileno=ends[0])
        line.setblocking(False)
        self._there[line.fileno()] = _Line(line)
        return True

    def _hear(self, line: _Line) -> None:
        """A session wants a picture, or is gone. What it wants is not looked at here."""
        try:
            said, [*ends], _flags, _address = socket.recv_fds(line.socket, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            said, ends = b"", []
        if not said:
            del self._there[line.socket.fileno()]
            line.socket.close()
            while line.waiting:
                os.close(line.waiting.pop().end)
        if ends and said in (NOW, AHEAD):
            line.waiting.append(_Wanted(ends[0], said == NOW, time.monotonic()))
        else:
            for one in ends:
                os.close(one)

    def _reap(self) -> None:
        now = time.monotonic()
        for pid, one in self._drawing.items():
            if one.late < now:
                os.kill(pid, signal.SIGKILL)
        while self._drawing:
            pid, _status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            ended = self._drawing.pop(pid)
            ended.line.drawing -= ended.is_urgent

    def _begin(self) -> None:
        while (found := self._next()) is not None:
            line, wanted = found
            line.waiting.remove(wanted)
            if not _is_left(wanted.end):
                pid = os.fork()
                if pid == 0:
                    _become_drawer(wanted)
                line.drawing += wanted.is_urgent
                self._drawing[pid] = _Drawing(line, wanted.is_urgent, time.monotonic() + DRAWN_WITHIN)
            os.close(wanted.end)

    def _next(self) -> tuple[_Line, _Wanted] | None:
        """Those that somebody waits for first; then whoever has fewer in work; then in the order they came."""
        urgent = sum(one.is_urgent for one in self._drawing.values())
        is_free = {True: urgent < DRAWN_FOR_ALL, False: len(self._drawing) - urgent < OF_AHEAD}
        every = ((line, wanted) for line in self._there.values() for wanted in line.waiting)
        may = [(line, one) for line, one in every if is_free[one.is_urgent] and (line.drawing < OF_ONE or not one.is_urgent)]
        return min(may, key=lambda one: (not one[1].is_urgent, one[0].drawing, one[1].at), default=None)


def _is_left(end: int) -> bool:
    """Whether the session has closed its end."""
    poll = select.poll()
    poll.register(end, 0)
    return any(event & select.POLLHUP for _end, event in poll.poll(0))


def _become_drawer(wanted: _Wanted) -> NoReturn:
    """In the new process: it keeps the pair's end and nothing else that is open."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(wanted.end, _END)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(_END):
            os.dup2(nothing, stream)
        os.closerange(_END + 1, os.sysconf("SC_OPEN_MAX"))
        gc.disable()  # it ends before it is worth while
        if not wanted.is_urgent:
            os.nice(GIVES_WAY)
        confine(program())  # once more: whatever becomes of it, its siblings and the warm process are out of its reach
        _draw(socket.socket(fileno=_END))
    finally:
        os._exit(0)


def _draw(end: socket.socket) -> None:
    threading.Thread(target=_watch, args=(end.fileno(),), daemon=True).start()
    try:
        sought = _Scenes(io.BytesIO(received(end, time.monotonic() + DRAWN_WITHIN, LARGEST_SCENE))).load()
        i18n.use(sought.language)
        said = MADE + drawn_svg(sought)
    except DxcheckError as problem:
        said = REFUSED + str(problem).encode()
    except Exception as problem:  # noqa: BLE001 - whatever it was, the session says it
        said = FAILED + failure.told(problem).encode()
    with contextlib.suppress(OSError):
        end.settimeout(DRAWN_WITHIN)
        end.sendall(said)
        end.shutdown(socket.SHUT_WR)


def _watch(end: int) -> None:
    """When the session does not want it any more, it ends."""
    poll = select.poll()
    poll.register(end, 0)
    poll.poll()
    os._exit(0)


class _Scenes(pickle.Unpickler):
    """Scenes are plain data, made of classes of this program."""

    def find_class(self, module: str, name: str) -> Any:
        """A class that a scene is made of."""
        found = super().find_class(module, name)
        if not isinstance(found, type) or found.__module__.partition(".")[0] != "dxcheck":
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found

    def load(self) -> Sought:
        """The picture that is wanted."""
        sought = super().load()
        if not isinstance(sought, Sought):
            raise pickle.UnpicklingError(type(sought).__name__)
        return sought
