"""What the web servers at one database know together: logins, wrong guesses, open screens. Times are the engine's; a node is told how long ago something was."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.store.database.halfway import SharedHalfway, see_news
from dxcheck.store.shelf import InDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    import psycopg

    from dxcheck.store.database.database_shelf import DatabaseShelf

BEATS_WITHIN: Final = 5.0
"""Seconds without a beat after which the screens of a node count no more: it is gone."""
_WRONG: Final = """
INSERT INTO guesses VALUES (%s, 1, clock_timestamp()) ON CONFLICT (source) DO UPDATE SET
  wrong = CASE WHEN guesses.last < clock_timestamp() - interval '1 hour' THEN 1 ELSE guesses.wrong + 1 END, last = clock_timestamp()
"""
_KEEP: Final = """
INSERT INTO logins (hash, kept, began) VALUES (%s, %s, clock_timestamp() - make_interval(secs => %s))
  ON CONFLICT (hash) DO UPDATE SET kept = EXCLUDED.kept
"""
_KEEP_ON: Final = "UPDATE logins SET kept = %s WHERE hash = %s"
"""One that is gone stays so, whoever still has it."""
_TAKE: Final = """
INSERT INTO screens (login, name, account, node) VALUES (%s, %s, %s, %s)
  ON CONFLICT (login, name) DO UPDATE SET node = EXCLUDED.node, is_left = false, beat = clock_timestamp()
"""
_OTHERS: Final = """
SELECT count(*) FROM screens WHERE account = %s AND (login, name) <> (%s, %s) AND node <> %s AND NOT is_left
  AND beat > clock_timestamp() - make_interval(secs => %s)
"""


class KeptLogin(NamedTuple):
    """A login as it is kept."""

    kept: bytes
    began: float
    """Seconds ago."""
    seen: float
    """Seconds ago."""


class Wrong(NamedTuple):
    """Wrong guesses of a source."""

    times: int
    last: float
    """Seconds ago."""


class SharedState:
    """Of one database, for one node.

    Args:
        shelf: of the database.
        node: the name of this one; another each time a server starts.
    """

    def __init__(self, shelf: DatabaseShelf, node: str) -> None:
        self._shelf, self.node = shelf, node
        self.halfway = SharedHalfway(shelf)

    def _asking(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        return self._shelf.beside(InDatabase(self._shelf))

    def look(self) -> None:
        """See at once what changed; by itself that takes half a second.

        Raises:
            StoreError: it cannot be told.
        """
        see_news(self._shelf)

    # -- logins --------------------------------------------------------------------------------------------------------

    def find(self, hash_: str) -> KeptLogin | None:
        """The login of a token's hash.

        Raises:
            StoreError: it cannot be told.
        """
        with self._asking() as connection:
            row = connection.execute(
                "SELECT kept, extract(epoch FROM clock_timestamp() - began)::float8, extract(epoch FROM clock_timestamp() - seen)::float8 FROM logins WHERE hash = %s",
                (hash_,),
            ).fetchone()
        return KeptLogin(bytes(row[0]), row[1], row[2]) if row else None

    def keep(
        self,
        logins: Iterable[tuple[str, bytes, float | None]],
        gone: Collection[str],
        right: Collection[str],
        left: Sequence[tuple[str, str]],
    ) -> None:
        """Write down what a node knows that the others do not.

        Args:
            logins: each token's hash, what is kept of it, and how many seconds ago it began; None for one that others know already, unless it is over by now.
            gone: hashes of those that are over.
            right: sources of guesses that were right in the end.
            left: screens of this node that are closed, by login and name.

        Raises:
            StoreError: nothing of it was kept.
        """
        rows = [*logins]
        with self._asking() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(_KEEP, [one for one in rows if one[2] is not None])
            cursor.executemany(_KEEP_ON, [(kept, hash_) for hash_, kept, began in rows if began is None])
            if gone:
                cursor.execute("DELETE FROM logins WHERE hash = ANY(%s)", ([*gone],))
            if right:
                cursor.execute("DELETE FROM guesses WHERE source = ANY(%s)", ([*right],))
            cursor.executemany("DELETE FROM screens WHERE login = %s AND name = %s AND node = %s", [(*one, self.node) for one in left])

    def standing(self, seen: Mapping[str, float | None]) -> dict[str, float]:
        """Which of these logins are still there, and how many seconds ago somebody used each, here or elsewhere.

        Args:
            seen: their hashes, each with how many seconds ago it was used here where the others are to be told.

        Raises:
            StoreError: it cannot be told.
        """
        with self._asking() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE logins SET seen = greatest(seen, clock_timestamp() - make_interval(secs => %s)) WHERE hash = %s",
                [(ago, hash_) for hash_, ago in seen.items() if ago is not None],
            )
            rows = cursor.execute(
                "SELECT hash, extract(epoch FROM clock_timestamp() - seen)::float8 FROM logins WHERE hash = ANY(%s)", ([*seen],)
            ).fetchall()
        return dict(rows)

    def tidy(self, *, idle: float, absolute: float) -> None:
        """Take out what nobody will ask for any more.

        Raises:
            StoreError: it was not done.
        """
        with self._asking() as connection:
            connection.execute(
                "DELETE FROM logins WHERE seen < clock_timestamp() - make_interval(secs => %s) OR began < clock_timestamp() - make_interval(secs => %s)",
                (idle, absolute),
            )
            connection.execute("DELETE FROM guesses WHERE last < clock_timestamp() - interval '1 hour'")
            connection.execute("DELETE FROM screens WHERE beat < clock_timestamp() - interval '1 minute'")

    # -- guesses -------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def guessing(self, sources: Collection[str]) -> Iterator[tuple[dict[str, Wrong], Callable[[], None]]]:
        """One guess after the other, over all nodes: how often each source was wrong, and what counts one more.

        Raises:
            StoreError: it cannot be told, or could not be counted.
        """
        with self._asking() as connection, connection.transaction():
            for one in sorted(sources):
                connection.execute("SELECT take_turn(21, %s)", (one,))
            rows = connection.execute(
                "SELECT source, wrong, extract(epoch FROM clock_timestamp() - last)::float8 FROM guesses WHERE source = ANY(%s)",
                ([*sources],),
            ).fetchall()

            def count() -> None:
                with connection.cursor() as cursor:
                    cursor.executemany(_WRONG, [(one,) for one in sorted(sources)])

            yield {source: Wrong(wrong, last) for source, wrong, last in rows}, count

    # -- screens -------------------------------------------------------------------------------------------------------

    def take_place(self, login: str, name: str, account: str, most: int) -> bool:
        """Open a screen here, or go on here with one of another node; whether the account may have one more, besides those it has here.

        Args:
            login: the login's key.
            name: of the screen.
            account: whose it is.
            most: screens that the account may still have at other nodes.

        Raises:
            StoreError: it cannot be told.
        """
        with self._asking() as connection, connection.transaction():
            connection.execute("SELECT take_turn(22, %s)", (account,))
            row = connection.execute(_OTHERS, (account, login, name, self.node, BEATS_WITHIN)).fetchone()
            if row is not None and row[0] > most:
                return False
            connection.execute(_TAKE, (login, name, account, self.node))
        return True

    def beat(self, screens: Mapping[tuple[str, str], bool]) -> set[tuple[str, str]]:
        """Say that this node is there; gives which of its screens another node has by now.

        Args:
            screens: those that are open here, by login and name, and whether their browser has gone.

        Raises:
            StoreError: it could not be said.
        """
        with self._asking() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE screens SET beat = clock_timestamp(), is_left = %s WHERE login = %s AND name = %s AND node = %s",
                [(is_left, *key, self.node) for key, is_left in screens.items()],
            )
            rows = cursor.execute(
                "SELECT login, name FROM screens WHERE login = ANY(%s) AND node <> %s", ([login for login, _name in screens], self.node)
            ).fetchall()
        return {(login, name) for login, name in rows} & screens.keys()
