"""What many municipalities have submitted, for whoever looks at all of them: a folder is read file by file, a database some hundred documents at once.

What cannot be read of one is its error, and keeps no other from being read. Of snapshots only those are read with their answers that were picked.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import msgspec

from dxcheck.model.snapshot import Snapshot, snapshots_of, standing_of
from dxcheck.store.errors import StoreError
from dxcheck.store.portions import portions
from dxcheck.store.scan import (
    CASEWORK_TABLES,
    COMPARED_TABLES,
    Casework,
    FileOfHeads,
    Glance,
    Head,
    SnapshotMark,
    casework_of,
    file_of,
    glance_of,
    lone_snapshot,
    newest_and_before,
    with_answers,
)
from dxcheck.store.shelves import shelf_of
from dxcheck.system import patience
from dxcheck.system.ahead import worked_out_ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dxcheck.store.envelope import InheritingEnvelope
    from dxcheck.store.repository import MunicipalityRepository
    from dxcheck.store.scan import Candidate
    from dxcheck.store.shelf import Address
    from dxcheck.store.submitted import SubmittedRepository

    Choice: TypeAlias = Callable[[list[Candidate], list[Candidate]], list[Candidate | None]]
    """Of all heads, and of those that no correction superseded."""

_MOST_WAITING: Final = 500
"""Snapshots that wait for their answers until these are read; with those of one municipality more."""


class Submissions(NamedTuple):
    """What one municipality has submitted."""

    picked: list[Snapshot | None]
    """What was chosen, with answers."""
    every: list[Candidate]
    """The heads of all snapshots of the questionnaire in their order, also of those that a correction superseded."""
    standing: list[Candidate]
    """Those that none superseded."""
    file: FileOfHeads | None = None
    """All that was read; None where there is none, and where it had to be read in the long way."""


class _Looked(NamedTuple):
    repository: SubmittedRepository
    file: FileOfHeads | None
    """None where there is none, and where it had to be read in the long way."""
    every: list[Candidate]
    standing: list[Candidate]
    chosen: list[Candidate | None]

    @property
    def lacking(self) -> list[str]:
        """Ids of those chosen whose answers are still to be read."""
        return [one.id for one in self.chosen if isinstance(one, SnapshotMark)]


def found_in(
    repositories: Sequence[SubmittedRepository], questionnaire_id: str, *picks: Callable[[Sequence[Candidate]], Candidate | None]
) -> Iterator[Submissions | StoreError]:
    """Of each what stands for a questionnaire, chosen by heads, or why it cannot be read; in their order.

    Args:
        repositories: of municipalities, all of one shelf.
        questionnaire_id: of which questionnaire.
        picks: each gets the heads that no correction superseded.
    """
    return _found(repositories, questionnaire_id, lambda _every, standing: [pick(standing) for pick in picks])


def all_snapshots_in(repositories: Sequence[SubmittedRepository], questionnaire_id: str) -> Iterator[list[Snapshot] | StoreError]:
    """Of each all snapshots of a questionnaire in their order, or why they cannot be read."""
    for found in _found(repositories, questionnaire_id, lambda every, _standing: [*every]):
        yield found if isinstance(found, StoreError) else [one for one in found.picked if one is not None]


def glances_in(repositories: Sequence[SubmittedRepository], questionnaire_id: str) -> Iterator[Glance | StoreError | None]:
    """Of each what a line about it is made of, or why it cannot be read; None where that has to be read by itself, as where there is nothing."""
    for found in _found(repositories, questionnaire_id, lambda _every, standing: newest_and_before(standing), _CASEWORK):
        if isinstance(found, StoreError):
            yield found
        else:
            yield glance_of(found.file, questionnaire_id, *found.picked) if isinstance(found.file, Casework) else None


def drafts_in(repositories: Sequence[MunicipalityRepository]) -> Iterator[Callable[[], bytes | None]]:
    """Of each what gives the content of its drafts, for `MunicipalityRepository.draft_in`, or says why it cannot be read."""
    paths = [one.draft_path for one in repositories]
    return shelf_of(paths[0]).bulk(paths) if paths else iter(())


class _Kind(NamedTuple):
    """As what a file is read."""

    tables: tuple[str, ...]
    decoded: Callable[[bytes | None, Address, InheritingEnvelope], FileOfHeads | None]


_COMPARED: Final = _Kind(COMPARED_TABLES, file_of)
_CASEWORK: Final = _Kind(CASEWORK_TABLES, casework_of)


def _found(
    repositories: Sequence[SubmittedRepository], questionnaire_id: str, choose: Choice, kind: _Kind = _COMPARED
) -> Iterator[Submissions | StoreError]:
    if not repositories:
        return
    at_once = shelf_of(repositories[0].path).at_once
    sizes = list(portions(len(repositories), at_once))
    batches = _batches(repositories, sizes, questionnaire_id, choose, kind)
    is_ahead = at_once > 1 and len(sizes) > 1 and not patience.is_short()  # the thread of a screen waits for no other
    for batch in worked_out_ahead(batches) if is_ahead else batches:
        yield from batch


def _batches(
    repositories: Sequence[SubmittedRepository], sizes: Sequence[int], questionnaire_id: str, choose: Choice, kind: _Kind
) -> Iterator[list[Submissions | StoreError]]:
    """What is read together, of so many each time."""
    paths = [one.path for one in repositories]
    every = zip(repositories, shelf_of(paths[0]).bulk(paths, kind.tables), strict=True)
    for size in sizes:
        waiting: list[_Looked | StoreError] = []
        lacking = 0
        for repository, content in islice(every, size):
            looked = _looked_at(repository, content, questionnaire_id, choose, kind)
            waiting.append(looked)
            lacking += len(looked.lacking) if isinstance(looked, _Looked) else 0
            if lacking >= _MOST_WAITING:
                yield list(_filled(waiting))
                waiting, lacking = [], 0
        yield list(_filled(waiting))


def _looked_at(
    repository: SubmittedRepository, content: Callable[[], bytes | None], questionnaire_id: str, choose: Choice, kind: _Kind
) -> _Looked | StoreError:
    try:
        try:
            file = kind.decoded(content(), repository.path, repository.envelope)
            heads = snapshots_of(file.heads, questionnaire_id) if file is not None else []
        except LookupError:
            file = None  # an earlier schema, or what a predecessor left: brought up to date while it is read
            heads = msgspec.json.decode(msgspec.json.encode(repository.snapshots(questionnaire_id)), type=list[Head])
    except StoreError as problem:
        return problem
    standing = standing_of(heads)
    return _Looked(repository, file, heads, standing, choose(heads, standing))


def _filled(waiting: Sequence[_Looked | StoreError]) -> Iterator[Submissions | StoreError]:
    wanted = list(dict.fromkeys((one.repository.path, id_) for one in waiting if isinstance(one, _Looked) for id_ in one.lacking))
    bodies: dict[tuple[Address, str], bytes | None] = {}
    refused: StoreError | None = None
    try:
        if wanted:
            bodies = dict(zip(wanted, shelf_of(wanted[0][0]).snapshots(wanted), strict=True))
    except StoreError as problem:
        refused = problem
    for one in waiting:
        if isinstance(one, StoreError):
            yield one
        elif refused is not None and one.lacking:
            yield refused
        else:
            yield _with_answers(one, bodies)


def _with_answers(one: _Looked, bodies: Mapping[tuple[Address, str], bytes | None]) -> Submissions | StoreError:
    path = one.repository.path

    def whole(head: Candidate) -> Snapshot:
        return with_answers(head, path) if isinstance(head, Head) else lone_snapshot(bodies[path, head.id], path)

    try:
        return Submissions([None if head is None else whole(head) for head in one.chosen], one.every, one.standing, one.file)
    except StoreError as problem:
        return problem
