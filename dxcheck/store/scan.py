"""Reading many municipalities' files for a comparison: straight into structs, and only what is asked of each (docs/design.md section 4).

The file is gone through once; of its snapshots only their heads become objects, and answers only where a snapshot was picked.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, Literal, TypeAlias, TypeVar

import msgspec

from dxcheck.casework.model import Action, Returned, VisitRecord, Wish
from dxcheck.model.calendar import Cycle, Timed
from dxcheck.model.snapshot import Answer, Post, QuestionnaireRef, Snapshot, current_snapshots
from dxcheck.store import errors
from dxcheck.store.envelope import TABLES_SINCE, WISHES_SINCE, Envelope, InheritingEnvelope, check_envelope
from dxcheck.store.inheritance import INHERITED
from dxcheck.store.shelf import Address
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import of_predecessor

_BOM: Final = b"\xef\xbb\xbf"


class Head(Timed, frozen=True, gc=False):  # nothing in it leads back to it
    """A snapshot without its answers."""

    id: str
    seq: int
    municipality: str
    questionnaire: QuestionnaireRef
    scoring_rule: int
    submitted_at: dt.datetime
    answered_by: Post
    confirmed_by: Post
    answers: msgspec.Raw
    supersedes: str = ""
    draft: str = ""
    source: Literal["app", "command", "demo"] = "app"
    collected_for: Cycle | None = None
    carried_over: dict[str, dt.date] = {}  # noqa: RUF012 - msgspec gives each its own
    kept: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    posts: dict[str, Post] = {}  # noqa: RUF012 - msgspec gives each its own
    confirmed_at: dt.datetime | None = None

    @property
    def cycle(self) -> Cycle:
        """The cycle it was submitted for."""
        return self.collected_for or Cycle.of(self.submitted_at)

    def whole(self) -> Snapshot:
        """With its answers."""
        made = _reads(dict[str, Answer]).decode(self.answers)
        return Snapshot(
            self.id,
            self.seq,
            self.municipality,
            self.questionnaire,
            self.scoring_rule,
            self.submitted_at,
            self.answered_by,
            self.confirmed_by,
            made,
            self.supersedes,
            self.draft,
            self.source,
            self.collected_for,
            self.carried_over,
            self.kept,
            self.copied,
            self.posts,
            self.confirmed_at,
        )


class _Which(msgspec.Struct, frozen=True, gc=False, array_like=True):
    id: str


class SnapshotMark(Timed, frozen=True, gc=False, array_like=True):
    """What is looked at of a snapshot to choose among many, as a database keeps it beside each (`dxcheck.store.database.marks_step`)."""

    id: str
    seq: int
    questionnaire: _Which
    submitted_at: dt.datetime
    answered_by: Post
    supersedes: str
    draft: str
    collected_for: Cycle | None

    @property
    def cycle(self) -> Cycle:
        """The cycle it was submitted for."""
        return self.collected_for or Cycle.of(self.submitted_at)


Candidate: TypeAlias = Head | SnapshotMark
"""A snapshot as it is seen among others: with what it takes to choose it, and to say what was submitted when."""


class _Inherited(msgspec.Struct, frozen=True):
    code: str


class FileOfHeads(msgspec.Struct, frozen=True):
    """A municipality's file, as far as a comparison looks at it."""

    dxcheck: msgspec.Raw
    snapshots: dict[str, Head] = {}
    inherited: dict[str, _Inherited] = {}
    marks: tuple[SnapshotMark, ...] = ()
    """Of snapshots that are not in `snapshots`: see `Shelf.bulk`."""

    @property
    def heads(self) -> list[Candidate]:
        """Of all snapshots, in whatever order."""
        return [*self.marks, *self.snapshots.values()]


class Casework(FileOfHeads, frozen=True):
    """The same with what was agreed and written."""

    actions: dict[str, Action] = {}
    visits: dict[str, VisitRecord] = {}
    wishes: dict[str, Wish] = {}
    returns: dict[str, Returned] = {}


class Glance(msgspec.Struct, frozen=True):
    """What one line about a municipality is made of."""

    newest: Snapshot | None = None
    before: Snapshot | None = None
    """Of the last cycle before the newest one's."""
    actions: tuple[Action, ...] = ()
    records: tuple[VisitRecord, ...] = ()
    wishes: tuple[Wish, ...] = ()
    returns: tuple[Returned, ...] = ()
    snapshots: frozenset[str] = frozenset()
    """Ids of all of the questionnaire, superseded ones too."""


_Decoded = TypeVar("_Decoded")
_File = TypeVar("_File", bound=FileOfHeads)
_Seen = TypeVar("_Seen", bound=Candidate)
COMPARED_TABLES: Final = ("snapshots", INHERITED)
"""The tables of a `FileOfHeads`."""
CASEWORK_TABLES: Final = (*COMPARED_TABLES, "actions", "visits", "wishes", "returns")
"""Those of a `Casework`."""


@cache
def _reads(kind: type[_Decoded]) -> msgspec.json.Decoder[_Decoded]:
    """What reads one kind of record; made when one is first read, since that takes longer than reading some."""
    return msgspec.json.Decoder(kind)


def standing_heads(path: Address, envelope: Envelope, questionnaire_id: str) -> list[Head] | None:
    """The heads of a questionnaire's snapshots that no correction superseded, in their order; None while there is no file.

    Args:
        path: a municipality's file.
        envelope: what its first entry must say.
        questionnaire_id: of which questionnaire.

    Raises:
        StoreError: it cannot be read, is damaged, or is another one's.
        LookupError: it was written by an earlier schema, or what a predecessor left is not in it yet; then it must be read in the long way.
    """
    file = file_of(shelf_of(path).read(path), path, envelope)
    return None if file is None else current_snapshots(file.snapshots.values(), questionnaire_id)


def glance(path: Address, envelope: Envelope, questionnaire_id: str) -> Glance:
    """A questionnaire's newest snapshot, the one before it, and what was agreed and written; all of it empty while there is no file.

    Raises:
        StoreError: it cannot be read, is damaged, or is another one's.
        LookupError: it was written by an earlier schema and must be read in the long way.
    """
    file = casework_of(shelf_of(path).read(path), path, envelope)
    if file is None:
        return Glance()
    heads = newest_and_before(current_snapshots(file.snapshots.values(), questionnaire_id))
    newest, before = (None if head is None else with_answers(head, path) for head in heads)
    return glance_of(file, questionnaire_id, newest, before)


def newest_and_before(heads: Sequence[_Seen]) -> list[_Seen | None]:
    """The newest of those that stand, and that of the last cycle before its."""
    newest = heads[-1] if heads else None
    return [newest, next((one for one in reversed(heads) if newest is not None and one.cycle < newest.cycle), None)]


def glance_of(file: Casework, questionnaire_id: str, newest: Snapshot | None, before: Snapshot | None) -> Glance:
    """What a file says beside the two snapshots that were picked."""
    actions, records = tuple(file.actions.values()), tuple(file.visits.values())
    own = frozenset(one.id for one in file.heads if one.questionnaire.id == questionnaire_id)
    return Glance(newest, before, actions, records, tuple(file.wishes.values()), tuple(file.returns.values()), own)


def casework_of(raw: bytes | None, path: Address, envelope: Envelope) -> Casework | None:
    """As `file_of`, with what was agreed and written.

    Raises:
        StoreError: it is damaged, or is another one's.
        LookupError: as of `standing_heads`.
    """
    file = _of_content(raw, path, envelope, Casework)
    if file is not None and file.wishes and msgspec.json.decode(file.dxcheck)["schema"] < WISHES_SINCE:
        raise LookupError(path)
    return file


def file_of(raw: bytes | None, path: Address, envelope: Envelope) -> FileOfHeads | None:
    """A municipality's file from its content; None where there is none.

    Raises:
        StoreError: it is damaged, or is another one's.
        LookupError: as of `standing_heads`.
    """
    return _of_content(raw, path, envelope, FileOfHeads)


def _of_content(raw: bytes | None, path: Address, envelope: Envelope, kind: type[_File]) -> _File | None:
    left_by = envelope.left_by if isinstance(envelope, InheritingEnvelope) else ()
    if raw is None:
        if any(shelf_of(path).stamp_now(of_predecessor(path, envelope, one)[0]) is not None for one in left_by):
            raise LookupError(path)
        return None
    try:
        file: _File = _reads(kind).decode(raw.removeprefix(_BOM))
        found = msgspec.json.decode(file.dxcheck)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem
    there = {one.code for one in file.inherited.values()}
    if check_envelope(found, envelope, path).schema < TABLES_SINCE or any(one.code not in there for one in left_by):
        raise LookupError(path)
    return file


def picked(heads: Sequence[Head], pick: Callable[[Sequence[Candidate]], Candidate | None], path: Address) -> Snapshot | None:
    """One of them with its answers.

    Raises:
        StoreError: its answers are damaged.
    """
    chosen = pick(heads)
    return with_answers(chosen, path) if isinstance(chosen, Head) else None


def lone_snapshot(content: bytes | None, path: Address) -> Snapshot:
    """A snapshot that is read by itself.

    Raises:
        StoreError: it is damaged, or not there.
    """
    try:
        snapshot: Snapshot = _reads(Snapshot).decode(content or b"")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem
    return snapshot


def with_answers(head: Head, path: Address) -> Snapshot:
    """A snapshot of which the head was looked at.

    Raises:
        StoreError: its answers are damaged.
    """
    try:
        return head.whole()
    except (msgspec.DecodeError, ValueError, RecursionError) as problem:  # a level that is on no scale of its questionnaire is found here
        raise errors.damaged(path, str(problem)) from problem
