"""A program in a pseudo-terminal, timed from outside by what it draws."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]")
PATIENCE = 15.0
"""Seconds after which a measurement gives up."""


class Terminal:
    """A running program and what it has drawn since the last look."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], width: int = 120, height: int = 40) -> None:
        self.started = time.perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            # Installed programs run from compiled bytecode; a machine that forbids writing it would measure the compiler.
            inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            os.execvpe(arguments[0], list(arguments), {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment})
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self._seen = b""

    def wait_for(self, text: str) -> float:
        """Seconds on the clock when `text` was drawn; colours and cursor movements between its characters do not matter.

        Raises:
            TimeoutError: it was not drawn within `PATIENCE`.
        """
        wanted = text.encode()
        until = time.perf_counter() + PATIENCE
        while wanted not in _ESCAPE.sub(b"", self._seen):
            ready, _w, _x = select.select([self._master], [], [], max(0.0, until - time.perf_counter()))
            if not ready:
                raise TimeoutError(text)
            self._seen += os.read(self._master, 65536)
        moment = time.perf_counter()
        self._seen = b""
        return moment

    def press(self, keys: str) -> float:
        """Send keys; the moment they were sent."""
        self._seen = b""
        moment = time.perf_counter()
        os.write(self._master, keys.encode())
        return moment

    def drain(self, seconds: float) -> None:
        """Read on until nothing was drawn for a while; a cursor that blinks for ever is given two seconds more."""
        until = time.perf_counter() + seconds + 2.0
        while time.perf_counter() < until and select.select([self._master], [], [], seconds)[0]:
            os.read(self._master, 65536)
        self._seen = b""

    def end(self) -> None:
        """End the program that this started."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)


@contextlib.contextmanager
def terminal(arguments: Sequence[str], environment: Mapping[str, str], width: int = 120, height: int = 40) -> Iterator[Terminal]:
    """A terminal that is ended in any case."""
    opened = Terminal(arguments, environment, width, height)
    try:
        yield opened
    finally:
        opened.end()
