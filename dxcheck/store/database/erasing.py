"""Erasing texts in a database, also in what never changes otherwise: done by the engine's own function, which writes the log (`dxcheck.store.database.erasing_step`)."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from dxcheck.store.database.contents import apart_in, file_in, names_in
from dxcheck.store.database.rows import Apart, put_together, sort_of, taken_apart
from dxcheck.store.database.saving import write_now
from dxcheck.store.shelf import WRITTEN
from dxcheck.store.storage import document_bytes, read_document

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    import psycopg

    from dxcheck.store.shelf import InDatabase


def erase_in(connection: psycopg.Connection[Any], address: InDatabase, document: InDatabase, content: bytes | None) -> dict[str, Hashable]:
    """Replace a content, inside a transaction that holds the document's lock; gives the stamps of what is another now. See `Shelf.erase`."""
    if sort_of(address.below) == "document":
        return {str(address.below): _in_document(connection, address, content or b"")}
    new = "" if content is None else f"{document.below}.{hashlib.sha256(content).hexdigest()[:8]}.altered"
    connection.execute("SELECT erase_copy(%s, %s, %s)", (str(address.below), new or None, content))
    gone: dict[str, Hashable] = {str(address.below): None}
    return gone | ({new: connection.execute("SELECT version, changed::text FROM files WHERE name = %s", (new,)).fetchone()} if new else {})


def _in_document(connection: psycopg.Connection[Any], address: InDatabase, content: bytes) -> Hashable:
    name = str(address.below)
    before, new = apart_in(connection, name), taken_apart(content)
    assert before is not None
    forward = _brought_forward(before, address)
    if new.original is not None or forward.original is not None:  # in one piece, nothing of it is kept for ever
        return write_now(connection, name, before, new)[0]
    if put_together(forward) != put_together(before):
        write_now(connection, name, before, forward)
    there = {(one.table, one.key): one.body for one in (*forward.kept, *forward.others)}
    changed = [one for one in (*new.kept, *new.others) if there.get((one.table, one.key)) != one.body]
    columns = [[one.table for one in changed], [one.key for one in changed], [one.body.decode() for one in changed]]
    connection.execute("SELECT erase_in_document(%s, %s, %s, %s, %s)", (name, new.envelope, *columns))
    stamp: Hashable = connection.execute("SELECT version, changed::text FROM documents WHERE name = %s", (name,)).fetchone()
    return stamp


def _brought_forward(before: Apart, address: InDatabase) -> Apart:
    """A document in today's form, before anything is erased in it."""
    return taken_apart(document_bytes(*read_document(put_together(before), address)))


def copies_in(connection: psycopg.Connection[Any], below: PurePosixPath) -> list[PurePosixPath]:
    """The names of what was set aside of a document."""
    rows = connection.execute("SELECT name FROM files WHERE starts_with(name, %s) ORDER BY name", (f"{below}.",)).fetchall()
    return [PurePosixPath(name) for (name,) in rows if name.endswith(".altered")]


def written_in(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, bytes]]:
    """Everything in which a text may stand, by name."""
    for below in names_in(connection):
        if below.suffix in WRITTEN:
            yield str(below), file_in(connection, below) or b""
