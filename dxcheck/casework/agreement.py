"""How alike the same answers are judged, over many municipalities: by the municipality and its specialists, and by specialists among themselves.

It says which words are read differently, never who is right or who judges well: there is no figure of one specialist alone, pairs stand in the order of their names,
and few are said and have no figure. For specialists and the centre only.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.figures import mean_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.casework.model import Judgement
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Questionnaire

LEAST_MUNICIPALITIES: Final = 5
"""Behind a figure of an item or a dimension."""
LEAST_TOGETHER: Final = 5
"""Answers that two specialists both judged, behind a figure of theirs."""
READ_APART: Final = 1.0
"""Steps of the item's scale, on average, from which its words are worth another look."""


class JudgedAnswer(NamedTuple):
    """One specialist's level beside one answer, both as steps of the item's scale, from 0."""

    municipality: str
    """Its code."""
    snapshot: str
    item: str
    own: int
    judged: int
    by: str


class Distance(NamedTuple):
    """How far specialists' levels lie from the self-assessed ones."""

    answers: int
    municipalities: int
    alike: int
    """Answers that got the same level from everybody."""
    mean: float | None
    """Specialists' less the own, in steps; above 0 the municipalities are further than they say. None where too few stand behind it."""
    apart: float | None
    """The mean of how many steps they are apart, in whichever direction."""


class Together(NamedTuple):
    """Two specialists who judged the same answers."""

    first: str
    second: str
    answers: int
    alike: int
    apart: float | None
    """The mean of how many steps they are apart; None where too few stand behind it."""


class Agreement(NamedTuple):
    """Everything that is said about it."""

    answers: int
    municipalities: int
    specialists: int
    dimensions: dict[str, Distance]
    """In the questionnaire's order, those with at least one answer."""
    items: dict[str, Distance]
    """The same."""
    pairs: tuple[Together, ...]
    """By name."""

    @property
    def read_apart(self) -> list[str]:
        """Items whose words are read differently, the farthest apart first: a hint to reword them."""
        found = [(one.apart, item) for item, one in self.items.items() if one.apart is not None and one.apart >= READ_APART]
        order = list(self.items)
        return [item for _apart, item in sorted(found, key=lambda pair: (-pair[0], order.index(pair[1])))]


def judged_answers(
    municipality: str, snapshot: Snapshot, judgements: Iterable[Judgement], answered: Questionnaire, current: Questionnaire
) -> list[JudgedAnswer]:
    """The levels that specialists gave beside one snapshot's, on items that are still asked in the same words.

    Args:
        municipality: its code.
        snapshot: the self-assessment.
        judgements: those in force, of whatever snapshot.
        answered: the questionnaire that was answered.
        current: the one in force.
    """
    made = []
    for one in judgements:
        own = snapshot.answer(one.item).level
        same_words = (
            one.item in current.wordings and one.item in answered.wordings and answered.wordings[one.item] == current.wordings[one.item]
        )
        if one.snapshot != snapshot.id or one.level is None or own is None or not same_words:
            continue
        scale = answered.scale_of(one.item)
        then, judged = scale.position(own), scale.position(one.level)
        if then is not None and judged is not None:
            made.append(JudgedAnswer(municipality, snapshot.id, one.item, then, judged, one.by))
    return made


def agreement(judged: Iterable[JudgedAnswer], questionnaire: Questionnaire) -> Agreement:
    """Compare them; the order in which they come says nothing.

    Args:
        judged: at most one of each specialist on each answer.
        questionnaire: the one in force.
    """
    there = sorted(judged)
    by_answer: dict[tuple[str, str, str], list[JudgedAnswer]] = {}
    for one in there:
        by_answer.setdefault((one.municipality, one.snapshot, one.item), []).append(one)
    by_item: dict[str, list[list[JudgedAnswer]]] = {}
    for (_code, _snapshot, item), mine in by_answer.items():
        by_item.setdefault(item, []).append(mine)
    dimensions = {
        d: [answer for one in items for answer in by_item.get(one.id, [])] for d, items in questionnaire.items_by_dimension.items()
    }
    return Agreement(
        len(by_answer),
        len({one.municipality for one in there}),
        len({one.by for one in there}),
        {dimension: _distance(answers) for dimension, answers in dimensions.items() if answers},
        {one.id: _distance(by_item[one.id]) for one in questionnaire.ordered if one.id in by_item},
        _pairs(by_answer.values()),
    )


def _distance(answers: Sequence[Sequence[JudgedAnswer]]) -> Distance:
    """Of some answers, each with everybody who judged it: where several did, their mean counts."""
    towns = {one.municipality for mine in answers for one in mine}
    alike = sum(all(one.judged == one.own for one in mine) for mine in answers)
    if len(towns) < LEAST_MUNICIPALITIES:
        return Distance(len(answers), len(towns), alike, None, None)
    gaps = [mean_of(one.judged - one.own for one in mine) for mine in answers]
    apart = [mean_of(abs(one.judged - one.own) for one in mine) for mine in answers]
    return Distance(len(answers), len(towns), alike, mean_of(gaps), mean_of(apart))


def _pairs(answers: Iterable[Sequence[JudgedAnswer]]) -> tuple[Together, ...]:
    found: dict[tuple[str, str], list[int]] = {}
    for mine in answers:
        for one, other in combinations(sorted(mine, key=lambda judged: judged.by), 2):
            found.setdefault((one.by, other.by), []).append(abs(one.judged - other.judged))
    return tuple(
        Together(*names, len(steps), steps.count(0), mean_of(steps) if len(steps) >= LEAST_TOGETHER else None)
        for names, steps in sorted(found.items())
    )
