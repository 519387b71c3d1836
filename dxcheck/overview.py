"""All municipalities by all dimensions, for the centre: where help does the most, never who is last.

Pure: from each municipality's snapshot as of a cycle, and the one as of an earlier cycle, to the figures of one table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from statistics import fmean
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.calendar import Cycle
from dxcheck.i18n import N_
from dxcheck.questionnaire.model import Questionnaire
from dxcheck.roster import Municipality
from dxcheck.scoring import Score, dimension_scores, overall_score
from dxcheck.snapshot import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.snapshot import Snapshot

WHOLE: Final = ""
"""The column of the whole, beside the dimensions' ids."""
OLDEST: Final = dt.timedelta(days=731)
"""Snapshots older than this at the cycle's end say nothing about it any more (design.md section 5, rule 3)."""

State = Literal["counted", "none", "old", "version", "damaged"]
STATES: Final[dict[State, str]] = {
    "counted": N_("集計に入っています"),
    "none": N_("まだ提出がありません"),
    "old": N_("2年より前の診断結果です"),
    "version": N_("別の版の診断票です"),
    "damaged": N_("ファイルを読めません"),
}
Measure = Literal["level", "change", "gap", "unknown"]
MEASURES: Final[dict[Measure, str]] = {
    "level": N_("レベルの平均"),
    "change": N_("前からの変化"),
    "gap": N_("目標までの差"),
    "unknown": N_("わからないの割合"),
}


class Line(msgspec.Struct, frozen=True):
    """One municipality."""

    municipality: Municipality
    state: State
    snapshot: str = ""
    """The snapshot's id."""
    submitted_at: dt.datetime | None = None
    scores: Mapping[str, Score] = {}
    """Column to score: `WHOLE` and the dimensions' ids."""
    choices: Mapping[str, Choice] = {}
    """Item to what was chosen."""
    before: Mapping[str, Score] = {}
    """The same as of the earlier cycle; empty without a snapshot then, where another version was answered, or where nothing was submitted since."""
    problem: str = ""
    """What is wrong with its file."""

    def value(self, column: str, measure: Measure) -> float | None:
        """The figure of one cell: levels 0 to 5, changes -5 to 5, gaps 0 to 5, shares 0 to 1; None where there is none."""
        score = self.scores.get(column)
        if score is None:
            return None
        if measure == "level":
            return score.mean
        if measure == "gap":
            return score.to_target
        if measure == "unknown":
            return score.unknown / score.applicable if score.applicable else None
        then = self.before.get(column)
        return None if then is None or then.mean is None or score.mean is None else score.mean - then.mean


class Overview(msgspec.Struct, frozen=True):
    """The whole table."""

    cycle: Cycle
    against: Cycle
    """The cycle that changes are measured from."""
    questionnaire: Questionnaire
    lines: tuple[Line, ...]
    """In code order."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The whole first, then the dimensions."""
        return (WHOLE, *(one.id for one in self.questionnaire.dimensions))

    @property
    def counted(self) -> tuple[Line, ...]:
        """The lines that the means are made of."""
        return tuple(one for one in self.lines if one.state == "counted")

    def left_out(self) -> dict[State, list[Line]]:
        """Who is not counted, by why."""
        found: dict[State, list[Line]] = {}
        for one in self.lines:
            if one.state != "counted":
                found.setdefault(one.state, []).append(one)
        return found

    def mean(self, column: str, measure: Measure) -> float | None:
        """The plain mean of a column over those counted that have a figure; for changes that is the matched cohort's."""
        values = [value for one in self.counted if (value := one.value(column, measure)) is not None]
        return fmean(values) if values else None


def line(
    municipality: Municipality, snapshot: Snapshot | None, before: Snapshot | None, questionnaire: Questionnaire, end: dt.date
) -> Line:
    """The line of one municipality.

    Args:
        municipality: whose.
        snapshot: its newest one as of the cycle; None without any.
        before: its newest one as of the earlier cycle.
        questionnaire: the one in force; a snapshot of another version is shown as far as its dimensions have the same ids, and not counted.
        end: the cycle's last day.
    """
    if snapshot is None:
        return Line(municipality, "none")
    is_same = snapshot.questionnaire.hash == questionnaire.hash
    is_old = end - snapshot.submitted_at.date() > OLDEST
    state: State = "old" if is_old else "counted" if is_same else "version"
    scores = columns(snapshot, questionnaire) if is_same else {}
    is_newer = before is not None and before.id != snapshot.id and before.questionnaire.hash == snapshot.questionnaire.hash
    then = columns(before, questionnaire) if before is not None and is_newer and is_same else {}
    choices = {item: one.choice for item, one in snapshot.answers.items()} if is_same else {}
    return Line(municipality, state, snapshot.id, snapshot.submitted_at, scores, choices, then)


def columns(snapshot: Snapshot, questionnaire: Questionnaire) -> dict[str, Score]:
    """A snapshot's scores by column."""
    scores = dimension_scores(snapshot.answers, questionnaire)
    return {WHOLE: overall_score(scores), **scores}


# -- order and choice --------------------------------------------------------------------------------------------------


def sorted_by(lines: Iterable[Line], column: str | None, measure: Measure) -> list[Line]:
    """Lines by a column's figure, the lowest first, those without one at the end; without a column in code order."""
    if column is None:
        return sorted(lines, key=lambda one: one.municipality.code)

    def order(one: Line) -> tuple[bool, float, str]:
        value = one.value(column, measure)
        return (value is None, value if value is not None else 0.0, one.municipality.code)

    return sorted(lines, key=order)


def chosen(lines: Iterable[Line], wanted: Mapping[str, str]) -> list[Line]:
    """Lines whose region, kind (市, 町), size band and state are the wanted ones; an empty wish lets everything through."""
    facts = {
        "region": lambda one: one.municipality.region,
        "type": lambda one: one.municipality.type,
        "size": lambda one: one.municipality.size,
        "state": lambda one: one.state,
    }
    return [one for one in lines if all(not value or facts[name](one) == value for name, value in wanted.items())]


def spread(lines: Sequence[Line], column: str, measure: Measure) -> list[list[Line]]:
    """The counted lines in steps of half a level (0 to 5) or a tenth (shares), for a strip of all of them; the lowest step first."""
    width = 0.1 if measure == "unknown" else 0.5
    top = 1.0 if measure == "unknown" else 5.0
    steps: list[list[Line]] = [[] for _ in range(round(top / width) + 1)]
    for one in lines:
        value = one.value(column, measure)
        if value is not None and one.state == "counted" and measure != "change":
            steps[min(len(steps) - 1, round(value / width))].append(one)
    return steps
