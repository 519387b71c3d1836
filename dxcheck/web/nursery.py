"""Where app processes come from: a warm process that has imported everything once and forks a new one for every session.

The nursery speaks with the server over one socket: a request comes with three pipe ends and a line for errands, and is answered with the new process's number; when a process ends, the
nursery says so. When the server is gone, for whatever reason, the socket ends, and the nursery ends every process it made.

What forking and freezing (`gc.freeze`, public and one line) save, medians of five rounds with 25 sessions on a busy machine: a first full frame in 1.7 s against 29 s with
a process from scratch for everybody; 20.7 MB a session (PSS, the nursery shared out) against 26.1 without freezing and 30.0 from scratch (`python -m bench.web`).
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from typing import Final, Literal

import msgspec

from dxcheck.charts.canvas import prepare_matplotlib
from dxcheck.web import child, failure
from dxcheck.web.identity import Start
from dxcheck.web.studio_keeper import StudioKeeper, keep_only

LARGEST_MESSAGE: Final = 65536
STREAMS: Final = 4
"""Its standard input, output and error, and its line for errands (`dxcheck.web.errands`)."""
LINE, PICTURES = 3, 4
"""The numbers that the line has in the new process, and the one to who draws pictures (`dxcheck.web.studio`)."""
FOR_DATABASES: Final = "database"
"""Said to a nursery whose sessions work with a database: the library for it takes 12 MB, once."""
GRACE: Final = 2.0
"""Seconds between asking a process to end and ending it."""


class Warm(msgspec.Struct, frozen=True, tag=True):
    """Everything is imported: a process is made at once from now on."""


class Born(msgspec.Struct, frozen=True, tag=True):
    """A process was made."""

    ticket: int
    pid: int


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A process ended. `status` is its exit code, or minus the signal."""

    pid: int
    status: int


class Wanted(msgspec.Struct, frozen=True, tag=True):
    """Make a process; its standard input, output and error, and its line, come along."""

    ticket: int
    start: Start


class Stop(msgspec.Struct, frozen=True, tag=True):
    """End a process: ask it to, or at once."""

    pid: int
    how: Literal["ask", "now"]


Message = Wanted | Stop
Reply = Warm | Born | Ended


def warm_and_freeze(*, for_databases: bool = False) -> None:
    """Import what sessions share, and leave it alone: a collector that looked at it in every session would write into it, and each would get a copy."""
    child.warm_up(for_databases=for_databases)
    gc.collect()
    gc.freeze()


def answer_requests(link: socket.socket, studio: StudioKeeper) -> None:
    """Fork an app for every request, until the server is gone."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the server's to handle
    alive: set[int] = set()
    _tell(link, Warm())
    while True:
        ready, _w, _x = select.select([link.fileno(), woken, *studio.awaited], [], [])
        studio.look(ready)
        if woken in ready:
            os.read(woken, 4096)
            _reap(link, alive, studio)
        if link.fileno() in ready:
            data, streams, _flags, _address = socket.recv_fds(link, LARGEST_MESSAGE, STREAMS)
            if not data:
                break
            message = msgspec.json.decode(data, type=Message)
            if isinstance(message, Stop):
                if message.pid in alive:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(message.pid, signal.SIGTERM if message.how == "ask" else signal.SIGKILL)
                continue
            end, pictures = studio.new_line()
            streams.append(pictures.detach())
            pid = os.fork()
            if pid == 0:
                _become_app(message.start, streams)
            alive.add(pid)
            for one in streams:
                os.close(one)
            _tell(link, Born(message.ticket, pid))
            studio.keep(end, pid)
    studio.end()
    _end_all(alive)


def _become_app(start: Start, streams: list[int]) -> None:
    """In the new process, which keeps its own streams and nothing else that is open; never returns."""
    status = 1
    try:
        keep_only(streams)
        os.setsid()
        status = child.run(start, LINE, PICTURES)
    except BaseException as problem:  # noqa: BLE001 - whatever it was, it goes to the server's log and ends this process alone
        failure.say(problem)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _reap(link: socket.socket, alive: set[int], studio: StudioKeeper) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        studio.ended(pid, os.waitstatus_to_exitcode(status))
        if pid not in alive:
            continue
        alive.discard(pid)
        _tell(link, Ended(pid, os.waitstatus_to_exitcode(status)))


def _tell(link: socket.socket, answer: Reply) -> None:
    with contextlib.suppress(OSError):  # the server is gone; the next read says so
        link.send(msgspec.json.encode(answer))


def _end_all(alive: set[int]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        for pid in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        until = time.monotonic() + GRACE
        while alive and time.monotonic() < until:
            with contextlib.suppress(ChildProcessError):
                pid, _status = os.waitpid(-1, os.WNOHANG)
                alive.discard(pid)
            time.sleep(0.02)


def main() -> int:
    """`python -m dxcheck.web.nursery FD [database]`."""
    prepare_matplotlib()  # for itself and all it makes: a session may not write where matplotlib looks for its settings
    studio = StudioKeeper()
    studio.begin()  # first: it needs nothing of what a session needs, and the less it shares, the less of that it copies
    warm_and_freeze(for_databases=FOR_DATABASES in sys.argv[2:])
    answer_requests(socket.socket(fileno=int(sys.argv[1])), studio)
    return 0


if __name__ == "__main__":
    sys.exit(main())
