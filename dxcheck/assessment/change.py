"""How far somebody came between two snapshots: never the difference of two means.

Rule 2 (`CHANGE_RULE`): a change is the weighted mean of how many levels each item moved, over the items that have a level both times. What has one only now, or no
longer, moves no figure; it is counted beside. A dimension has no change while fewer than half of the items that both versions share have a level both times; items that
apply to neither snapshot do not count, and an item whose wording changed has no part in the change. The whole is the mean of the dimensions' changes, and there is none
while a dimension that counts has none, as with the means (`scoring`, rule 1). Weights are those of the later version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.figures import mean_of, weighted_mean
from dxcheck.assessment.scoring import ItemChange, compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.assessment.scoring import Answers, Comparison
    from dxcheck.questionnaire.model import Questionnaire

CHANGE_RULE: Final = 2
"""The version of the rule; rule 1, a difference of two means, called it a fall when わからない became 0."""


class LevelChange(msgspec.Struct, frozen=True):
    """How far a dimension or the whole came, and on how much that rests."""

    mean: float | None
    """In levels, at most the range of the scale up or down, unrounded; None where too few items can be compared."""
    items: int
    """Items with a level both times, in the same words."""
    shared: int
    """Items that both versions share and that apply."""
    newly: int
    """Items with a level now that had none then."""
    now_unknown: int
    """Items with a level then that are わからない now."""


class LevelChanges(msgspec.Struct, frozen=True):
    """How far a snapshot came since another one."""

    overall: LevelChange
    dimensions: dict[str, LevelChange]
    """Dimension id of the later questionnaire to its change; a dimension that shares nothing is not in it."""
    steps: dict[str, float]
    """Item to how many levels it moved, 0 where it stayed; only items with a level both times, in the same words."""


def changes_between(before: Answers, before_q: Questionnaire, after: Answers, after_q: Questionnaire) -> LevelChanges:
    """How far the answers to a questionnaire, or to a later version of it, came since others."""
    return changes_of(compare(before, before_q, after, after_q), after_q)


def changes_of(comparison: Comparison, questionnaire: Questionnaire) -> LevelChanges:
    """The changes in a comparison.

    Args:
        comparison: of two snapshots.
        questionnaire: the later one.
    """
    by_dimension: dict[str, list[ItemChange]] = {}
    for one in comparison.changes:
        if not one.before.choice == one.after.choice == "not_applicable":
            by_dimension.setdefault(questionnaire.item_by_id[one.item].dimension, []).append(one)
    made = {one.id: _change(by_dimension[one.id], questionnaire) for one in questionnaire.dimensions if one.id in by_dimension}
    steps = {one.item: one.step for one in comparison.changes if one.step is not None}
    return LevelChanges(_whole(made.values()), made, steps)


def _change(items: Sequence[ItemChange], questionnaire: Questionnaire) -> LevelChange:
    steps = [(questionnaire.item_by_id[one.item].weight, one.step) for one in items if one.step is not None]
    return LevelChange(
        weighted_mean(steps) if steps and 2 * len(steps) >= len(items) else None,
        len(steps),
        len(items),
        sum(one.before.level is None and one.after.level is not None for one in items),
        sum(one.before.level is not None and one.after.choice == "unknown" for one in items),
    )


def _whole(dimensions: Iterable[LevelChange]) -> LevelChange:
    parts = list(dimensions)
    means = [one.mean for one in parts if one.mean is not None]
    return LevelChange(
        mean_of(means) if means and len(means) == len(parts) else None,
        sum(one.items for one in parts),
        sum(one.shared for one in parts),
        sum(one.newly for one in parts),
        sum(one.now_unknown for one in parts),
    )
