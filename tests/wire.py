"""The line to a database over loopback, which can be cut at a commit: before it arrives, or after it and before its answer does."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from collections import Counter
from typing import TYPE_CHECKING, Final, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Cluster

Cut = Literal["the commit", "its answer", "after the commit"]
"""What is lost: a commit on its way there, its answer on the way back, or whatever is on its way once the commit was sent on."""
_PIECE: Final = 1 << 16
_ANSWERED: Final = b"COMMIT\0"
_SYNC: Final = b"S\0\0\0\4"


class Messages:
    """A stream of PostgreSQL's protocol, message by message.

    Args:
        is_first_untyped: the first has no letter, as that of a client.
    """

    def __init__(self, *, is_first_untyped: bool) -> None:
        self._untyped, self._left = is_first_untyped, b""

    def of(self, piece: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Each that is whole by now: its letter, and all of it."""
        self._left += piece
        while True:
            begin = 0 if self._untyped else 1
            if len(self._left) < begin + 4:
                return
            end = begin + struct.unpack_from("!I", self._left, begin)[0]
            if len(self._left) < end:
                return
            whole, self._left = self._left[:end], self._left[end:]
            self._untyped = False
            yield whole[:begin], whole


class Commits:
    """Which messages of a client are a commit, by name where it was prepared."""

    def __init__(self) -> None:
        self._prepared: set[bytes] = set()
        self._bound = False

    def is_one(self, letter: bytes, message: bytes) -> bool:
        """Whether the engine ends a transaction at it."""
        parts = message[5:].split(b"\0")
        if letter == b"P":
            (self._prepared.add if _is_commit(parts[1]) else self._prepared.discard)(parts[0])
        elif letter == b"B":
            self._bound = parts[1] in self._prepared
        return (letter == b"E" and self._bound) or (letter == b"Q" and _is_commit(parts[0]))


def _is_commit(query: bytes) -> bool:
    return query.strip().upper() == b"COMMIT"


class Wire:
    """Leads to an engine that listens on its socket alone.

    Args:
        cluster: the engine.
        cut: asked at every commit.
    """

    def __init__(self, cluster: Cluster, cut: Callable[[], Cut | None] = lambda: None) -> None:
        self._socket = str(cluster.folder / ".s.PGSQL.5432")
        self._cut = cut
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._guard = threading.Lock()
        self.cuts: Counter[Cut] = Counter()
        """How often what was lost."""
        self.exchanges: list[int] = []
        """How often the engine was asked up to each commit, from the one before on its connection."""
        threading.Thread(target=self._accept, name="a wire", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def url(self, database: str, user: str = "owner") -> str:
        """The database by way of this."""
        return f"postgresql://{user}@127.0.0.1:{self._listening.getsockname()[1]}/{database}?sslmode=disable&gssencmode=disable"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                theirs, _address = self._listening.accept()
                threading.Thread(target=self._lead, args=(theirs,), name="a connection", daemon=True).start()

    def _lead(self, theirs: socket.socket) -> None:
        with theirs, socket.socket(socket.AF_UNIX) as engine, contextlib.suppress(OSError):
            engine.connect(self._socket)
            theirs.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asked, answers, commits = Messages(is_first_untyped=True), Messages(is_first_untyped=False), Commits()
            times = 0
            while True:
                ready, _none, _nobody = select.select([theirs, engine], [], [])
                for one in ready:
                    piece = one.recv(_PIECE)
                    if not piece:
                        return
                    if one is engine:
                        for letter, message in answers.of(piece):
                            times += letter == b"Z"
                            if letter == b"C" and message.endswith(_ANSWERED):
                                self.exchanges.append(times + 1)
                                times = -1
                        theirs.sendall(piece)
                    elif self._is_cut(asked, commits, piece, engine):
                        return

    def _is_cut(self, asked: Messages, commits: Commits, piece: bytes, engine: socket.socket) -> bool:
        """Send on what is whole; whether the line was cut at it."""
        cut: Cut | None = None
        for letter, message in asked.of(piece):
            if commits.is_one(letter, message):
                with self._guard:
                    cut = self._cut()
                    self.cuts.update([cut] if cut else [])
            if cut == "the commit":
                self.when_cut()
                return True
            engine.sendall(message)
        if cut == "its answer":
            engine.sendall(_SYNC)  # the client's own may still be on its way
            answer = b""
            while _ANSWERED not in answer and (more := engine.recv(_PIECE)):
                answer += more
        if cut is not None:
            self.when_cut()
        return cut is not None

    def when_cut(self) -> None:
        """Called before the line is closed."""
