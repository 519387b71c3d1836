"""The strongest reader we could think of: told the rule, the dates, who is behind each figure, how far figures are moved, and how levels usually move.

`certain` asks an exact solver (integer programming over everything published at once) whether another level is possible. `guesses` samples from the posterior
probability of all levels at all times, given everything published: items, groups and the dimension together.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from attack.world import ITEMS, TWELFTHS, WHOLE, given

from dxcheck.benchmark.model import item_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attack.world import Fact, Submission, World
    from scipy.optimize import LinearConstraint

CHAINS, SWEEPS, BURN_IN = 80, 18, 6
IMPOSSIBLE = -12.0
"""The logarithm of how likely the sampler takes what cannot be: a chain would never find the way from one possible world to the next otherwise."""
INFEASIBLE = 2
"""What the solver says when there is no solution."""


class Puzzle:
    """All submissions' levels as unknowns, all figures as constraints; what the attackers sent themselves is known.

    A figure that every sum could have brought about constrains nothing: there is no puzzle then.
    """

    def __init__(self, world: World, facts: Sequence[Fact]) -> None:
        self.world = world
        self.column: dict[tuple[int, str], int] = {}
        self._entries: list[tuple[int, int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._least: list[float] = []
        self._most: list[float] = []
        for one in world.submissions:
            for name, level in one.levels.items():
                if level >= 0:
                    known = one.municipality in world.readers
                    self.column[one.number, name] = len(self._least)
                    self._least.append(level if known else 0)
                    self._most.append(level if known else world.scenario.top)
        for fact in facts:
            if not fact.law.all():
                self._add(fact)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is constrained."""
        return not self._low

    def _add(self, fact: Fact) -> None:
        row, possible = len(self._low), np.nonzero(fact.law)[0]
        for number in fact.submissions:
            names = [fact.key.removeprefix(item_key(""))]
            if fact.key == WHOLE:
                names = given(self.world.submissions[number], self.world.scenario, fact.cycle)
            weight = TWELFTHS / len(names) if fact.key == WHOLE else 1.0
            self._entries += [(row, self.column[number, name], weight) for name in names]
        self._low.append(possible.min())
        self._high.append(possible.max())

    def another(self, column: int, low: float, high: float) -> np.ndarray | None:
        """An assignment that explains everything published, with this unknown between two levels; None if there is none."""
        from scipy.optimize import Bounds, milp  # half a second, also for whoever runs other tests

        least, most = np.array(self._least, float), np.array(self._most, float)
        least[column], most[column] = max(least[column], low), min(most[column], high)
        if least[column] > most[column]:
            return None
        found = milp(
            np.zeros(len(least)),
            constraints=self._constraints,
            bounds=Bounds(least, most),
            integrality=np.ones(len(least)),
            options={"time_limit": 60},
        )
        if found.x is not None:
            return np.round(found.x)
        assert found.status == INFEASIBLE, found.message
        return None

    @cached_property
    def _constraints(self) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_matrix, csr_matrix

        rows, columns, weights = zip(*self._entries, strict=True)
        matrix: csr_matrix = coo_matrix((weights, (rows, columns)), shape=(len(self._low), len(self._least))).tocsr()
        return LinearConstraint(matrix, np.array(self._low), np.array(self._high))


def certain(world: World, facts: Sequence[Fact], items: Sequence[str] = ITEMS) -> tuple[int, int]:
    """How many current levels of others are pinned down, of how many.

    A level is not certain as soon as one other assignment explains everything published; each assignment found settles many levels at once. Figures that every sum
    could have brought about leave every level open, whoever attacks: no search is needed then.
    """
    puzzle, top = Puzzle(world, facts), world.scenario.top
    truth = {puzzle.column[one.number, name]: level for one in world.submissions for name, level in one.levels.items() if level >= 0}
    asked = {
        puzzle.column[one.number, name]
        for one in world.latest.values()
        if one.municipality not in world.readers
        for name, level in one.levels.items()
        if level >= 0 and name in items
    }
    if puzzle.is_empty:
        return 0, len(asked)
    assert top + 1 == len(world.scenario.places), "the solver knows no scale whose steps lie apart unevenly"
    open_, pinned = set(asked), 0
    while open_:
        column = min(open_)
        level = truth[column]
        found = [one for low, high in ((0, level - 1), (level + 1, top)) if (one := puzzle.another(column, low, high)) is not None]
        open_.discard(column)
        pinned += not found
        for other in found:
            open_ -= {one for one in open_ if other[one] != truth[one]}
    return pinned, len(asked)


class Guess:
    """What the attacker believes of one level, and what they would believe without any figure."""

    def __init__(self, halves: Sequence[np.ndarray], blind: np.ndarray, truth: int) -> None:
        best, first = [int(one.argmax()) for one in halves], int(blind.argmax())
        self.right, self.blind = best[0] == truth, first == truth
        self.gain = float((halves[1][best[0]] - halves[1][first] + halves[0][best[1]] - halves[0][first]) / 2)
        """By how much the odds of being right rise through a change of mind, as the other half of the chains sees it: the same mean as `right` less `blind`, and chance
        moves it far less."""


def guesses(world: World, facts: Sequence[Fact], chains: int = CHAINS) -> dict[tuple[int, str], Guess]:
    """The current level of each other municipality at each item."""
    sampler = _Sampler(world, facts, chains)
    for sweep in range(SWEEPS):
        sampler.sweep(keep=sweep >= BURN_IN)
    made = {}
    for one in world.latest.values():
        if one.municipality in world.readers:
            continue
        blind = sampler.blind(one.municipality)
        for name, level in one.levels.items():
            if level >= 0:
                shares = sampler.shares[name, one.municipality]
                made[one.municipality, name] = Guess(_halves(shares), blind, world.scenario.step(level))
    return made


class Told(NamedTuple):
    """What the attacker believes of whole municipalities."""

    worst: Guess
    """Which of the others has the lowest mean now."""
    rose: list[Guess]
    """Of each other one that submitted more than once, whether its items came up in sum the last time."""


def beliefs(world: World, facts: Sequence[Fact], chains: int = CHAINS) -> Told:
    """Who is worst and who moved, beside what one would believe without any figure."""
    seen, blind = _Sampler(world, facts, chains), _Sampler(world, [], chains)
    for sweep in range(SWEEPS):
        for one in (seen, blind):
            one.sweep(keep=sweep >= BURN_IN, wholes=True)
    others = [one for one in world.latest if one not in world.readers]
    means = [_mean_of(world.latest[one].levels, world.latest[one]) for one in others]
    lowest = np.array([seen.worst[one] for one in others]), np.array([blind.worst[one] for one in others]).mean(axis=1)
    rose = []
    for one in others:
        history = seen.history[one]
        if len(history) > 1:
            truth = _risen(history, lambda name, sent: sent.levels[name])
            shares = np.array([1 - seen.rose[one], seen.rose[one]])
            without = float(blind.rose[one].mean())
            rose.append(Guess(_halves(shares), np.array([1 - without, without]), int(truth)))
    return Told(Guess(_halves(lowest[0]), lowest[1], int(np.argmin(means))), rose)


def _halves(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each half of the chains believes."""
    return shares[:, ::2].mean(axis=1), shares[:, 1::2].mean(axis=1)


def _mean_of(levels: Mapping[str, Any], sent: Submission) -> Any:
    known = [levels[name] for name, level in sent.levels.items() if level >= 0]
    return sum(known) / len(known) if known else np.inf


def _risen(history: Sequence[Submission], level: Callable[[str, Submission], Any]) -> Any:
    """Whether the items that have a level both times came up in sum."""
    before, now = history[-2:]
    return (
        sum((level(name, now) - level(name, before) for name in now.levels if before.levels[name] >= 0 and now.levels[name] >= 0), start=0)
        > 0
    )


class _Told(NamedTuple):
    """The figures behind one municipality's submissions at one item: of each submission as many as of the one with the most, some of which say nothing."""

    figures: np.ndarray
    """Submissions by figures: where each one's sum is."""
    begins: np.ndarray
    """The same: where each one's law begins among all laws."""
    weights: np.ndarray
    """The same: what the item counts in it."""


class _Sampler:
    """Gibbs sampling in many chains at once.

    The whole history of one municipality at one item is drawn anew, exactly as likely as everything published makes it if the others have what they have in the chain; then
    the next municipality's. Chains are the last axis of every array: numpy goes along them, and there are many more of them than steps.
    """

    def __init__(self, world: World, facts: Sequence[Fact], chains: int) -> None:
        self._world, self._count, self._facts, self._places = world, chains, facts, world.scenario.places
        self._dice = np.random.default_rng(11)
        self._history: dict[int, list[Submission]] = defaultdict(list)
        for one in world.submissions:
            self._history[one.municipality].append(one)
        self._levels: dict[tuple[str, int], np.ndarray] = {}
        """Of an item and a municipality, submission by submission."""
        self._level: dict[tuple[str, int], np.ndarray] = {}
        """Of an item and a submission: a part of the same."""
        for municipality, history in self._history.items():
            for name in world.scenario.items:
                self._begin(name, municipality, history)
        with np.errstate(divide="ignore"):
            laws = [np.maximum(np.log(fact.law), IMPOSSIBLE).astype(float) for fact in facts]
        self._laws = np.concatenate([*laws, [0.0]])
        """One after the other; the last is of no figure, weighs nothing and says nothing."""
        self._begins = np.cumsum([0, *map(len, laws)])
        self._in: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self._wholes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """Municipality to the figures of a dimension that it is in and that are no mean: with which of its submissions, and which figure."""
        self._sums = np.zeros((len(facts) + 1, chains), int)
        for place, fact in enumerate(facts):
            if fact.key == WHOLE and world.scenario.made_by != "mean":
                for number in fact.submissions:
                    municipality = world.submissions[number].municipality
                    at = [one.number for one in self._history[municipality]].index(number)
                    self._sums[place] += self._whole(municipality)[at]
                    self._wholes[municipality].append((at, place))
                continue
            for number, name, weight in self._parts(fact):
                self._sums[place] += self._level[name, number] * weight
                self._in[name, number].append((place, weight))
        self._of: dict[tuple[str, int], _Told] = {
            (name, municipality): self._behind(name, history)
            for municipality, history in self._history.items()
            for name in world.scenario.items
        }
        self.shares: dict[tuple[str, int], np.ndarray] = defaultdict(lambda: np.zeros((len(self._places), chains)))
        """Item and municipality to the odds of each current step, chain by chain."""
        self.worst: dict[int, np.ndarray] = defaultdict(lambda: np.zeros(chains))
        self.rose: dict[int, np.ndarray] = defaultdict(lambda: np.zeros(chains))
        """Municipality to the odds that its mean is the lowest of the others' now, and that it came up the last time."""

    def _behind(self, name: str, history: list[Submission]) -> _Told:
        there = [self._in[name, one.number] for one in history]
        most = max(1, *map(len, there))
        filled = np.array([[*one, *[(len(self._facts), 0)] * (most - len(one))] for one in there])
        figures, weights = np.ascontiguousarray(filled[..., 0]), np.ascontiguousarray(filled[..., 1])
        return _Told(figures, self._begins[figures], weights)

    @property
    def history(self) -> Mapping[int, list[Submission]]:
        """Each municipality's submissions, in the order of time."""
        return self._history

    def blind(self, municipality: int) -> np.ndarray:
        """The odds of each current step without any figure."""
        scenario, times = self._world.scenario, len(self._history[municipality]) - 1
        return scenario.start @ np.linalg.matrix_power(scenario.transition, times)

    def _parts(self, fact: Fact) -> list[tuple[int, str, int]]:
        """Submission, item and weight of everything that is added up in a figure."""
        made = []
        for number in fact.submissions:
            if fact.key == WHOLE:
                names = given(self._world.submissions[number], self._world.scenario, fact.cycle)
                made += [(number, name, TWELFTHS // len(names)) for name in names]
            else:
                made.append((number, fact.key.removeprefix(item_key("")), 1))
        return made

    def _begin(self, name: str, municipality: int, history: list[Submission]) -> None:
        """Levels as likely as they are before anything is published."""
        scenario = self._world.scenario
        step = np.zeros(self._count, int)
        levels = self._levels[name, municipality] = np.empty((len(history), self._count), int)
        for place, one in enumerate(history):
            self._level[name, one.number] = levels[place]
            if municipality in self._world.readers:
                levels[place] = one.levels[name]
            else:
                law = scenario.transition.T[:, step] if place else np.tile(scenario.start[:, None], self._count)
                step = self._drawn(law, self._dice.random(self._count))
                levels[place] = self._places[step]

    def sweep(self, *, keep: bool, wholes: bool = False) -> None:
        """Every municipality's history at every item, once; with `wholes`, whole municipalities are looked at too."""
        for name in self._world.scenario.items:
            for municipality in self._history:
                if municipality not in self._world.readers:
                    now = self._renew(name, municipality)
                    if keep:
                        self.shares[name, municipality] += now / (SWEEPS - BURN_IN)
        if keep and wholes:
            self._look_at_whole_municipalities()

    def _look_at_whole_municipalities(self) -> None:
        others = [one for one in self._history if one not in self._world.readers]
        last = {one: self._history[one][-1] for one in others}
        levels = {one: {name: self._level[name, sent.number] for name in sent.levels} for one, sent in last.items()}
        means = np.array([_mean_of(levels[one], last[one]) * np.ones(self._count) for one in others])
        is_lowest = means <= means.min(axis=0) + 1e-9
        for one, shares in zip(others, is_lowest / is_lowest.sum(axis=0), strict=True):
            self.worst[one] += shares / (SWEEPS - BURN_IN)
            if len(self._history[one]) > 1:
                risen = _risen(self._history[one], lambda name, sent: self._level[name, sent.number])
                self.rose[one] += risen / (SWEEPS - BURN_IN)

    def _renew(self, name: str, municipality: int) -> np.ndarray:
        """Draw a history anew; how likely each of its last steps was."""
        from attack.histories import drawn_from, filtered, move, told_by  # numba takes half a second, also for whoever runs other tests

        scenario, behind, levels = self._world.scenario, self._of[name, municipality], self._levels[name, municipality]
        told = told_by(levels, behind.figures, behind.begins, behind.weights, self._sums, self._laws, self._places)
        wholes = self._wholes[municipality]
        if wholes:
            before, then = self._whole(municipality), self._whole(municipality, name)
            for at, place in wholes:
                told[at] += self._laws.take(self._begins[place] + self._sums[place] - before[at] + then[at])
        likely = np.exp(told - told.max(axis=1, keepdims=True))
        forward = filtered(likely, scenario.start, scenario.transition)
        steps = drawn_from(forward, scenario.transition, self._dice.random(levels.shape))
        move(levels, self._places[steps], behind.figures, behind.weights, self._sums)
        if wholes:
            moved = self._whole(municipality) - before
            for at, place in wholes:
                self._sums[place] += moved[at]
        return forward[-1]

    def _whole(self, municipality: int, name: str = "") -> np.ndarray:
        """What the levels of each of a municipality's submissions make of its dimension in each chain; of each step of the item of a name, if there is one."""
        levels = [self._levels[one, municipality] for one in ITEMS]
        if not name:
            return self._world.scenario.whole(levels)
        return self._world.scenario.whole(
            [self._places[:, None] if one == name else of_item[:, None] for one, of_item in zip(ITEMS, levels, strict=True)]
        )

    @staticmethod
    def _drawn(law: np.ndarray, lot: np.ndarray) -> np.ndarray:
        """A step in each chain, as likely as a law says, whose sum is any."""
        below = law.cumsum(axis=0)
        return (below < lot * below[-1]).sum(axis=0)
