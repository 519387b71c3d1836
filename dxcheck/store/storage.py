"""TinyDB's storage, made durable: TinyDB gives the tables and queries, this gives the promise that nothing is lost.

Stock TinyDB reads, changes and writes back without a lock, in place. Here a change is a transaction: the lock is held from before the read until after the
replacement, and the file is written once, at the end, if anything changed. Readers take no lock and create nothing.

A file looks like `{"dxcheck": {"schema": 3, "kind": "draft", "municipality": "382019", "demo": false, "sum": "..."}, "<table>": {"1": {...}}}`; the first entry, the
envelope, says whose file it is and is never seen by TinyDB. Its sum tells `dxcheck doctor` of a change that still reads well; reading goes on without it, because
people may edit a file by hand.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage

from dxcheck.i18n import _
from dxcheck.store import errors, last_written, layout
from dxcheck.store.envelope import ENVELOPE, MIGRATIONS, SCHEMA, Envelope, InheritingEnvelope, check_envelope
from dxcheck.store.inheritance import Predecessor, Tables, inherited_codes, with_inherited
from dxcheck.store.shelf import LOCK_TIMEOUT, Records
from dxcheck.store.shelves import shelf_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from dxcheck.store.shelf import Address

_BOM: Final = b"\xef\xbb\xbf"
_SUMMED_SINCE: Final = 2

MOST_READ: Final = 32
"""Files whose tables are kept in memory: one screen asks for many things of the same file."""
_READ: Final[dict[tuple[Address, Envelope], tuple[Hashable, Tables | None]]] = {}
"""What `reader` read last, with the stamp of the file. Nobody changes these tables: a transaction reads the file itself."""


def _left_by(envelope: Envelope) -> tuple[Predecessor, ...]:
    return envelope.left_by if isinstance(envelope, InheritingEnvelope) else ()


class DurableStorage(Storage):
    """One file for one TinyDB; changes are kept in memory until `commit`."""

    def __init__(self, path: Address, envelope: Envelope, *, to_change: bool = False) -> None:
        super().__init__()
        self.to_change = to_change
        """Whether it is a transaction's."""
        self._path = path
        self._envelope = envelope
        self._tables: Tables | None = None
        self._loaded = False
        self._changed = False
        self._altered = b""
        """The content as it was found, where it is not what dxcheck wrote."""
        self._written: bytes | Records | None = None
        """The content as it was found, where this process wrote it last."""
        self.has_inherited = False
        """Whether something of predecessors is in it that is not in the file yet."""
        self.is_as_written = False
        """Whether what was read to be changed is what a dxcheck wrote in today's form: its sum says so."""
        self.left: Hashable = None
        """The stamp of the file as a transaction left it."""

    def read(self) -> Tables | None:
        """The tables, read from the disk once; None while there is no file.

        Raises:
            StoreError: the file is there and cannot be used.
        """
        if not self._loaded:
            self._tables = self._load()
            self._loaded = True
        return self._tables

    def take(self, tables: Tables | None) -> None:
        """Take tables that were read from the file as it is now."""
        self._tables, self._loaded = tables, True

    def take_content(self, content: bytes | None) -> None:
        """Take a content that was read; None where there is none.

        Raises:
            StoreError: it cannot be used.
        """
        self._tables, self._loaded = self._with_inherited(None if content is None else self._checked(content)), True

    def write(self, data: Tables) -> None:
        """Take the tables; `commit` puts them on the disk."""
        self.read()  # what cannot be read is never overwritten
        self._tables = data
        self._changed = True

    def commit(self) -> None:
        """Put the changes on the disk, if there are any; call it under the lock.

        Raises:
            StoreError: it could not be done; the file is as it was.
        """
        if self._changed:
            document = NewContent(self._envelope, self._tables or {})
            if self._altered:
                shelf_of(self._path).put_aside(self._path, self._altered)
            shelf_of(self._path).write_document(self._path, document)
            self._changed, self._written = False, document.written
        if self._written is not None and self._tables is not None:
            last_written.keep_written(self._path, self._envelope, self._written, self._tables)

    def _load(self) -> Tables | None:
        return self._with_inherited(self._load_own())

    def _with_inherited(self, tables: Tables | None) -> Tables | None:
        for one in _left_by(self._envelope):
            if one.code in inherited_codes(tables or {}):
                continue
            there = DurableStorage(*of_predecessor(self._path, self._envelope, one)).read()
            if there is not None:
                tables, self.has_inherited = with_inherited(tables, there, one, self._envelope.municipality), True
                self._written = None
        return tables

    def _load_own(self) -> Tables | None:
        raw = shelf_of(self._path).read_document(self._path)
        if raw is None:
            return None
        if self.to_change and (known := last_written.take_written(self._path, self._envelope, raw)) is not None:
            self._written, self.is_as_written = raw, True
            return known
        return self._checked(raw)

    def _checked(self, raw: bytes | Records) -> Tables:
        data = _decoded(raw, self._path) if isinstance(raw, bytes) else _from_records(raw, self._path)
        envelope = check_envelope(data.pop(ENVELOPE, None), self._envelope, self._path)
        if self.to_change:  # readers are many, and need not know
            joined = None if isinstance(raw, bytes) else _joined(raw)
            if _is_as_written(envelope, data, joined):
                self.is_as_written = envelope.schema == SCHEMA
            else:
                self._altered = raw if isinstance(raw, bytes) else shelf_of(self._path).read(self._path) or b""
        return _up_to_date(data, envelope, self._path)


def of_predecessor(path: Address, envelope: Envelope, one: Predecessor) -> tuple[Address, Envelope]:
    """The document of the same kind that a predecessor left."""
    folder = layout.data_folder(path)
    assert folder is not None
    there = layout.of_municipality(folder, one.code, envelope.kind)
    return there, InheritingEnvelope(envelope.schema, envelope.kind, one.code, envelope.demo, left_by=one.before)


class NewContent:
    """A document that is about to be written, with today's schema and its sum."""

    def __init__(self, envelope: Envelope, tables: Tables) -> None:
        self._envelope, self._tables = envelope, tables
        self.written: bytes | Records | None = None
        """As the shelf had it."""

    def whole(self) -> bytes:
        """As a file has it."""
        self.written = made = document_bytes(self._envelope, self._tables)
        return made

    def records(self) -> Records:
        """The same, record by record."""
        encoder = msgspec.json.Encoder()
        made = {name: {number: encoder.encode(one) for number, one in table.items()} for name, table in self._tables.items()}
        self.written = done = Records(_summed(self._envelope, _joined(Records(b"", made))), made)
        return done


def _joined(document: Records) -> bytes:
    """The tables of a document in its records in one piece, as they are encoded."""
    tables = (
        msgspec.json.encode(name) + b":{" + b",".join(b'"%s":%s' % (number.encode(), body) for number, body in table.items()) + b"}"
        for name, table in document.tables.items()
    )
    return b"{" + b",".join(tables) + b"}"


def _from_records(document: Records, path: Address) -> dict[str, Any]:
    try:
        decoder = msgspec.json.Decoder()
        made = {name: {number: decoder.decode(one) for number, one in table.items()} for name, table in document.tables.items()}
        return {ENVELOPE: decoder.decode(document.envelope), **made}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem


def _summed(envelope: Envelope, rest: bytes) -> bytes:
    """An envelope of today's schema with the sum of the rest."""
    envelope = Envelope(len(MIGRATIONS) + 1, envelope.kind, envelope.municipality, envelope.demo)
    return msgspec.json.encode(msgspec.structs.replace(envelope, sum=_sum(envelope, rest)))


def document_bytes(envelope: Envelope, tables: Tables) -> bytes:
    """A document's content with today's schema and its sum."""
    rest = msgspec.json.encode(tables)
    summed = _summed(envelope, rest)
    tail = (b",", memoryview(rest)[1:]) if len(rest) > 2 else (b"}",)  # noqa: PLR2004 - not empty
    return msgspec.json.format(b"".join((b'{"', ENVELOPE.encode(), b'":', summed, *tail)), indent=1) + b"\n"


def read_document(raw: bytes, path: Address) -> tuple[Envelope, Tables]:
    """A document's envelope and its tables brought to today's form, whichever kind it is and whosever.

    Raises:
        StoreError: it is none of ours, damaged, or from a newer dxcheck.
    """
    data = _decoded(raw, path)
    found = data.pop(ENVELOPE, None)
    errors.check_schema(found.get("schema") if isinstance(found, dict) else None, len(MIGRATIONS) + 1, path)
    try:
        envelope = msgspec.convert(found, Envelope)
    except msgspec.ValidationError as problem:
        raise errors.damaged(path, str(problem)) from problem
    return envelope, _up_to_date(data, envelope, path)


def _up_to_date(data: dict[str, Any], envelope: Envelope, path: Address) -> Tables:
    for name, table in data.items():
        if not isinstance(table, dict) or not all(isinstance(one, dict) for one in table.values()):
            raise errors.damaged(path, _("{name} の形が違います", name=name))
        if not all(number.isascii() and number.isdecimal() for number in table):
            raise errors.damaged(path, _("{name} の番号が違います", name=name))
    for step in MIGRATIONS[envelope.schema - 1 :]:
        data = step(data)
    return data


def is_as_written(path: Address) -> bool:
    """Whether a file's content is what dxcheck wrote; true for what has no sum: no file, or one of schema 1.

    Raises:
        StoreError: it cannot be read at all.
    """
    raw = shelf_of(path).read(path)
    if raw is None:
        return True
    data = _decoded(raw, path)
    try:
        envelope = msgspec.convert(data.pop(ENVELOPE, None), Envelope)
    except msgspec.ValidationError:
        return False
    return _is_as_written(envelope, data)


def _is_as_written(envelope: Envelope, data: dict[str, Any], encoded: bytes | None = None) -> bool:
    if not envelope.sum:
        return envelope.schema < _SUMMED_SINCE
    unsummed = msgspec.structs.replace(envelope, sum="")
    return (encoded is not None and envelope.sum == _sum(unsummed, encoded)) or envelope.sum == _sum(unsummed, msgspec.json.encode(data))


def _sum(envelope: Envelope, tables: bytes) -> str:
    """96 bits: enough to notice what happens by chance. It is no proof against somebody who wants to change a file."""
    made = hashlib.blake2b(msgspec.json.encode(envelope), digest_size=12)
    made.update(tables)
    return made.hexdigest()


def _decoded(raw: bytes, path: Address) -> dict[str, Any]:
    content = raw.removeprefix(_BOM)
    if not content.lstrip(b" \t\r\n\0"):
        raise errors.damaged(path, _("中身が空です"))
    try:
        data = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem
    if not isinstance(data, dict):
        raise errors.foreign(path, _("dxcheckのファイルではありません"))
    return data


@contextlib.contextmanager
def transaction(path: Address, envelope: Envelope, timeout: float = LOCK_TIMEOUT) -> Iterator[TinyDB]:
    """A TinyDB to change: locked from before the read, written once on a clean exit; an exception inside leaves the file as it was.

    Raises:
        StoreError: locked, unreadable or not to be written.
    """
    shelf = shelf_of(path)
    with shelf.locked(path, timeout):
        storage = DurableStorage(path, envelope, to_change=True)
        storage.read()
        yield _opened(storage)
        storage.commit()
        storage.left = shelf.stamp_now(path)


def stamp_left(db: TinyDB) -> Hashable:
    """The stamp of the file as a transaction that is over left it. It was taken under the lock, so that nobody else's change is in it."""
    storage = db.storage
    assert isinstance(storage, DurableStorage)
    return storage.left


def is_found_as_written(db: TinyDB) -> bool | None:
    """Whether what a transaction found is what a dxcheck wrote in today's form, so that its values were checked when they were made; None of a reader."""
    storage = db.storage
    assert isinstance(storage, DurableStorage)
    return storage.is_as_written if storage.to_change else None


def reader(path: Address, envelope: Envelope) -> TinyDB:
    """A TinyDB to look at, as the file is now; no lock, nothing created.

    Raises:
        StoreError: the file cannot be used.
    """
    shelf = shelf_of(path)
    known, stamp = _READ.get((path, envelope)), shelf.stamp_now(path)
    storage = DurableStorage(path, envelope)
    if known is not None and known[0] == stamp:
        storage.take(known[1])
        return _opened(storage)
    _READ.pop((path, envelope), None)
    tables = storage.read()
    came_or_went = (tables is None) != (stamp is None)  # between the look and the reading; or its tables are a predecessor's
    may_inherit = tables is None and bool(_left_by(envelope))
    if not (came_or_went or may_inherit or storage.has_inherited) and shelf.is_settled(path, stamp):
        while len(_READ) >= MOST_READ:
            del _READ[next(iter(_READ))]
        _READ[path, envelope] = (stamp, tables)
    return _opened(storage)


def reader_of(content: bytes | None, path: Address, envelope: Envelope) -> TinyDB:
    """The same of a content that was read together with many others; what predecessors left is read here.

    Raises:
        StoreError: the file cannot be used.
    """
    storage = DurableStorage(path, envelope)
    storage.take_content(content)
    return _opened(storage)


def _opened(storage: DurableStorage) -> TinyDB:
    return TinyDB(storage=lambda: storage)
