"""From answers to scores, changes and next steps: pure functions over plain data.

Rule 1 (`RULE`): a level counts as itself; 該当なし, わからない and unanswered count neither way. A dimension's mean is the weighted mean of its levels, and
there is none while fewer than half of the items that apply have a level. The whole is the mean of the dimensions' means, and there is none while a
dimension that applies has none. A questionnaire may declare groups above and inside its dimensions, and other rules than the mean (`aggregate`). Nothing is rounded here;
screens show one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.aggregate import Piece, aggregated, half_of
from dxcheck.assessment.figures import difference, without_noise
from dxcheck.model.snapshot import EMPTY, Answer, asked_items
from dxcheck.questionnaire.scale import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.questionnaire.model import Item, Questionnaire
    from dxcheck.questionnaire.scale import Scale
    from dxcheck.questionnaire.tree import Node

RULE: Final = 1
"""The version of the scoring rule, kept in every snapshot."""

Answers = Mapping[str, Answer]


class Score(msgspec.Struct, frozen=True):
    """A mean and how many items it is made of."""

    mean: float | None
    """In levels, within the questionnaire's scale, unrounded; None where too little was answered."""
    answered: int
    """Items with a level."""
    applicable: int
    """Items asked and not answered 該当なし."""
    unknown: int
    """Items answered わからない."""
    not_applicable: int
    """Items answered 該当なし."""
    target: float | None = None
    """The mean of the targets for three years, over items that have one."""

    def to_next_level(self, scale: Scale) -> float | None:
        """How far the mean is from the next step of the questionnaire's scale; None without a mean or at the top."""
        after = None if self.mean is None else scale.after(self.mean)
        return None if self.mean is None or after is None else without_noise(after - self.mean)

    @property
    def to_target(self) -> float | None:
        """How far the mean is from the target; None without either, 0 when reached."""
        if self.mean is None or self.target is None:
            return None
        return max(0.0, without_noise(self.target - self.mean))


def dimension_scores(answers: Answers, questionnaire: Questionnaire) -> dict[str, Score]:
    """Score each dimension as its questionnaire says, usually as the weighted mean level of its answered items.

    Returns:
        Dimension id to Score, in questionnaire order. A dimension with fewer than half of its applicable items answered has no mean.
    """
    asked = frozenset(item.id for item in asked_items(questionnaire, answers))
    by_dimension = {one.id: _score(one, answers, asked, questionnaire, {}) for one in questionnaire.dimension_nodes}
    return {one.id: by_dimension[one.id] for one in questionnaire.dimensions}


def group_scores(answers: Answers, questionnaire: Questionnaire) -> dict[str, Score]:
    """Score every group and dimension of the questionnaire's tree.

    Returns:
        Its id to Score, as `Questionnaire.outline` lists them.
    """
    asked = frozenset(item.id for item in asked_items(questionnaire, answers))
    made: dict[str, Score] = {}
    for node in questionnaire.tree.nodes:
        _score(node, answers, asked, questionnaire, made)
    return {one.id: made[one.id] for one in questionnaire.outline}


def overall_score(scores: Mapping[str, Score], questionnaire: Questionnaire) -> Score:
    """The whole: the mean of the dimensions' means or of the groups above them, or None while one that applies has none.

    Args:
        scores: of its dimensions.
        questionnaire: whose tree says how the whole is made of them.
    """
    return _whole(questionnaire.tree, scores, questionnaire)


def whole_score(answers: Answers, questionnaire: Questionnaire) -> Score:
    """The whole of some answers."""
    return overall_score(dimension_scores(answers, questionnaire), questionnaire)


def _whole(node: Node, scores: Mapping[str, Score], questionnaire: Questionnaire) -> Score:
    """A group above the dimensions, made of their scores."""
    if node.is_dimension:
        return scores[node.id]
    return _of_groups(node, [_whole(one, scores, questionnaire) for one in node.nodes], questionnaire)


def _score(node: Node, answers: Answers, asked: frozenset[str], questionnaire: Questionnaire, made: dict[str, Score]) -> Score:
    """A group's or dimension's score; it and those under it are put into `made`."""
    if node.nodes:
        score = _of_groups(node, [_score(one, answers, asked, questionnaire, made) for one in node.nodes], questionnaire)
    else:
        score = _of_items(node, answers, asked, questionnaire)
    made[node.id] = score
    return score


def _of_groups(node: Node, scores: Sequence[Score], questionnaire: Questionnaire) -> Score:
    """The score of a group of groups."""

    def figure(values: Sequence[float | None]) -> float | None:
        if all(value is None for value in values):
            return None
        parts = [
            Piece(value, one.weight, one.low, one.high, bool(score.applicable))
            for value, one, score in zip(values, node.nodes, scores, strict=True)
        ]
        return aggregated(node.aggregate, parts, questionnaire.scale)

    return Score(
        mean=figure([one.mean for one in scores]),
        answered=sum(one.answered for one in scores),
        applicable=sum(one.applicable for one in scores),
        unknown=sum(one.unknown for one in scores),
        not_applicable=sum(one.not_applicable for one in scores),
        target=figure([one.target for one in scores]),
    )


def _of_items(node: Node, answers: Answers, asked: frozenset[str], questionnaire: Questionnaire) -> Score:
    """The score of a group of items."""
    given = [(leaf, answers.get(leaf.id, EMPTY) if leaf.id in asked else None) for leaf in node.leaves]
    there = [answer for _leaf, answer in given if answer is not None]
    skipped = sum(answer.choice == "not_applicable" for answer in there)

    levels = [answer.level if answer is not None else None for _leaf, answer in given]
    targets = [answer.target if answer is not None else None for _leaf, answer in given]

    def figure(values: Sequence[float | None]) -> float | None:
        if all(one is None for one in values):  # as most targets are
            return None
        parts = []
        for (leaf, answer), known in zip(given, values, strict=True):
            applies = answer is not None and (answer.choice != "not_applicable" or known is not None)
            parts.append(Piece(known, leaf.weight, leaf.low, leaf.high, applies))
        return aggregated(node.aggregate, parts, questionnaire.scale, least=half_of(len(there) - skipped))

    return Score(
        mean=figure(levels),
        answered=len(levels) - levels.count(None),
        applicable=len(there) - skipped,
        unknown=sum(answer.choice == "unknown" for answer in there),
        not_applicable=skipped,
        target=figure(targets),
    )


class ItemChange(msgspec.Struct, frozen=True):
    """One item in two snapshots."""

    item: str
    before: Answer
    after: Answer
    reworded: bool
    """The wording changed in between, so a level need not mean the same."""

    @property
    def step(self) -> float | None:
        """Levels up (positive) or down; None unless both sides are levels of the same wording."""
        if self.reworded or self.before.level is None or self.after.level is None:
            return None
        return difference(self.before.level, self.after.level)

    @property
    def differs(self) -> bool:
        """Whether anything is not the same: choice, evidence, comment, reason or target."""
        return self.before != self.after


class Comparison(msgspec.Struct, frozen=True):
    """Two snapshots item by item, over the items both share."""

    changes: tuple[ItemChange, ...]
    """Every shared item that was asked at least once, in the later questionnaire's order."""
    only_before: int
    """Items that only the earlier questionnaire has."""
    only_after: int
    """Items that only the later questionnaire has."""

    @property
    def risen(self) -> tuple[ItemChange, ...]:
        """Items whose level went up, the largest rise first; one whose wording changed did not rise."""
        up = [change for change in self.changes if (change.step or 0) > 0]
        return tuple(sorted(up, key=lambda change: -(change.step or 0)))

    @property
    def fallen(self) -> tuple[ItemChange, ...]:
        """Items whose level went down."""
        return tuple(change for change in self.changes if (change.step or 0) < 0)


def compare(before: Answers, before_q: Questionnaire, after: Answers, after_q: Questionnaire) -> Comparison:
    """Compare two sets of answers over the items both questionnaires share.

    An item is shared when both have its id, or when the later one says it replaces the earlier one by rewording. Split and merged items have no
    counterpart and are counted as belonging to one side. What a condition hides is no answer, whatever stood there before it was hidden.
    """
    is_same = before_q.hash == after_q.hash
    then, now = _shown(before, before_q), _shown(after, after_q)
    changes = []
    shared = 0
    for item in after_q.ordered:
        old = item.id if is_same else earlier_id(item, before_q)
        if old is None:
            continue
        shared += 1
        if then is None or now is None or old in then or item.id in now:
            was = before.get(old, EMPTY) if then is None or old in then else EMPTY
            is_now = after.get(item.id, EMPTY) if now is None or item.id in now else EMPTY
            changes.append(ItemChange(item.id, was, is_now, not is_same and before_q.wordings[old] != after_q.wordings[item.id]))
    return Comparison(tuple(changes), len(before_q.items) - shared, len(after_q.items) - shared)


def _shown(answers: Answers, questionnaire: Questionnaire) -> frozenset[str] | None:
    """The items that were asked; None where all are."""
    return frozenset(item.id for item in asked_items(questionnaire, answers)) if questionnaire.has_conditions else None


def earlier_id(item: Item, earlier: Questionnaire) -> str | None:
    """The id under which an earlier questionnaire asked the same as `item`, or None if it did not."""
    if item.id in earlier.item_by_id:
        return item.id
    for old in item.replaces:
        if old.change == "reworded" and old.version == earlier.version and old.item in earlier.item_by_id:
            return old.item
    return None


def is_same_range(one: Questionnaire, other: Questionnaire) -> bool:
    """Whether levels of both lie between the same ends: else they cannot be put on one line, whatever was asked."""
    return (one.scale.low, one.scale.high) == (other.scale.low, other.scale.high)


def names_over(item: Item, versions: Sequence[Questionnaire]) -> dict[str, str]:
    """Under which id each version asks `item` of the newest one, by the version's hash, as far back as it was asked on the same range.

    Args:
        item: of the newest version.
        versions: in their order, the newest last.
    """
    names = {versions[-1].hash: item.id}
    current = item
    for earlier in reversed(versions[:-1]):
        name = earlier_id(current, earlier)
        if name is None or not is_same_range(earlier, versions[-1]):
            break
        names[earlier.hash] = name
        current = earlier.item_by_id[name]
    return names


class NextStep(msgspec.Struct, frozen=True):
    """A step from an item's level to the next one."""

    item: str
    level: Level
    """The level it leads to."""
    step: str
    """What to do, in the language the questionnaire was written in (it keeps the other one beside it)."""
    field: str
    """The specialist field to ask first."""


def next_steps(answers: Answers, questionnaire: Questionnaire) -> list[NextStep]:
    """Every possible next step, the one to take first at the front.

    The cheapest first: low levels before high ones, since their steps are written to fit a week without a budget. At the same level an item with a target above
    it comes first, then the questionnaire's own order of priority.
    """
    ranked = []
    for item in asked_items(questionnaire, answers):
        answer = answers.get(item.id, EMPTY)
        step = step_from(item, answer.level, questionnaire) if answer.level is not None else None
        if answer.level is None or step is None:
            continue
        aims_higher = answer.target is not None and answer.target > answer.level
        ranked.append(((answer.level, not aims_higher, questionnaire.priority_rank[item.id]), step))
    return [step for _order, step in sorted(ranked, key=lambda pair: pair[0])]


def step_from(item: Item, level: float, questionnaire: Questionnaire) -> NextStep | None:
    """The step from a level of an item; None at the top."""
    found = questionnaire.step_from(item.id, level)
    return NextStep(item.id, found[0], found[1].source, item.fields[0]) if found else None


def first_steps(answers: Answers, questionnaire: Questionnaire, limit: int = 3) -> list[NextStep]:
    """At most `limit` next steps, from different dimensions as far as there are any, so that they fall to different people."""
    steps = next_steps(answers, questionnaire)
    chosen: list[NextStep] = []
    seen: set[str] = set()
    for step in steps:
        dimension = questionnaire.item_by_id[step.item].dimension
        if dimension not in seen and len(chosen) < limit:
            seen.add(dimension)
            chosen.append(step)
    rest = [step for step in steps if step not in chosen]
    return sorted(chosen + rest[: max(0, limit - len(chosen))], key=steps.index)


def strengths(answers: Answers, questionnaire: Questionnaire, limit: int = 3) -> list[tuple[Item, Level]]:
    """The items with the highest levels, none at the lowest of the scale: what is already being done."""
    given = ((item, answers.get(item.id, EMPTY).level) for item in asked_items(questionnaire, answers))
    rated = [(item, level) for item, level in given if level is not None and questionnaire.scale.is_above_lowest(level)]
    return sorted(rated, key=lambda pair: (-pair[1], questionnaire.priority_rank[pair[0].id]))[:limit]


def to_discuss(answers: Answers, questionnaire: Questionnaire) -> list[Item]:
    """The items answered わからない (話し合う項目), in asking order."""
    return [item for item in asked_items(questionnaire, answers) if answers.get(item.id, EMPTY).choice == "unknown"]
