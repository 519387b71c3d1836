"""Rule 8 of docs/design.md section 5: a reader who does everything right learns next to nothing, and never anything for certain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attack.attacker import certain, guesses
from attack.world import ITEMS, SCENARIOS, Fact, Scenario, Strategy, World, live_facts, live_through, published_facts

POINTS = 6
"""Percentage points of accuracy that a reader may win over the blind guess."""
SEEDS = {"20, most submit": 14, "20, few submit": 14, "20, near 0, slow": 14, "11, half submit": 40}
"""Worlds of the whole grid (`make attack`)."""
PART, PART_POINTS = 4, 2 * POINTS
"""Else one world in four, where chance moves a win further; a live average loses ten times as much."""
SOLVED = 4
"""Worlds that are solved exactly."""
READERS: tuple[tuple[int, Strategy], ...] = ((1, "0 and 5 in turn"), (2, "0 and 5 in turn"), (2, "5, to squeeze the rest"))


class Tally:
    """How well guesses do over many worlds."""

    def __init__(self) -> None:
        self.asked = self.right = self.blind = self.pinned = self.solved = 0

    def add(self, world: World, facts: list[Fact], readers: int, *, live: bool = False) -> None:
        """One world's four items."""
        for name in ITEMS:
            informed, blind = guesses(world, facts, readers, name, live=live), guesses(world, [], readers, name, live=live)
            for municipality, level in informed.items():
                truth = world.latest[municipality].levels[name]
                self.asked += 1
                self.right += level == truth
                self.blind += blind[municipality] == truth

    def solve(self, world: World, facts: list[Fact], readers: int) -> None:
        """The exact part."""
        pinned, asked = certain(world, facts, readers)
        self.pinned += pinned
        self.solved += asked

    @property
    def points(self) -> float:
        """Won over the blind guess."""
        return 100 * (self.right - self.blind) / self.asked

    def __str__(self) -> str:
        right, blind, pinned = (100 * n / self.asked for n in (self.right, self.blind, self.pinned))
        pinned = 100 * self.pinned / self.solved
        return f"blind {blind:4.1f} %  attacker {right:4.1f} % ({self.points:+.1f} points)  certain {pinned:4.1f} % of {self.solved}"


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether every world is attacked, or a part of them."""
    return request.config.getoption("--attack") == "whole"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
@pytest.mark.parametrize(("readers", "strategy"), READERS)
def test_published_averages_give_nobody_away(
    scenario: Scenario, readers: int, strategy: Strategy, whole: bool, record_property: Callable[[str, object], None]
) -> None:
    """Over ten cycles, with one reader or two who pool what they know, answering to find out instead of to tell the truth."""
    tally = Tally()
    share = 1 if whole else PART
    for seed in range(SEEDS[scenario.name] // share):
        world = live_through(scenario, seed, readers, strategy)
        facts = published_facts(world)
        assert facts, "nothing published: nothing tested"
        tally.add(world, facts, readers)
        if seed < SOLVED // share:
            tally.solve(world, facts, readers)
    record_property("attack", f"{scenario.name:16} {readers} reader(s), {strategy:22}  {tally}")
    assert tally.pinned == 0
    assert tally.points <= (POINTS if whole else PART_POINTS)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_same_attack_takes_a_live_average_apart(
    scenario: Scenario, whole: bool, record_property: Callable[[str, object], None]
) -> None:
    """Two decimals after every submission, from six municipalities on: what others publish, and proof that the attacker can attack."""
    tally = Tally()
    for seed in range(3 if whole else 1):
        world = live_through(scenario, seed, 1, "as they are")
        facts = live_facts(world)
        tally.add(world, facts, 1, live=True)
        tally.solve(world, facts, 1)
    record_property("attack", f"{scenario.name:16} 1 reader, live two-decimal average      {tally}")
    assert tally.pinned > tally.solved / 3
    assert tally.points > 5 * POINTS
