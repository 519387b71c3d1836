"""How far a specialist's levels lie from the self-assessed ones: for specialists and the centre, to ask the questions better, never to correct an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.figures import mean_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.casework.model import Judgement
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level


class JudgementGap(msgspec.Struct, frozen=True):
    """The gap of one dimension in one snapshot."""

    mean: float
    """Specialist's level minus self-assessed level, in the scale's values; above 0 the municipality is further than it says."""
    items: int
    """Items with both."""


def gaps(snapshot: Snapshot, judgements: Iterable[Judgement], questionnaire: Questionnaire) -> dict[str, JudgementGap]:
    """The gap by dimension id, where at least one item has both levels.

    Args:
        snapshot: the self-assessment.
        judgements: those in force; where several specialists judged an item, their mean counts.
        questionnaire: the one that was answered.
    """
    levels: dict[str, list[Level]] = {}
    for one in judgements:
        if one.snapshot == snapshot.id and one.level is not None:
            levels.setdefault(one.item, []).append(one.level)
    by_dimension: dict[str, list[float]] = {}
    for item in questionnaire.ordered:
        own = snapshot.answer(item.id).level
        if own is not None and item.id in levels:
            by_dimension.setdefault(item.dimension, []).append(mean_of(levels[item.id]) - own)
    return {dimension: JudgementGap(mean_of(found), len(found)) for dimension, found in by_dimension.items()}
