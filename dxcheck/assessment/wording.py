"""Answers and agreed actions in words, as screens and papers say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.assessment.shared_items import Common
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Questionnaire


def answer_in_words(answer: Answer, questionnaire: Questionnaire) -> str:
    """An answer's choice as one says it: `2 一部で計画的に`, 該当なし, わからない, 未回答."""
    if answer.level is not None:
        return f"{answer.level} {questionnaire.scale[answer.level].name}"
    if answer.choice == "not_applicable":
        return _("該当なし")
    return _("わからない") if answer.choice == "unknown" else _("未回答")


def given_before(day: dt.date) -> str:
    """Beside an answer that was given before the cycle of its snapshot, and that nobody looked at again."""
    return _("{day}に答えたまま（この期に見直していません）", day=long_date(day))


def in_common(shared: Common) -> str:
    """What a comparison of several versions is computed on."""
    text = _(
        "市町によって診断票の版がちがうため、共通の設問 {shared}/{items}問で計算しています。", shared=shared.shared, items=shared.items
    )
    return text + (_("うち{n}問は言い回しが変わっています。", n=len(shared.reworded)) if shared.reworded else "")


def in_every_version(shared: Common) -> str:
    """What a course over the cycles is computed on, where the versions differ."""
    return _("どの版にもある設問 {shared}/{items}問で計算しています。", shared=shared.shared, items=shared.items)
