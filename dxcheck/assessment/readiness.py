"""What staff may want to look at once more before they submit. Everything here is a hint; nothing blocks a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment import scoring
from dxcheck.model.snapshot import EMPTY, asked_items

if TYPE_CHECKING:
    from dxcheck.assessment.scoring import Answers
    from dxcheck.questionnaire.model import Item, Questionnaire

LARGE_JUMP: Final = 2
"""Levels between two snapshots that ask for evidence."""
NEEDS_EVIDENCE_FROM: Final = 3
"""The level from which a statement about the whole organisation asks for evidence."""


class Jump(msgspec.Struct, frozen=True):
    """An item that moved by two levels or more without evidence."""

    item: str
    before: int
    after: int


class Readiness(msgspec.Struct, frozen=True):
    """A draft on its way to being submitted."""

    unanswered: tuple[str, ...]
    unknown: tuple[str, ...]
    jumps: tuple[Jump, ...]
    without_evidence: tuple[str, ...]
    """Level 3 and above with neither evidence nor a place in `jumps`."""
    without_mean: tuple[str, ...]
    """Dimensions that would have no mean."""
    answered: int
    asked: int


def readiness(
    answers: Answers,
    questionnaire: Questionnaire,
    before: Answers | None = None,
    before_questionnaire: Questionnaire | None = None,
) -> Readiness:
    """Look over a draft, beside the last snapshot if there is one."""
    asked = asked_items(questionnaire, answers)
    jumps = [
        jump
        for item in asked
        if before is not None and before_questionnaire is not None and (jump := _jump(item, answers, before, before_questionnaire))
    ]
    jumped = {jump.item for jump in jumps}
    scores = scoring.dimension_scores(answers, questionnaire)
    given = {item.id: answers.get(item.id, EMPTY) for item in asked}
    return Readiness(
        unanswered=tuple(item for item, answer in given.items() if not answer.is_answered),
        unknown=tuple(item for item, answer in given.items() if answer.choice == "unknown"),
        jumps=tuple(jumps),
        without_evidence=tuple(
            item
            for item, answer in given.items()
            if (answer.level or 0) >= NEEDS_EVIDENCE_FROM and not answer.evidence and item not in jumped
        ),
        without_mean=tuple(one for one, score in scores.items() if score.applicable and score.mean is None),
        answered=sum(answer.is_answered for answer in given.values()),
        asked=len(asked),
    )


def _jump(item: Item, answers: Answers, before: Answers, before_q: Questionnaire) -> Jump | None:
    old = scoring.earlier_id(item, before_q)
    now = answers.get(item.id, EMPTY)
    was = before.get(old, EMPTY).level if old else None
    if was is None or now.level is None or now.evidence or abs(now.level - was) < LARGE_JUMP:
        return None
    return Jump(item.id, was, now.level)
