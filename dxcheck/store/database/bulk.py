"""Many documents of a database at once: a few statements instead of one for each, and never more in memory than some hundred documents or some thousand snapshots.

Each statement is of one moment, two of them need not be: as with documents that are read one after another. Their records are looked up document by document within it
(`LATERAL`): of some hundred names at once the engine would go through the whole table, with processes that the node needs itself.
"""

from __future__ import annotations

from functools import partial
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, NoReturn

from dxcheck.store.database.rows import Apart, RecordRow, put_together
from dxcheck.store.envelope import ENVELOPE
from dxcheck.store.errors import StoreError
from dxcheck.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from contextlib import AbstractContextManager

    import psycopg

SLIM_AT_ONCE: Final = 200
"""Documents whose snapshots come as their marks: some 0.6 MB."""
WHOLE_AT_ONCE: Final = 50
"""Documents with everything in them."""
_SLIM: Final = """
SELECT d.name, convert_to(d.envelope, 'UTF8'), d.original, convert_to(r.tbl, 'UTF8'), convert_to(r.said, 'UTF8'), convert_to(r.marks, 'UTF8')
FROM documents d LEFT JOIN LATERAL (
  SELECT tbl, string_agg('"' || number || '":' || body::text, ',' ORDER BY place) FILTER (WHERE mark IS NULL) AS said, string_agg(mark, ',') AS marks
    FROM kept WHERE document = d.name AND tbl = ANY(%(tables)s) GROUP BY tbl
  UNION ALL SELECT tbl, string_agg('"' || number || '":' || body::text, ',' ORDER BY place), NULL
    FROM records WHERE document = d.name AND tbl = ANY(%(tables)s) GROUP BY tbl
) r ON true WHERE d.name = ANY(%(names)s) ORDER BY d.name
"""
_WHOLE: Final = """
SELECT d.name, d.envelope, d.tables, d.original, r.is_kept, r.tbl, r.key, r.number, r.place, r.body
FROM documents d LEFT JOIN LATERAL (
  SELECT true AS is_kept, tbl, key, number, place, convert_to(body::text, 'UTF8') AS body FROM kept WHERE document = d.name
  UNION ALL SELECT false, tbl, key, number, place, convert_to(body::text, 'UTF8') FROM records WHERE document = d.name
) r ON true WHERE d.name = ANY(%(names)s) ORDER BY d.name
"""
_SNAPSHOTS: Final = """
SELECT k.document, k.key, convert_to(k.body::text, 'UTF8')
FROM unnest(%s::text[], %s::text[]) AS wanted (document, key) JOIN kept k ON k.document = wanted.document AND k.tbl = 'snapshots' AND k.key = wanted.key
"""


def bulk_in(
    reading: Callable[[], AbstractContextManager[psycopg.Connection[Any]]], names: Sequence[str], enough: Collection[str]
) -> Iterator[Callable[[], bytes | None]]:
    """Of documents by name what gives their contents, in their order; from the first failure on, that is what all others give.

    Args:
        reading: gives a connection for one statement.
        names: of documents.
        enough: the tables that are looked at; everything without any.
    """
    at_once, read = (SLIM_AT_ONCE, _slim) if enough else (WHOLE_AT_ONCE, _whole)
    for begin, end in pairwise(accumulate(portions(len(names), at_once), initial=0)):
        there = names[begin:end]
        try:
            with reading() as connection:
                found = read(connection, there, enough)
        except StoreError as problem:  # the engine is gone: nobody waits for it some hundred times
            yield from (partial(_refused, problem) for _one in names[begin:])
            return
        yield from (partial(found.get, one) for one in there)


def _refused(problem: StoreError) -> NoReturn:
    raise problem


def snapshots_in(connection: psycopg.Connection[Any], wanted: Sequence[tuple[str, str]]) -> list[bytes | None]:
    """Snapshots by the document's name and their id, in their order."""
    columns = ([name for name, _id in wanted], [id_ for _name, id_ in wanted])
    found = {(name, id_): bytes(body) for name, id_, body in connection.execute(_SNAPSHOTS, columns, binary=True)}
    return [found.get(one) for one in wanted]


def _slim(connection: psycopg.Connection[Any], names: Sequence[str], enough: Collection[str]) -> dict[str, bytes]:
    rows = connection.execute(_SLIM, {"names": list(names), "tables": sorted(enough)}, binary=True)
    made = {}
    for name, of_one in groupby(rows, key=lambda row: str(row[0])):
        tables: dict[bytes, list[bytes]] = {}
        envelope, original, marked = b"", None, b""
        for _name, envelope, original, table, said, marks in of_one:  # noqa: B007 - the same in each row of a document
            if said is not None:
                tables.setdefault(table, []).append(said)
            if marks is not None:
                marked = b',"marks":[%s]' % marks
        said_of_all = marked + b"".join(b',"%s":{%s}' % (table, b",".join(parts)) for table, parts in tables.items())
        made[name] = b'{"%s":%s%s}' % (ENVELOPE.encode(), envelope, said_of_all) if original is None else bytes(original)
    return made


def _whole(connection: psycopg.Connection[Any], names: Sequence[str], _enough: Collection[str]) -> dict[str, bytes]:
    rows = connection.execute(_WHOLE, {"names": list(names)}, binary=True)
    made = {}
    for name, of_one in groupby(rows, key=lambda row: str(row[0])):
        every = list(of_one)
        envelope, tables, original = every[0][1:4]
        kept = tuple(RecordRow(*row[5:]) for row in every if row[4] is True)
        others = tuple(RecordRow(*row[5:]) for row in every if row[4] is False)
        made[name] = put_together(Apart(envelope, tuple(tables), kept, others, None if original is None else bytes(original)))
    return made
