"""A simulated prefecture that submits for years, publishes through the real rule, and, for comparison, through a live average."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from questionnaire.questionnaires import item, questionnaire

from dxcheck.benchmark.contribution import Contribution
from dxcheck.benchmark.model import GROUPS, LedgerEntry, Rule, dimension_key, item_key
from dxcheck.benchmark.publish import Inputs, prepare
from dxcheck.model.calendar import JAPAN, Cycle

ITEMS = ("gov-01", "gov-02", "gov-03", "gov-04")
QUESTIONNAIRE = questionnaire(*(item(one) for one in ITEMS))
FIRST = Cycle(2019, 1)
CYCLES = 10

LOW_START = (0.55, 0.28, 0.11, 0.04, 0.01, 0.01)
START = (0.34, 0.30, 0.20, 0.10, 0.04, 0.02)
"""Levels at the first submission: means sit near 1, as surveys found."""
MOVES = {-1: 0.06, 0: 0.60, 1: 0.28, 2: 0.06}
SLOW_MOVES = {-1: 0.03, 0: 0.85, 1: 0.12}
"""From one submission to the next."""


@dataclass(frozen=True)
class Scenario:
    """Who is there, and how often they submit."""

    name: str
    municipalities: int
    cities: int
    submits: float
    """Share that submits in a cycle."""
    late: int = 4
    """Municipalities that come one by one, later."""
    unknown: float = 0.04
    """Answers that are わからない, so that membership changes by item."""
    low: bool = False
    """Nearly everybody at 0 or 1, and slow: where an average near 0 might give all away."""

    @property
    def start(self) -> np.ndarray:
        """How likely each level is at first."""
        return np.array(LOW_START if self.low else START)

    @property
    def transition(self) -> np.ndarray:
        """From a level to the next submission's; row sums are 1."""
        made = np.zeros((6, 6))
        for level in range(6):
            for by, share in (SLOW_MOVES if self.low else MOVES).items():
                made[level, min(5, max(0, level + by))] += share
        return made


SCENARIOS = (
    Scenario("20, most submit", 20, 11, 0.8),
    Scenario("20, few submit", 20, 11, 0.35),
    Scenario("20, near 0, slow", 20, 11, 0.6, low=True),
    Scenario("11, half submit", 11, 11, 0.55, late=1),
)

Strategy = Literal["as they are", "5, to squeeze the rest", "0 and 5 in turn"]


@dataclass
class Submission:
    """What one municipality sent at one moment. A level of -1 is わからない."""

    municipality: int
    number: int
    """Counts all submissions, in the order of time."""
    cycle: int
    levels: dict[str, int]

    @property
    def snapshot(self) -> str:
        """Its id."""
        return f"s{self.number}"


@dataclass
class World:
    """Ten cycles."""

    scenario: Scenario
    submissions: list[Submission] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)

    @property
    def latest(self) -> dict[int, Submission]:
        """Each municipality's last submission."""
        return {one.municipality: one for one in self.submissions}


def live_through(scenario: Scenario, seed: int, readers: int, strategy: Strategy, rule: Rule | None = None) -> World:
    """Let a prefecture live; municipalities 0 .. readers - 1 are the attackers and answer by `strategy`."""
    dice = np.random.default_rng([seed, scenario.municipalities, int(100 * scenario.submits)])
    world = World(scenario)
    joins = [0] * (scenario.municipalities - scenario.late) + [int(dice.integers(1, CYCLES)) for _ in range(scenario.late)]
    levels = {m: {one: int(dice.choice(6, p=scenario.start)) for one in ITEMS} for m in range(scenario.municipalities)}
    there: set[int] = set()
    for cycle in range(CYCLES):
        coming = [m for m in range(scenario.municipalities) if joins[m] <= cycle]
        # Attackers submit in every cycle: more to subtract with.
        sending = [m for m in coming if m < readers or m not in there or dice.random() < scenario.submits]
        for m in dice.permutation(sending):
            municipality = int(m)
            if municipality in there:
                levels[municipality] = {
                    one: int(dice.choice(6, p=scenario.transition[level])) for one, level in levels[municipality].items()
                }
            there.add(municipality)
            sent = {one: -1 if dice.random() < scenario.unknown else level for one, level in levels[municipality].items()}
            if municipality < readers:
                sent = {one: _chosen(strategy, level, cycle, municipality) for one, level in levels[municipality].items()}
            world.submissions.append(Submission(municipality, len(world.submissions), cycle, sent))
    _publish(world, rule)
    return world


def _chosen(strategy: Strategy, level: int, cycle: int, municipality: int) -> int:
    if strategy == "as they are":
        return level
    if strategy == "0 and 5 in turn":
        return 5 * ((cycle + municipality) % 2)
    return 5


def contribution(one: Submission, scenario: Scenario) -> Contribution:
    """A submission as the rule sees it."""
    cycle = cycle_at(one.cycle)
    values: dict[str, float] = {item_key(name): level for name, level in one.levels.items() if level >= 0}
    if 2 * len(values) >= len(ITEMS):
        values[dimension_key("gov")] = sum(values.values()) / len(values)
    kind = "市" if one.municipality < scenario.cities else "町"
    return Contribution(f"{one.municipality:06}", kind, one.snapshot, cycle.first_day + dt.timedelta(days=30), values)


def cycle_at(number: int) -> Cycle:
    """The cycle so many after the first."""
    cycle = FIRST
    for _ in range(number):
        cycle = cycle.next
    return cycle


def _publish(world: World, rule: Rule | None) -> None:
    before: LedgerEntry | None = None
    for number in range(CYCLES):
        cycle = cycle_at(number)
        sent = [contribution(one, world.scenario) for one in world.submissions if one.cycle <= number]
        inputs = Inputs({one.municipality: one for one in sent}, {one.snapshot: one for one in sent})
        at = dt.datetime.combine(cycle.next.first_day + dt.timedelta(days=20), dt.time(10), JAPAN)
        before = prepare(cycle, QUESTIONNAIRE, "380008", inputs, before, at, rule=rule)
        world.entries.append(before)


@dataclass(frozen=True)
class Fact:
    """One published figure: which submissions are in it, and what was said of them."""

    cycle: int
    """Or the number of the event, when live."""
    key: str
    submissions: tuple[int, ...]
    low: float
    """The mean is at least this."""
    high: float
    """And below this."""
    end: str = ""
    """`low`: without the two highest the mean is at most 0.5."""
    numeric: bool = True
    """Published by the rule as a number, so neither end holds."""


def published_facts(world: World) -> list[Fact]:
    """Everything a reader finds in the published benchmarks. The attackers are even told who is behind each figure."""
    facts = []
    for number, entry in enumerate(world.entries):
        for group in GROUPS:
            for key, standing in entry.standing[group].items():
                figure = entry.benchmark.figures[group].get(key)
                if figure is None or figure.cycle != cycle_at(number) or key == "overall":
                    continue
                ids = tuple(int(one[1:]) for one in standing.members.values())
                if figure.mean is None:
                    facts.append(Fact(number, key, ids, 0, 5.01, figure.end, numeric=False))
                else:
                    half = (0.1 if len(ids) >= entry.rule.decimal_from else 0.5) / 2
                    facts.append(Fact(number, key, ids, figure.mean - half, figure.mean + half))
    return facts


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
                facts.append(
                    Fact(event, item_key(name), tuple(sent.number for sent in counted), mean - 0.005001, mean + 0.005001, numeric=False)
                )
    return facts
