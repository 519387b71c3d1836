"""Finding an item by its number or by words of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.plain.words import as_compared, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.plain.sitting import Sitting
    from dxcheck.questionnaire import Item, Questionnaire


def pick_item(sitting: Sitting, items: Sequence[Item], questionnaire: Questionnaire, given: str = "") -> Item | None:
    """The item that somebody names, asking where several fit; None where they name none.

    Args:
        sitting: who is asked.
        items: those asked, in their order; the first is number 1.
        questionnaire: whose items they are.
        given: what was typed already.
    """
    typed = given or sitting.console.ask(_("設問の番号か、言葉の一部（空の行でやめる）:"))
    if not typed.strip():
        return None
    number = number_of(as_compared(typed).strip("番問#"))
    if number is not None:
        if 1 <= number <= len(items):
            return items[number - 1]
        sitting.say(_("設問の番号は1から{n}です。", n=len(items)))
        return None
    words = as_compared(typed).split()
    fitting = [one for one in items if all(word in as_compared(f"{one.id} {one.title} {questionnaire.searched(one)}") for word in words)]
    if not fitting:
        sitting.say(_("「{typed}」は見つかりませんでした。別の言葉でお試しください。", typed=typed.strip()[:40]))
        return None
    if len(fitting) == 1:
        return fitting[0]
    chosen = sitting.pick([f"{one.id} {one.title}" for one in fitting], _("どの設問ですか"))
    return fitting[chosen] if chosen is not None else None
