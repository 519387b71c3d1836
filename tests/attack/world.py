"""A simulated prefecture that submits for years, publishes through the real rule, and, for comparison, through a live average."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import operator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from attack.shapes import EHIME, Shape
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.benchmark.contribution import Contribution
from dxcheck.benchmark.model import GROUPS, LedgerEntry, Rule, dimension_key, item_key
from dxcheck.benchmark.noise import KEY_BYTES, Noise
from dxcheck.benchmark.publish import Inputs, prepare
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.questionnaire.model import Grade
from dxcheck.questionnaire.scale import DEFAULT, Scale
from dxcheck.questionnaire.tree import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.tree import Aggregate

ITEMS = ("gov-01", "gov-02", "gov-03", "gov-04")
LATER_ITEMS = (*ITEMS[:3], "gov-05")
"""What a new version asks: one item is another one now."""
WHOLE = dimension_key("gov")
TWELFTHS = 12
"""A dimension's mean times this is a whole number, however many of its four items have a level."""
FIRST = Cycle(2019, 1)
CYCLES = 10

LOW_START = (0.55, 0.28, 0.11, 0.04, 0.01, 0.01)
START = (0.34, 0.30, 0.20, 0.10, 0.04, 0.02)
"""Levels at the first submission: means sit near 1, as surveys found."""
MOVES = {-1: 0.06, 0: 0.60, 1: 0.28, 2: 0.06}
SLOW_MOVES = {-1: 0.03, 0: 0.85, 1: 0.12}
"""From one submission to the next, in levels."""


def _grades(scale: Scale) -> tuple[Grade, ...]:
    return tuple(Grade(text(f"段{n}"), value=float(value)) for n, value in enumerate(scale.values))


def _asking(scenario: Scenario, items: Sequence[str], version: str) -> Questionnaire:
    choices = _grades(scenario.scale) if scenario.counted_on else ()
    dimensions = (Dimension("gov", text("分野"), text("分野"), "center", aggregate=scenario.made_by),)
    asked = (item(one, choices=choices, levels=(), next_steps=()) for one in items)
    return questionnaire(*asked, version=version, grades=_grades(scenario.published_on), dimensions=dimensions)


@dataclass(frozen=True)
class Scenario:
    """Who is there, and how often they submit."""

    shape: Shape = EHIME
    submits: float = 0.8
    """Share that submits in a cycle."""
    after: float = 0.1
    """Of these, the share that comes after the closing day, so that it counts in the next cycle."""
    corrects: float = 0.1
    """Share that submits once more before the closing day."""
    late: int = 2
    """Municipalities that come one by one, later."""
    unknown: float = 0.04
    """Answers that are わからない, so that membership changes by item."""
    low: bool = False
    """Nearly everybody at 0 or 1, and slow: where an average near 0 might give all away, and answers stay the same for years."""

    new_version: int = CYCLES
    """The cycle from which on another version of the questionnaire is in force."""
    lost: int = CYCLES
    """The cycle before which the centre loses its ledger and its key, and begins anew. To have taken in averages of an unknown source is the same."""
    scale: Scale = DEFAULT
    """What is answered on. Levels are counted here from the lowest on, in the least distance that values lie apart by: 0, 1, 2 and 4 of 0, 0.25, 0.5 and 1."""
    counted_on: Scale | None = None
    """The questionnaire's own scale, where its items have choices of their own: what the dimension's steps in a row are counted on."""
    made_by: Aggregate = "mean"
    """How the dimension is made of its items."""

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.shape.name} {100 * self.submits:.0f} %{' near 0' if self.low else ''}"

    def asked(self, cycle: int) -> tuple[str, ...]:
        """The items of the questionnaire in force."""
        return ITEMS if cycle < self.new_version else LATER_ITEMS

    @property
    def items(self) -> tuple[str, ...]:
        """Every item that is ever asked."""
        return ITEMS if self.new_version >= CYCLES else (*ITEMS, LATER_ITEMS[-1])

    @cached_property
    def grain(self) -> float:
        """The least distance that values lie apart by."""
        return min(other - one for one, other in itertools.pairwise(self.scale.values))

    @cached_property
    def places(self) -> np.ndarray:
        """Where the steps lie, in grains from the lowest on."""
        return np.array([round((one - self.scale.low) / self.grain) for one in self.scale.values])

    @property
    def top(self) -> int:
        """The highest step's place."""
        return int(self.places[-1])

    def value(self, place: float) -> float:
        """What a level, or a mean of levels, counts on the scale."""
        return self.scale.low + self.grain * place

    def step(self, place: int) -> int:
        """Which step a level is."""
        return int(np.searchsorted(self.places, place))

    def whole(self, levels: Sequence[np.ndarray]) -> np.ndarray:
        """What the dimension's items, in their order, make of it where that is no mean: the lowest of them, or how many in a row are at the top."""
        if self.made_by == "lowest":
            return functools.reduce(np.minimum, levels)
        met = functools.reduce(operator.add, itertools.accumulate((one == self.top for one in levels), np.logical_and), 0)
        return met if self.counted_on else self.places[np.minimum(met, len(self.places) - 1)]

    def whole_value(self, levels: Mapping[str, int]) -> float:
        """The same of one submission, on the scale."""
        made = int(self.whole([np.array(levels[name]) for name in ITEMS]))
        return self.counted_on.low + made if self.counted_on else self.value(made)

    @property
    def published_on(self) -> Scale:
        """What averages are published on."""
        return self.counted_on or self.scale

    @property
    def parts(self) -> int:
        """Into how many parts of a grain a dimension's figure can fall."""
        return TWELFTHS if self.made_by == "mean" else 1

    @cached_property
    def questionnaires(self) -> tuple[Questionnaire, Questionnaire]:
        """What is asked, and what a new version asks."""
        return _asking(self, ITEMS, "1"), _asking(self, LATER_ITEMS, "2027.1")

    @cached_property
    def _nearest(self) -> np.ndarray:
        """From each of 0 to 5 to the step that lies nearest: the same municipalities, asked on another scale."""
        made = np.zeros((6, len(self.places)))
        for level in range(6):
            made[level, np.abs(self.places / self.top - level / 5).argmin()] = 1
        return made

    @cached_property
    def start(self) -> np.ndarray:
        """How likely each step is at first."""
        return np.array(LOW_START if self.low else START) @ self._nearest

    @cached_property
    def transition(self) -> np.ndarray:
        """From a step to the next submission's; row sums are 1."""
        made = np.zeros((6, 6))
        for level in range(6):
            for by, share in (SLOW_MOVES if self.low else MOVES).items():
                made[level, min(5, max(0, level + by))] += share
        moves = self._nearest.T @ made @ self._nearest
        moves += np.diag(moves.sum(axis=1) == 0)  # what none of 0 to 5 comes near is never answered
        return moves / moves.sum(axis=1, keepdims=True)


Strategy = Literal["as they are", "high, to squeeze the rest", "low and high in turn"]


@dataclass
class Submission:
    """What one municipality sent at one moment. A level of -1 is わからない."""

    municipality: int
    number: int
    """Counts all submissions, in the order of time."""
    cycle: int
    """The first one whose closing day is not before it."""
    levels: dict[str, int]
    """By item; -1 also where the version that was answered did not ask it."""

    @property
    def snapshot(self) -> str:
        """Its id."""
        return f"s{self.number}"


@dataclass
class World:
    """Some cycles."""

    scenario: Scenario
    readers: frozenset[int]
    """The municipalities that pool what they know."""
    submissions: list[Submission] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)

    @property
    def latest(self) -> dict[int, Submission]:
        """Each municipality's last submission."""
        return {one.municipality: one for one in self.submissions}


@dataclass(frozen=True)
class Readers:
    """Who attacks, and what they answer."""

    count: int
    strategy: Strategy = "as they are"

    def among(self, shape: Shape) -> frozenset[int]:
        """The last ones of the roster: in the smaller group of most prefectures, where there are fewer others to hide behind."""
        return frozenset(range(shape.municipalities - self.count, shape.municipalities))


def live_through(scenario: Scenario, seed: int, readers: Readers, rule: Rule | None = None, cycles: int = CYCLES) -> World:
    """Let a prefecture live."""
    shape = scenario.shape
    dice = np.random.default_rng([seed, shape.municipalities, shape.cities, int(100 * scenario.submits)])
    world = World(scenario, readers.among(shape))
    n = shape.municipalities
    joins = [int(dice.integers(1, cycles)) if m < scenario.late else 0 for m in range(n)]
    steps = {m: {one: int(dice.choice(len(scenario.start), p=scenario.start)) for one in scenario.items} for m in range(n)}
    there: set[int] = set()
    waiting: list[int] = []
    for cycle in range(cycles):
        # Attackers submit in every cycle: more to subtract with.
        sending = [m for m in range(n) if joins[m] <= cycle and (m in world.readers or m not in there or dice.random() < scenario.submits)]
        after = [m for m in sending if m not in world.readers and m in there and dice.random() < scenario.after]
        again = [m for m in sending if m not in after and dice.random() < scenario.corrects]
        order = [int(m) for m in dice.permutation([m for m in sending if m not in after])]
        for m in [*waiting, *order, *again]:
            if m in there:
                steps[m] = {one: int(dice.choice(len(scenario.start), p=scenario.transition[step])) for one, step in steps[m].items()}
            there.add(m)
            levels = {one: int(scenario.places[step]) for one, step in steps[m].items()}
            sent = {one: -1 if dice.random() < scenario.unknown else level for one, level in levels.items()}
            if m in world.readers:
                sent = {one: _chosen(readers.strategy, level, scenario.top, cycle + m) for one, level in levels.items()}
            asked = scenario.asked(cycle)
            sent = {one: level if one in asked else -1 for one, level in sent.items()}
            world.submissions.append(Submission(m, len(world.submissions), cycle, sent))
        waiting = after
    _publish(world, rule, seed, cycles)
    return world


def _chosen(strategy: Strategy, level: int, top: int, turn: int) -> int:
    if strategy == "as they are":
        return level
    return top * (turn % 2) if strategy == "low and high in turn" else top


def given(one: Submission, scenario: Scenario, number: int) -> list[str]:
    """The items of a cycle's questionnaire that a submission has a level at."""
    return [name for name in scenario.asked(number) if one.levels[name] >= 0]


def contribution(one: Submission, scenario: Scenario, number: int) -> Contribution:
    """A submission as the rule sees it in a cycle."""
    cycle = cycle_at(one.cycle)
    values: dict[str, float] = {item_key(name): scenario.value(one.levels[name]) for name in given(one, scenario, number)}
    if scenario.made_by == "mean":
        whole = sum(values.values()) / len(values) if 2 * len(values) >= len(ITEMS) else None
    else:
        whole = scenario.whole_value(one.levels) if len(values) == len(ITEMS) else None
    if whole is not None:
        values[WHOLE] = whole
    day = cycle.first_day + dt.timedelta(days=30)
    return Contribution(f"{one.municipality:06}", scenario.shape.kind(one.municipality), one.snapshot, day, values)


def cycle_at(number: int) -> Cycle:
    """The cycle so many after the first."""
    cycle = FIRST
    for _ in range(number):
        cycle = cycle.next
    return cycle


def key_of(seed: int) -> Noise:
    """The centre's key: another one in each world."""
    return Noise(np.random.default_rng([99, seed]).bytes(KEY_BYTES))


def _publish(world: World, rule: Rule | None, seed: int, cycles: int) -> None:
    before: LedgerEntry | None = None
    noise, scenario = key_of(seed), world.scenario
    for number in range(cycles):
        cycle, first = cycle_at(number), 0
        if number >= scenario.lost:  # rule 6: no answer from before counts again
            first = scenario.lost
            before, noise = None if number == first else before, key_of(1000 + seed)
        sent = [contribution(one, scenario, number) for one in world.submissions if first <= one.cycle <= number]
        inputs = Inputs({one.municipality: one for one in sent}, {one.snapshot: one for one in sent})
        at = dt.datetime.combine(cycle.next.first_day + dt.timedelta(days=20), dt.time(10), JAPAN)
        asked = scenario.questionnaires[number >= scenario.new_version]
        before = prepare(cycle, asked, "380008", inputs, before, at, noise, rule=rule)
        world.entries.append(before)


@dataclass(frozen=True, eq=False)
class Fact:
    """One published figure: which submissions are in it, and what it says of their sum."""

    cycle: int
    """Or the number of the event, when live."""
    key: str
    submissions: tuple[int, ...]
    law: np.ndarray
    """How likely what was published is, for each sum of the contributors' levels from 0 on; of the dimension for each twelfth."""


def sums(scenario: Scenario, key: str, count: int) -> np.ndarray:
    """Every sum that so many contributors can have, on the scale."""
    if key != WHOLE:
        return count * scenario.scale.low + scenario.grain * np.arange(scenario.top * count + 1)
    if scenario.counted_on:
        return count * scenario.counted_on.low + np.arange(len(ITEMS) * count + 1)
    return count * scenario.scale.low + scenario.grain * np.arange(scenario.top * count * scenario.parts + 1) / scenario.parts


def noisy_law(there: np.ndarray, low: float, high: float, scale: float) -> np.ndarray:
    """How likely a sum, moved, is from `low` on and below `high`, for each of the sums there can be."""
    near, far = (low - there) / scale, (high - there) / scale
    # Each side of the noise by itself, so that what is unlikely does not drown in rounding and look impossible.
    above, below = (np.exp(-np.abs(one).astype(np.longdouble)) for one in (near, far))
    return np.where(near >= 0, above - below, np.where(far <= 0, below - above, 2 - above - below)) / 2


def exact_law(there: np.ndarray, low: float, high: float) -> np.ndarray:
    """Whether each of the sums there can be lies from `low` on and below `high`."""
    return ((there >= low - 1e-6) & (there < high - 1e-6)).astype(float)


def span(scale: Scale, mean: float | None, end: str, step: float) -> tuple[float, float]:
    """Between which means a published figure says the moved one lies."""
    if mean is None:
        return (-np.inf, scale.low_end + step / 2) if end == "low" else (scale.high_end - step / 2, np.inf)
    return mean - step / 2, mean + step / 2


def published_facts(world: World) -> list[Fact]:
    """Everything a reader finds in the published benchmarks. The attackers are even told who is behind each figure."""
    facts = []
    for number, group, key, ids, entry, figure in new_figures(world):
        scenario, on = world.scenario, world.scenario.published_on
        step = on.fine if len(ids) >= entry.rule["decimal_from"] else on.coarse
        low, high = span(on, figure.mean, figure.end, step)
        law = noisy_law(sums(scenario, key, len(ids)), low * len(ids), high * len(ids), entry.standing[group][key].scale)
        facts.append(Fact(number, key, ids, law))
    return facts


def new_figures(world: World):
    """Every figure of items and the dimension at its first publication."""
    for number, entry in enumerate(world.entries):
        for group in GROUPS:
            for key, standing in entry.standing[group].items():
                figure = entry.benchmark.figures[group].get(key)
                if figure is not None and figure.cycle == cycle_at(number) and key != "overall":
                    yield number, group, key, tuple(int(one[1:]) for one in standing.members.values()), entry, figure


def raw_mean(world: World, key: str, ids: Sequence[int], cycle: int) -> float:
    """The true mean behind a figure."""
    sent = [contribution(world.submissions[number], world.scenario, cycle).values[key] for number in ids]
    return sum(sent) / len(sent)


def live_facts(world: World) -> list[Fact]:
    """What a live average with two decimals and a smallest group of six tells, after every submission."""
    facts = []
    latest: dict[int, Submission] = {}
    for event, one in enumerate(world.submissions):
        latest[one.municipality] = one
        for name in ITEMS:
            counted = [sent for sent in latest.values() if sent.levels[name] >= 0]
            if len(counted) >= 6:
                mean = round(sum(sent.levels[name] for sent in counted) / len(counted), 2)
                there = sums(world.scenario, item_key(name), len(counted))
                law = exact_law(there, (mean - 0.005001) * len(counted), (mean + 0.005001) * len(counted))
                facts.append(Fact(event, item_key(name), tuple(sent.number for sent in counted), law))
    return facts
