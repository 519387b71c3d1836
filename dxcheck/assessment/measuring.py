"""Answers whose level follows from ticks or from a number: what they become once that is known, and how they are written and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire.scale import plain_value

if TYPE_CHECKING:
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Questionnaire


def settled_answer(answer: Answer, item: str, questionnaire: Questionnaire) -> Answer:
    """An answer with the level that follows from what was ticked or measured; those go with a level, and with nothing else."""
    measures = questionnaire.measured.get(item)
    if measures is None or isinstance(answer.choice, str):
        return _without(answer)
    ticks = measures.known(answer.ticks)
    if measures.is_checklist:
        choice = None if answer.choice is None and not ticks else measures.level_of(ticks, None)
        return msgspec.structs.replace(answer, choice=choice, ticks=ticks, number=None)
    if answer.number is None:
        return _without(msgspec.structs.replace(answer, choice=None))
    return msgspec.structs.replace(answer, choice=measures.level_of((), answer.number), ticks=())


def measured_at(level: float, item: str, questionnaire: Questionnaire) -> Answer | None:
    """The least that gives a level of an item, as an answer; None where levels are chosen."""
    measures = questionnaire.measured.get(item)
    return None if measures is None else _measured(measures, level)


def _measured(measures: Measures, level: float) -> Answer:
    if measures.is_checklist:
        return Answer(choice=plain_value(level), ticks=measures.ticks_for(level))
    return Answer(choice=plain_value(level), number=measures.number_for(level))


def _without(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, ticks=(), number=None) if answer.ticks or answer.number is not None else answer
