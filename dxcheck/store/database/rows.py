"""A document taken apart into rows, and put together again byte for byte.

A document that reads back otherwise than it was, because somebody edited it by hand, it is damaged, or an earlier dxcheck wrote it, stays in one piece, as it is,
until it is written next.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from dxcheck.store import layout
from dxcheck.store.envelope import ENVELOPE, SCHEMA
from dxcheck.store.shelf import TEXTS, Records

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import PurePosixPath

Sort = Literal["document", "text", "log", "file"]
KEPT: Final = {
    ("municipality", "snapshots"),
    ("benchmarks", "benchmarks"),
    ("ledger", "benchmarks"),
    ("ledger", "beginnings"),
    ("key", "benchmarks"),
    ("schedule", "terms"),
}
"""Kind of document and table whose records are never changed, and never removed."""
_LOG: Final = re.compile(r"[a-z]+(?:-[0-9]{6})?\.log")


class RecordRow(NamedTuple):
    """A record of a table of a document."""

    table: str
    key: str
    """What it is found by again: a snapshot's id, else its number."""
    number: str
    """TinyDB's."""
    place: int
    """Its place in the table, from 0."""
    body: bytes
    """JSON without spaces."""


class Apart(NamedTuple):
    """A document in parts."""

    envelope: str
    """JSON; empty for one that stays in one piece."""
    tables: tuple[str, ...]
    """The names of its tables, in their order."""
    kept: tuple[RecordRow, ...]
    """Records that never change."""
    others: tuple[RecordRow, ...]
    original: bytes | None = None
    """All of it, where it stays in one piece."""


NOT_THERE: Final = Apart("", (), (), ())
"""A document that is not there yet."""


class AtLock(NamedTuple):
    """A document as it was found under its lock."""

    apart: Apart | None
    """None while there is nothing."""
    version: int
    """0 while there is nothing."""
    changed: str
    """The number of the transaction that wrote it."""

    @property
    def stamp(self) -> Hashable:
        """None while there is nothing."""
        return (self.version, self.changed) if self.version else None

    def next_stamp(self, number: str) -> Hashable:
        """What it has once the transaction of this number has written it."""
        return self.version + 1, number


class _WithId(msgspec.Struct):
    id: str


class _WithKind(msgspec.Struct):
    kind: str


_IDS: Final = msgspec.json.Decoder(_WithId)
_KINDS: Final = msgspec.json.Decoder(_WithKind)
_NUMBER: Final = re.compile("0|[1-9][0-9]{0,17}")
"""As the engine takes them: written in one way only, and nothing but digits, since they go into a document as they are."""
_NUL: Final = b"\\u0000"
"""A database takes no such character."""


def sort_of(below: PurePosixPath) -> Sort:
    """Among what a name in a data folder is kept."""
    if below.parent.name == TEXTS and len(below.parts) == 2 and below.suffix == ".json":  # noqa: PLR2004 - in the folder itself
        return "text"
    if len(below.parts) == 1 and _LOG.fullmatch(below.name):
        return "log"
    known = layout.parse_name(below.name)
    is_document = known is not None and known.document == below.name and (*known.folders, below.name) == below.parts
    return "document" if is_document else "file"


def taken_apart(content: bytes) -> Apart:
    """A document's content in parts."""
    try:
        parts = _parts(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, AttributeError, TypeError, KeyError):  # somebody else's
        parts = None
    if parts is None or as_file(put_together(parts)) != content:
        return Apart("", (), (), (), content)
    return parts


def put_together(parts: Apart) -> bytes:
    """A document's content: with no spaces, unless it stayed in one piece. Rows of a table that it does not name are in it too: nothing kept can be hidden."""
    if parts.original is not None:
        return parts.original
    made: dict[str, list[bytes]] = {one: [] for one in parts.tables}
    for row in sorted((*parts.kept, *parts.others), key=lambda one: one.place):
        made.setdefault(row.table, []).append(b'"%s":%s' % (row.number.encode(), row.body))
    tables = b"".join(b",%s:{%s}" % (msgspec.json.encode(name), b",".join(records)) for name, records in made.items())
    return b'{"%s":%s%s}' % (ENVELOPE.encode(), parts.envelope.encode(), tables)


def in_records(parts: Apart) -> Records:
    """A document that does not stay in one piece, in its records."""
    made: dict[str, dict[str, bytes]] = {one: {} for one in parts.tables}
    for row in sorted((*parts.kept, *parts.others), key=lambda one: one.place):
        made.setdefault(row.table, {})[row.number] = row.body
    return Records(parts.envelope.encode(), made)


def from_records(document: Records, before: Apart) -> Apart | None:
    """A document in parts, from its records and what was there before; None where it has to stay in one piece.

    Args:
        document: as dxcheck wrote it, with today's schema.
        before: the document in parts, as it was.
    """
    kind = _KINDS.decode(document.envelope).kind
    known = {(one.table, one.number): one for one in (*before.kept, *before.others)}
    kept: list[RecordRow] = []
    others: list[RecordRow] = []
    for name, table in document.tables.items():
        rows = kept if (kind, name) in KEPT else others
        for place, (number, body) in enumerate(table.items()):
            there = known.get((name, number))
            if there is not None and there.body == body:
                rows.append(there if there.place == place else there._replace(place=place))
            elif _NUL in body or _NUMBER.fullmatch(number) is None:
                return None
            else:
                rows.append(RecordRow(name, _key(name, number, body), number, place, body))
    keys = {(one.table, one.key) for one in kept}
    return Apart(document.envelope.decode(), tuple(document.tables), tuple(kept), tuple(others)) if len(keys) == len(kept) else None


def _key(table: str, number: str, body: bytes) -> str:
    return _IDS.decode(body).id if table == "snapshots" else number


def as_file(content: bytes) -> bytes:
    """A content put together as dxcheck writes it into a file."""
    return msgspec.json.format(content, indent=1) + b"\n"


def _parts(content: bytes) -> Apart | None:
    if _NUL in content:
        return None
    tables = msgspec.json.decode(msgspec.json.format(content, indent=-1), type=dict[str, msgspec.Raw])
    envelope = bytes(tables.pop(ENVELOPE))
    head = msgspec.json.decode(envelope)
    if head["schema"] != SCHEMA:
        return None
    kept: list[RecordRow] = []
    others: list[RecordRow] = []
    for name, table in tables.items():
        never_changes = (head["kind"], name) in KEPT
        for place, (number, body) in enumerate(msgspec.json.decode(table, type=dict[str, msgspec.Raw]).items()):
            if _NUMBER.fullmatch(number) is None:
                return None
            record = bytes(body)
            (kept if never_changes else others).append(RecordRow(name, _key(name, number, record), number, place, record))
    keys = {(one.table, one.key) for one in kept}
    return Apart(envelope.decode(), tuple(tables), tuple(kept), tuple(others)) if len(keys) == len(kept) else None
