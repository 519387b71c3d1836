"""Statements that go to the engine together and are answered together: one exchange over the line, however many they are.

After the first that fails none is run, up to the end of the exchange; a COMMIT behind it is not, either.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any, Final, LiteralString, NamedTuple

import psycopg
from psycopg.errors import InFailedSqlTransaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dxcheck.store.database.rows import AtLock

logging.getLogger("psycopg").setLevel(logging.ERROR)
"""It would print that statements behind a failed one were not run; the failure itself is raised."""
COMMIT: Final = "COMMIT"


class Statement(NamedTuple):
    """One, with its arguments."""

    query: LiteralString
    arguments: Sequence[object] | Mapping[str, object] = ()
    is_binary: bool = False
    """Whether the answer comes as the engine has it, not as text."""


def together(connection: psycopg.Connection[Any], statements: Sequence[Statement]) -> list[psycopg.Cursor[Any]]:
    """Run statements in one exchange; gives the answer of each.

    Raises:
        psycopg.Error: that of the first that failed.
    """
    if len(statements) == 1:
        return [connection.execute(one.query, one.arguments, binary=one.is_binary) for one in statements]
    with connection.pipeline():
        return [connection.execute(one.query, one.arguments, binary=one.is_binary) for one in statements]


class Transaction:
    """One transaction of one thread."""

    def __init__(self, connection: psycopg.Connection[Any], answers: list[psycopg.Cursor[Any]]) -> None:
        self._connection = connection
        self.answers = answers
        """To what it began with, or its newest part."""
        self._waiting: list[Statement] = []
        self._parts = 0
        self.own = ""
        """Its number in the engine, once it has locked something."""
        self.number = ""
        """The same; empty while it has changed nothing."""
        self.stamps: dict[str, Any] = {}
        """What it has written, by name."""
        self.read: dict[str, AtLock] = {}
        """What it has read under the lock, by name: nobody changes that meanwhile."""
        self.locks: set[str] = set()
        """The names it has locked."""

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """To ask something at once: what was put off is done first."""
        if self._waiting:
            self.send()
        return self._connection

    def put_off(self, statements: Sequence[Statement]) -> None:
        """Send them with whatever is sent next, at the latest with the end of the transaction."""
        self._waiting += statements
        self.number = self.own

    def send(self, *statements: Statement) -> list[psycopg.Cursor[Any]]:
        """Run statements after what was put off; gives the answers to them alone.

        Raises:
            psycopg.Error: that of the first that failed.
        """
        sent, self._waiting = [*self._waiting, *statements], []
        return together(self._connection, sent)[len(sent) - len(statements) :]

    @contextlib.contextmanager
    def part(self, *first: Statement) -> Iterator[None]:
        """A part that can fail on its own.

        Args:
            first: what it begins with.

        Raises:
            psycopg.Error: nothing of the part is kept.
        """
        self._parts += 1
        mark = f"part_{self._parts}"
        before = self.number
        try:
            self.answers = self.send(Statement(f"SAVEPOINT {mark}"), *first)[1:]
            yield
            self.send(Statement(f"RELEASE {mark}"))
        except BaseException:
            self._waiting.clear()
            self.number = before
            with contextlib.suppress(psycopg.Error):
                together(self._connection, [Statement(f"ROLLBACK TO {mark}"), Statement(f"RELEASE {mark}")])
            raise
        finally:
            self._parts -= 1

    def commit(self) -> None:
        """End it, with what was put off.

        Raises:
            psycopg.Error: nothing of it is kept, unless only the answer was lost.
        """
        (answer,) = self.send(Statement(COMMIT))
        if answer.statusmessage != COMMIT:  # the engine ends one in which something failed without keeping it, and calls that no error
            raise InFailedSqlTransaction(str(answer.statusmessage))
