"""The server's messages, written by a thread of their own.

A console may block: text selected on Windows, Ctrl+S, a pipe that nobody reads. Then messages are lost, and the server goes on.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import time
from logging.handlers import QueueHandler, QueueListener
from typing import TYPE_CHECKING, Final

from dxcheck.web import failure

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_WAITING: Final = 1000
LAST_WORDS: Final = 1.0
"""Seconds to wait at the end for what is not written yet."""


class _Ours(logging.Formatter):
    """Our own messages as they are; of libraries' only where and what failed, as they quote requests with their cookies."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        self._theirs = failure.PlacesOnly()

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if record.name.startswith("dxcheck"):
            return super().format(record)
        return f"{self.formatTime(record)} {self._theirs.format(record)}"


class _Waiting(QueueHandler):
    """Takes messages while there is room for them."""

    def enqueue(self, record: logging.LogRecord) -> None:
        """Keep a message, unless far too many wait already."""
        with contextlib.suppress(queue.Full):
            self.queue.put_nowait(record)


@contextlib.contextmanager
def written_apart() -> Iterator[None]:
    """Inside, messages from warnings on go to the error output by way of a thread."""
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(_MOST_WAITING)
    console = logging.StreamHandler()
    handler = _Waiting(waiting)
    handler.setFormatter(_Ours())  # before a message waits, as it is then only text
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    QueueListener(waiting, console).start()  # its thread ends with the process: joining it would wait for the console
    try:
        yield
    finally:
        late = time.monotonic() + LAST_WORDS
        while not waiting.empty() and time.monotonic() < late:
            time.sleep(0.02)
