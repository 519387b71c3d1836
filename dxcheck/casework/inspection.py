"""What a specialist looks for in a snapshot before a visit."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final, Literal

from dxcheck.assessment import scoring
from dxcheck.assessment.readiness import is_jump, lacks_evidence
from dxcheck.assessment.wording import evidence_in_words
from dxcheck.i18n import N_, _
from dxcheck.model.snapshot import EMPTY, asked_items

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dxcheck.casework.model import Action
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Contradiction, Item, Questionnaire
    from dxcheck.questionnaire.scale import Level, Scale

Filter = Literal["low", "changed", "jumped", "no_evidence", "unknown", "contradiction", "field"]
FILTERS: Final[dict[Filter, str]] = {
    "low": N_("低いレベル"),
    "changed": N_("前回から変わった設問"),
    "jumped": N_("前回から{jump}段以上動いた設問"),
    "no_evidence": N_("根拠のない{levels}"),
    "unknown": N_("わからない"),
    "contradiction": N_("食い違いのある設問"),
    "field": N_("自分の専門の設問"),
}
"""As they are named on the screen; `filter_in_words` fills in the numbers."""


def filter_in_words(wanted: Filter, questionnaire: Questionnaire) -> str:
    """The name of a filter."""
    return _(FILTERS[wanted], jump=questionnaire.scale.jump, levels=evidence_in_words(questionnaire))


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
    if wanted == "low":
        let_through = {item for item, answer in answers.items() if _is_low(answer, questionnaire.scale_of(item))}
    elif wanted in ("changed", "jumped"):
        if before is None or before_questionnaire is None:
            return []
        moved = {change.item: change for change in scoring.compare(before, before_questionnaire, answers, questionnaire).changes}
        if wanted == "changed":
            let_through = {item for item, change in moved.items() if change.differs}
        else:
            let_through = {item for item, change in moved.items() if change.step is not None and _is_jump(change, questionnaire)}
    elif wanted == "no_evidence":
        let_through = {item for item, answer in answers.items() if lacks_evidence(answer, questionnaire.scale_of(item))}
    elif wanted == "unknown":
        let_through = {item for item, answer in answers.items() if answer.choice == "unknown"}
    elif wanted == "contradiction":
        let_through = {item for contradiction in contradictions(answers, questionnaire) for item in contradiction.items}
    else:
        let_through = {item.id for item in questionnaire.items if fields & set(item.fields)}
    return [item.id for item in questionnaire.ordered if item.id in let_through]


def _is_low(answer: Answer, scale: Scale) -> bool:
    """Whether a level is in the lowest third of its scale: 0 or 1 of 0 to 5."""
    return answer.level is not None and 3 * (answer.level - scale.low) <= scale.high - scale.low


def _is_jump(change: scoring.ItemChange, questionnaire: Questionnaire) -> bool:
    return is_jump(change.before.level, change.after.level, questionnaire.scale_of(change.item))


def contradictions(answers: Mapping[str, Answer], questionnaire: Questionnaire) -> list[Contradiction]:
    """The questionnaire's contradictions that these answers show; an item without a level shows none."""
    levels = {item: answer.level for item, answer in answers.items()}
    return [
        contradiction
        for contradiction in questionnaire.contradictions
        if all(condition.holds(levels.get(condition.item)) for condition in contradiction.when)
    ]


def lowest(answers: Mapping[str, Answer], questionnaire: Questionnaire, limit: int) -> list[tuple[Item, Level]]:
    """The items with the lowest levels, among equals in the questionnaire's order of priority."""
    rated = [(item, level) for item in asked_items(questionnaire, answers) if (level := answers.get(item.id, EMPTY).level) is not None]
    return sorted(rated, key=lambda pair: (pair[1], questionnaire.priority_rank[pair[0].id]))[:limit]


def questions(
    answers: Mapping[str, Answer], questionnaire: Questionnaire, actions: Sequence[Action], today: dt.date, limit: int = 6
) -> list[str]:
    """What to ask in the hour: what was agreed and is late, what does not fit together, what is not known, then the next steps.

    Args:
        answers: the newest snapshot's.
        questionnaire: the one they answer.
        actions: what was agreed so far.
        today: decides what is late.
        limit: how many at most; at least a third of them are next steps, since those lead on.
    """
    late = [
        _("「{step}」は、どこで止まっていますか。手伝えることはありますか。", step=action.step)
        for action in actions
        if action.is_overdue(today)
    ]
    unclear = [str(contradiction.question) for contradiction in contradictions(answers, questionnaire)]
    unknown = [
        _("「{item}」は「わからない」でした。どなたに聞くと分かりそうですか。", item=item.title)
        for item in scoring.to_discuss(answers, questionnaire)
    ]
    chosen = {(action.item, action.level) for action in actions if action.is_open}
    steps = [
        _("「{step}」は、誰と、いつなら試せそうですか。", step=questionnaire.step_to(step.item, step.level))
        for step in scoring.first_steps(answers, questionnaire, limit)
        if (step.item, step.level) not in chosen
    ]
    kept = max(1, limit // 3) if steps else 0
    first = [question for three in zip_longest(late, unclear, unknown) for question in three if question][: limit - kept]
    return [*first, *steps[: limit - len(first)]]
