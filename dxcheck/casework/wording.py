"""Agreed actions in words, as screens and papers say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import language

if TYPE_CHECKING:
    from dxcheck.casework.model import Action
    from dxcheck.questionnaire.model import Questionnaire


def step_in_words(action: Action, questionnaire: Questionnaire) -> str:
    """A chosen step in the language in use, if the questionnaire still says it; else as it was written down."""
    item = questionnaire.item_by_id.get(action.item) if language() != "ja" else None
    step = item.next_steps[action.level - 1] if item and action.level > 0 else None
    return str(step) if step is not None and step.ja == action.step else action.step
