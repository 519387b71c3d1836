"""The window that names the plans, manuals and guidelines an item refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.screens.dialogs import ReadDialog
from dxcheck.assessment.references import framework_in_words, frameworks_of, what_unconfirmed_means
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.questionnaire import Item, Questionnaire


def frameworks_window(item: Item, questionnaire: Questionnaire) -> ReadDialog:
    """Each with its edition and as-of date, its note under it; what is not confirmed stands out."""
    there = frameworks_of(item, questionnaire)
    lines: list[tuple[str, str] | str] = []
    for one in there:
        lines.append((framework_in_words(one), "bold $caution" if one.is_unconfirmed else "bold"))
        lines += [(str(one.note), "$muted")] if one.note is not None else []
        lines.append("")
    if any(one.is_unconfirmed for one in there):
        lines.append((what_unconfirmed_means(), "$muted"))
    return ReadDialog(_("{item} が参照する枠組み", item=item.id), lines or [_("この設問が参照する枠組みはありません。")])
