"""The server's messages, written by a thread of their own.

A console may stand still: text selected on Windows, Ctrl+S, a pipe that nobody reads. Then messages are lost, and the server goes on.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import time
from logging.handlers import QueueHandler, QueueListener
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WAITING: Final = 1000
LAST_WORDS: Final = 1.0
"""Seconds to wait at the end for what is not written yet."""


class _Waiting(QueueHandler):
    """Takes messages while there is room for them."""

    def enqueue(self, record: logging.LogRecord) -> None:
        """Keep a message, unless far too many wait already."""
        with contextlib.suppress(queue.Full):
            self.queue.put_nowait(record)


@contextlib.contextmanager
def written_apart() -> Iterator[None]:
    """Inside, messages from warnings on go to the error output by way of a thread."""
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(MOST_WAITING)
    console = logging.StreamHandler()
    console.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler = _Waiting(waiting)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    QueueListener(waiting, console).start()  # its thread ends with the process: joining it would wait for the console
    try:
        yield
    finally:
        late = time.monotonic() + LAST_WORDS
        while not waiting.empty() and time.monotonic() < late:
            time.sleep(0.02)
