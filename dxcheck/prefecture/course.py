"""How all municipalities came along over the cycles: the same ones throughout beside the plain mean (docs/design.md section 5.3).

A plain mean also moves because somebody joins or leaves. Everything is measured on what was submitted in the cycle itself: where a municipality submitted nothing, its
line has a gap, and no mean carries on what it said earlier. Means are computed on the items that every version among the snapshots asks; changes on those that each pair of snapshots shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.change import changes_between
from dxcheck.assessment.measured import MeanFigure, OwnFigure, mean_figure
from dxcheck.assessment.shared_items import Common, common
from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle
from dxcheck.prefecture.overview import WHOLE, change_columns, columns, measured
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dxcheck.model.snapshot import QuestionnaireRef, Snapshot
    from dxcheck.prefecture.overview import Measure
    from dxcheck.questionnaire.model import Questionnaire

Means = tuple[MeanFigure | None, ...]
Measurements = tuple[OwnFigure | None, ...]


class Course(msgspec.Struct, frozen=True):
    """The whole, a dimension or an item over the cycles."""

    column: str
    """Empty for the whole, else the dimension's or the item's id."""
    plain: Means
    """Of all that submitted in the cycle and have a value."""
    matched: Means
    """Of those that have a value in every closed cycle; in an open one only once all of them have submitted."""
    same: int
    """How many those are."""
    changes: Means
    """How far those came that submitted in the cycle and in the one before it (change rule 2); only of levels of the whole and the dimensions."""


class Courses(msgspec.Struct, frozen=True):
    """Cycles, the oldest first, and what was submitted in each."""

    cycles: tuple[Cycle, ...]
    courses: tuple[Course, ...]
    """In the order of the columns: the whole, the dimensions, then the items that were asked for."""
    towns: dict[str, Measurements]
    """Municipality code to its figures in the column of `towns_of`, of the whole if nothing else is asked for; only those that have one at all."""
    common: Common | None
    """None without any snapshot."""
    open_cycle: Cycle | None = None
    """The cycle that still takes in answers, if it is among them."""
    unreadable: dict[str, str] = {}
    """Municipality code to what is wrong with its file; it is in no figure."""


def courses_of(
    cycles: Sequence[Cycle],
    submitted: Mapping[str, Sequence[Snapshot | None]],
    text: Callable[[QuestionnaireRef], Questionnaire | None],
    *,
    measure: Measure = "level",
    items: Sequence[str] = (),
    towns_of: str = WHOLE,
    open_cycle: Cycle | None = None,
) -> Courses:
    """The course of some municipalities.

    Args:
        cycles: the oldest first.
        submitted: municipality code to what it submitted in each cycle; None where nothing. One of another cycle counts as nothing: it was not measured then.
        text: the questionnaire that was answered; None where it is missing, and then the snapshot does not count.
        measure: of which figures; of a change there is no course.
        items: items that get a course too, of their levels.
        towns_of: which column `towns` is about.
        open_cycle: the cycle that still takes in answers, if any.
    """
    texts: dict[str, Questionnaire] = {}
    for snapshots in submitted.values():
        for one in snapshots:
            if one is not None and one.questionnaire.hash not in texts and (found := text(one.questionnaire)) is not None:
                texts[found.hash] = found
    if not texts:
        return Courses((), (), {}, None)
    readable = {
        code: [
            one if one is not None and one.cycle == cycle and one.questionnaire.hash in texts else None
            for one, cycle in zip(snapshots, cycles, strict=True)
        ]
        for code, snapshots in submitted.items()
    }
    first = next((n for n in range(len(cycles)) if any(line[n] for line in readable.values())), None)
    if first is None:
        return Courses((), (), {}, None)
    shown, readable = tuple(cycles[first:]), {code: line[first:] for code, line in readable.items()}
    shared = common(texts.values())

    def figures(one: Snapshot | None, cycle: Cycle) -> dict[str, OwnFigure]:
        return {} if one is None else _figures(one, cycle, shared, measure, items, is_open=cycle == open_cycle)

    lines, what = readable.items(), _("市町ごとの推移を計算しています")
    table = {code: [figures(one, cycle) for one, cycle in zip(line, shown, strict=True)] for code, line in counted(lines, what)}
    moves = {code: _moves(line, shown, texts, open_cycle) for code, line in counted(lines, what)} if measure == "level" else {}
    wanted = (WHOLE, *(one.id for one in shared.newest.dimensions), *items)
    courses = tuple(_course(column, table, moves, shown, open_cycle) for column in wanted)
    towns = {code: tuple(one.get(towns_of) for one in line) for code, line in table.items()}
    there = {code: line for code, line in towns.items() if any(one is not None for one in line)}
    return Courses(shown, courses, there, shared, open_cycle if open_cycle in shown else None)


def _figures(one: Snapshot, cycle: Cycle, shared: Common, measure: Measure, items: Sequence[str], *, is_open: bool) -> dict[str, OwnFigure]:
    """A snapshot's figures by column, and the levels of some items."""
    answers = shared.answers(one)
    made = {}
    for name, score in columns(answers, shared.reduced).items():
        value = measured(score, measure)
        if value is not None:
            behind = score.applicable if measure == "unknown" else score.answered
            made[name] = OwnFigure(value, behind, score.applicable, cycle, one.cycle, is_open)
    for item in items:
        level = answers[item].level if item in answers else None
        if level is not None:
            made[item] = OwnFigure(level, 1, 1, cycle, one.cycle, is_open)
    return made


def _moves(
    line: Sequence[Snapshot | None], cycles: Sequence[Cycle], texts: Mapping[str, Questionnaire], open_cycle: Cycle | None
) -> list[dict[str, OwnFigure]]:
    """How far one municipality came in each cycle since the one before, where it submitted in both."""
    made: list[dict[str, OwnFigure]] = [{}]
    for n in range(1, len(line)):
        before, after = line[n - 1], line[n]
        if before is None or after is None:
            made.append({})
            continue
        now_q = texts[after.questionnaire.hash]
        found = change_columns(changes_between(before.answers, texts[before.questionnaire.hash], after.answers, now_q))
        made.append(
            {
                name: OwnFigure(one.mean, one.items, one.shared, cycles[n], after.cycle, cycles[n] == open_cycle)
                for name, one in found.items()
                if one.mean is not None
            }
        )
    return made


def _course(
    column: str,
    table: Mapping[str, Sequence[Mapping[str, OwnFigure]]],
    moves: Mapping[str, Sequence[Mapping[str, OwnFigure]]],
    cycles: Sequence[Cycle],
    open_cycle: Cycle | None,
) -> Course:
    lines = [[one.get(column) for one in line] for line in table.values()]
    places = range(len(cycles))
    closed = [n for n in places if cycles[n] != open_cycle] or [*places]
    throughout = [line for line in lines if all(line[n] is not None for n in closed)]
    return Course(
        column,
        tuple(mean_figure(line[n] for line in lines) for n in places),
        tuple(mean_figure(line[n] for line in throughout) if all(line[n] for line in throughout) else None for n in places),
        len(throughout),
        tuple(mean_figure(line[n].get(column) for line in moves.values()) for n in places),
    )
