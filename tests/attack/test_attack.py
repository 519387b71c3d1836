"""Rule 8 of docs/design.md section 5: readers who do everything right learn next to nothing, and never anything for certain, whatever the prefecture looks like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from attack.attacker import beliefs, certain, guesses
from attack.shapes import ALONE, EHIME, PREFECTURES, Shape
from attack.world import (
    CYCLES,
    ITEMS,
    Fact,
    Readers,
    Scenario,
    World,
    exact_law,
    key_of,
    live_facts,
    live_through,
    new_figures,
    published_facts,
    raw_mean,
    sums,
)

from dxcheck.benchmark.contribution import keys
from dxcheck.benchmark.model import GROUPS, Rule
from dxcheck.questionnaire.scale import DEFAULT, Scale
from dxcheck.questionnaire.tree import Aggregate

POINTS, ALONE_POINTS = 6, 2
"""Percentage points of accuracy over the blind guess that a coalition of up to three may win, and a single reader who answers truthfully."""
LARGE = 24
"""Municipalities of a prefecture where a single answer counts for little."""
SIZES = ((12, "up to 12"), (20, "up to 20"), (23, "up to 23"), (1000, "24 and more"))


class Tally:
    """How well guesses do over many worlds."""

    def __init__(self) -> None:
        self.asked = self.right = self.blind = self.pinned = self.solved = 0
        self.won: list[float] = []
        """Of each world and item, in points."""

    def add(self, world: World, *, beyond: bool = False) -> None:
        """One world's levels: guessed, and proved open.

        Args:
            world: attacked.
            beyond: counts what is won beyond somebody who reads the averages without having answered: what an average tells everybody of everybody is what it is for.
        """
        facts = published_facts(world)
        outside = guesses(replace(world, readers=frozenset()), facts) if beyond else {}
        gains: dict[str, list[float]] = defaultdict(list)
        for (municipality, name), one in guesses(world, facts).items():
            gains[name].append(100 * (one.gain - (outside[municipality, name].gain if beyond else 0)))
            self.asked += 1
            self.right += one.right
            self.blind += one.blind
        self.won += [float(np.mean(of_item)) for of_item in gains.values()]
        self.solve(world)

    def solve(self, world: World) -> None:
        """The exact part."""
        pinned, asked = certain(world, published_facts(world))
        self.pinned += pinned
        self.solved += asked

    @property
    def points(self) -> float:
        """Won over the blind guess."""
        return float(np.mean(self.won))

    @property
    def at_least(self) -> float:
        """The same less twice what chance moves it by: few worlds are attacked of each prefecture."""
        return self.points - 2 * float(np.std(self.won)) / len(self.won) ** 0.5

    def __str__(self) -> str:
        right, blind = (100 * n / self.asked for n in (self.right, self.blind))
        said = f"blind {blind:4.1f} %  attacker {right:4.1f} %  won {self.points:+5.2f} points"
        return f"{said}  certain {self.pinned} of {self.solved}"


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether every prefecture is attacked, or a part of them."""
    return request.config.getoption("--attack") == "whole"


PART = [*(one for one in ALONE if one.cities in (10, 12)), EHIME, *(one for one in PREFECTURES if one.name in ("島根", "福井"))]
"""Attacked every time: the smallest that anything is published of, our own, one village, and groups that are just about large enough."""


class Attack(NamedTuple):
    """How a prefecture lives, who reads, and how many points they may win."""

    name: str
    readers: tuple[Readers, ...]
    most: float
    submits: float = 0.8
    low: bool = False
    cycles: int = CYCLES
    worlds: int = 1
    """Played in each prefecture that is neither small nor large: more where it is close."""
    in_part: int | None = None
    """The same where only a part is attacked; None: as many."""
    beyond: bool = False
    new_version: int = CYCLES
    lost: int = CYCLES
    scale: Scale = DEFAULT
    made_by: Aggregate = "mean"
    counted_on: Scale | None = None

    @property
    def part(self) -> list[Shape]:
        """The prefectures that are attacked every time."""
        if self.scale != DEFAULT or self.made_by != "mean":
            return [EHIME]
        return PART if min(self.new_version, self.lost) == CYCLES else PART[-2:]

    def reaches(self, shape: Shape) -> bool:
        """Whether a prefecture is attacked so: what happens after years, and what is no mean, is not played where a single answer counts for little."""
        return shape.municipalities < LARGE or (min(self.new_version, self.lost) == CYCLES and self.made_by == "mean")

    def lives(self, shape: Shape, *, whole: bool) -> int:
        """How often a prefecture is played."""
        if shape.municipalities <= SIZES[0][0]:
            return 3  # few figures of few, soon played
        if shape.municipalities >= LARGE:
            return 1
        return self.worlds if whole or self.in_part is None else self.in_part

    def scenario(self, shape: Shape, late: int) -> Scenario:
        """A prefecture that lives so."""
        return Scenario(
            shape,
            submits=self.submits,
            low=self.low,
            late=late,
            new_version=self.new_version,
            lost=self.lost,
            scale=self.scale,
            made_by=self.made_by,
            counted_on=self.counted_on,
        )


ONE_TO_FIVE, QUARTERS, YES_OR_NO = Scale((1, 2, 3, 4, 5)), Scale((0, 0.25, 0.5, 1)), Scale((0, 1))
"""Other scales than 0 to 5: one that begins elsewhere, one whose steps lie apart unevenly, and the one with the fewest steps."""
FOUR_IN_A_ROW = Scale((0, 1, 2, 3, 4))
"""On which it is counted how many of four items are met."""
PEAK = 7
"""Cycles after which, with 80 % submitting, levels are spread the widest and an average tells the most of each; after ten most are near 5."""
ATTACKS = [
    Attack("one, 80 %", (Readers(1),), ALONE_POINTS),
    Attack("one, 80 %, at the peak", (Readers(1),), ALONE_POINTS, cycles=PEAK, worlds=8),
    Attack("one, 50 %", (Readers(1),), ALONE_POINTS, submits=0.5, worlds=4),
    Attack("one, near 0", (Readers(1),), ALONE_POINTS, submits=0.6, low=True),
    Attack("three, 50 %", (Readers(3), Readers(3, "low and high in turn")), POINTS, submits=0.5),
    Attack("one, version", (Readers(1),), ALONE_POINTS, new_version=5),
    Attack("one, anew", (Readers(1),), ALONE_POINTS, lost=5),
    Attack(
        "three, near 0", (Readers(3, "high, to squeeze the rest"), Readers(2, "high, to squeeze the rest")), POINTS, submits=0.6, low=True
    ),
    Attack("one, 1 to 5", (Readers(1),), ALONE_POINTS, cycles=PEAK, worlds=4, scale=ONE_TO_FIVE),
    Attack("one, 0 to 1", (Readers(1),), ALONE_POINTS, cycles=PEAK, worlds=4, scale=QUARTERS),
    Attack("one, yes-no", (Readers(1),), ALONE_POINTS, cycles=PEAK, worlds=8, in_part=4, scale=YES_OR_NO),
    Attack("one, lowest", (Readers(1),), ALONE_POINTS, cycles=PEAK, worlds=4, in_part=2, made_by="lowest"),
    Attack(
        "one, steps in a row",
        (Readers(1),),
        ALONE_POINTS,
        cycles=PEAK,
        worlds=4,
        in_part=2,
        scale=YES_OR_NO,
        made_by="first_unmet",
        counted_on=FOUR_IN_A_ROW,
    ),
]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_readers_learn_little_in_any_prefecture(attack: Attack, whole: bool, record_property: Callable[[str, object], None]) -> None:
    """Who have their own answers and everything published over five years: nothing for certain, and little that is likelier than without.

    A large prefecture lives once and for fewer cycles: a single answer counts for little there.
    """
    won: dict[str, Tally] = defaultdict(Tally)
    for place, shape in enumerate(filter(attack.reaches, [*ALONE, *PREFECTURES] if whole else attack.part)):
        one, size = Tally(), next(name for most, name in SIZES if shape.municipalities <= most)
        readers = attack.readers if shape.municipalities <= SIZES[0][0] else attack.readers[place % len(attack.readers) :][:1]
        late = 2 if shape.municipalities > SIZES[0][0] else 0
        for who, seed in product(readers, range(attack.lives(shape, whole=whole))):
            cycles = attack.cycles if shape.municipalities < (2 * LARGE if attack.cycles == PEAK else LARGE) else 3
            one.add(live_through(attack.scenario(shape, late), seed, who, cycles=cycles), beyond=attack.beyond)
        won[size].won += one.won
        record_property("attack", f"{attack.name:24} {shape.name:4} {shape.cities:2}/{shape.towns}/{shape.villages}  {one}")
        assert one.pinned == 0
        assert one.at_least <= attack.most
    for size, of_size in won.items():
        record_property(
            "attack", f"{attack.name:24} = {size}: won {of_size.points:+5.2f} points, chance ±{of_size.points - of_size.at_least:.2f}"
        )
        assert of_size.at_least <= attack.most


WHOLES = [
    Attack("one, 80 %", (Readers(1),), ALONE_POINTS, beyond=True),
    Attack("one, 50 %", (Readers(1),), ALONE_POINTS, submits=0.5, beyond=True),
    Attack("three, near 0", (Readers(3, "high, to squeeze the rest"),), POINTS, submits=0.6, low=True, beyond=True),
]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("attack", WHOLES, ids=lambda one: one.name)
def test_who_is_worst_and_who_moved_stays_open(attack: Attack, whole: bool, record_property: Callable[[str, object], None]) -> None:
    """Of whole municipalities a reader learns hardly more than somebody who reads the averages without having answered."""
    won: dict[str, list[float]] = {"worst": [], "rose": []}
    shapes = [one for one in [*ALONE, *PREFECTURES] if 10 <= one.municipalities < LARGE] if whole else PART[-2:]
    for shape in shapes:
        world = live_through(attack.scenario(shape, 0), 0, attack.readers[0])
        facts = published_facts(world)
        inside, outside = beliefs(world, facts), beliefs(replace(world, readers=frozenset()), facts)
        won["worst"].append(100 * (inside.worst.gain - outside.worst.gain))
        won["rose"].append(100 * float(np.mean([one.gain for one in inside.rose]) - np.mean([one.gain for one in outside.rose])))
    for name, points in won.items():
        chance = 2 * float(np.std(points)) / len(points) ** 0.5
        record_property("attack", f"{attack.name:24} who {name:5} won {np.mean(points):+5.2f} points, chance ±{chance:.2f}")
        assert np.mean(points) - chance <= attack.most


@pytest.mark.parametrize(
    "scenario",
    [
        *(Scenario(one) for one in (*ALONE, *PREFECTURES)),
        *(Scenario(EHIME, scale=scale) for scale in (ONE_TO_FIVE, QUARTERS, YES_OR_NO, Scale(tuple(range(11))))),
        Scenario(EHIME, made_by="lowest"),
        Scenario(EHIME, scale=YES_OR_NO, made_by="first_unmet", counted_on=FOUR_IN_A_ROW),
    ],
    ids=lambda one: f"{one.shape.name} {one.scale.levels_in_words} {one.made_by}",
)
def test_every_sum_remains_possible_behind_every_figure(scenario: Scenario, whole: bool) -> None:
    """The proof that nothing is ever certain: no figure rules out any answers of anybody, so no combination of figures does, whoever knows whatever else."""
    scale = scenario.published_on
    for seed in range(3 if whole else 1):
        world = live_through(replace(scenario, late=min(2, scenario.shape.municipalities - 6)), seed, Readers(3), cycles=4)
        for fact in published_facts(world):
            assert fact.law.min() > 0
        # And what is published is what that law says: the true mean, moved by the noise of the key.
        for number, group, key, ids, entry, figure in new_figures(world):
            moved = raw_mean(world, key, ids, number) + key_of(seed).of(
                group, key, [f"s{n}" for n in ids], entry.standing[group][key].scale
            ) / len(ids)
            said = {"low": min(moved, scale.low_end), "high": max(moved, scale.high_end), "": figure.mean}[figure.end]
            assert abs(said - moved) <= (scale.fine if len(ids) >= 10 else scale.coarse) / 2 + 1e-7


def test_ehime_still_sees_its_figures_and_they_are_right_enough(record_property: Callable[[str, object], None]) -> None:
    """So that nobody wins by showing nothing: with 80 % submitting nine in ten figures of dimensions, three in four of items, within 0.15 of the truth."""
    shown = {"dimension": [0, 0], "item": [0, 0]}
    groups, wrong = [0, 0], []
    for seed in range(6):
        world = live_through(Scenario(EHIME, late=0), seed, Readers(0))
        for entry in world.entries:
            for name in keys(world.scenario.questionnaires[0]):
                kind = name.partition("/")[0]
                if kind in shown:
                    shown[kind][0] += name in entry.benchmark.figures["all"]
                    shown[kind][1] += 1
                    if kind == "dimension":
                        groups[0] += sum(name in entry.benchmark.figures[group] for group in GROUPS[1:])
                        groups[1] += 2
        for number, group, key, ids, _entry, figure in new_figures(world):
            if group == "all":
                mean = figure.mean if figure.mean is not None else {"low": 0.5, "high": 4.5}[figure.end]
                wrong.append(abs(mean - min(4.5, max(0.5, raw_mean(world, key, ids, number)))))
    shares = {kind: 100 * there / asked for kind, (there, asked) in shown.items()}
    error = float(np.mean(wrong))
    said = f"dimensions {shares['dimension']:.0f} %, items {shares['item']:.0f} %, dimensions of groups {100 * groups[0] / groups[1]:.0f} %, mean error {error:.3f}"
    record_property("attack", f"愛媛 80 % submit: shown {said}")
    assert shares["dimension"] >= 90
    assert shares["item"] >= 75
    assert error <= 0.15


# -- proof that the attacker can attack --------------------------------------------------------------------------------


def test_without_noise_levels_are_certain_and_the_solver_finds_them() -> None:
    """Everybody at 0 but for three who answer 5 to squeeze the rest: a mean of one decimal says so of all others."""
    scenario = Scenario(Shape("15だけ", 15, 0, 0), submits=1.0, after=0, corrects=0, late=0, unknown=0)
    world = live_through(scenario, 0, Readers(3, "high, to squeeze the rest"), cycles=1)
    for one in world.submissions:
        if one.municipality not in world.readers:
            one.levels.update(dict.fromkeys(ITEMS, 0))
    exact = [without_noise(world, fact) for fact in published_facts(world)]
    assert certain(world, exact) == (48, 48)
    assert certain(world, published_facts(world)) == (0, 48)


def without_noise(world: World, fact: Fact) -> Fact:
    """The same figure, had nobody moved it."""
    told = round(raw_mean(world, fact.key, fact.submissions, fact.cycle), 1)
    count = len(fact.submissions)
    return replace(fact, law=exact_law(sums(world.scenario, fact.key, count), (told - 0.05) * count, (told + 0.05) * count))


def test_a_rule_with_hardly_any_noise_gives_more_away_than_may_be(record_property: Callable[[str, object], None]) -> None:
    """The bars are near enough to notice: a live average of few, hardly moved, in which nobody waits for anybody."""
    weaker = Rule(least=4, least_in_group=4, least_for_item=4, decimal_from=4, changed=1, changed_share=0, batch=1, noise=0.5)
    tally = Tally()
    for seed in range(6):
        tally.add(live_through(Scenario(Shape("6だけ", 6, 0, 0), submits=0.5, late=0), seed, Readers(3), weaker))
    record_property("attack", f"a weaker rule            6だけ  6/0/0  {tally}")
    assert tally.at_least > POINTS


def test_a_live_average_is_taken_apart(record_property: Callable[[str, object], None]) -> None:
    """Two decimals after every submission, from six municipalities on: what others publish."""
    world = live_through(Scenario(EHIME, late=4), 0, Readers(1), cycles=4)
    pinned, asked = certain(world, live_facts(world), ITEMS[:1])
    record_property("attack", f"愛媛, live two-decimal average: certain {pinned} of {asked}")
    assert pinned > asked / 3
