"""What staff may want to look at once more before they submit. Everything here is a hint; nothing blocks a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment import scoring
from dxcheck.model.snapshot import EMPTY, asked_items
from dxcheck.questionnaire.scale import Level

if TYPE_CHECKING:
    from dxcheck.assessment.scoring import Answers
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Item, Questionnaire
    from dxcheck.questionnaire.scale import Scale


def is_jump(before: float | None, after: float | None, scale: Scale) -> bool:
    """Whether an item moved so far that it is worth a question, up or down; without a level on both sides it did not."""
    return before is not None and after is not None and scale.is_jump(before, after)


def lacks_evidence(answer: Answer, scale: Scale) -> bool:
    """Whether a level from which evidence is expected stands without any."""
    return answer.level is not None and answer.level >= scale.evidence_from and not answer.evidence.strip()


class Jump(msgspec.Struct, frozen=True):
    """An item that moved far without evidence."""

    item: str
    before: Level
    after: Level


class Readiness(msgspec.Struct, frozen=True):
    """A draft on its way to being submitted."""

    unanswered: tuple[str, ...]
    unknown: tuple[str, ...]
    jumps: tuple[Jump, ...]
    without_evidence: tuple[str, ...]
    """Items that lack evidence and are not among `jumps`."""
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
        if before is not None
        and before_questionnaire is not None
        and (jump := _jump(item, questionnaire, answers, before, before_questionnaire))
    ]
    jumped = {jump.item for jump in jumps}
    scores = scoring.dimension_scores(answers, questionnaire)
    given = {item.id: answers.get(item.id, EMPTY) for item in asked}
    return Readiness(
        unanswered=tuple(item for item, answer in given.items() if not answer.is_answered),
        unknown=tuple(item for item, answer in given.items() if answer.choice == "unknown"),
        jumps=tuple(jumps),
        without_evidence=tuple(
            item for item, answer in given.items() if lacks_evidence(answer, questionnaire.scale_of(item)) and item not in jumped
        ),
        without_mean=tuple(dimension for dimension, score in scores.items() if score.applicable and score.mean is None),
        answered=sum(answer.is_answered for answer in given.values()),
        asked=len(asked),
    )


def _jump(item: Item, questionnaire: Questionnaire, answers: Answers, before: Answers, before_q: Questionnaire) -> Jump | None:
    old = scoring.earlier_id(item, before_q)
    now = answers.get(item.id, EMPTY)
    was = before.get(old, EMPTY).level if old else None
    is_reworded = old is not None and before_q.wordings[old] != questionnaire.wordings[item.id]
    if (
        was is None
        or now.level is None
        or now.evidence.strip()
        or is_reworded
        or not is_jump(was, now.level, questionnaire.scale_of(item.id))
    ):
        return None
    return Jump(item.id, was, now.level)
