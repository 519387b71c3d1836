"""Figures as they are said aloud: in words, because a sign, a dash or two numbers in a row are read out as nothing, or as something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.movement import Movement, movement_of_mean
from dxcheck.assessment.wording import beside_change
from dxcheck.i18n import _, _n
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.assessment.change import LevelChange
    from dxcheck.assessment.result import Result

_NAMED: Final = 3
"""Items that rose and are named, where there are many; all are in the comparison."""


def mean_said(mean: float | None, digits: int) -> str:
    """A mean; that there is none, and why, where there is none."""
    return _("なし（回答が半分に届いていません）") if mean is None else as_mean(mean, digits)


def change_said(change: LevelChange | None, digits: int) -> str:
    """How far something came, and on how many items that rests; empty where nothing can be compared."""
    movement = movement_of_mean(change, digits)
    if change is None or movement is None or change.mean is None:
        return ""
    of = _("{all}問のうち{n}問で比べて", all=change.shared, n=change.items)
    if movement is Movement.SAME:
        return _("{of}、前回と同じ", of=of)
    by = as_mean(abs(change.mean), digits)
    return _("{of}、前回より{by}上がった", of=of, by=by) if movement is Movement.ROSE else _("{of}、前回より{by}下がった", of=of, by=by)


def moved_said(before: str, after: str) -> str:
    """From one answer to another."""
    return _("「{before}」から「{after}」へ", before=before, after=after)


def risen_said(made: Result) -> Sequence[str]:
    """How many items rose and which, a line each; of many the first, and how many more there are."""
    named = made.risen if len(made.risen) <= _NAMED + 1 else made.risen[:_NAMED]
    lines = [_n("前回より上がった設問　{n}問", "前回より上がった設問　{n}問", len(made.risen))]
    for change in named:
        title = made.questionnaire.item_by_id[change.item].title
        lines.append(
            _(
                "{title}　{before} から {after} へ",
                title=title,
                before=as_level(change.before.level or 0),
                after=as_level(change.after.level or 0),
            )
        )
    more = len(made.risen) - len(named)
    return [*lines, *([_n("ほか{n}問", "ほか{n}問", more)] if more else [])] if named else []


def whole_change_said(change: LevelChange, digits: int) -> str:
    """How far the whole came, and what moved no figure, in a sentence."""
    said = change_said(change, digits) or _("比べられません")
    beside = beside_change(change)
    return _("全体の変化: {change}。ほかに{beside}。", change=said, beside=beside) if beside else _("全体の変化: {change}。", change=said)


def about_changes_said() -> str:
    """What a change is, for whoever wonders that it is not the difference of the means beside it."""
    return _("変化は、前回も今回もレベルのある設問だけの動きの平均です。")
