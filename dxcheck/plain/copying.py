"""前回と同じ for many items at once, line by line: of this dimension, or of all that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.answering.undo import what_was_copied
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from dxcheck.answering.way import Answering
    from dxcheck.plain.sitting import Sitting


def answer_as_last_time(sitting: Sitting, here: Answering) -> bool:
    """Ask which, answer them as last time and say how many; whether any was."""
    dimension = here.item.dimension
    title = str(here.questionnaire.dimension_by_id[dimension].title)
    offered = {one: n for one in (dimension, "") if (n := len(here.rest(one)))}
    if not offered:
        sitting.say(what_was_copied(()))
        return False
    sitting.say(
        _(
            "まだ答えていない設問に、前回の回答・根拠・コメント・目標を写します。設問の言葉が変わったものと、前回の回答がないものは、そのまま残ります。"
        ),
        _("写した回答には、見直した回答と区別する印がつきます。u で、まとめて元に戻せます。"),
    )
    labels = {
        one: _n("{title} {n}問", "{title} {n}問", n, title=title) if one else _n("残り全部 {n}問", "残り全部 {n}問", n)
        for one, n in offered.items()
    }
    at = sitting.pick(list(labels.values()), _("どの設問に写しますか"))
    if at is None:
        return False
    copied: list[tuple[str, ...]] = []

    def copy() -> bool:
        copied.append(here.copy_rest(list(offered)[at]))
        return bool(copied[-1])

    return sitting.keep(copy, said=lambda: what_was_copied(copied[-1])) and bool(copied[-1])
