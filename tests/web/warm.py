"""One process for all servers of a test run that has warmed up as a nursery does; each server's nursery is forked from it.

A nursery of its own costs two seconds of processor time for every server, and most tests are not about that. Those that are say `serve(own_nursery=True)`.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dxcheck.charts.canvas import prepare_matplotlib
from dxcheck.web import child, nursery
from dxcheck.web.processes import Nursery, can_fork
from dxcheck.web.studio_keeper import StudioKeeper

MOST_ENVIRONMENT = 1 << 17
"""Bytes."""
WARM_WITHIN = 120.0
"""Seconds; the machine may be busy."""
READY = b"ready"


class Forked:
    """A nursery that is a child of the warm process, not of ours."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._ended = os.pidfd_open(pid)

    def __del__(self) -> None:
        os.close(self._ended)

    @property
    def returncode(self) -> int | None:
        """None while it runs; how it ended only its parent knows."""
        return 0 if select.select([self._ended], [], [], 0)[0] else None

    async def wait(self) -> int:
        """Until it has ended."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._ended, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._ended)
        return 0

    def kill(self) -> None:
        """At once."""
        os.kill(self.pid, signal.SIGKILL)


class WarmNursery(Nursery):
    """A nursery whose process is warm already."""

    def __init__(self, warm: socket.socket) -> None:
        super().__init__()
        self._warm = warm

    async def _new_process(self, link: socket.socket) -> Forked:
        """Where it writes is where ours would."""
        socket.send_fds(self._warm, [json.dumps(child.environment()).encode()], [link.fileno(), sys.__stderr__.fileno()])
        return Forked(int(await asyncio.to_thread(self._warm.recv, 64)))


@pytest.fixture(scope="session")
def warm() -> Iterator[socket.socket | None]:
    """The line to the warm process; None where sessions are not forked."""
    if not can_fork():
        yield None
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_ENVIRONMENT)
    environment = {**os.environ, **child.ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen([sys.executable, "-m", "web.warm", str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment)
    theirs.close()
    ours.settimeout(WARM_WITHIN)
    assert ours.recv(64) == READY
    yield ours
    ours.close()
    process.wait(30)


def fork_nurseries(link: socket.socket) -> None:
    """Until the test run is over."""
    prepare_matplotlib()
    nursery.warm_and_freeze()
    prepared = os.environ["MPLCONFIGDIR"]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    link.send(READY)
    while True:
        data, streams, _flags, _address = socket.recv_fds(link, MOST_ENVIRONMENT, 2)
        if not data:
            return
        server, stderr = streams
        pid = os.fork()
        if pid == 0:
            link.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            os.dup2(stderr, 2)
            os.close(stderr)
            os.environ.clear()
            os.environ.update({**json.loads(data), "MPLCONFIGDIR": prepared})
            nursery.answer_requests(socket.socket(fileno=server), StudioKeeper())
            os._exit(0)
        os.close(server)
        os.close(stderr)
        link.send(str(pid).encode())


if __name__ == "__main__":
    fork_nurseries(socket.socket(fileno=int(sys.argv[1])))
