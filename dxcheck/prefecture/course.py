"""How all municipalities came along over the cycles: the same ones throughout beside the plain mean (docs/design.md section 5.3).

A plain mean also moves because somebody joins or leaves. Everything is computed on the items that every version among the snapshots asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.figures import mean_of
from dxcheck.assessment.shared_items import Common, common
from dxcheck.benchmark.model import is_too_old
from dxcheck.model.calendar import Cycle
from dxcheck.prefecture.overview import WHOLE, columns, measured

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from dxcheck.model.snapshot import QuestionnaireRef, Snapshot
    from dxcheck.prefecture.overview import Measure
    from dxcheck.questionnaire.model import Questionnaire

Means = tuple[float | None, ...]


class Course(msgspec.Struct, frozen=True):
    """The whole, a dimension or an item over the cycles."""

    column: str
    """Empty for the whole, else the dimension's or the item's id."""
    plain: Means
    """Of all that have a value in the cycle."""
    counts: tuple[int, ...]
    """How many those are."""
    matched: Means
    """Of those that have a value in every cycle."""
    same: int
    """How many those are."""


class Courses(msgspec.Struct, frozen=True):
    """Cycles, the oldest first, and what stood in each."""

    cycles: tuple[Cycle, ...]
    courses: tuple[Course, ...]
    """In the order of the columns: the whole, the dimensions, then the items that were asked for."""
    towns: dict[str, Means]
    """Municipality code to its figures in the column of `towns_of`, of the whole if nothing else is asked for; only those that have one at all."""
    common: Common | None
    """None without any snapshot."""
    unreadable: dict[str, str] = {}
    """Municipality code to what is wrong with its file; it is in no figure."""


def courses_of(
    cycles: Sequence[Cycle],
    standing: Mapping[str, Sequence[Snapshot | None]],
    text: Callable[[QuestionnaireRef], Questionnaire | None],
    *,
    measure: Measure = "level",
    items: Sequence[str] = (),
    towns_of: str = WHOLE,
) -> Courses:
    """The course of some municipalities.

    Args:
        cycles: the oldest first.
        standing: municipality code to what stood for it at the end of each cycle; what is too old by then does not count.
        text: the questionnaire that was answered; None where it is not to be had, and then the snapshot does not count.
        measure: of which figures; of a change there is no course.
        items: items that get a course too, of their levels.
        towns_of: which column `towns` is about.
    """
    texts: dict[str, Questionnaire] = {}
    for snapshots in standing.values():
        for one in snapshots:
            if one is not None and one.questionnaire.hash not in texts and (found := text(one.questionnaire)) is not None:
                texts[found.hash] = found
    if not texts:
        return Courses((), (), {}, None)
    shared = common(texts.values())
    known: dict[str, dict[str, float | None]] = {}

    def values(one: Snapshot | None, end: dt.date) -> dict[str, float | None]:
        if one is None or one.questionnaire.hash not in texts or is_too_old(one.submitted_at, end):
            return {}
        if one.id not in known:
            answers = shared.answers(one)
            scores = columns(answers, shared.reduced)
            levels = {item: None if (level := answers[item].level) is None else float(level) for item in items if item in answers}
            known[one.id] = {**{name: measured(score, measure) for name, score in scores.items()}, **levels}
        return known[one.id]

    ends = [one.closing_day for one in cycles]
    table = {code: [values(one, end) for one, end in zip(snapshots, ends, strict=True)] for code, snapshots in standing.items()}
    first = next((n for n in range(len(cycles)) if any(line[n] for line in table.values())), 0)
    table = {code: line[first:] for code, line in table.items()}
    courses = tuple(
        _course(column, table, len(cycles) - first) for column in (WHOLE, *(one.id for one in shared.newest.dimensions), *items)
    )
    towns = {code: tuple(one.get(towns_of) for one in line) for code, line in table.items()}
    there = {code: line for code, line in towns.items() if any(one is not None for one in line)}
    return Courses(tuple(cycles[first:]), courses, there, shared)


def _course(column: str, table: Mapping[str, Sequence[Mapping[str, float | None]]], length: int) -> Course:
    lines = [[one.get(column) for one in line] for line in table.values()]
    throughout = [line for line in lines if all(one is not None for one in line)]
    return Course(
        column,
        tuple(_mean([line[n] for line in lines]) for n in range(length)),
        tuple(sum(line[n] is not None for line in lines) for n in range(length)),
        tuple(_mean([line[n] for line in throughout]) for n in range(length)),
        len(throughout),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    there = [one for one in values if one is not None]
    return mean_of(there) if there else None
