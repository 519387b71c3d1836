"""What one snapshot brings to the averages: its levels by item and its means by dimension, as today's questionnaire asks them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.scoring import group_scores, names_over, overall_score
from dxcheck.benchmark.model import OVERALL, dimension_key, item_key
from dxcheck.model.calendar import day_in_japan
from dxcheck.model.snapshot import Snapshot, asked_items, current_snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.assessment.change import LevelChanges
    from dxcheck.assessment.scoring import Score
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.tree import Aggregate, Node

_KNOWN_EARLY: Final[frozenset[Aggregate]] = frozenset({"lowest", "first_unmet"})
"""What can be known while an item of it is open."""


class Contribution(msgspec.Struct, frozen=True):
    """What one snapshot puts into the averages: a level for each item, a mean for each dimension and the whole."""

    municipality: str
    type: str
    """市, 町 or another."""
    snapshot: str
    submitted_on: dt.date
    values: dict[str, float]
    """Figure key to level or mean; a key is missing where there is none."""


def contribution(snapshot: Snapshot, kind: str, versions: Sequence[Questionnaire]) -> Contribution:
    """A snapshot's values as the newest of `versions` asks them.

    Args:
        snapshot: what was submitted.
        kind: 市, 町 or another.
        versions: the questionnaire's versions in their order, the snapshot's own among them.
    """
    newest, own = versions[-1], snapshot.questionnaire.hash
    names = {item.id: names_over(item, versions).get(own) for item in newest.items}
    answers = {item: snapshot.answer(name) for item, name in names.items() if name is not None}
    scores = group_scores(answers, newest)
    values: dict[str, float] = {}
    for item in asked_items(newest, answers):
        level = answers[item.id].level if item.id in answers else None
        if level is not None and not item.sensitive:
            values[item_key(item.id)] = level
    figures = {dimension_key(node.id): (node, scores[node.id].mean) for node in newest.dimension_nodes}
    figures[OVERALL] = newest.tree, overall_score(scores, newest).mean
    values |= {key: mean for key, (node, mean) in figures.items() if mean is not None and not _follows_from_answers(node, scores)}
    return Contribution(snapshot.municipality, kind, snapshot.id, submitted_on(snapshot), values)


def _follows_from_answers(node: Node, scores: Mapping[str, Score]) -> bool:
    """Whether a figure is there although something is open in it, and only because of what was answered.

    A lowest is known once one item is at the bottom, and steps in a row from the first that is unmet on, whatever is わからない beside it. That is left out: who is in a
    published figure never follows from what was answered (docs/design.md section 5).
    """
    if not node.nodes:
        one = scores[node.id]
        return node.aggregate in _KNOWN_EARLY and one.answered < one.applicable
    applying = [one for one in node.nodes if scores[one.id].applicable]
    is_open = node.aggregate in _KNOWN_EARLY and any(scores[one.id].mean is None for one in applying)
    return is_open or any(_follows_from_answers(one, scores) for one in applying)


def change_values(changes: LevelChanges, questionnaire: Questionnaire) -> dict[str, float]:
    """How far a snapshot came since an earlier one, by figure key; a key is missing where there is no change.

    Args:
        changes: between the two.
        questionnaire: the one the later answers.
    """
    values: dict[str, float] = {
        item_key(item): step for item, step in changes.steps.items() if not questionnaire.item_by_id[item].sensitive
    }
    values |= {dimension_key(name): one.mean for name, one in changes.dimensions.items() if one.mean is not None}
    if changes.overall.mean is not None:
        values[OVERALL] = changes.overall.mean
    return values


def submitted_on(snapshot: Snapshot) -> dt.date:
    """The day in Japan on which it was submitted: what decides about a closing day."""
    return day_in_japan(snapshot.submitted_at)


def latest(snapshots: Sequence[Snapshot], questionnaire: str, cycle: Cycle, closing: dt.date) -> Snapshot | None:
    """The snapshot that stands for a municipality in a cycle's average: the newest one for this cycle or an earlier one, submitted by the closing day.

    What comes later enters the next average. So does what was submitted for the next cycle before this one's deadline was extended (`model.schedule`).
    """
    in_time = [one for one in snapshots if one.cycle <= cycle and submitted_on(one) <= closing]
    return next(reversed(current_snapshots(in_time, questionnaire)), None)


def keys(questionnaire: Questionnaire) -> list[str]:
    """Every figure there could be: the whole, each dimension, each item that is not sensitive."""
    return [
        OVERALL,
        *(dimension_key(one.id) for one in questionnaire.dimensions),
        *(item_key(one.id) for one in questionnaire.ordered if not one.sensitive),
    ]


def renamed(questionnaire: Questionnaire, before: Questionnaire) -> Mapping[str, str]:
    """The key of today's questionnaire to the one the same item had when the last benchmark was published."""
    found = {item.id: names_over(item, (before, questionnaire)).get(before.hash) for item in questionnaire.items}
    return {item_key(new): item_key(old) for new, old in found.items() if old is not None and old != new}
