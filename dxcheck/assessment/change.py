"""How far somebody came between two snapshots: never the difference of two means.

Rule 2 (`CHANGE_RULE`): a change is the weighted mean of how many levels each item moved, over the items that have a level both times. What has one only now, or no
longer, moves no figure; it is counted beside. A dimension has no change while fewer than half of the items that both versions share have a level both times; items that
apply to neither snapshot do not count, and an item whose wording changed has no part in the change. The whole is the mean of the dimensions' changes, and there is none
while a dimension that counts has none, as with the means (`scoring`, rule 1). Weights are those of the later version. A sum moves by the sum of its parts' moves; the
lowest and steps in a row are taken before and after from what has a level both times, and their change is the difference of those two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from dxcheck.assessment.aggregate import Piece, aggregated, half_of
from dxcheck.assessment.figures import difference
from dxcheck.assessment.scoring import ItemChange, compare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.assessment.scoring import Answers, Comparison
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.tree import Node

_OF_MOVES: Final = ("mean", "sum")
"""How far one of these came is made of how far its parts came."""
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
    groups: dict[str, LevelChange]
    """The same for every group and dimension of its tree."""
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
    compared = [_Compared(one, one.step) for one in comparison.changes]
    there = {one.change.item: one for one in compared if not one.change.before.choice == one.change.after.choice == "not_applicable"}
    made: dict[str, LevelChange] = {}
    whole = _moved(questionnaire.tree, there, questionnaire, made, with_ends=False).change
    steps = {one.change.item: one.step for one in compared if one.step is not None}
    return LevelChanges(whole, {one.id: made[one.id] for one in questionnaire.dimensions if one.id in made}, made, steps)


class _Compared(NamedTuple):
    """An item in both snapshots, and how far it moved: asked for so often that it is computed once."""

    change: ItemChange
    step: float | None


class _Moved(NamedTuple):
    """How far a part came, and, where they are wanted, its figures before and after, made of what has a level both times; None where too little has."""

    change: LevelChange
    before: float | None
    after: float | None


def _moved(
    node: Node, there: Mapping[str, _Compared], questionnaire: Questionnaire, made: dict[str, LevelChange], *, with_ends: bool
) -> _Moved:
    """How far a part of the tree came; it and those under it that share anything are put into `made`, the whole is not.

    Args:
        node: the part.
        there: what is compared, by item.
        questionnaire: the later one.
        made: takes them in.
        with_ends: whether something above needs the figures before and after, and not only how far it came.
    """
    is_made_of_moves = node.aggregate in _OF_MOVES
    with_ends = with_ends or not is_made_of_moves
    if node.nodes:
        parts = [_moved(one, there, questionnaire, made, with_ends=with_ends) for one in node.nodes]
        counts = _counts_of_groups([one.change for one in parts])
        moves = [one.change.mean for one in parts]
        before, after = [one.before for one in parts], [one.after for one in parts]
        applies = [bool(one.change.shared) for one in parts]
    else:
        items = [there.get(leaf.id) for leaf in node.leaves]
        counts = _counts_of_items([one for one in items if one is not None])
        moves = [one.step if one is not None else None for one in items]
        both = [one.change if with_ends and one is not None and one.step is not None else None for one in items]
        before, after = [one.before.level if one else None for one in both], [one.after.level if one else None for one in both]
        applies = [one is not None for one in items]

    def figure(values: Sequence[float | None], *, is_move: bool = False) -> float | None:
        known = zip(values, node.ends, applies, strict=True)
        parts = [
            Piece(value, weight, 0.0 if is_move else low, high - low if is_move else high, on) for value, (weight, low, high), on in known
        ]
        return aggregated(node.aggregate, parts, questionnaire.scale, least=None if node.nodes else half_of(sum(applies)))

    was, now = (figure(before), figure(after)) if with_ends else (None, None)
    between = difference(was, now) if was is not None and now is not None else None
    mean = figure(moves, is_move=True) if is_made_of_moves else between
    change = msgspec.structs.replace(counts, mean=mean)
    if change.shared and node.depth:
        made[node.id] = change
    return _Moved(change, was, now)


def _counts_of_items(items: Sequence[_Compared]) -> LevelChange:
    others = [one.change for one in items if one.step is None]
    return LevelChange(
        None,
        len(items) - len(others),
        len(items),
        sum(one.before.level is None and one.after.level is not None for one in others),
        sum(one.before.level is not None and one.after.choice == "unknown" for one in others),
    )


def _counts_of_groups(parts: Sequence[LevelChange]) -> LevelChange:
    return LevelChange(
        None,
        sum(one.items for one in parts),
        sum(one.shared for one in parts),
        sum(one.newly for one in parts),
        sum(one.now_unknown for one in parts),
    )
