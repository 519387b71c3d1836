"""What a municipality has submitted: its snapshots, the texts they answered, and the agreed actions.

It knows one file, in its municipality's folder. There is no way from it to another municipality's files, nor to a draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.casework.model import Action
from dxcheck.model.snapshot import QuestionnaireRef, Snapshot, current_snapshots, snapshots_of
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, InheritingEnvelope
from dxcheck.store.last_snapshots import SNAPSHOTS
from dxcheck.store.scan import Glance, Head, glance, picked, standing_heads
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import of_predecessor, reader
from dxcheck.store.table import RecordTable, decoded
from dxcheck.store.texts import KeptTexts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Sequence

    from tinydb import TinyDB

    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.store.inheritance import Predecessor
    from dxcheck.store.scan import Candidate
    from dxcheck.store.shelf import Address

ACTIONS_TABLE: Final = "actions"


class SubmittedRepository:
    """What one municipality has submitted, to be read; its actions, to be changed."""

    def __init__(
        self, folder: Address, code: str, *, demo: bool, before_write: Callable[[], None], left_by: tuple[Predecessor, ...] = ()
    ) -> None:
        self.code = code
        self._path = layout.of_municipality(folder, code, "municipality")
        self._texts = KeptTexts(folder)
        self._envelope = InheritingEnvelope(SCHEMA, "municipality", code, demo, left_by=left_by)
        self._left = [of_predecessor(self._path, self._envelope, one)[0] for one in left_by]
        self._mark = before_write
        self._actions = RecordTable(self._path, self._envelope, ACTIONS_TABLE, Action, self._mark)

    # -- snapshots -----------------------------------------------------------------------------------------------------

    def every_snapshot(self) -> list[Snapshot]:
        """The snapshots of all questionnaires, in the order they were submitted: for whoever looks at the file as a whole.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._snapshots(reader(self._path, self._envelope))

    def snapshots(self, questionnaire_id: str) -> list[Snapshot]:
        """The snapshots of a questionnaire, in the order they were submitted.

        Raises:
            StoreError: the file cannot be read.
        """
        return snapshots_of(self.every_snapshot(), questionnaire_id)

    def pick(self, questionnaire_id: str, *picks: Callable[[Sequence[Candidate]], Candidate | None]) -> list[Snapshot | None]:
        """Some of a questionnaire's snapshots in force, chosen by their heads: what a comparison of many municipalities reads.

        Raises:
            StoreError: the file cannot be read.
        """
        try:
            heads = standing_heads(self._path, self._envelope, questionnaire_id)
        except LookupError:  # an earlier schema: brought up to date while it is read
            heads = self._heads(questionnaire_id)
            return [self.snapshot(found.id) if (found := pick(heads)) else None for pick in picks]
        return [picked(heads or [], pick, self._path) for pick in picks]

    def glance(self, questionnaire_id: str) -> Glance:
        """A questionnaire's newest snapshot, the one before, and what was agreed and written, in one reading.

        Raises:
            StoreError: the file cannot be read.
            LookupError: it was written by an earlier schema.
        """
        return glance(self._path, self._envelope, questionnaire_id)

    def _heads(self, questionnaire_id: str) -> list[Head]:
        raw = msgspec.json.encode(current_snapshots(self.every_snapshot(), questionnaire_id))
        return msgspec.json.decode(raw, type=list[Head])

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """One snapshot, of whatever questionnaire: its number is enough.

        Raises:
            StoreError: the file cannot be read.
        """
        return next((one for one in self.every_snapshot() if one.id == snapshot_id), None)

    @property
    def path(self) -> Address:
        """The municipality's file."""
        return self._path

    @property
    def envelope(self) -> InheritingEnvelope:
        """What its first entry says."""
        return self._envelope

    def snapshot_stamp(self) -> Hashable:
        """Changes whenever the municipality's file was written; while there is none, whenever one that it begins with was."""
        return shelf_of(self._path).stamp(self._path) or next(
            (found for one in self._left if (found := shelf_of(one).stamp(one)) is not None), None
        )

    def _snapshots(self, db: TinyDB) -> list[Snapshot]:
        records = db.table(SNAPSHOTS, cache_size=0).all()
        return sorted((decoded(one, Snapshot, SNAPSHOTS, self._path) for one in records), key=lambda one: one.seq)

    # -- next steps ----------------------------------------------------------------------------------------------------

    def actions(self) -> list[Action]:
        """The next steps chosen so far, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._actions.all()

    def change_actions(self, change: Callable[[list[Action]], list[Action]]) -> list[Action]:
        """Read, change and write the next steps under the lock; giving back an equal list writes nothing.

        Raises:
            StoreError: they are as they were.
        """
        return self._actions.change(change)

    # -- questionnaire texts -------------------------------------------------------------------------------------------

    def questionnaire(self, ref: QuestionnaireRef) -> Questionnaire:
        """The very text that was answered.

        Raises:
            DamagedError: its content is not what the name promises.
            StoreError: it is missing or cannot be read.
        """
        return self._texts.questionnaire(ref)

    def _text_path(self, ref: QuestionnaireRef) -> Address:
        return self._texts.path(ref)


def first_at(submitted: Sequence[Candidate] | Sequence[Snapshot], cycle: Cycle) -> dt.datetime | None:
    """When something was first submitted for a cycle, whatever corrected it since; None where nothing was."""
    return next((one.submitted_at for one in submitted if one.cycle == cycle), None)
