"""What changed in a database, kept in memory, so that a screen that asks every second neither waits nor fails.

A thread asks the engine twice a second for what changed since it last asked. It goes by the numbers of transactions and not by a count: of two writers that end in
another order than they began, neither is missed. While the engine does not answer, everything stays as it was.
"""

from __future__ import annotations

import contextlib
import threading
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

import psycopg

from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from typing import Any

EVERY: Final = 0.5
"""Seconds between two looks."""
_IN_DOUBT: Final = -1
"""A version before every other."""
_DOUBTED_FOR: Final = 4
"""Looks; the lender looks as often. Where it did not, a stamp that is believed too early costs another reading, and the next one stands."""
_STAMPS: Final = """
SELECT name, version, changed::text FROM documents WHERE changed >= %(since)s::xid8
UNION ALL SELECT name, version, changed::text FROM files WHERE changed >= %(since)s::xid8
"""
_REMOVED: Final = """
SELECT name FROM removed WHERE changed >= %(since)s::xid8
  AND NOT EXISTS (SELECT FROM documents WHERE documents.name = removed.name) AND NOT EXISTS (SELECT FROM files WHERE files.name = removed.name)
"""


_STAMPS_BY_FUNCTION: Final = "SELECT name, version, changed FROM stamps_since(%(since)s::xid8)"
_REMOVED_BY_FUNCTION: Final = "SELECT name FROM removed_since(%(since)s::xid8)"
"""The same for the web server, which may not look at most of what it tells its sessions of."""


class StampWatch:
    """The stamps of everything in a database, as it was a moment ago.

    Args:
        connect: makes a connection.
        by_function: whether it is asked of functions, by a role that may not look for itself.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]], *, by_function: bool = False) -> None:
        self._connect = connect
        self._query_stamps = _STAMPS_BY_FUNCTION if by_function else _STAMPS
        self._query_removed = _REMOVED_BY_FUNCTION if by_function else _REMOVED
        self._stamps: dict[str, Hashable] = {}
        self._since = "0"
        self._turn = 0
        self._turns: dict[str, int] = {}
        """When each name changed last, counted, also of those that are gone; the newest at the end."""
        self.tidy: Callable[[], None] = lambda: None
        """Called by the thread each time it has looked."""
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
        row = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
        assert row is not None
        changed = connection.execute(self._query_stamps, {"since": self._since}).fetchall()
        removed = connection.execute(self._query_removed, {"since": self._since}).fetchall()
        with self._guard:
            self._take_in({**{name: None for (name,) in removed}, **{name: (version, number) for name, version, number in changed}})
            self._since = row[0]

    def _look_at_all(self, connection: psycopg.Connection[Any]) -> None:
        """Whatever was removed while nobody looked. What the engine says now stands, also where its numbers are lower: it may have been set back to an earlier copy."""
        with self._guard:
            before = dict(self._stamps)
        row = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
        every = connection.execute(self._query_stamps, {"since": "0"}).fetchall()
        assert row is not None
        there = {name: (version, number) for name, version, number in every}
        with self._guard:
            for name in [name for name, stamp in before.items() if self._stamps.get(name) == stamp != there.get(name)]:
                self._take_in({name: None})  # gone; or the engine lost it, and what is there has a lower number
            self._take_in(there)  # what this process wrote while it looked stays
            self._since = row[0]

    def _take_in(self, stamps: Mapping[str, Hashable]) -> None:
        """What is there by name, or None for what is gone; under the guard."""
        for name, stamp in stamps.items():
            if self._stamps.get(name) == stamp or _is_earlier(stamp, self._stamps.get(name)):
                continue
            self._turn += 1
            self._turns.pop(name, None)
            self._turns[name] = self._turn
            if stamp is None:
                self._stamps.pop(name, None)
            else:
                self._stamps[name] = stamp

    def since(self, turn: int, most: int) -> tuple[int, dict[str, Hashable]]:
        """What changed after a turn, at most so many names, and up to which turn that is; after -1 nothing, and the turn it is now. Kept up to date from then on."""
        self._begin()
        with self._guard:
            if turn < 0:
                return self._turn, {}
            later = [*takewhile(lambda one: one[1] > turn, reversed(self._turns.items()))][::-1][:most]
            return (later[-1][1] if later else turn), {name: self._stamps.get(name) for name, _last in later}

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
            self._take_in(stamps)

    def doubt(self, names: Iterable[str]) -> None:
        """Nobody can say whether something was written under these names: what was read of them before counts no more, and whatever is told next stands."""
        with self._guard:
            for name in names:
                self._turn += 1
                self._turns.pop(name, None)
                self._turns[name] = self._turn
                self._stamps[name] = (_IN_DOUBT, str(self._turn))

    def _begin(self) -> None:
        """Once; where the system has no thread left, whoever asks next tries again, and what is there is told as it was."""
        with self._guard:
            if self.is_on:
                return
            thread = threading.Thread(target=self._run, name="watching a database", daemon=True)
            with contextlib.suppress(RuntimeError):
                thread.start()
                self._thread = thread

    def _run(self) -> None:
        while not self._end.is_set():
            with contextlib.suppress(psycopg.Error, StoreError), contextlib.closing(self._connect()) as connection:
                self._look_at_all(connection)
                while not self._end.wait(EVERY):
                    self.look(connection)
                    self.tidy()
            self._end.wait(EVERY)

    def end(self) -> None:
        """Stop asking."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(2)


def _is_earlier(stamp: Hashable, known: Hashable) -> bool:
    """Whether what was looked up before this process wrote is told after it. Neither count says so alone: who began first may write last, and versions begin anew."""
    return isinstance(stamp, tuple) and isinstance(known, tuple) and stamp[0] <= known[0] and int(stamp[1]) < int(known[1])


class _Doubt(NamedTuple):
    """A stamp that was told and is earlier than the one that is known."""

    told: Hashable
    known: Hashable
    looks: int
    """Since then, with nothing newer."""


class ToldWatch(StampWatch):
    """The same in a process that borrows its connections: it is told what changed by whoever lends them, who asks the engine once for all."""

    def __init__(self, told: Callable[[int], tuple[int, dict[str, Hashable]]]) -> None:
        super().__init__(_never)
        self._told = told
        self._known = -1
        """The turn of the lender up to which it was told."""
        self._doubted: dict[str, _Doubt] = {}

    def look(self, connection: psycopg.Connection[Any]) -> None:
        """The turn is taken first: what changed meanwhile is told once more."""
        if self._known < 0:
            self._known, _nothing = self._told(-1)
        super().look(connection)

    def _run(self) -> None:
        while not self._end.wait(EVERY):
            with contextlib.suppress(StoreError):
                self._known, changed = self._told(self._known)
                self.note(changed)
                self._weigh(changed)
            self.tidy()

    def _weigh(self, changed: Mapping[str, Hashable]) -> None:
        """What was told and not taken in stands once nothing newer is told: the engine was set back. What this process wrote meanwhile is told with the next looks."""
        with self._guard:
            for name, stamp in changed.items():
                known = self._stamps.get(name)
                before = self._doubted.pop(name, None)
                if stamp != known:
                    self._doubted[name] = _Doubt(stamp, known, before.looks if before is not None and before.known == known else 0)
            for name, doubt in list(self._doubted.items()):
                if self._stamps.get(name) != doubt.known:
                    del self._doubted[name]
                elif doubt.looks < _DOUBTED_FOR:
                    self._doubted[name] = doubt._replace(looks=doubt.looks + 1)
                else:
                    del self._doubted[name]
                    self._take_in({name: None})
                    self._take_in({name: doubt.told})


def _never() -> psycopg.Connection[Any]:
    """It needs no connection of its own."""
    raise AssertionError
