"""Answers and agreed actions in words, as screens and papers say them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.i18n import N_, _, language

if TYPE_CHECKING:
    from dxcheck.casework.model import Action
    from dxcheck.common import Common
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.snapshot import Answer

REASONS: Final = {
    "few": N_("市町の数が足りない"),
    "remainder": N_("残りの市町の数が足りない"),
    "alike": N_("回答がほぼそろっている"),
    "expired": N_("古い回答が抜けるのを待つ"),
    "unreadable": N_("読めないファイルがある"),
    "unchanged": N_("新しい提出が足りない"),
    "whole": N_("全市町の平均が出ない"),
}
"""Why a figure of the averages is suppressed, for the centre alone."""


def answer_in_words(answer: Answer, questionnaire: Questionnaire) -> str:
    """An answer's choice as one says it: `2 一部で計画的に`, 該当なし, わからない, 未回答."""
    if answer.level is not None:
        return f"{answer.level} {questionnaire.scale[answer.level].name}"
    if answer.choice == "not_applicable":
        return _("該当なし")
    return _("わからない") if answer.choice == "unknown" else _("未回答")


def step_in_words(action: Action, questionnaire: Questionnaire) -> str:
    """A chosen step in the language in use, if the questionnaire still says it; else as it was written down."""
    item = questionnaire.item_by_id.get(action.item) if language() != "ja" else None
    step = item.next_steps[action.level - 1] if item and action.level > 0 else None
    return str(step) if step is not None and step.ja == action.step else action.step


def in_common(shared: Common) -> str:
    """What a comparison of several versions is computed on."""
    text = _(
        "市町によって診断票の版がちがうため、共通の設問 {shared}/{items}問で計算しています。", shared=shared.shared, items=shared.items
    )
    return text + (_("うち{n}問は言い回しが変わっています。", n=len(shared.reworded)) if shared.reworded else "")


def in_every_version(shared: Common) -> str:
    """What a course over the cycles is computed on, where the versions differ."""
    return _("どの版にもある設問 {shared}/{items}問で計算しています。", shared=shared.shared, items=shared.items)
