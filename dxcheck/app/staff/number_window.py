"""The window in which a number is typed that an item's level follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.screens.form import Field, FormDialog
from dxcheck.assessment.typed_choice import TypedChoiceError, typed_answer
from dxcheck.assessment.wording import level_in_words
from dxcheck.i18n import _
from dxcheck.questionnaire.measures import in_words_of_bands

if TYPE_CHECKING:
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Questionnaire


def number_window(item: str, questionnaire: Questionnaire, measures: Measures, text: str, *, is_begun: bool) -> FormDialog:
    """A line for the number; beside it stands the level that it comes to while it is typed.

    Args:
        item: its id.
        questionnaire: whose item it is.
        measures: what its level follows from.
        text: what the line begins with.
        is_begun: whether that was typed just now, by the key that opened the window.
    """

    def fault(typed: str) -> str:
        try:
            typed_answer(typed, questionnaire, item)
        except TypedChoiceError as refused:
            return str(refused)
        return ""

    def understood(typed: str) -> str:
        if not typed.strip() or fault(typed):
            return ""
        level = typed_answer(typed, questionnaire, item).level
        return "" if level is None else _("段: {level}", level=level_in_words(item, level, questionnaire))

    bands = [f"{level_in_words(item, level, questionnaire)}: {bound}" for level, bound in in_words_of_bands(measures)]
    field = Field("number", _("数（{unit}）", unit=measures.unit), text, fault=fault, understood=understood, longest=30, is_begun=is_begun)
    title = _("{item} の数", item=item)
    return FormDialog(f"number {item}", title, [str(questionnaire.item_by_id[item].prompt), *bands], [field], go=_("この数で答える"))
