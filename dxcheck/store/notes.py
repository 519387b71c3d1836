"""What specialists and a municipality write for each other, in two files.

`SharedNotes` lies in the municipality's own file and is what its desk can open. `InternalNotes` is a file and a folder of its own, which only
a specialist's desk is given: there is no way from the first to the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.casework.change import latest_records
from dxcheck.casework.model import Action, Judgement, Observation, Returned, Visit, VisitRecord, Wish
from dxcheck.casework.open_facts import OpenFact
from dxcheck.casework.stocktaking import SheetStep, Work
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, InheritingEnvelope
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import transaction
from dxcheck.store.submitted import ACTIONS_TABLE
from dxcheck.store.table import Model, RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dxcheck.store.inheritance import Predecessor
    from dxcheck.store.shelf import Address

RECORDS: Final = "visits"


class SharedNotes:
    """What both sides may read."""

    def __init__(
        self, folder: Address, code: str, *, demo: bool, before_write: Callable[[], None], left_by: tuple[Predecessor, ...] = ()
    ) -> None:
        self._path = layout.of_municipality(folder, code, "municipality")
        self._envelope = InheritingEnvelope(SCHEMA, "municipality", code, demo, left_by=left_by)
        self._mark = before_write
        self.observations = self._table("observations", Observation)
        self.returns = self._table("returns", Returned)
        self.wishes = self._table("wishes", Wish)
        self._records = self._table(RECORDS, VisitRecord)
        self._actions = self._table(ACTIONS_TABLE, Action)
        self.works = self._table("works", Work)
        self.facts = self._table("facts", OpenFact)
        self.work_steps = self._table("work_steps", SheetStep)

    def _table(self, name: str, model: type[Model]) -> RecordTable[Model]:
        return RecordTable(self._path, self._envelope, name, model, self._mark)

    def records(self) -> list[VisitRecord]:
        """Every version of every visit's record.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._records.all()

    def take_record(self, record: VisitRecord, change_actions: Callable[[list[Action]], list[Action]]) -> None:
        """Add a version of a visit's record, together with what was agreed there; the same content a second time changes nothing.

        Raises:
            StoreError: neither was added.
        """

        def add(records: list[VisitRecord]) -> list[VisitRecord]:
            standing = latest_records(records).get(record.id)
            return records if standing is not None and standing.content == record.content else [*records, record]

        self._mark()
        with transaction(self._path, self._envelope) as db:
            self._records.change_in(db, add)
            self._actions.change_in(db, change_actions)

    def respond(self, change: Callable[[list[Observation], list[Action]], tuple[list[Observation], list[Action]]]) -> None:
        """Change observations together with the actions that answer them.

        Raises:
            StoreError: neither was changed.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            observations, actions = change(self.observations.read(db), self._actions.read(db))
            self.observations.change_in(db, lambda _there: observations)
            self._actions.change_in(db, lambda _there: actions)

    def change_works(self, change: Callable[[list[Work], list[SheetStep]], tuple[list[Work], list[SheetStep]]]) -> None:
        """Change the sheet of work together with the step that can be taken back.

        Raises:
            StoreError: neither was changed.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            works, steps = change(self.works.read(db), self.work_steps.read(db))
            self.works.change_in(db, lambda _there: works)
            self.work_steps.change_in(db, lambda _there: steps)


class InternalNotes:
    """What only specialists read, and the centre."""

    def __init__(
        self, folder: Address, code: str, *, demo: bool, before_write: Callable[[], None], left_by: tuple[Predecessor, ...] = ()
    ) -> None:
        self._path = layout.of_municipality(folder, code, "internal")
        envelope = InheritingEnvelope(SCHEMA, "internal", code, demo, left_by=left_by)
        self.observations = RecordTable(self._path, envelope, "observations", Observation, before_write)
        self.judgements = RecordTable(self._path, envelope, "judgements", Judgement, before_write)
        self.visits = RecordTable(self._path, envelope, "visits", Visit, before_write)

    def stamp(self) -> Hashable:
        """Changes whenever somebody wrote."""
        return shelf_of(self._path).stamp(self._path)
