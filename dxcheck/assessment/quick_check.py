"""The result of a quick check (かんたん診断): at most three first steps, one thing already done, and whom to talk to.

Its answers hint at levels of the full check and are never submitted or averaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.scoring import NextStep, step_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.questionnaire.model import Questionnaire, QuickCheck
    from dxcheck.questionnaire.scale import Level


class QuickResult(msgspec.Struct, frozen=True):
    """What a quick check leads to."""

    steps: tuple[NextStep, ...]
    """The first steps, the lowest level first."""
    already: str | None
    """The id of the item that is furthest along; None where nothing is above the lowest level."""
    field: str | None
    """The specialist field to talk to; None without steps."""
    all_unknown: bool
    """Everything was わからない: better answered together with one colleague."""


def quick_result(answers: Mapping[str, Level | None], quick: QuickCheck, basis: Questionnaire) -> QuickResult:
    """Choose the steps: lowest level first, ties by the quick check's own order.

    Args:
        answers: item id to the level hinted at, None for わからない; missing items are unanswered.
        quick: the quick check.
        basis: the full questionnaire it belongs to.
    """
    hinted = {item.id: level for item in quick.items if (level := answers.get(item.id)) is not None}
    rank = {item: place for place, item in enumerate(quick.order)}
    by_need = sorted(hinted, key=lambda item: (hinted[item], rank[item]))
    found = (step_from(basis.item_by_id[item], hinted[item], basis) for item in by_need)
    steps = tuple(step for step in found if step is not None)[: quick.max_steps]
    furthest = max(hinted, key=lambda item: (hinted[item], -rank[item]), default=None)
    return QuickResult(
        steps=steps,
        already=furthest if furthest is not None and basis.scale.is_above_lowest(hinted[furthest]) else None,
        field=steps[0].field if steps else None,
        all_unknown=bool(answers) and not hinted,
    )
