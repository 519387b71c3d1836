"""The strongest reader we could think of: told the rule, the dates, who is behind each figure, and how levels usually move.

`certain` asks an exact solver (integer programming over everything published at once: items, groups and the dimension's mean) whether another level is possible.
`guesses` follows the posterior probability of every level with a particle filter whose every step is sampled exactly from what the figures allow.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attack.world import ITEMS
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from dxcheck.benchmark.model import dimension_key, item_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attack.world import Fact, World

PARTICLES = 1500
WHOLE = 12
"""A dimension's mean times this is a whole number, however many of its four items have a level."""
INFEASIBLE = 2
"""What the solver says when there is no solution."""


class Puzzle:
    """All submissions' levels as unknowns, all figures as constraints; what the attackers sent themselves is known."""

    def __init__(self, world: World, facts: Sequence[Fact], readers: int) -> None:
        self.world = world
        self.column: dict[tuple[int, str], int] = {}
        self._entries: list[tuple[int, int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._whole: list[int] = []
        for one in world.submissions:
            for name, level in one.levels.items():
                if level >= 0:
                    known = one.municipality < readers
                    self.column[one.number, name] = self._unknown(level if known else 0, level if known else 5)
        self._item = {column: name for (_number, name), column in self.column.items()}
        for fact in facts:
            self._add(fact)

    def _unknown(self, least: float, most: float, *, whole: bool = True) -> int:
        self._least.append(least)
        self._most.append(most)
        self._whole.append(int(whole))
        return len(self._least) - 1

    def _row(self, terms: dict[int, float], low: float, high: float) -> None:
        row = len(self._low)
        self._entries += [(row, column, weight) for column, weight in terms.items()]
        self._low.append(low)
        self._high.append(high)

    def _terms(self, fact: Fact) -> list[dict[int, float]]:
        """For each contributor its value as a weighted sum of unknowns."""
        made = []
        for number in fact.submissions:
            levels = self.world.submissions[number].levels
            if fact.key == dimension_key("gov"):
                given = [name for name in ITEMS if levels[name] >= 0]
                made.append({self.column[number, name]: WHOLE / len(given) for name in given})
            else:
                made.append({self.column[number, fact.key.removeprefix(item_key(""))]: 1.0})
        return made

    def _add(self, fact: Fact) -> None:
        contributors, count = self._terms(fact), len(fact.submissions)
        scale = WHOLE if fact.key == dimension_key("gov") else 1
        total: dict[int, float] = defaultdict(float)
        for terms in contributors:
            for column, weight in terms.items():
                total[column] += weight
        if not fact.end:
            # Sums are whole numbers, so the bounds may be drawn in to whole numbers too.
            self._row(total, math.ceil(scale * fact.low * count - 1e-6), math.ceil(scale * fact.high * count - 1e-6) - 1)
        most = scale * (count - 2) // 2
        if fact.end == "low":
            self._row(self._without_two(contributors, scale), -np.inf, most)
        elif fact.numeric:
            # Not at the low end: the sum of the two highest leaves more than half a level for each of the others.
            theta = self._unknown(0, 5 * scale, whole=False)
            terms = {**{column: -weight for column, weight in total.items()}, theta: 2.0}
            for one in contributors:
                above = self._unknown(0, 5 * scale, whole=False)
                self._row({**one, theta: -1.0, above: -1.0}, -np.inf, 0)
                terms[above] = 1.0
            self._row(terms, -np.inf, -most - 1)

    def _without_two(self, contributors: list[dict[int, float]], scale: int) -> dict[int, float]:
        """The sum of all but two contributors, chosen as the solver likes."""
        left_out, rest = {}, {}
        for terms in contributors:
            out, value = self._unknown(0, 1), self._unknown(0, 5 * scale, whole=False)
            self._row({**terms, value: -1.0, out: -5.0 * scale}, -np.inf, 0)
            left_out[out], rest[value] = 1.0, 1.0
        self._row(left_out, 0, 2)
        return rest

    def another(self, column: int, spans: Sequence[tuple[float, float]], truth: Sequence[int]) -> np.ndarray | None:
        """An assignment that explains everything published, with this unknown inside one of the spans; None if there is none.

        Nearly always one is found by changing answers to the same item alone: a quarter of the unknowns, and the search much shorter. What that program cannot do
        goes to the one of all unknowns that figures tie to this one, so that None is said of everything.
        """
        item, tied = self._item[column], self._tied[column]
        alone = [other for other in self._item if self._item[other] != item]
        apart = [other for other in self._item if self._tied[other] != tied]
        for fixed in (alone, apart) if set(apart) < set(alone) else (apart,):
            for low, high in spans:
                found = self._solved(column, low, high, fixed, truth)
                if found is not None:
                    return found
        return None

    def _solved(self, column: int, low: float, high: float, fixed: Sequence[int], truth: Sequence[int]) -> np.ndarray | None:
        """An assignment with this unknown between two levels and the fixed ones as they are."""
        least, most = np.array(self._least), np.array(self._most)
        least[column], most[column] = max(least[column], low), min(most[column], high)
        if least[column] > most[column]:
            return None
        least[fixed] = most[fixed] = [truth[one] for one in fixed]
        found = milp(
            np.zeros(len(least)),
            constraints=self._constraints,
            bounds=Bounds(least, most),
            integrality=np.array(self._whole),
            options={"time_limit": 60},
        )
        if found.x is not None:
            return np.round(found.x)
        assert found.status == INFEASIBLE, found.message
        return None

    @cached_property
    def _matrix(self) -> csr_matrix:
        rows, columns, weights = zip(*self._entries, strict=True)
        return coo_matrix((weights, (rows, columns)), shape=(len(self._low), len(self._least))).tocsr()

    @cached_property
    def _constraints(self) -> LinearConstraint:
        return LinearConstraint(self._matrix, np.array(self._low), np.array(self._high))

    @cached_property
    def _tied(self) -> list[int]:
        """For each unknown the number of the group it is in: no figure ties two groups together."""
        return connected_components(self._matrix.T @ self._matrix, directed=False)[1].tolist()


def certain(world: World, facts: Sequence[Fact], readers: int) -> tuple[int, int]:
    """How many current levels of others are pinned down, of how many.

    A level is not certain as soon as one other assignment explains everything published; each assignment found settles many levels at once.
    """
    puzzle = Puzzle(world, facts, readers)
    truth = [world.submissions[number].levels[name] for number, name in puzzle.column]
    asked = {
        puzzle.column[one.number, name]
        for one in world.latest.values()
        if one.municipality >= readers
        for name, level in one.levels.items()
        if level >= 0
    }
    open_, pinned = set(asked), 0
    while open_:
        column = min(open_)
        level = truth[column]
        found = puzzle.another(column, ((0, level - 1), (level + 1, 5)), truth)
        if found is None:
            pinned += 1
            open_.remove(column)
        else:
            open_ -= {one for one in open_ if found[one] != truth[one]}
    return pinned, len(asked)


def guesses(world: World, facts: Sequence[Fact], readers: int, name: str, *, live: bool = False) -> dict[int, int]:
    """The likeliest current level of each other municipality at one item.

    Without any figure this is the blind guess: the likeliest level after so many submissions.
    """
    dice = np.random.default_rng(11)
    mine = [fact for fact in facts if fact.key == item_key(name)]
    by_time: dict[int, list[Fact]] = defaultdict(list)
    for fact in mine:
        by_time[fact.cycle].append(fact)
    sent: dict[int, np.ndarray] = {}
    state: dict[int, np.ndarray] = {}
    for time in sorted({one.number if live else one.cycle for one in world.submissions}):
        new = [one for one in world.submissions if (one.number if live else one.cycle) == time]
        weights = _advance(world, new, sent, state, by_time[time], readers, name, dice)
        chosen = dice.choice(PARTICLES, PARTICLES, p=weights / weights.sum())
        for table in (sent, state):
            for key in table:
                table[key] = table[key][chosen]
    latest = world.latest.values()
    return {
        one.municipality: int(np.bincount(state[one.municipality], minlength=6).argmax())
        for one in latest
        if one.municipality >= readers and one.levels[name] >= 0
    }


def _advance(world, new, sent, state, facts, readers, name, dice) -> np.ndarray:
    """Sample the new submissions' levels from what the widest numeric figure allows; weigh by all others."""
    laws = {}
    for one in new:
        if one.municipality < readers:
            laws[one.number] = np.tile(np.eye(6)[max(0, one.levels[name])], (PARTICLES, 1))
        elif one.municipality in state:
            laws[one.number] = world.scenario.transition[state[one.municipality]]
        else:
            laws[one.number] = np.tile(world.scenario.start, (PARTICLES, 1))
    numbers = {one.number for one in new}
    numeric = [fact for fact in facts if not fact.end]
    guide = max(numeric, key=lambda fact: len(fact.submissions), default=None)
    weights = np.ones(PARTICLES)
    free = dict(laws)
    drawn: dict[int, np.ndarray] = {}
    if guide is not None:
        inside = [number for number in guide.submissions if number in numbers]
        old = sum((sent[number] for number in guide.submissions if number not in numbers), np.zeros(PARTICLES, int))
        weights, drawn = _sample_sum([laws[number] for number in inside], inside, old, guide, dice)
        free = {number: law for number, law in laws.items() if number not in drawn}
    for number, law in free.items():
        drawn[number] = _sample(law, dice)
    for one in new:
        sent[one.number] = drawn[one.number]
        state[one.municipality] = drawn[one.number]
    for fact in facts:
        weights = weights * _agrees(np.array([sent[number] for number in fact.submissions]), fact)
    if weights.sum() == 0:  # every particle contradicts: the filter lost the trail and goes on without this cycle
        return np.ones(PARTICLES)
    return weights


def _sample(law: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    return np.minimum((law.cumsum(axis=1) < dice.random((len(law), 1))).sum(axis=1), 5)


def _sample_sum(laws, numbers, old, fact, dice):
    """Levels whose sum fits the figure, exactly in proportion to their probability; and how probable that was."""
    tables = [np.zeros((PARTICLES, 1)) + 1.0]
    for law in reversed(laws):
        after = tables[-1]
        wider = np.zeros((PARTICLES, after.shape[1] + 5))
        for level in range(6):
            wider[:, level : level + after.shape[1]] += law[:, [level]] * after
        tables.append(wider)
    tables.reverse()
    count = len(fact.submissions)
    low, high = math.ceil(fact.low * count - 1e-6), math.ceil(fact.high * count - 1e-6) - 1
    if fact.end == "" and not fact.numeric:
        high = math.floor(fact.high * count)
    sums = np.arange(tables[0].shape[1])[None, :] + old[:, None]
    allowed = tables[0] * ((sums >= low) & (sums <= high))
    weights = allowed.sum(axis=1)
    safe = np.where(weights[:, None] > 0, allowed, 1.0)
    rest = (safe.cumsum(axis=1) / safe.sum(axis=1, keepdims=True) < dice.random((PARTICLES, 1))).sum(axis=1)
    rest = np.minimum(rest, tables[0].shape[1] - 1)
    drawn = {}
    everyone = np.arange(PARTICLES)
    for place, (number, law) in enumerate(zip(numbers, laws, strict=True)):
        after = tables[place + 1]
        share = np.zeros((PARTICLES, 6))
        for level in range(6):
            left = rest - level
            fits = (left >= 0) & (left < after.shape[1])
            share[:, level] = np.where(fits, law[:, level] * after[everyone, np.clip(left, 0, after.shape[1] - 1)], 0)
        total = share.sum(axis=1, keepdims=True)
        share = np.where(total > 0, share / np.where(total > 0, total, 1), law)
        drawn[number] = _sample(share, dice)
        rest = np.maximum(rest - drawn[number], 0)
    return weights, drawn


def _agrees(values: np.ndarray, fact: Fact) -> np.ndarray:
    count = len(values)
    trimmed = np.sort(values, axis=0)[: count - 2].sum(axis=0) if count > 2 else np.zeros(values.shape[1])
    if fact.end == "low":
        return (trimmed <= (count - 2) / 2 + 1e-9).astype(float)
    if fact.end == "high":
        return (np.sort(values, axis=0)[2:].sum(axis=0) >= 4.5 * (count - 2) - 1e-9).astype(float)
    mean = values.sum(axis=0) / count
    fits = (mean >= fact.low - 1e-9) & (mean < fact.high - (1e-9 if fact.numeric else 0))
    return (fits & (trimmed > (count - 2) / 2 + 1e-9)).astype(float) if fact.numeric else fits.astype(float)
