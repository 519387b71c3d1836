"""What specialists and a municipality write for each other, in two files.

`SharedNotes` lies in the municipality's own file and is what its desk can open. `InternalNotes` is a file of its own, `<code>.internal.json`, which only
a specialist's desk is given: there is no way from the first to the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

import msgspec

from dxcheck.casework.model import Action, Judgement, Observation, Returned, Visit, VisitRecord, Wish
from dxcheck.store import files
from dxcheck.store.storage import SCHEMA, Envelope, reader, transaction
from dxcheck.store.submitted import ACTIONS, decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from tinydb import TinyDB

Model = TypeVar("Model", bound=msgspec.Struct)
RECORDS: Final = "visits"


class Table(Generic[Model]):
    """One table of one file."""

    def __init__(self, path: Path, envelope: Envelope, name: str, model: type[Model], mark: Callable[[], None]) -> None:
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


class SharedNotes:
    """What both sides may read."""

    def __init__(self, folder: Path, code: str, *, demo: bool, before_first_write: Callable[[], None]) -> None:
        self._path, self._envelope = folder / f"{code}.json", Envelope(SCHEMA, "municipality", code, demo)
        self._mark = before_first_write
        self.observations = self._table("observations", Observation)
        self.returns = self._table("returns", Returned)
        self.wishes = self._table("wishes", Wish)
        self._records = self._table(RECORDS, VisitRecord)
        self._actions = self._table(ACTIONS, Action)

    def _table(self, name: str, model: type[Model]) -> Table[Model]:
        return Table(self._path, self._envelope, name, model, self._mark)

    def records(self) -> list[VisitRecord]:
        """Every version of every visit's record.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._records.all()

    def take_record(self, record: VisitRecord, change_actions: Callable[[list[Action]], list[Action]]) -> None:
        """Add a version of a visit's record, together with what was agreed there; a second time changes nothing.

        Raises:
            StoreError: neither was added.
        """

        def add(records: list[VisitRecord]) -> list[VisitRecord]:
            there = any((one.id, one.revision) == (record.id, record.revision) for one in records)
            return records if there else [*records, record]

        self._mark()
        with transaction(self._path, self._envelope) as db:
            self._records.change_in(db, add)
            self._actions.change_in(db, change_actions)


class InternalNotes:
    """What only specialists read, and the centre."""

    def __init__(self, folder: Path, code: str, *, demo: bool, before_first_write: Callable[[], None]) -> None:
        self._path = folder / f"{code}.internal.json"
        envelope = Envelope(SCHEMA, "internal", code, demo)
        self.observations = Table(self._path, envelope, "observations", Observation, before_first_write)
        self.judgements = Table(self._path, envelope, "judgements", Judgement, before_first_write)
        self.visits = Table(self._path, envelope, "visits", Visit, before_first_write)

    def stamp(self) -> Hashable:
        """Changes whenever somebody wrote."""
        return files.stamp(self._path)
