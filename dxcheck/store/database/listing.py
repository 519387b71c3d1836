"""What there is in a database, by name."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from dxcheck.store.database.connecting import one_value
from dxcheck.store.database.rows import sort_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    import psycopg


def is_in(connection: psycopg.Connection[Any], below: PurePosixPath) -> bool:
    """Whether there is something under a name."""
    return bool(one_value(connection, f"SELECT EXISTS (SELECT FROM {sort_of(below)}s WHERE name = %s)", str(below)))  # noqa: S608 - one of four names


def stamp_in(connection: psycopg.Connection[Any], below: PurePosixPath) -> Hashable:
    """The version of a document or file, and in which transaction it came; None while there is none."""
    table = "documents" if sort_of(below) == "document" else "files"
    return connection.execute(f"SELECT version, changed::text FROM {table} WHERE name = %s", (str(below),)).fetchone()  # noqa: S608 - one of two names


def settings_in(connection: psycopg.Connection[Any]) -> dict[str, object]:
    """The stamps of what people may have written, by name."""
    rows = connection.execute("SELECT name, version, changed::text FROM files WHERE name LIKE %s", ("%.toml",)).fetchall()
    return {name: (version, number) for name, version, number in rows}


def written_names_in(connection: psycopg.Connection[Any]) -> list[PurePosixPath]:
    """Of documents, and of files beside them."""
    rows = connection.execute("SELECT name FROM documents UNION ALL SELECT name FROM files").fetchall()
    return [PurePosixPath(name) for (name,) in rows]


def documents_below(connection: psycopg.Connection[Any], beginning: str) -> list[PurePosixPath]:
    """Documents whose names begin like this, in their order."""
    rows = connection.execute("SELECT name FROM documents WHERE starts_with(name, %s) ORDER BY name", (beginning,)).fetchall()
    return [PurePosixPath(name) for (name,) in rows]


def texts_in(connection: psycopg.Connection[Any]) -> list[PurePosixPath]:
    """Texts, in the order of their names."""
    rows = connection.execute("SELECT name FROM texts ORDER BY name").fetchall()
    return [PurePosixPath(name) for (name,) in rows]


def log_in(connection: psycopg.Connection[Any], below: PurePosixPath) -> dict[str, bytes | None]:
    """A log by its parts, those that a folder had put aside first."""
    pattern = f"^{below.stem}(-[0-9]{{6}})?\\.log$"
    query = "SELECT name, string_agg(content, '' ORDER BY line) FROM logs WHERE name ~ %s GROUP BY name ORDER BY name = %s, name"
    return dict(connection.execute(query, (pattern, str(below))).fetchall())
