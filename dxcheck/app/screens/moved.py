"""Which way answers and means went, as every list says it: a mark, a word, and where there is one the figure, in columns that line up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dxcheck.assessment.change import changes_of
from dxcheck.assessment.figures import as_step
from dxcheck.assessment.movement import Movement, movement_of_mean
from dxcheck.i18n import _, _n
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.app.drawing import Drawing
    from dxcheck.assessment.result import Result
    from dxcheck.desk import ReadingDesk
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Questionnaire

_LEVELS = (Movement.ROSE, Movement.SAME, Movement.FELL)


def item_head(item: str, movement: Movement | None, questionnaire: Questionnaire, drawing: Drawing) -> str:
    """The head of an item's row: its id and which way its answer went, each as wide in every row."""
    return f"{pad(item, max(len(one.id) for one in questionnaire.items))}  {drawing.marked(movement)}"


RISEN_NAMED = 3
"""Risen items that are named where a result is told in a few lines."""


def risen_in_short(made: Result) -> list[str]:
    """The items that rose, a line each; of many the first, and how many more there are."""
    named = made.risen if len(made.risen) <= RISEN_NAMED + 1 else made.risen[:RISEN_NAMED]
    lines = [
        _(
            "・{title}　{before} から {after} へ",
            title=made.questionnaire.item_by_id[change.item].title,
            before=as_level(change.before.level or 0),
            after=as_level(change.after.level or 0),
        )
        for change in named
    ]
    more = len(made.risen) - len(named)
    return [*lines, *([_n("・ほか{n}問", "・ほか{n}問", more)] if more else [])]


def short_head(item: str, movement: Movement | None, questionnaire: Questionnaire, drawing: Drawing) -> str:
    """The same for a narrow list: without the word, which stands elsewhere on the screen."""
    mark = " " if movement is None else drawing.marks[movement]
    return f"{pad(item, max(len(one.id) for one in questionnaire.items))}  {mark}"


def in_counts(movements: Iterable[Movement], drawing: Drawing) -> list[str]:
    """How many items went which way: a line for those with a level both times, and one for the others, if any."""
    counts = Counter(movements)

    def line(kinds: Sequence[Movement]) -> str:
        return _("　").join(_n("{what} {n}問", "{what} {n}問", counts[one], what=drawing.mark(one)) for one in kinds)

    others = [one for one in Movement if one not in _LEVELS and counts[one]]
    return [line(_LEVELS), *([line(others)] if others else [])]


def since_before(desk: ReadingDesk, snapshot: Snapshot, drawing: Drawing) -> str:
    """Which way the whole went since the cycle before, in a column of a history."""
    before = desk.before(snapshot)
    if before is None:
        return _("はじめて")
    questionnaire = desk.questionnaire_for(snapshot.questionnaire)
    change, digits = changes_of(desk.compare(before, snapshot), questionnaire).overall, questionnaire.scale.digits
    movement = movement_of_mean(change, digits)
    return _("比べられません") if movement is None else f"{drawing.marked(movement)} {as_step(change.mean, digits)}"
