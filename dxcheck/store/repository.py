"""One municipality's own documents: its drafts beside what it has submitted.

A repository knows two files, both in its own municipality's folder. There is no way from it to another municipality's files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tinydb import Query

from dxcheck.casework.asking import AnswerDecision
from dxcheck.model.approval import ApprovalBoxes
from dxcheck.model.snapshot import Draft, QuestionnaireRef, QuickProgress, SetAside, Snapshot
from dxcheck.store import layout
from dxcheck.store.asking import AskRepository
from dxcheck.store.envelope import SCHEMA, InheritingEnvelope
from dxcheck.store.inheritance import same_before
from dxcheck.store.last_draft import DRAFTS, LastDraft
from dxcheck.store.last_snapshots import SNAPSHOTS, LastSnapshots
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import is_found_as_written, reader, reader_of, stamp_left, transaction
from dxcheck.store.submitted import SubmittedRepository
from dxcheck.store.table import RecordTable, decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Sequence

    from tinydb import TinyDB

    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.store.asking import LinkMaker
    from dxcheck.store.inheritance import Predecessor
    from dxcheck.store.shelf import Address

_QUICK: Final = "quick"
_ASIDE: Final = "aside"
_DECISIONS: Final = "decisions"
_APPROVAL: Final = "approval"


class MunicipalityRepository(SubmittedRepository):
    """The documents of one municipality, for its staff."""

    def __init__(
        self,
        folder: Address,
        code: str,
        *,
        demo: bool,
        before_write: Callable[[], None],
        left_by: tuple[Predecessor, ...] = (),
        keep_text: Callable[[str, str, str], None] | None = None,
        links: LinkMaker | None = None,
    ) -> None:
        super().__init__(folder, code, demo=demo, before_write=before_write, left_by=left_by)
        self._keep_text = keep_text
        """Keeps a text by its id, version and hash, where this process may not."""
        self._draft_path = layout.of_municipality(folder, code, "draft")
        self._draft_envelope = InheritingEnvelope(SCHEMA, "draft", code, demo, left_by=left_by)
        self._finished: tuple[Hashable, frozenset[str]] | None = None
        self._last = LastDraft()
        self._last_snapshots = LastSnapshots()
        self.asks = AskRepository(folder, code, demo=demo, before_write=before_write, links=links, former=same_before(left_by))
        """What its sections are asked."""

    # -- drafts --------------------------------------------------------------------------------------------------------

    def draft(self, questionnaire_id: str) -> Draft | None:
        """The draft of a questionnaire. One whose snapshot is stored is finished: only its removal was cut short.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._standing_draft(reader(self._draft_path, self._draft_envelope), questionnaire_id)

    @property
    def draft_path(self) -> Address:
        """The file of its drafts."""
        return self._draft_path

    def draft_in(self, content: bytes | None, questionnaire_id: str, finished: Collection[str]) -> Draft | None:
        """The same out of the content of the file, which was read together with many others.

        Args:
            content: None while there is no file.
            questionnaire_id: which draft.
            finished: ids of drafts that a snapshot was made of.

        Raises:
            StoreError: it is damaged, or another one's.
        """
        return self._standing_draft(reader_of(content, self._draft_path, self._draft_envelope), questionnaire_id, finished)

    def change_draft(self, questionnaire_id: str, change: Callable[[Draft | None], Draft | None]) -> Draft | None:
        """Read, change and write a draft under the lock.

        Args:
            questionnaire_id: which draft.
            change: gets what is stored now and gives what to store; None removes, the same object writes nothing.

        Raises:
            StoreError: the draft is as it was.
        """
        return self.change_draft_stamped(questionnaire_id, change)[0]

    def change_draft_stamped(self, questionnaire_id: str, change: Callable[[Draft | None], Draft | None]) -> tuple[Draft | None, Hashable]:
        """Like `change_draft`; gives with the draft what `draft_stamp` says while nobody has changed the file since.

        Raises:
            StoreError: the draft is as it was.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            before = self._standing_draft(db, questionnaire_id)
            after = change(before)
            if after is not before or after is None:
                self._put_draft(db, questionnaire_id, after)
        return after, stamp_left(db)

    def set_aside(self, questionnaire_id: str) -> list[SetAside]:
        """The drafts of a questionnaire that were given up and are kept, in the order they were.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._aside(reader(self._draft_path, self._draft_envelope), questionnaire_id)

    def change_aside(
        self, questionnaire_id: str, change: Callable[[Draft | None, list[SetAside]], tuple[Draft | None, list[SetAside]]]
    ) -> tuple[Draft | None, list[SetAside]]:
        """Give up a draft or bring one back: both are read, changed and written in one piece, so that an answer is in one of them whatever happens.

        Args:
            questionnaire_id: of which questionnaire.
            change: gets the draft and what is kept aside, and gives what shall be there; what it raises leaves everything as it was.

        Raises:
            StoreError: both are as they were.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            draft, aside = change(self._standing_draft(db, questionnaire_id), self._aside(db, questionnaire_id))
            table = db.table(_ASIDE, cache_size=0)
            table.remove(Query().draft.questionnaire.id == questionnaire_id)
            table.insert_multiple(encoded(one) for one in aside)
            self._put_draft(db, questionnaire_id, draft)
        return draft, aside

    def _aside(self, db: TinyDB, questionnaire_id: str) -> list[SetAside]:
        records = db.table(_ASIDE, cache_size=0).all()
        found = [decoded(one, SetAside, _ASIDE, self._draft_path) for one in records]
        return [one for one in found if one.draft.questionnaire.id == questionnaire_id]

    def decisions(self) -> list[AnswerDecision]:
        """What was decided from the answers of sections, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._decisions(reader(self._draft_path, self._draft_envelope))

    def decide(
        self, questionnaire_id: str, change: Callable[[Draft | None, list[AnswerDecision]], tuple[Draft | None, list[AnswerDecision]]]
    ) -> tuple[Draft | None, list[AnswerDecision]]:
        """Change a draft together with what is kept of the decisions in it, in one piece; the same draft is not written.

        Raises:
            StoreError: both are as they were.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            before, known = self._standing_draft(db, questionnaire_id), self._decisions(db)
            draft, decisions = change(before, known)
            if draft is not before:
                self._put_draft(db, questionnaire_id, draft)
            if decisions != known:
                table = db.table(_DECISIONS, cache_size=0)
                table.truncate()
                table.insert_multiple(encoded(one) for one in decisions)
        return draft, decisions

    def _decisions(self, db: TinyDB) -> list[AnswerDecision]:
        return [decoded(one, AnswerDecision, _DECISIONS, self._draft_path) for one in db.table(_DECISIONS, cache_size=0).all()]

    def approval_boxes(self) -> tuple[str, ...]:
        """The posts over the boxes of the result sheet; none where nobody decided.

        Raises:
            StoreError: the file cannot be read.
        """
        there = self._approval.all()
        return there[-1].names if there else ()

    def set_approval_boxes(self, names: tuple[str, ...]) -> None:
        """Keep them; none for the usual ones.

        Raises:
            StoreError: it is as it was.
        """
        self._approval.change(lambda _there: [ApprovalBoxes(names)] if names else [])

    @property
    def _approval(self) -> RecordTable[ApprovalBoxes]:
        return RecordTable(self._draft_path, self._draft_envelope, _APPROVAL, ApprovalBoxes, self._mark)

    def every_draft(self) -> list[Draft]:
        """The drafts of all questionnaires, and a check that the whole file can be read, with what is kept aside.

        Raises:
            StoreError: it cannot.
        """
        db = reader(self._draft_path, self._draft_envelope)
        for record in db.table(_QUICK, cache_size=0).all():
            decoded(record, QuickProgress, _QUICK, self._draft_path)
        for record in db.table(_ASIDE, cache_size=0).all():
            decoded(record, SetAside, _ASIDE, self._draft_path)
        self._decisions(db)
        self._approval.read(db)
        return [decoded(one, Draft, DRAFTS, self._draft_path) for one in db.table(DRAFTS, cache_size=0).all()]

    def draft_stamp(self) -> Hashable:
        """Changes whenever the draft file was written."""
        return shelf_of(self._draft_path).stamp(self._draft_path)

    def _standing_draft(self, db: TinyDB, questionnaire_id: str, finished: Collection[str] | None = None) -> Draft | None:
        record = db.table(DRAFTS, cache_size=0).get(Query().questionnaire.id == questionnaire_id)
        if record is None or isinstance(record, list):
            return None
        is_as_written = is_found_as_written(db)
        if is_as_written is None:
            draft = self._last.decoded(record, self._draft_path)
        else:
            draft = self._last.to_change(record, self._draft_path, is_as_written=is_as_written)
        return None if draft.id in (self._finished_drafts() if finished is None else finished) else draft

    def _put_draft(self, db: TinyDB, questionnaire_id: str, draft: Draft | None) -> None:
        table = db.table(DRAFTS, cache_size=0)
        of_this = Query().questionnaire.id == questionnaire_id
        if draft is None:
            if table.contains(of_this):
                table.remove(of_this)
        else:
            # Not `upsert`: TinyDB merges there, and a field that is now at its default would keep its old value.
            table.remove(of_this)
            table.insert(self._last.encoded(draft))

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
        record = db.table(_QUICK, cache_size=0).get(Query().quick == quick_id)
        return None if record is None or isinstance(record, list) else decoded(record, QuickProgress, _QUICK, self._draft_path)

    def save_quick(self, progress: QuickProgress) -> None:
        """Save the answers to a quick check.

        Raises:
            StoreError: what was stored is as it was.
        """
        self._mark()
        with transaction(self._draft_path, self._draft_envelope) as db:
            table = db.table(_QUICK, cache_size=0)
            table.remove(Query().quick == progress.quick)
            table.insert(encoded(progress))

    # -- submitting ----------------------------------------------------------------------------------------------------

    def add_snapshot(self, make: Callable[[list[Snapshot]], Snapshot]) -> Snapshot:
        """Add a snapshot; `make` gets those that are there. Where it gives back one of them, that one stands and nothing is added.

        Raises:
            ValueError: its id or number is taken; what is stored is never changed.
            ValidationError: a value is out of its range or too long: written, it would make the file unreadable.
            StoreError: it was not added.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            there = self._snapshots_there(db)
            made = make(there)
            if any(made is one for one in there):
                return made
            if any(one.id == made.id or one.seq == made.seq for one in there):
                raise ValueError(made.id)
            db.table(SNAPSHOTS, cache_size=0).insert(encoded(made))
        return made

    def add_snapshots(self, new: Callable[[list[Snapshot]], Sequence[Snapshot]]) -> tuple[Snapshot, ...]:
        """Add several at once, all or none; `new` gets those that are there and gives those to be added.

        Raises:
            ValueError: an id or number is taken; what is stored is never changed.
            ValidationError: a value is out of its range or too long: written, it would make the file unreadable.
            StoreError: nothing was added.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            there = self._snapshots_there(db)
            made = tuple(new(there))
            ids, numbers = {one.id for one in (*there, *made)}, {one.seq for one in (*there, *made)}
            if min(len(ids), len(numbers)) < len(there) + len(made):
                raise ValueError(", ".join(one.id for one in made))
            if made:
                db.table(SNAPSHOTS, cache_size=0).insert_multiple(encoded(one) for one in made)
        return made

    def _snapshots_there(self, db: TinyDB) -> list[Snapshot]:
        """In the order of their numbers, in a transaction."""
        if not is_found_as_written(db):
            return self._snapshots(db)
        found = self._last_snapshots.decoded(db.table(SNAPSHOTS, cache_size=0).all(), self._path)
        return sorted(found, key=lambda one: one.seq)

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

    def keep_questionnaire(self, questionnaire: Questionnaire) -> None:
        """Keep the text of a questionnaire beside the answers, once; it is named after its content and never changes.

        Raises:
            StoreError: it could not be kept.
        """
        ref = QuestionnaireRef.to(questionnaire)
        path = self._text_path(ref)
        shelf = shelf_of(path)
        if shelf.is_there(path):
            return
        if self._keep_text is not None:
            self._keep_text(ref.id, ref.version, ref.hash)
            return
        self._mark()
        shelf.make_ready(path)
        with shelf.locked(path):
            if not shelf.is_there(path):
                shelf.write(path, questionnaire.canonical(), keep_old=False)
