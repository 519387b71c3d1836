"""One table of one file as plain data: read, and changed under the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from dxcheck.i18n import _
from dxcheck.store import errors
from dxcheck.store.storage import reader, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from tinydb import TinyDB
    from tinydb.table import Document

    from dxcheck.store.envelope import Envelope
    from dxcheck.store.shelf import Address

Model = TypeVar("Model", bound=msgspec.Struct)


class RecordTable(Generic[Model]):
    """One table of one file."""

    def __init__(self, path: Address, envelope: Envelope, name: str, model: type[Model], mark: Callable[[], None]) -> None:
        self._path, self._envelope, self._name, self._model, self._mark = path, envelope, name, model, mark

    def all(self) -> list[Model]:
        """Everything in it, in the order it was written.

        Raises:
            StoreError: the file cannot be read.
        """
        return self.read(reader(self._path, self._envelope))

    def change(self, change: Callable[[list[Model]], list[Model]]) -> list[Model]:
        """Read, change and write under the lock; giving back an equal list writes nothing.

        Raises:
            StoreError: everything is as it was.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            return self.change_in(db, change)

    def read(self, db: TinyDB) -> list[Model]:
        """Everything in it, inside somebody's transaction."""
        return [decoded(one, self._model, self._name, self._path) for one in db.table(self._name, cache_size=0).all()]

    def change_in(self, db: TinyDB, change: Callable[[list[Model]], list[Model]]) -> list[Model]:
        """Change it inside somebody's transaction."""
        before = self.read(db)
        after = change(before)
        if after != before:
            table = db.table(self._name, cache_size=0)
            table.truncate()
            table.insert_multiple(encoded(one) for one in after)
        return after


def decoded(record: Document, model: type[Model], table: str, path: Address) -> Model:
    """A document as plain data.

    Raises:
        StoreError: a value in it is not one of its kind.
    """
    try:
        return msgspec.convert(dict(record), model)
    except msgspec.ValidationError as problem:
        detail = _("{table} の{n}番: {reason}", table=table, n=record.doc_id, reason=problem)
        raise errors.damaged(path, detail) from problem


def encoded(model: msgspec.Struct) -> dict[str, object]:
    """Plain data as a document, once its ranges and lengths are checked as on reading.

    Raises:
        ValidationError: a value is out of its range or too long.
    """
    made: dict[str, object] = msgspec.to_builtins(model)
    msgspec.convert(made, type(model))
    return made
