"""What a result page says, before anybody decides how it looks: meaning first, numbers after, never a rank.

The terminal's result screen and the plain text of `dxcheck check` both show this, so that they can never say different things.
"""

from __future__ import annotations

import msgspec

from dxcheck.assessment import scoring
from dxcheck.assessment.change import LevelChange, changes_of
from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.scoring import Comparison, ItemChange, NextStep, Score
from dxcheck.i18n import _
from dxcheck.model.snapshot import Snapshot
from dxcheck.questionnaire.model import Dimension, Item, Questionnaire, Text
from dxcheck.questionnaire.scale import Level


class DimensionRow(msgspec.Struct, frozen=True):
    """One dimension's line."""

    dimension: Dimension
    score: Score
    before: float | None
    """Its mean last time, computed on last time's own questionnaire; None where there was none."""
    change: LevelChange | None
    """How far it came since; None where there was no last time, or nothing that both ask."""


class OutlineRow(msgspec.Struct, frozen=True):
    """The line of a group or a dimension where there is room for the whole tree."""

    id: str
    title: Text
    short: Text
    depth: int
    """How far it is indented; 0 without groups above it."""
    is_dimension: bool
    score: Score
    before: float | None
    change: LevelChange | None
    above: tuple[Text, ...] = ()
    """The titles of what it is within, the highest first."""

    @property
    def path(self) -> str:
        """Its name after those of what it is within, where lines are not indented."""
        return " / ".join(map(str, (*self.above, self.title)))

    def label(self, *, narrow: bool) -> str:
        """Its name, indented as deep as it lies."""
        return "  " * self.depth + str(self.short if narrow else self.title)


class Result(msgspec.Struct, frozen=True):
    """A snapshot's result."""

    snapshot: Snapshot
    questionnaire: Questionnaire
    before: Snapshot | None
    strengths: tuple[tuple[Item, Level], ...]
    """What is furthest along, with its level."""
    risen: tuple[ItemChange, ...]
    """Items whose level rose since last time."""
    first_steps: tuple[NextStep, ...]
    to_discuss: tuple[Item, ...]
    rows: tuple[DimensionRow, ...]
    outline: tuple[OutlineRow, ...]
    """The rows with those of the groups above and inside the dimensions; without groups as many as `rows`."""
    overall: Score
    overall_before: float | None
    comparison: Comparison | None
    change: LevelChange | None
    """How far the whole came since last time; None where there was none."""


def result(
    snapshot: Snapshot, questionnaire: Questionnaire, before: Snapshot | None = None, before_questionnaire: Questionnaire | None = None
) -> Result:
    """Put together what a snapshot means, beside the one before it if there is one."""
    answers = snapshot.answers
    every = scoring.group_scores(answers, questionnaire)
    scores = {one.id: every[one.id] for one in questionnaire.dimensions}
    comparison, changes, before_scores, every_before = None, None, {}, {}
    if before is not None and before_questionnaire is not None:
        comparison = scoring.compare(before.answers, before_questionnaire, answers, questionnaire)
        changes = changes_of(comparison, questionnaire)
        every_before = scoring.group_scores(before.answers, before_questionnaire)
        before_scores = {one.id: every_before[one.id] for one in before_questionnaire.dimensions}
    return Result(
        snapshot=snapshot,
        questionnaire=questionnaire,
        before=before,
        strengths=tuple(scoring.strengths(answers, questionnaire)),
        risen=comparison.risen if comparison else (),
        first_steps=tuple(scoring.first_steps(answers, questionnaire)),
        to_discuss=tuple(scoring.to_discuss(answers, questionnaire)),
        rows=tuple(
            DimensionRow(
                dimension,
                scores[dimension.id],
                earlier.mean if (earlier := before_scores.get(dimension.id)) else None,
                changes.dimensions.get(dimension.id) if changes else None,
            )
            for dimension in questionnaire.dimensions
        ),
        outline=tuple(
            OutlineRow(
                node.id,
                node.title,
                questionnaire.dimension_by_id[node.id].short if node.is_dimension else node.title,
                node.depth - 1,
                node.is_dimension,
                every[node.id],
                earlier.mean if (earlier := every_before.get(node.id)) else None,
                changes.groups.get(node.id) if changes else None,
                tuple(one.title for one in questionnaire.above(node.id)),
            )
            for node in questionnaire.outline
        ),
        overall=scoring.overall_score(scores, questionnaire),
        overall_before=scoring.overall_score(before_scores, before_questionnaire).mean if before_questionnaire is not None else None,
        comparison=comparison,
        change=changes.overall if changes else None,
    )


def whole_mean(made: Result) -> str:
    """The mean of the whole with last time's, as a heading over the dimensions; without one, when there will be one."""
    if made.overall.mean is None:
        return _("分野ごとの平均（全体の平均は、どの分野も半分以上答えると出ます）")
    scale = made.questionnaire.scale
    last = "" if made.overall_before is None else _("、前回 {mean}", mean=as_mean(made.overall_before, scale.digits))
    mean = as_mean(made.overall.mean, scale.digits)
    return _("分野ごとの平均　全体 {mean}（{range}{last}）", mean=mean, range=scale.in_words, last=last)


def why_no_step(made: Result) -> str:
    """What to say where a result proposes no first step: nothing has a level yet, or everything that has one is at the top."""
    if all(answer.level is None for answer in made.snapshot.answers.values()):
        return _("レベルのついた回答があると、ここに次の一歩が出ます。まず1つの分野から答えてみてください。")
    return _("レベルのついた設問は、どれもいちばん上の段です。続けながら、ほかの市町にもやり方を伝えてみてください。")
