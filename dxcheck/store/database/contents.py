"""What is under a name in a database, read and written inside a transaction: of a document only the rows that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.store.database.connecting import one_value
from dxcheck.store.database.rows import NOT_THERE, Apart, RecordRow, as_file, put_together, sort_of, taken_apart
from dxcheck.store.inheritance import INHERITED

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import PurePosixPath

    import psycopg


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


_DROP: Final = {"kept": "DELETE FROM kept WHERE document = %s AND tbl = %s AND key = %s", "records": "SELECT drop_record(%s, %s, %s)"}
"""The first is always refused, in the engine's words."""
_READ: Final = """
SELECT d.envelope, d.tables, d.original, r.is_kept, r.tbl, r.key, r.number, r.place, r.body
FROM documents d LEFT JOIN (
  SELECT document, true AS is_kept, tbl, key, number, place, convert_to(body::text, 'UTF8') AS body FROM kept WHERE document = %(name)s
  UNION ALL SELECT document, false, tbl, key, number, place, convert_to(body::text, 'UTF8') FROM records WHERE document = %(name)s
) r ON r.document = d.name WHERE d.name = %(name)s
"""


def apart_in(connection: psycopg.Connection[Any], name: str) -> Apart | None:
    """A document in parts; None where there is none."""
    rows = connection.execute(_READ, {"name": name}, binary=True).fetchall()
    if not rows:
        return None
    envelope, tables, original = rows[0][:3]
    kept = tuple(RecordRow(*one[4:]) for one in rows if one[3] is True)
    others = tuple(RecordRow(*one[4:]) for one in rows if one[3] is False)
    return Apart(envelope, tuple(tables), kept, others, None if original is None else bytes(original))


def write_in(connection: psycopg.Connection[Any], below: PurePosixPath, content: bytes) -> tuple[Hashable, str]:
    """Write a content inside a transaction; gives its stamp, and the transaction's number."""
    name, sort = str(below), sort_of(below)
    if sort == "document":
        return write_rows(connection, name, apart_in(connection, name), taken_apart(content))
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


def write_rows(connection: psycopg.Connection[Any], name: str, before: Apart | None, new: Apart) -> tuple[Hashable, str]:
    """Write a document inside a transaction that holds its lock: of its rows those that differ; gives its stamp, and the transaction's number.

    Args:
        connection: of the transaction.
        name: of the document.
        before: what is there now; None while there is nothing.
        new: what shall be there.
    """
    old = before or NOT_THERE
    head = connection.execute(
        "INSERT INTO documents (name, envelope, tables, original) VALUES (%s, %s, %s, %s) ON CONFLICT (name) DO UPDATE SET envelope = EXCLUDED.envelope,"
        " tables = EXCLUDED.tables, original = EXCLUDED.original, version = documents.version + 1, changed = pg_current_xact_id()"
        " RETURNING version, changed::text",
        (name, new.envelope, list(new.tables), new.original),
    ).fetchone()
    for table, were, are in (("kept", old.kept, new.kept), ("records", old.others, new.others)):
        there = {(one.table, one.key): one for one in were}
        wanted = {(one.table, one.key): one for one in are}
        gone = [(name, *one) for one in there if one not in wanted]
        other = [
            (row.number, row.place, row.body.decode(), name, *key) for key, row in wanted.items() if key in there and row != there[key]
        ]
        more = [(name, *row[:4], row.body.decode()) for key, row in wanted.items() if key not in there]
        with connection.cursor() as cursor:
            if table == "kept":
                _renumber(cursor, name, old, new)
            if gone:
                cursor.executemany(_DROP[table], gone)
            if other and table == "records":
                cursor.executemany(
                    "UPDATE records SET number = %s, place = %s, body = %s WHERE document = %s AND tbl = %s AND key = %s", other
                )
            if more:
                cursor.executemany(
                    f"INSERT INTO {table} (document, tbl, key, number, place, body) VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608
                    more,
                )
    assert head is not None
    return head, str(head[1])


def _renumber(cursor: psycopg.Cursor[Any], name: str, old: Apart, new: Apart) -> None:
    """What never changes may get another place in its table; where a municipality follows another, its snapshots get the numbers after the other's."""
    there = {(one.table, one.key): one for one in old.kept}
    moved = [row for row in new.kept if (before := there.get((row.table, row.key))) is not None and before != row]
    if any(row.body != there[row.table, row.key].body for row in moved):
        inherited = {one.body for one in new.others if one.table == INHERITED} - {one.body for one in old.others if one.table == INHERITED}
        codes = [msgspec.json.decode(one)["code"] for one in inherited]
        columns = [
            list(one)
            for one in zip(*((row.key, row.number, row.place, row.body.decode()) for row in moved if row.table == "snapshots"), strict=True)
        ]
        cursor.execute("SELECT go_on_after(%s, %s, %s, %s, %s::integer[], %s)", (name, codes, *(columns or [[]] * 4)))
    elif moved:
        cursor.executemany(
            "UPDATE kept SET number = %s, place = %s WHERE document = %s AND tbl = %s AND key = %s",
            [(row.number, row.place, name, row.table, row.key) for row in moved],
        )
