"""All municipalities by all dimensions, for the centre: where help does the most, never who is last.

Pure: from each municipality's snapshot as of a cycle, and the one as of an earlier cycle, to the figures of one table.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.assessment.change import LevelChange, changes_between
from dxcheck.assessment.figures import as_mean, as_share, as_step, in_units, mean_of
from dxcheck.assessment.measured import MeanFigure, OwnFigure, mean_figure
from dxcheck.assessment.scoring import Score, dimension_scores, overall_score
from dxcheck.assessment.shared_items import Common
from dxcheck.benchmark.model import is_too_old
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import Cycle, Timed
from dxcheck.model.roster import Municipality
from dxcheck.model.snapshot import Choice, QuestionnaireRef
from dxcheck.prefecture.standing import LATE, Timing
from dxcheck.questionnaire.model import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dxcheck.assessment.change import LevelChanges
    from dxcheck.model.snapshot import Answer, Snapshot
    from dxcheck.questionnaire.scale import Scale

WHOLE: Final = ""
"""The column of the whole, beside the dimensions' ids."""

OLDER_MARK: Final = "*"
"""After the name of a municipality whose answers are from an earlier cycle."""

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


def as_measured(value: float | None, measure: Measure, digits: int) -> str:
    """A figure as every table, paper and picture writes it: 1.2, +0.3, 15%; an item's whole level without digits; `-` without one.

    Args:
        value: in the measure's own unit.
        measure: which.
        digits: after the point of a level's mean (`Scale.digits`).
    """
    if measure == "unknown":
        return as_share(value)
    if isinstance(value, int):
        return f"{value:+d}" if measure == "change" and value else str(value)
    return as_step(value, digits) if measure == "change" else as_mean(value, digits)


def measured(score: Score, measure: Measure) -> float | None:
    """One figure of a score; a change is none of a single score's."""
    if measure == "level":
        return score.mean
    if measure == "gap":
        return score.to_target
    return score.unknown / score.applicable if measure == "unknown" and score.applicable else None


class Line(Timed, frozen=True):
    """What the table says about one municipality: every figure of its row, or why there is none."""

    municipality: Municipality
    state: State
    cycle: Cycle
    """As of the end of which cycle."""
    snapshot: str = ""
    """The snapshot's id."""
    submitted_at: dt.datetime | None = None
    submitted: Cycle | None = None
    """The cycle its answers were submitted in."""
    scores: Mapping[str, Score] = {}
    """Column to score: `WHOLE` and the dimensions' ids."""
    choices: Mapping[str, Choice] = {}
    """Item to what was chosen."""
    changes: Mapping[str, LevelChange] = {}
    """Column to how far it came since the earlier cycle (change rule 2); empty without a snapshot then, or where nothing was submitted since."""
    steps: Mapping[str, float] = {}
    """Item to how many levels it moved since then, 0 where it stayed; only items with a level both times."""
    answered: QuestionnaireRef | None = None
    """The version that was answered."""
    problem: str = ""
    """What is wrong with its file."""
    is_open: bool = False
    """Whether the cycle still takes in answers."""
    first_at: dt.datetime | None = None
    """When something was submitted first in the cycle, where a correction took its place."""
    timing: Timing = "in_time"
    """Whether what was submitted in the cycle came by its deadline, and so is in its published average."""

    @property
    def state_in_words(self) -> str:
        """Whether it is counted here, or why not, and whether it came too late for the cycle's average."""
        said = _(STATES[self.state])
        return said if self.timing == "in_time" else _("{state}（{about}）", state=said, about=_(LATE[self.timing]))

    @property
    def is_older(self) -> bool:
        """Whether its answers are from an earlier cycle."""
        return self.submitted is not None and self.submitted < self.cycle

    @property
    def name(self) -> str:
        """The municipality, marked where its answers are from an earlier cycle."""
        return f"{self.municipality}{OLDER_MARK}" if self.is_older else str(self.municipality)

    def figure(self, column: str, measure: Measure) -> OwnFigure | None:
        """The figure of one cell: levels, changes and gaps in the scale's values, shares 0 to 1; None where there is none."""
        if measure == "change":
            change = self.changes.get(column)
            return None if change is None or change.mean is None else self._own(change.mean, change.items, change.shared)
        score = self.scores.get(column)
        value = None if score is None else measured(score, measure)
        if score is None or value is None:
            return None
        return self._own(value, score.applicable if measure == "unknown" else score.answered, score.applicable)

    def item_figure(self, item: str, measure: Measure) -> OwnFigure | None:
        """An item's level, or how many levels it moved; None where it has none."""
        level = self.choices.get(item)
        if level is None or isinstance(level, str):
            return None
        if measure != "change":
            return self._own(level, 1, 1)
        return self._own(self.steps[item], 1, 1) if item in self.steps else None

    def _own(self, value: float, items: int, of: int) -> OwnFigure | None:
        return None if self.submitted is None else OwnFigure(value, items, of, self.cycle, self.submitted, self.is_open)


class Overview(msgspec.Struct, frozen=True):
    """All municipalities as of the end of one cycle, and the figures over those that are counted."""

    cycle: Cycle
    against: Cycle
    """The cycle that changes are measured from."""
    questionnaire: Questionnaire
    lines: tuple[Line, ...]
    """In code order."""
    common: Common | None = None
    """Where municipalities answered different versions: the items all of them were asked, which every figure is then computed on."""
    is_open: bool = False
    """Whether the cycle still takes in answers."""
    named: tuple[str, ...] = ()
    """The questionnaire's title, where there are several; a part of a file's name."""

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

    @property
    def late(self) -> dict[Timing, list[Line]]:
        """Who submitted after the cycle's deadline, by what that means for its average."""
        found: dict[Timing, list[Line]] = {}
        for one in self.lines:
            if one.timing != "in_time":
                found.setdefault(one.timing, []).append(one)
        return found

    def mean(self, column: str, measure: Measure) -> MeanFigure | None:
        """The plain mean of a column over those counted that have a figure; of changes it is that of those who submitted both times."""
        return mean_figure(one.figure(column, measure) for one in self.counted)


def line(  # one municipality's whole line
    municipality: Municipality,
    snapshot: Snapshot | None,
    before: Snapshot | None,
    questionnaire: Questionnaire,
    cycle: Cycle,
    *,
    shared: Common | None = None,
    text: Callable[[QuestionnaireRef], Questionnaire | None] | None = None,
) -> Line:
    """The line of one municipality.

    Args:
        municipality: whose.
        snapshot: its newest one as of the cycle; None without any.
        before: its newest one as of the earlier cycle.
        questionnaire: the one in force; a snapshot of another version is not counted, unless `shared` says what they have in common.
        cycle: as of its end.
        shared: what the versions that were answered have in common.
        text: an earlier version, for the change since it was answered; None where it is missing.
    """
    if snapshot is None:
        return Line(municipality, "none", cycle)
    own = snapshot.questionnaire
    is_known = own.hash == questionnaire.hash if shared is None else shared.has(own.hash)
    is_old = is_too_old(snapshot.submitted_at, cycle.closing_day)
    state: State = "old" if is_old else "counted" if is_known else "version"
    if not is_known:
        return Line(municipality, state, cycle, snapshot.id, snapshot.submitted_at, snapshot.cycle, answered=own)
    answers = snapshot.answers if shared is None else shared.answers(snapshot)
    scores = columns(answers, questionnaire if shared is None else shared.reduced)
    changes, steps = _moved(snapshot, before, questionnaire, shared, text)
    choices = {item: one.choice for item, one in answers.items()}
    return Line(municipality, state, cycle, snapshot.id, snapshot.submitted_at, snapshot.cycle, scores, choices, changes, steps, own)


def columns(answers: Mapping[str, Answer], questionnaire: Questionnaire) -> dict[str, Score]:
    """The scores of one set of answers, by column: `WHOLE` first, then the dimensions."""
    scores = dimension_scores(answers, questionnaire)
    return {WHOLE: overall_score(scores, questionnaire), **scores}


def change_columns(changes: LevelChanges) -> dict[str, LevelChange]:
    """LevelChanges by column."""
    return {WHOLE: changes.overall, **changes.dimensions}


def _moved(
    snapshot: Snapshot,
    before: Snapshot | None,
    questionnaire: Questionnaire,
    shared: Common | None,
    text: Callable[[QuestionnaireRef], Questionnaire | None] | None,
) -> tuple[dict[str, LevelChange], dict[str, float]]:
    """How far the columns and the items came since an earlier snapshot, on the items that both were asked."""
    if before is None or before.id == snapshot.id:
        return {}, {}

    def text_of(ref: QuestionnaireRef) -> Questionnaire | None:
        return questionnaire if ref.hash == questionnaire.hash else text(ref) if text else None

    now_q, then_q = text_of(snapshot.questionnaire), text_of(before.questionnaire)
    if now_q is None or then_q is None:
        return {}, {}
    made = changes_between(before.answers, then_q, snapshot.answers, now_q)
    if shared is None:
        return change_columns(made), made.steps
    own = {item: found.get(now_q.hash, "") for item, found in shared.names.items()}
    return change_columns(made), {item: made.steps[name] for item, name in own.items() if name in made.steps}


# -- items -------------------------------------------------------------------------------------------------------------


class ItemCount(msgspec.Struct, frozen=True):
    """One item over all counted municipalities."""

    item: str
    levels: int
    """Municipalities with a level."""
    low: int
    """Of those, at a low level: `Scale.low_to` of the item or under."""
    mean: float
    rose: int
    """Municipalities that are higher than before."""
    fell: int


def item_counts(overview: Overview) -> list[ItemCount]:
    """Every item that has a level somewhere, in the questionnaire's order; sensitive ones too."""
    found = []
    for item in overview.questionnaire.ordered:
        chosen = (one.choices.get(item.id) for one in overview.counted)
        levels = [choice for choice in chosen if choice is not None and not isinstance(choice, str)]
        if levels:
            low_to = overview.questionnaire.scale_of(item.id).low_to
            steps = [one.steps.get(item.id, 0) for one in overview.counted]
            low, rose, fell = sum(one <= low_to for one in levels), sum(one > 0 for one in steps), sum(one < 0 for one in steps)
            found.append(ItemCount(item.id, len(levels), low, mean_of(levels), rose, fell))
    return found


def most_low(counts: Iterable[ItemCount], most: int) -> list[ItemCount]:
    """The items that are low in the most municipalities, at most so many."""
    return sorted((one for one in counts if one.low), key=lambda one: (-one.low, one.mean))[:most]


def most_risen(counts: Iterable[ItemCount], most: int) -> list[ItemCount]:
    """The items that rose in more municipalities than they fell in, by how many more; at most so many."""
    return sorted((one for one in counts if one.rose), key=lambda one: (one.fell - one.rose, -one.rose))[:most]


# -- order and choice --------------------------------------------------------------------------------------------------


WhyEmpty = Literal["few", "pairs", "target", "same", "first", "nothing"]
WHY_EMPTY: Final[dict[WhyEmpty, str]] = {
    "few": N_("レベルのある設問が半分に満たない"),
    "pairs": N_("両方の期にレベルのある設問が半分に満たない"),
    "target": N_("目標のある設問が半分に満たない"),
    "same": N_("{cycle}のあとに提出がない"),
    "first": N_("{cycle}までの提出がない"),
    "nothing": N_("当てはまる設問がない"),
}
"""Why somebody who is counted has no figure in a column."""


def without(overview: Overview, column: str, measure: Measure) -> dict[WhyEmpty, list[Line]]:
    """Those who are counted but have no figure in a column, by why."""
    found: dict[WhyEmpty, list[Line]] = {}
    for one in overview.counted:
        if one.figure(column, measure) is not None:
            continue
        why = _no_change(one, column, overview.against) if measure == "change" else _no_figure(one.scores.get(column), measure)
        found.setdefault(why, []).append(one)
    return found


def _no_figure(score: Score | None, measure: Measure) -> WhyEmpty:
    if measure == "unknown" or score is None or not score.applicable:
        return "nothing"
    return "few" if score.mean is None else "target"


def _no_change(line: Line, column: str, against: Cycle) -> WhyEmpty:
    if line.submitted is not None and line.submitted <= against:
        return "same"
    if not line.changes:
        return "first"
    return "pairs" if column in line.changes else "nothing"


class SpreadStep(msgspec.Struct, frozen=True):
    """One step of a strip: from `low` to the last figure before the next step, as figures are shown."""

    low: float
    high: float
    lines: tuple[Line, ...]


def spread(lines: Sequence[Line], column: str, measure: Measure, levels: Scale) -> list[SpreadStep]:
    """The counted lines in steps of a tenth of the scale (half a level of 0 to 5), or of ten percent for shares; the lowest first, steps beyond the outermost figures left out.

    A figure is where it is as it is shown: 1.46 is shown as 1.5 and counts in the step from 1.5 to 1.9. Levels and shares end where they do: the last step of 0 to 5 is 5.
    """
    digits = 2 if measure == "unknown" else levels.digits
    scale, width = 10**digits, 10 if measure == "unknown" else in_units(levels.coarse, digits)
    places: dict[int, list[Line]] = {}
    for one in lines:
        figure = one.figure(column, measure)
        if figure is not None and one.state == "counted":
            shown = in_units(figure.value, digits)
            places.setdefault(shown // width, []).append(one)
    if not places:
        return []
    ends = {"level": (in_units(levels.low, digits), in_units(levels.high, digits)), "unknown": (0, scale)}
    least, most = ends.get(measure, (-math.inf, math.inf))
    return [
        SpreadStep(max(place * width, least) / scale, min(place * width + width - 1, most) / scale, tuple(places.get(place, ())))
        for place in range(min(places), max(places) + 1)
    ]
