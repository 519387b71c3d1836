"""Pictures from the server's warm process (`dxcheck.web.studio`), which has matplotlib already: a session asks it, and draws by itself where it does not answer.

For each picture the session makes a pair of connected sockets and gives one end away over its line. What it wants to have drawn goes through the pair, and the picture comes
back through it. Closing it ends the drawing.
"""

from __future__ import annotations

import contextlib
import pickle
import socket
import threading
import time
from typing import TYPE_CHECKING, Final

from dxcheck.app.artist import Here
from dxcheck.system.apart import NotMadeError

if TYPE_CHECKING:
    from dxcheck.app.artist import Sought

NOW, AHEAD = b"n", b"a"
"""Said on the line: somebody waits for it, or nobody does yet."""
MADE, REFUSED, FAILED = b"m", b"r", b"f"
"""The first byte of an answer: the picture follows, or a text for people, or where it failed, in one line."""
LARGEST_SCENE: Final = 4 << 20
LARGEST_PICTURE: Final = 16 << 20
"""Bytes."""
DRAWN_WITHIN: Final = 20.0
"""Seconds of drawing; what takes longer is ended."""
PICTURE_WITHIN: Final = 60.0
"""Seconds to wait, others' pictures included, before a session draws by itself."""
_PIECE: Final = 1 << 18


class FailedElsewhereError(RuntimeError):
    """It could not be drawn there and would not be here; the message says where it failed."""


class Studio:
    """The session's end of its line."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._line.setblocking(False)
        self._waiting: set[socket.socket] = set()
        self._is_over = False
        self._one_at_a_time = threading.Lock()

    def draw(self, sought: Sought, *, waits: bool) -> bytes:
        """A picture; slow, so call it off the screen's thread.

        Args:
            sought: what is wanted.
            waits: whether somebody waits for it.

        Raises:
            NotMadeError: it cannot be drawn; the message says why.
            FailedElsewhereError: nobody thought of this.
        """
        said = self._answer(pickle.dumps(sought), NOW if waits else AHEAD)
        kind, content = said[:1], said[1:]
        if kind == MADE:
            return content
        if kind == REFUSED:
            raise NotMadeError(content.decode("utf-8", "replace"))
        if kind == FAILED:
            raise FailedElsewhereError(content.decode("utf-8", "replace"))
        if self._is_over:
            raise NotMadeError("")
        return Here().draw(sought, waits=waits)

    def leave(self) -> None:
        """Nothing is waited for any more, so that whoever waits goes on."""
        with self._one_at_a_time:
            self._is_over = True
            for one in self._waiting:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _answer(self, asked: bytes, how: bytes) -> bytes:
        """What comes back; nothing where nobody is there, or not in time."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with ours:
            with theirs, self._one_at_a_time:
                if self._is_over:
                    raise NotMadeError("")
                try:
                    socket.send_fds(self._line, [how], [theirs.fileno()])
                except OSError:  # it is gone, or has too much to do
                    return b""
                self._waiting.add(ours)
            try:
                return _exchanged(ours, asked)
            except OSError:
                return b""
            finally:
                with self._one_at_a_time:
                    self._waiting.discard(ours)


def _exchanged(ours: socket.socket, asked: bytes) -> bytes:
    late = time.monotonic() + PICTURE_WITHIN
    ours.settimeout(PICTURE_WITHIN)
    ours.sendall(asked)
    ours.shutdown(socket.SHUT_WR)
    return received(ours, late, LARGEST_PICTURE)


def received(end: socket.socket, late: float, most: int) -> bytes:
    """Everything up to the other end's last word.

    Raises:
        OSError: not in time, or more than `most` bytes.
    """
    pieces: list[bytes] = []
    size = 0
    while (left := late - time.monotonic()) > 0:
        end.settimeout(left)
        piece = end.recv(_PIECE)
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > most:
            raise OSError("too much")
        pieces.append(piece)
    raise TimeoutError
