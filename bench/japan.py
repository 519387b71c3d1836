"""Japan as a whole: 1,741 municipalities in the last three days before closing, simulated with costs that were measured in the same run.

People come over the day as offices work, think between two answers, and stay at one node. A node and the engine serve who came first. What is assumed is a
`Rush`, and is printed beside what comes out; what is measured is `bench.costs`.
"""

from __future__ import annotations

import heapq
import math
import random
from typing import TYPE_CHECKING, Final

import msgspec

from bench.costs import Costs, measured
from bench.rows import Row, ms, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MUNICIPALITIES, ITEMS = 1741, 42
SIZES: Final = (20, 200, MUNICIPALITIES)
"""A small prefecture, a region of Japan, all of it."""
CORES: Final = 2
"""Of a node."""
ENGINES: Final = (2, 4, 8, 16)
"""Processors of the engine's machine, the fewest that are taken at rest by half at most."""
QUICK: Final = 1.0
"""Seconds from a key to the answer's being kept that 95 of 100 answers stay under."""
MOST_NODES: Final = 64
SESSION_MB: Final = 25.7
"""Memory of an open screen (docs/performance.md, 25 sessions)."""
NODE_GB: Final = 14
"""Memory of a node for open screens, of 16 GB."""
STAYING: Final = 15 * 60
"""Seconds that a screen stays open after the last answer; after 30 minutes it is logged out."""
HOURS: Final = (0.6, 1.4, 1.4, 1.2, 0.4, 1.2, 1.5, 1.4, 1.0)
"""How much is going on in each hour from half past eight, beside the mean."""
DAYS: Final = (0.2, 0.3, 0.5)
THINKING: Final = 35.0
"""Seconds between two answers, the median; a quarter takes more than twice as long."""


class Rush(msgspec.Struct, frozen=True):
    """What is assumed."""

    name: str
    share: float
    """Of the municipalities, who answer in these three days."""
    people: int
    """At a municipality, with 42 items and what they go back to among them."""
    again: float
    """Answers that are given to an item, the mean."""
    days: tuple[float, ...] = DAYS
    hours: tuple[float, ...] = HOURS


RUSHES: Final = (
    Rush("half of them, eight people each", 0.5, 8, 1.5),
    Rush("all of them on one day", 1.0, 8, 1.5, (1.0,)),
    Rush("all of them in the last hour", 1.0, 8, 1.5, (1.0,), (1.0,)),
)


class Job(msgspec.Struct, frozen=True, order=True):
    """Something a person does."""

    at: float
    person: int
    is_answer: bool


class Outcome(msgspec.Struct, frozen=True):
    """What came out."""

    p95: float
    """Seconds from a key until the answer is kept."""
    busiest_node: float
    """Share of its processors in its busiest minute; over 1 what comes in waits."""
    engine: float
    """The same of the engine."""


def jobs(rush: Rush, municipalities: int = MUNICIPALITIES, seed: int = 1) -> list[Job]:
    """Who does what when, in seconds since the first morning, nights left out."""
    chance = random.Random(seed)
    found, day_long = [], len(rush.hours) * 3600
    everybody = round(municipalities * rush.share) * rush.people
    each = ITEMS * rush.again / rush.people
    for person in range(everybody):
        day = chance.choices(range(len(rush.days)), rush.days)[0]
        hour = chance.choices(range(len(rush.hours)), rush.hours)[0]
        at = day * day_long + (hour + chance.random()) * 3600
        found.append(Job(at, person, is_answer=False))
        for _answer in range(_whole(each, chance)):
            at += chance.lognormvariate(0, 1.03) * THINKING
            found.append(Job(at, person, is_answer=True))
    return sorted(found)


def _whole(mean: float, chance: random.Random) -> int:
    """A number of answers with this mean."""
    return int(mean) + (chance.random() < mean % 1)


def served(todo: Sequence[Job], costs: Costs, nodes: int, cores: int) -> Outcome:
    """Through the nodes, then through the engine, both in the order of coming.

    What open screens need at rest is taken off both all the time, as much as at the moment when the most are open.
    """
    most = most_open(todo)
    node_left = 1 - most * costs.node_at_rest / (nodes * CORES)
    engine_left = 1 - (most * costs.engine_at_rest + nodes * costs.engine_asked) / cores
    if min(node_left, engine_left) <= 0:
        return Outcome(math.inf, 1 - node_left, 1 - engine_left)
    free = [[0.0] * CORES for _node in range(nodes)]
    to_keep: list[tuple[float, float]] = []
    busy: dict[tuple[int, int], float] = {}
    for job in todo:
        node, takes = job.person % nodes, costs.answer if job.is_answer else costs.coming
        ends = max(job.at, free[node][0]) + takes / node_left
        heapq.heapreplace(free[node], ends)
        minute = (node, int(job.at // 60))
        busy[minute] = busy.get(minute, 0.0) + takes
        if job.is_answer:
            to_keep.append((ends, job.at))
    engine, waits, kept = [0.0] * cores, [], {}
    for came, pressed in sorted(to_keep):
        ends = max(came, engine[0]) + costs.saved / engine_left
        heapq.heapreplace(engine, ends)
        waits.append(ends - pressed)
        kept[int(came // 60)] = kept.get(int(came // 60), 0.0) + costs.saved
    busiest = max(busy.values()) / (60 * CORES) + 1 - node_left
    return Outcome(percentile(waits, 0.95), busiest, max(kept.values()) / (60 * cores) + 1 - engine_left)


def most_open(todo: Sequence[Job]) -> int:
    """How many people are at it at once, from their coming until some time after their last answer."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for job in todo:
        first.setdefault(job.person, job.at)
        last[job.person] = job.at
    there = most = 0
    for _at, change in sorted([*((at, 1) for at in first.values()), *((at + STAYING, -1) for at in last.values())]):
        there += change
        most = max(most, there)
    return most


def engine_for(most: int, costs: Costs) -> int:
    """Processors of the engine for so many open screens.

    Raises:
        RuntimeError: the largest does not bear them.
    """
    for cores in ENGINES:
        if most * costs.engine_at_rest <= cores / 2:
            return cores
    raise RuntimeError(f"{most:,} open screens ask more of PostgreSQL than {ENGINES[-1]} processors bear")


def enough(todo: Sequence[Job], costs: Costs, cores: int) -> tuple[int, Outcome]:
    """The fewest nodes with which answers are kept quickly.

    Raises:
        RuntimeError: not even the most are enough.
    """
    for nodes in range(1, MOST_NODES + 1):
        outcome = served(todo, costs, nodes, cores)
        if outcome.p95 <= QUICK:
            return nodes, outcome
    raise RuntimeError(f"{MOST_NODES} nodes are not enough")


class Size(msgspec.Struct, frozen=True):
    """What a number of municipalities needs on the worst day there is, when all of them answer in its last hour."""

    municipalities: int
    open_screens: int
    by_time: int
    """Nodes."""
    by_memory: int
    """Nodes."""
    cores: int
    """Of the engine."""

    @property
    def nodes(self) -> int:
        """One more than are needed, so that one may be gone or replaced."""
        return max(self.by_time, self.by_memory) + 1


def size(municipalities: int, costs: Costs) -> Size:
    """Of the machines for so many."""
    todo = jobs(RUSHES[-1], municipalities)
    people = most_open(todo)
    cores = engine_for(people, costs)
    by_time, _outcome = enough(todo, costs, cores)
    return Size(municipalities, people, by_time, math.ceil(people * SESSION_MB / 1024 / NODE_GB), cores)


def rows() -> Iterator[Row]:
    """The costs; for each rush the fewest nodes by their processors and by their memory, and what the engine bears; then what each number of municipalities needs."""
    costs = measured()
    yield Row("processor of a node, from login to questionnaire", ms(costs.coming))
    yield Row("processor of a node, an answer", ms(costs.answer), f"PostgreSQL's {ms(costs.saved)}")
    yield Row("processor of a node, a second of an open screen", ms(costs.node_at_rest), f"PostgreSQL's {ms(costs.engine_at_rest)}")
    yield Row("processor of PostgreSQL, a second of a node with nobody at it", ms(costs.engine_asked))
    for rush in RUSHES:
        todo = jobs(rush)
        answers, people = sum(job.is_answer for job in todo), most_open(todo)
        cores = engine_for(people, costs)
        nodes, outcome = enough(todo, costs, cores)
        fewer = f"with one fewer {ms(served(todo, costs, nodes - 1, cores).p95)}" if nodes > 1 else ""
        yield Row(
            f"{rush.name}: nodes for 95 of 100 of {answers:,} answers kept within {QUICK:g} s", f"{nodes} (p95 {ms(outcome.p95)})", fewer
        )
        yield Row(
            f"{rush.name}: busiest minute of a node's {CORES} processors",
            f"{outcome.busiest_node:.0%}",
            f"PostgreSQL's {cores}: {outcome.engine:.0%}",
        )
        by_memory = math.ceil(people * SESSION_MB / 1024 / NODE_GB)
        yield Row(f"{rush.name}: nodes of 16 GB for {people:,} screens open at once", f"{by_memory}")
    for one in (size(municipalities, costs) for municipalities in SIZES):
        yield Row(
            f"{one.municipalities:,} municipalities, all in the last hour: nodes of {CORES} processors and 16 GB, one of them to spare",
            f"{one.nodes} (by processors {one.by_time}, by memory {one.by_memory})",
            f"{one.open_screens:,} screens; PostgreSQL with {one.cores} processors",
        )
