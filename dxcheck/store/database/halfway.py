"""What the web servers at one database know together of logins that are not through yet. By the engine's clock; nothing here outlives an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dxcheck.store.shelf import InDatabase

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import psycopg

    from dxcheck.store.database.database_shelf import DatabaseShelf

_MOST: Final = "DELETE FROM halfways WHERE hash IN (SELECT hash FROM halfways ORDER BY since DESC OFFSET %s)"


def see_news(shelf: DatabaseShelf) -> None:
    """See at once what changed in a database.

    Raises:
        StoreError: it cannot be told.
    """
    with shelf.beside(InDatabase(shelf)) as connection:
        shelf.watch.look(connection)


class SharedHalfway:
    """Of one database."""

    def __init__(self, shelf: DatabaseShelf) -> None:
        self._shelf = shelf

    def _asking(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        return self._shelf.beside(InDatabase(self._shelf))

    def begin(self, hash_: str, kept: bytes, *, within: float, most: int) -> None:
        """Keep one more, by its token's hash; of too many the oldest go.

        Args:
            hash_: of the token.
            kept: what is kept of it.
            within: seconds that one is good for.
            most: how many there may be.

        Raises:
            StoreError: it was not kept.
        """
        with self._asking() as connection, connection.transaction():
            connection.execute("INSERT INTO halfways (hash, kept) VALUES (%s, %s)", (hash_, kept))
            connection.execute("DELETE FROM halfways WHERE since < clock_timestamp() - make_interval(secs => %s)", (within,))
            connection.execute(_MOST, (most,))

    def find(self, hash_: str, *, within: float) -> bytes | None:
        """What is kept of one; None where it is over, or never was.

        Raises:
            StoreError: it cannot be told.
        """
        query = "SELECT kept FROM halfways WHERE hash = %s AND since > clock_timestamp() - make_interval(secs => %s)"
        with self._asking() as connection:
            row = connection.execute(query, (hash_, within)).fetchone()
        return bytes(row[0]) if row else None

    def end(self, hash_: str) -> None:
        """It is in, or out, at every server.

        Raises:
            StoreError: it goes on.
        """
        with self._asking() as connection:
            connection.execute("DELETE FROM halfways WHERE hash = %s", (hash_,))

    def look(self) -> None:
        """See at once what changed.

        Raises:
            StoreError: it cannot be told.
        """
        see_news(self._shelf)

    def told(self, account: str) -> set[int]:
        """Half minutes to come of which somebody was told that a code of the account is right for then.

        Raises:
            StoreError: it cannot be told.
        """
        with self._asking() as connection:
            return {step for (step,) in connection.execute("SELECT step FROM told_codes WHERE account = %s", (account,)).fetchall()}

    def tell(self, account: str, step: int) -> None:
        """One more.

        Raises:
            StoreError: the others are not told.
        """
        with self._asking() as connection:
            connection.execute("DELETE FROM told_codes WHERE at < clock_timestamp() - interval '1 hour'")
            connection.execute("INSERT INTO told_codes (account, step) VALUES (%s, %s) ON CONFLICT DO NOTHING", (account, step))
