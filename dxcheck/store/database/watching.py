"""What changed in a database, kept in memory, so that a screen that asks every second neither waits nor fails.

A thread asks the engine twice a second for what changed since it last asked. It goes by the numbers of transactions and not by a count: of two writers that end in
another order than they began, neither is missed. While the engine does not answer, everything stays as it was.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

import psycopg

from dxcheck.store.database.words import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any

EVERY: Final = 0.5
"""Seconds between two looks."""
_STAMPS: Final = """
SELECT name, version, changed::text FROM documents WHERE changed >= %(since)s::xid8
UNION ALL SELECT name, version, changed::text FROM files WHERE changed >= %(since)s::xid8
"""


class StampWatch:
    """The stamps of everything in a database, as it was a moment ago."""

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]]) -> None:
        self._connect = connect
        self._stamps: dict[str, Hashable] = {}
        self._since = "0"
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._end = threading.Event()

    @property
    def is_on(self) -> bool:
        """Whether it is kept up to date."""
        return self._thread is not None and self._thread.is_alive()

    def look(self, connection: psycopg.Connection[Any]) -> None:
        """Ask once.

        Raises:
            psycopg.Error: there was no answer.
        """
        # The number is taken first: what was under way at that moment is asked for again next time.
        row = connection.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT count(*) FROM documents) + (SELECT count(*) FROM files)"
        ).fetchone()
        assert row is not None
        changed = connection.execute(_STAMPS, {"since": self._since}).fetchall()
        with self._guard:
            self._stamps.update({name: (version, number) for name, version, number in changed})
            is_whole = len(self._stamps) == row[1]
            self._since = row[0]
        if not is_whole:
            self._look_at_all(connection)

    def _look_at_all(self, connection: psycopg.Connection[Any]) -> None:
        """Something was removed."""
        every = connection.execute(_STAMPS, {"since": "0"}).fetchall()
        with self._guard:
            self._stamps = {name: (version, number) for name, version, number in every}

    def of(self, name: str) -> Hashable:
        """The stamp of a name; None while there is nothing. From the first time on, it is kept up to date."""
        self._begin()
        with self._guard:
            return self._stamps.get(name)

    def knows(self, name: str) -> bool:
        """Whether something of this name was there a moment ago."""
        with self._guard:
            return name in self._stamps

    def under(self, beginning: str) -> tuple[tuple[str, Hashable], ...]:
        """The names that begin so, with their stamps."""
        self._begin()
        with self._guard:
            return tuple(sorted((name, stamp) for name, stamp in self._stamps.items() if name.startswith(beginning)))

    def note(self, stamps: dict[str, Hashable]) -> None:
        """What this process has written itself, or None for what it removed."""
        with self._guard:
            self._stamps.update({name: stamp for name, stamp in stamps.items() if stamp is not None})
            for name in [name for name, stamp in stamps.items() if stamp is None]:
                self._stamps.pop(name, None)

    def _begin(self) -> None:
        if not self.is_on:
            self._thread = threading.Thread(target=self._run, name="watching a database", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._end.is_set():
            with contextlib.suppress(psycopg.Error, DatabaseError), contextlib.closing(self._connect()) as connection:
                while not self._end.wait(EVERY):
                    self.look(connection)
            self._end.wait(EVERY)

    def end(self) -> None:
        """Stop asking."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(2)
