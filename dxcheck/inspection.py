"""What a specialist looks for in a snapshot before a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from dxcheck import scoring
from dxcheck.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.questionnaire.model import Contradiction, Questionnaire
    from dxcheck.snapshot import Answer

Filter = Literal["changed", "jumped", "no_evidence", "unknown", "contradiction", "field"]
FILTERS: Final[dict[Filter, str]] = {
    "changed": N_("前回から変わった設問"),
    "jumped": N_("前回から2段以上動いた設問"),
    "no_evidence": N_("根拠のないレベル3以上"),
    "unknown": N_("わからない"),
    "contradiction": N_("食い違いのある設問"),
    "field": N_("自分の専門の設問"),
}
JUMP: Final = 2
"""Levels from which a change since last time is worth a question."""
EVIDENCE_FROM: Final = 3
"""The level from which evidence is expected: organisation-wide practice leaves papers."""


def fitting(
    wanted: Filter,
    answers: Mapping[str, Answer],
    questionnaire: Questionnaire,
    before: Mapping[str, Answer] | None,
    before_questionnaire: Questionnaire | None,
    fields: frozenset[str],
) -> list[str]:
    """The items that a filter lets through, in asking order.

    Args:
        wanted: which filter.
        answers: the snapshot's.
        questionnaire: the one they answer.
        before: the answers of the cycle before; without them nothing has changed or jumped.
        before_questionnaire: the one those answer.
        fields: the specialist's own fields.
    """
    if wanted in ("changed", "jumped"):
        if before is None or before_questionnaire is None:
            return []
        moved = {one.item: one for one in scoring.compare(before, before_questionnaire, answers, questionnaire).changes}
        if wanted == "changed":
            found = {item for item, one in moved.items() if one.differs}
        else:
            found = {item for item, one in moved.items() if _is_jump(one.before.level, one.after.level)}
    elif wanted == "no_evidence":
        found = {item for item, one in answers.items() if one.level is not None and one.level >= EVIDENCE_FROM and not one.evidence.strip()}
    elif wanted == "unknown":
        found = {item for item, one in answers.items() if one.choice == "unknown"}
    elif wanted == "contradiction":
        found = {item for one in contradictions(answers, questionnaire) for item in one.items}
    else:
        found = {item.id for item in questionnaire.items if fields & set(item.fields)}
    return [item.id for item in questionnaire.ordered if item.id in found]


def contradictions(answers: Mapping[str, Answer], questionnaire: Questionnaire) -> list[Contradiction]:
    """The questionnaire's contradictions that these answers show; an item without a level shows none."""
    levels = {item: one.level for item, one in answers.items()}
    return [one for one in questionnaire.contradictions if all(condition.holds(levels.get(condition.item)) for condition in one.when)]


def _is_jump(before: int | None, after: int | None) -> bool:
    return before is not None and after is not None and abs(after - before) >= JUMP
