"""A document that is changed: locked and read in one exchange with the engine, written in another, of its rows only those that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.store.database.exchange import Statement, together
from dxcheck.store.database.rows import NOT_THERE, Apart, AtLock, RecordRow
from dxcheck.store.inheritance import INHERITED

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    import psycopg


_LOCK: Final = "SELECT lock_document(%s), pg_current_xact_id()::text"
_PATIENCE: Final = "SELECT set_config('lock_timeout', %s, true)"
_READ: Final = """
SELECT d.version, d.changed::text, d.envelope, d.tables, d.original, r.is_kept, r.tbl, r.key, r.number, r.place, r.body
FROM documents d LEFT JOIN (
  SELECT document, true AS is_kept, tbl, key, number, place, convert_to(body::text, 'UTF8') AS body FROM kept WHERE document = %(name)s
  UNION ALL SELECT document, false, tbl, key, number, place, convert_to(body::text, 'UTF8') FROM records WHERE document = %(name)s
) r ON r.document = d.name WHERE d.name = %(name)s
"""
_HEAD: Final = (
    "INSERT INTO documents (name, envelope, tables, original) VALUES (%s, %s, %s, %s) ON CONFLICT (name) DO UPDATE SET envelope = EXCLUDED.envelope,"
    " tables = EXCLUDED.tables, original = EXCLUDED.original, version = documents.version + 1, changed = pg_current_xact_id()"
    " RETURNING version, changed::text"
)
_CHANGE: Final = "UPDATE records SET number = %s, place = %s, body = %s WHERE document = %s AND tbl = %s AND key = %s"
_HEAD_AND_CHANGE: Final = f"WITH head AS ({_HEAD}), one AS ({_CHANGE}) SELECT version, changed FROM head"  # noqa: S608 - of the two above
"""Nearly every save changes one record."""
_DROP_KEPT: Final = "DELETE FROM kept WHERE document = %s AND tbl = %s AND key = %s"
"""Always refused, in the engine's words."""
_DROP: Final = "SELECT drop_record(%s, %s, %s)"
_KEEP: Final = "INSERT INTO kept (document, tbl, key, number, place, body) VALUES (%s, %s, %s, %s, %s, %s)"
_ADD: Final = "INSERT INTO records (document, tbl, key, number, place, body) VALUES (%s, %s, %s, %s, %s, %s)"
_PLACE: Final = "SELECT place_kept(%s, %s, %s, %s, %s::integer[])"
_GO_ON: Final = "SELECT go_on_after(%s, %s, %s, %s, %s::integer[], %s)"


def lock(name: str, patience: int | None = None) -> list[Statement]:
    """Lock a name; the last answer has the transaction's number.

    Args:
        name: of a document, or of anything else.
        patience: milliseconds to wait for others; None for as long as the connection does.
    """
    return [*([] if patience is None else [Statement(_PATIENCE, (str(patience),))]), Statement(_LOCK, (name,))]


def reading_of(name: str) -> Statement:
    """Read a document, in one statement, so that it is of one moment."""
    return Statement(_READ, {"name": name}, is_binary=True)


def at_lock(answer: psycopg.Cursor[Any]) -> AtLock:
    """What `reading_of` found."""
    rows = answer.fetchall()
    if not rows:
        return AtLock(None, 0, "")
    version, changed, envelope, tables, original = rows[0][:5]
    kept = tuple(RecordRow(*one[6:]) for one in rows if one[5] is True)
    others = tuple(RecordRow(*one[6:]) for one in rows if one[5] is False)
    return AtLock(Apart(envelope, tuple(tables), kept, others, None if original is None else bytes(original)), version, changed)


def write_now(connection: psycopg.Connection[Any], name: str, before: Apart | None, new: Apart) -> tuple[Hashable, str]:
    """Write a document at once; gives its stamp, and the transaction's number. Arguments as for `changes`."""
    head = together(connection, list(changes(name, before, new)))[0].fetchone()
    assert head is not None
    return head, str(head[1])


def changes(name: str, before: Apart | None, new: Apart) -> Iterator[Statement]:
    """What writes a document inside a transaction that holds its lock: of its rows those that differ. The first answers with its stamp.

    Args:
        name: of the document.
        before: what is there now; None while there is nothing.
        new: what shall be there.
    """
    old = before or NOT_THERE
    head = (name, new.envelope, list(new.tables), new.original)
    changed = _changed(name, old.others, new.others)
    yield Statement(_HEAD_AND_CHANGE, (*head, *changed.pop(0))) if changed else Statement(_HEAD, head)
    yield from _renumbered(name, old, new)
    for were, are, drop, add in ((old.kept, new.kept, _DROP_KEPT, _KEEP), (old.others, new.others, _DROP, _ADD)):
        there, wanted = {(one.table, one.key) for one in were}, {(one.table, one.key) for one in are}
        yield from (Statement(drop, (name, one.table, one.key)) for one in were if (one.table, one.key) not in wanted)
        if drop is _DROP:
            yield from (Statement(_CHANGE, one) for one in changed)
        yield from (Statement(add, (name, *one[:4], one.body.decode())) for one in are if (one.table, one.key) not in there)


def _changed(name: str, were: tuple[RecordRow, ...], are: tuple[RecordRow, ...]) -> list[tuple[object, ...]]:
    """The arguments of `_CHANGE` for those that are another now."""
    there = {(one.table, one.key): one for one in were}
    return [
        (one.number, one.place, one.body.decode(), name, one.table, one.key)
        for one in are
        if (before := there.get((one.table, one.key))) is not None and one is not before and one != before
    ]


def _renumbered(name: str, old: Apart, new: Apart) -> Iterator[Statement]:
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
        yield Statement(_GO_ON, (name, codes, *(columns or [[]] * 4)))
    elif moved:
        columns = [list(one) for one in zip(*((row.table, row.key, row.number, row.place) for row in moved), strict=True)]
        yield Statement(_PLACE, (name, *columns))
