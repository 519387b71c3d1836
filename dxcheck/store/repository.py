"""One municipality's documents: its drafts, its snapshots, its next steps, and the questionnaire texts they answered.

A repository knows two file names, both with its own municipality's code. There is no way from it to another municipality's files.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from tinydb import Query

from dxcheck.i18n import _
from dxcheck.questionnaire.model import Questionnaire
from dxcheck.snapshot import Action, Draft, QuestionnaireRef, QuickProgress, Snapshot
from dxcheck.store import errors, files
from dxcheck.store.storage import SCHEMA, Envelope, reader, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from tinydb import TinyDB
    from tinydb.table import Document

SNAPSHOTS: Final = "snapshots"
ACTIONS: Final = "actions"
DRAFTS: Final = "drafts"
QUICK: Final = "quick"

Model = TypeVar("Model", bound=msgspec.Struct)


class MunicipalityRepository:
    """The documents of one municipality."""

    def __init__(self, folder: Path, code: str, *, demo: bool, before_first_write: Callable[[], None]) -> None:
        self.code = code
        self._path = folder / f"{code}.json"
        self._draft_path = folder / f"{code}.draft.json"
        self._texts = folder / "questionnaires"
        self._envelope = Envelope(SCHEMA, "municipality", code, demo)
        self._draft_envelope = Envelope(SCHEMA, "draft", code, demo)
        self._before_first_write: Callable[[], None] | None = before_first_write
        self._finished: tuple[Hashable, frozenset[str]] | None = None

    # -- drafts --------------------------------------------------------------------------------------------------------

    def draft(self, questionnaire_id: str) -> Draft | None:
        """The draft of a questionnaire. One whose snapshot is stored is finished: only its removal was cut short.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._standing_draft(reader(self._draft_path, self._draft_envelope), questionnaire_id)

    def change_draft(self, questionnaire_id: str, change: Callable[[Draft | None], Draft | None]) -> Draft | None:
        """Read, change and write a draft under the lock.

        Args:
            questionnaire_id: which draft.
            change: gets what is stored now and gives what to store; None removes, the same object writes nothing.

        Raises:
            StoreError: the draft is as it was.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            before = self._standing_draft(db, questionnaire_id)
            after = change(before)
            if after is not before or after is None:
                self._put_draft(db, questionnaire_id, after)
        return after

    def every_draft(self) -> list[Draft]:
        """The drafts of all questionnaires, and a check that the whole file can be read.

        Raises:
            StoreError: it cannot.
        """
        db = reader(self._draft_path, self._draft_envelope)
        for record in db.table(QUICK, cache_size=0).all():
            self._decoded(record, QuickProgress, QUICK, self._draft_path)
        return [self._decoded(one, Draft, DRAFTS, self._draft_path) for one in db.table(DRAFTS, cache_size=0).all()]

    def draft_stamp(self) -> Hashable:
        """Changes whenever the draft file was written."""
        return files.stamp(self._draft_path)

    def _standing_draft(self, db: TinyDB, questionnaire_id: str) -> Draft | None:
        record = db.table(DRAFTS, cache_size=0).get(Query().questionnaire.id == questionnaire_id)
        if record is None or isinstance(record, list):
            return None
        draft = self._decoded(record, Draft, DRAFTS, self._draft_path)
        return None if draft.id in self._finished_drafts() else draft

    def _put_draft(self, db: TinyDB, questionnaire_id: str, draft: Draft | None) -> None:
        table = db.table(DRAFTS, cache_size=0)
        of_this = Query().questionnaire.id == questionnaire_id
        if draft is None:
            if table.contains(of_this):
                table.remove(of_this)
        else:
            # Not `upsert`: TinyDB merges there, and a field that is now at its default would keep its old value.
            table.remove(of_this)
            table.insert(msgspec.to_builtins(draft))

    def _finished_drafts(self) -> frozenset[str]:
        stamp = self.snapshot_stamp()
        if self._finished is None or self._finished[0] != stamp:
            records = reader(self._path, self._envelope).table(SNAPSHOTS).all()
            self._finished = (stamp, frozenset(str(record.get("draft")) for record in records if record.get("draft")))
        return self._finished[1]

    # -- the quick check -----------------------------------------------------------------------------------------------

    def quick_progress(self, quick_id: str) -> QuickProgress | None:
        """The answers to a quick check so far.

        Raises:
            StoreError: the file cannot be read.
        """
        db = reader(self._draft_path, self._draft_envelope)
        record = db.table(QUICK, cache_size=0).get(Query().quick == quick_id)
        return None if record is None or isinstance(record, list) else self._decoded(record, QuickProgress, QUICK, self._draft_path)

    def save_quick(self, progress: QuickProgress) -> None:
        """Save the answers to a quick check.

        Raises:
            StoreError: what was stored is as it was.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            table = db.table(QUICK, cache_size=0)
            table.remove(Query().quick == progress.quick)
            table.insert(msgspec.to_builtins(progress))

    # -- snapshots -----------------------------------------------------------------------------------------------------

    def snapshots(self) -> list[Snapshot]:
        """Every snapshot, in the order they were submitted.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._snapshots(reader(self._path, self._envelope))

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """One snapshot.

        Raises:
            StoreError: the file cannot be read.
        """
        return next((one for one in self.snapshots() if one.id == snapshot_id), None)

    def snapshot_stamp(self) -> Hashable:
        """Changes whenever the municipality's file was written."""
        return files.stamp(self._path)

    def add_snapshot(self, make: Callable[[list[Snapshot]], Snapshot]) -> Snapshot:
        """Add a snapshot; `make` gets those that are there.

        Raises:
            ValueError: its id or number is taken; what is stored is never changed.
            StoreError: it was not added.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            there = self._snapshots(db)
            made = make(there)
            if any(one.id == made.id or one.seq == made.seq for one in there):
                raise ValueError(made.id)
            db.table(SNAPSHOTS, cache_size=0).insert(msgspec.to_builtins(made))
        return made

    def submit_draft(self, questionnaire_id: str, make: Callable[[Draft, list[Snapshot]], Snapshot]) -> Snapshot:
        """Make the draft a snapshot. The draft's lock is held all the while, so a second person's answer is in the snapshot or still in a draft.

        Raises:
            LookupError: there is no draft.
            StoreError: the draft is as it was.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            draft = self._standing_draft(db, questionnaire_id)
            if draft is None:
                raise LookupError(questionnaire_id)
            made = self.add_snapshot(lambda others: make(draft, others))
            self._put_draft(db, questionnaire_id, None)
        return made

    def _snapshots(self, db: TinyDB) -> list[Snapshot]:
        records = db.table(SNAPSHOTS, cache_size=0).all()
        return sorted((self._decoded(one, Snapshot, SNAPSHOTS, self._path) for one in records), key=lambda one: one.seq)

    # -- next steps ----------------------------------------------------------------------------------------------------

    def actions(self) -> list[Action]:
        """The next steps chosen so far, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._actions(reader(self._path, self._envelope))

    def change_actions(self, change: Callable[[list[Action]], list[Action]]) -> list[Action]:
        """Read, change and write the next steps under the lock; giving back an equal list writes nothing.

        Raises:
            StoreError: they are as they were.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            before = self._actions(db)
            after = change(before)
            if after != before:
                table = db.table(ACTIONS, cache_size=0)
                table.truncate()
                table.insert_multiple(msgspec.to_builtins(one) for one in after)
        return after

    def _actions(self, db: TinyDB) -> list[Action]:
        return [self._decoded(one, Action, ACTIONS, self._path) for one in db.table(ACTIONS, cache_size=0).all()]

    # -- questionnaire texts -------------------------------------------------------------------------------------------

    def keep_questionnaire(self, questionnaire: Questionnaire) -> None:
        """Keep the text of a questionnaire beside the answers, once; it is named after its content and never changes.

        Raises:
            StoreError: it could not be kept.
        """
        path = self._text_path(QuestionnaireRef.to(questionnaire))
        if path.exists():
            return
        self._mark()
        files.make_folder(path.parent)
        with files.locked(path):
            if not path.exists():
                files.write(path, questionnaire.canonical(), keep_old=False)

    def has_questionnaire(self, ref: QuestionnaireRef) -> bool:
        """Whether the text that was answered is kept here."""
        return self._text_path(ref).exists()

    def questionnaire(self, ref: QuestionnaireRef) -> Questionnaire:
        """The very text that was answered.

        Raises:
            DamagedError: its content is not what the name promises.
            StoreError: it is missing or cannot be read.
        """
        path = self._text_path(ref)
        raw = files.read(path)
        if raw is None:
            raise errors.MissingFolderError(
                _("診断票 {id} {version}版の文が見つかりません", id=ref.id, version=ref.version),
                _("回答はそのまま残っています"),
                _("控えから {path} を戻してください", path=path),
                path,
            )
        if hashlib.sha256(raw).hexdigest() != ref.hash:
            raise errors.damaged(path, _("内容が提出したときと違います"))
        try:
            questionnaire = msgspec.json.decode(raw, type=Questionnaire)
        except msgspec.DecodeError as problem:
            raise errors.damaged(path, str(problem)) from problem
        return questionnaire

    def _text_path(self, ref: QuestionnaireRef) -> Path:
        return self._texts / f"{ref.id}-{ref.version}-{ref.hash[:12]}.json"

    # -- helpers -------------------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        if self._before_first_write is not None:
            self._before_first_write()
            self._before_first_write = None

    def _decoded(self, record: Document, model: type[Model], table: str, path: Path) -> Model:
        try:
            return msgspec.convert(dict(record), model)
        except msgspec.ValidationError as problem:
            detail = _("{table} の{n}番: {reason}", table=table, n=record.doc_id, reason=problem)
            raise errors.damaged(path, detail) from problem
