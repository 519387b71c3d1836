"""A municipality's means over the cycles: honest when the questionnaire changed in between, and when a cycle was skipped.

The comparable series is computed only on the items that every version in it asks, followed through `replaces` from version to version; its share says how much of
today's questionnaire that is. The plain series, each cycle on its own questionnaire, is there beside it. A cycle without a snapshot is a gap, never a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.change import LevelChanges, changes_between
from dxcheck.assessment.scoring import Score, dimension_scores, overall_score
from dxcheck.assessment.shared_items import common
from dxcheck.model.calendar import Cycle
from dxcheck.model.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Questionnaire


class Point(msgspec.Struct, frozen=True):
    """One cycle's scores."""

    snapshot: Snapshot
    overall: Score
    dimensions: dict[str, Score]
    """Dimension id of the newest questionnaire to its score; for the plain series, of the snapshot's own."""


class Series(msgspec.Struct, frozen=True):
    """Scores by cycle, from the first snapshot's cycle to the last one's without a break."""

    cycles: tuple[Cycle, ...]
    comparable: tuple[Point | None, ...]
    """On the shared items; None for a cycle without a snapshot."""
    plain: tuple[Point | None, ...]
    """Each cycle on its own questionnaire."""
    shared: int
    """Items that every version asks."""
    items: int
    """Items of the newest questionnaire."""
    changes: tuple[LevelChanges | None, ...]
    """How far each cycle's snapshot came since the one before it, on what those two share; None where there is no such pair."""
    reworded: frozenset[str]
    """Shared items whose wording changed in between: their levels need not mean the same."""

    @property
    def is_partial(self) -> bool:
        """Whether the comparable series leaves out items of the newest questionnaire, or contains reworded ones."""
        return self.shared < self.items or bool(self.reworded)


def series(snapshots: Sequence[Snapshot], questionnaires: Mapping[str, Questionnaire]) -> Series:
    """The series of the snapshots in force, one for each cycle.

    Args:
        snapshots: in their order, without superseded ones; of two in one cycle the later counts.
        questionnaires: by content hash, every one that the snapshots answered.
    """
    by_cycle = {one.cycle: one for one in snapshots}
    if not by_cycle:
        return Series((), (), (), 0, 0, (), frozenset())
    cycles = [min(by_cycle)]
    while cycles[-1] < max(by_cycle):
        cycles.append(cycles[-1].next)
    shared = common(questionnaires[one.questionnaire.hash] for one in by_cycle.values())
    comparable: list[Point | None] = []
    plain: list[Point | None] = []
    changes: list[LevelChanges | None] = []
    last: Snapshot | None = None
    for cycle in cycles:
        snapshot = by_cycle.get(cycle)
        if snapshot is None:
            comparable.append(None)
            plain.append(None)
            changes.append(None)
            continue
        own = questionnaires[snapshot.questionnaire.hash]
        comparable.append(_point(snapshot, shared.answers(snapshot), shared.reduced))
        plain.append(_point(snapshot, snapshot.answers, own))
        then = questionnaires[last.questionnaire.hash] if last is not None else own
        changes.append(changes_between(last.answers, then, snapshot.answers, own) if last is not None else None)
        last = snapshot
    return Series(tuple(cycles), tuple(comparable), tuple(plain), shared.shared, shared.items, tuple(changes), shared.reworded)


def _point(snapshot: Snapshot, answers: Mapping[str, Answer], questionnaire: Questionnaire) -> Point:
    scores = dimension_scores(answers, questionnaire)
    return Point(snapshot, overall_score(scores, questionnaire), scores)
