"""What is under a name in a database, read and written inside a transaction: of a document only the rows that differ."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from dxcheck.store.database.connecting import one_value
from dxcheck.store.database.exchange import together
from dxcheck.store.database.rows import Apart, as_file, put_together, sort_of, taken_apart
from dxcheck.store.database.saving import at_lock, reading_of, write_now

if TYPE_CHECKING:
    from collections.abc import Hashable

    import psycopg


_NAMES: Final = """
SELECT name, 'document' FROM documents UNION ALL SELECT name, 'file' FROM files UNION ALL SELECT name, 'text' FROM texts
UNION ALL SELECT DISTINCT name, 'log' FROM logs
"""


def names_in(connection: psycopg.Connection[Any]) -> list[PurePosixPath]:
    """The names of everything in a database but `left_out_in`."""
    return sorted(PurePosixPath(name) for name, sort in connection.execute(_NAMES).fetchall() if _is_one(name, sort))


def left_out_in(connection: psycopg.Connection[Any]) -> list[str]:
    """Names that nothing can be copied under: one leads out of a folder, or lies among what it is not. Nothing reads what is there."""
    return sorted(name for name, sort in connection.execute(_NAMES).fetchall() if not _is_one(name, sort))


def _is_one(name: str, sort: str) -> bool:
    from dxcheck.store.archive import is_a_place  # few copy everything

    return is_a_place(name) and sort_of(PurePosixPath(name)) == sort


def read_in(connection: psycopg.Connection[Any], below: PurePosixPath) -> bytes | None:
    """The content of a name, in one statement, so that it is of one moment."""
    name, sort = str(below), sort_of(below)
    if sort == "document":
        apart = apart_in(connection, name)
        return None if apart is None else put_together(apart)
    if sort == "log":
        found = one_value(connection, "SELECT string_agg(content, '' ORDER BY line) FROM logs WHERE name = %s", name)
    elif sort == "text":
        found = one_value(connection, "SELECT content FROM texts WHERE name = %s", name)
    else:
        found = one_value(connection, "SELECT content FROM files WHERE name = %s", name)
    return None if found is None else bytes(found)


def file_in(connection: psycopg.Connection[Any], below: PurePosixPath) -> bytes | None:
    """The content of a name as a file has it, to the byte."""
    apart = apart_in(connection, str(below)) if sort_of(below) == "document" else None
    if apart is None or apart.original is not None:
        return read_in(connection, below)
    return as_file(put_together(apart))


def apart_in(connection: psycopg.Connection[Any], name: str) -> Apart | None:
    """A document in parts; None where there is none."""
    (answer,) = together(connection, [reading_of(name)])
    return at_lock(answer).apart


def write_in(connection: psycopg.Connection[Any], below: PurePosixPath, content: bytes) -> tuple[Hashable, str]:
    """Write a content inside a transaction; gives its stamp, and the transaction's number."""
    name, sort = str(below), sort_of(below)
    if sort == "document":
        return write_now(connection, name, apart_in(connection, name), taken_apart(content))
    if sort == "text":
        connection.execute("INSERT INTO texts (name, content) VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, content))
        return None, str(one_value(connection, "SELECT pg_current_xact_id()::text"))
    assert sort == "file"
    written = connection.execute(
        "INSERT INTO files (name, content) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE"
        " SET content = EXCLUDED.content, version = files.version + 1, changed = pg_current_xact_id() RETURNING version, changed::text",
        (name, content),
    ).fetchone()
    assert written is not None
    return written, str(written[1])


def append_in(connection: psycopg.Connection[Any], below: PurePosixPath, content: bytes) -> str:
    """Add to a log inside a transaction; gives the transaction's number."""
    query = "INSERT INTO logs (name, content) VALUES (%s, %s) RETURNING pg_current_xact_id()::text"
    return str(one_value(connection, query, str(below), content))
