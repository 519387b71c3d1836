"""The simulation of all municipalities: who comes first is served first, and what is open takes its share."""

from __future__ import annotations

import math

import pytest

from bench.costs import Costs
from bench.japan import Job, engine_for, most_open, served, size

COSTS = Costs(coming=0.5, answer=0.04, saved=0.01, node_at_rest=0.0, engine_at_rest=0.001)


def at_once(people: int) -> list[Job]:
    """So many answers at one moment."""
    return [Job(100.0, person, is_answer=True) for person in range(people)]


def test_who_comes_alone_waits_for_nobody() -> None:
    """An answer takes what it costs on a node and in the engine, a second apart or not."""
    alone = [Job(float(second), second, is_answer=True) for second in range(10)]
    assert served(alone, COSTS, nodes=1, cores=2).p95 == pytest.approx(0.05, rel=0.02)


def test_who_comes_third_waits_and_a_second_node_helps() -> None:
    """A node has two processors, so the third and fourth wait for one answer before them."""
    assert served(at_once(4), COSTS, nodes=1, cores=16).p95 == pytest.approx(0.09, rel=0.02)
    assert served(at_once(4), COSTS, nodes=2, cores=16).p95 == pytest.approx(0.05, rel=0.02)


def test_screens_that_are_only_open_slow_a_node_down_or_stop_it() -> None:
    """Half of it at rest doubles the time, all of it leaves none."""
    half = Costs(0.5, 0.04, 0.0, node_at_rest=0.5, engine_at_rest=0.0)
    assert served(at_once(2), half, nodes=1, cores=2).p95 == pytest.approx(0.08)
    assert served(at_once(4), half, nodes=1, cores=2).p95 == math.inf


def test_a_screen_stays_open_after_its_last_answer() -> None:
    """Who came a minute later is there with the first; who comes an hour later is not."""
    assert most_open([Job(0.0, 1, is_answer=False), Job(60.0, 2, is_answer=False), Job(3600.0, 3, is_answer=False)]) == 2


def test_the_engine_grows_with_open_screens_until_none_is_large_enough() -> None:
    """At rest at most half of it is taken."""
    assert engine_for(1000, COSTS) == 2
    assert engine_for(1001, COSTS) == 4
    with pytest.raises(RuntimeError, match="9,000 open screens"):
        engine_for(9000, COSTS)


def test_twice_as_many_municipalities_need_no_fewer_machines_and_one_is_to_spare() -> None:
    """A few need one node and one more."""
    few, more = size(20, COSTS), size(200, COSTS)
    assert (few.by_time, few.by_memory, few.nodes, few.cores) == (1, 1, 2, 2)
    assert more.open_screens > 5 * few.open_screens
    assert more.nodes >= few.nodes
    assert more.cores >= few.cores
